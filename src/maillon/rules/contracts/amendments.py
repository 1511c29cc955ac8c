"""What an amendment (avenant) may be: one at a time, on a signed contract, within the ceiling that binds it."""

from __future__ import annotations

from maillon.rules.decision import Citation, Decision
from maillon.rules.money import Money
from maillon.rules.wording import _

CONSENT = Citation("Code civil, art. 1103 et 1193 : le contrat tient lieu de loi, et ne change que d’un commun accord")
CEILING = Citation("Rapport INET, fiche action 15 : fongibilité des crédits sans dépasser le montant contractualisé")


def may_open(title: str, total: Money, ceiling: Money | None, *, ongoing: int | None) -> Decision:
    """Tell whether the parties may open an amendment.

    Args:
        title: what it is about.
        total: what the contract writes down today.
        ceiling: total that the amended contract may not exceed; None when the parties set none.
        ongoing: number of the amendment that is not signed yet, if there is one.
    """
    if ongoing is not None:
        because = _("L’avenant n° {number} est encore en préparation : deux textes ne se réécrivent pas à la fois.")
        remedy = _("Y joindre ces changements, ou attendre qu’il soit signé ou abandonné.")
        return _no("open", because.format(number=ongoing), CONSENT, remedy)
    if not title.strip():
        return _no("open", _("Un avenant dit sur quoi il porte."), CONSENT, _("Écrire son objet en une phrase."))
    if ceiling is not None and ceiling.cents < total.cents:
        because = _("Le plafond de {ceiling} est inférieur aux {total} que le contrat inscrit déjà.")
        remedy = _("Fixer un plafond au moins égal à ce total.")
        return _no("open", because.format(ceiling=ceiling, total=total), CEILING, remedy)
    return Decision(
        allowed=True,
        because=_("L’avenant est ouvert : chaque partie peut y proposer des changements."),
        rule="amendment.open",
        citations=(CONSENT,),
    )


def within_ceiling(total: Money, ceiling: Money | None) -> Decision:
    """Tell whether the amended text stays within the ceiling that binds the amendment."""
    if ceiling is None or total.cents <= ceiling.cents:
        return Decision(
            allowed=True, because=_("Le total reste sous le plafond."), rule="amendment.ceiling", citations=(CEILING,)
        )
    because = _("Le texte porterait le total à {total}, au-delà du plafond de {ceiling} fixé pour cet avenant.")
    remedy = _("Retirer d’un côté ce qui est ajouté de l’autre : l’argent se déplace, le total ne grandit pas.")
    return _no("ceiling", because.format(total=total, ceiling=ceiling), CEILING, remedy)


def _no(verb: str, because: str, citation: Citation, remedy: str) -> Decision:
    return Decision(allowed=False, because=because, rule=f"amendment.{verb}", citations=(citation,), remedy=remedy)
