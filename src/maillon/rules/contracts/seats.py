"""Who may be a party to a contract: what a proposal may change of a seat at the table, and what it may not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from maillon.rules.contracts.negotiation import CONSENT
from maillon.rules.decision import Citation, Decision
from maillon.rules.wording import _

LEAVING = Citation("Rapport INET, fiche action 14 : l’accord de méthode règle le retrait d’une partie")


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What the rule reads of a party.

    Attributes:
        institution: what identifies the institution: its kind, its name, its SIREN, its SIRET; empty when unknown.
        signatory: whether it signs.
    """

    institution: tuple[str, ...]
    signatory: bool


def may_seat(
    before: SeatFacts | None, after: SeatFacts | None, *, signed: bool, seated: Collection[tuple[str, ...]] = ()
) -> Decision:
    """Tell whether a party's seat may become another; None for a party that is absent.

    Args:
        before: the seat in the working text.
        after: what it would become.
        signed: whether the contract is signed already, the seat being changed by an amendment.
        seated: what identifies the institutions that hold the other seats, those that leave on a known day left out.
    """
    if before is None and after is not None and any(_same(after.institution, one) for one in seated):
        because = _("Cette institution est déjà partie au contrat : elle y a une place, et une voix.")
        return _no(because, CONSENT, _("Proposer de changer sa place, plutôt que de lui en donner une seconde."))
    if before is not None and after is not None and before.institution != after.institution:
        because = _("Une institution ne cède pas sa place à une autre : les autres parties ont traité avec elle.")
        return _no(because, CONSENT, _("Proposer de retirer l’une et d’ajouter l’autre."))
    if signed and before is not None and before.signatory and (after is None or not after.signatory):
        because = _("Un signataire quitte un contrat signé par un retrait, avec son préavis et sa pénalité.")
        return _no(
            because, LEAVING, _("Annoncer le retrait sur la page « Retraits » du suivi, ou fixer une date de départ.")
        )
    return Decision(
        allowed=True,
        because=_("La place de cette partie peut changer, si toutes les parties l’acceptent."),
        rule="seats.change",
        citations=(CONSENT,),
    )


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two institutions are one: same nature, same name, and no SIREN that tells them apart."""
    named = [tuple(told.casefold() for told in held[:2]) for held in (one, other)]
    return named[0] == named[1] and (not one[2] or not other[2] or one[2] == other[2])


def _no(because: str, citation: Citation, remedy: str) -> Decision:
    return Decision(allowed=False, because=because, rule="seats.change", citations=(citation,), remedy=remedy)
