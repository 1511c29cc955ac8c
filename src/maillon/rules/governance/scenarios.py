"""A saved simulation: who reads it, and when it may become drafts of a contract. It never changes a contract itself."""

from __future__ import annotations

from collections.abc import Collection

from maillon.rules.decision import Citation, Decision
from maillon.rules.wording import _, ngettext

REPORT = Citation("Rapport INET, fiche action 24 : des taux de cofinancement négociés selon le besoin")


def save(title: str, *, readable: bool, party: bool | None) -> Decision:
    """Tell whether a simulation may be saved.

    Args:
        title: its name.
        readable: whether its terms can be read and give something.
        party: whether the institution is a party to the contract; None when it is saved without a contract.
    """
    if not title.strip():
        return _no("save", _("La simulation n’a pas d’intitulé."), _("Donnez-lui un nom que votre équipe reconnaîtra."))
    if not readable:
        because = _("L’un des scénarios ne donne rien : il n’y a pas de simulation à garder.")
        return _no("save", because, _("Corrigez ses termes, puis gardez la simulation."))
    if party is False:
        because = _("Votre institution n’est pas partie à ce contrat.")
        return _no("save", because, _("Gardez la simulation sans contrat."))
    return _yes("save", _("La simulation est gardée ; votre institution seule la lit."))


def share(chosen: Collection[str], parties: Collection[str], already: Collection[str]) -> Decision:
    """Tell whether a simulation may be shared with institutions.

    Args:
        chosen: the institutions.
        parties: those of the contract; empty without a contract.
        already: those that read it.
    """
    if not parties:
        because = _("Cette simulation n’est rattachée à aucun contrat : elle ne se partage pas.")
        return _no("share", because, _("Gardez-la avec un contrat, dont les parties pourront la lire."))
    strangers = set(chosen) - set(parties)
    if strangers:
        because = _("Une simulation ne se partage qu’avec des parties de son contrat.")
        return _no("share", because, _("Choisissez parmi les parties."))
    fresh = len(set(chosen) - set(already))
    if not fresh:
        because = _("Aucune institution nouvelle n’est choisie.")
        return _no("share", because, _("Cochez une institution qui ne lit pas encore la simulation."))
    said = ngettext("{n} institution de plus lit cette simulation.", "{n} institutions de plus la lisent.", fresh)
    return _yes("share", said.format(n=fresh))


def adopt(letters: Collection[str], letter: str, *, contract: bool) -> Decision:
    """Tell whether a scenario may become drafts of its contract's clauses.

    Args:
        letters: scenarios of the simulation.
        letter: the one chosen.
        contract: whether the simulation has a contract.
    """
    if not contract:
        because = _("Cette simulation n’est rattachée à aucun contrat.")
        return _no("adopt", because, _("Gardez-la avec le contrat que vous négociez."))
    if letter not in letters:
        because = _("Cette simulation n’a pas de scénario de ce nom.")
        return _no("adopt", because, _("Choisissez l’un de ses scénarios."))
    because = _("Le scénario {letter} est dans vos brouillons : relisez-les, puis partagez-les à la table.")
    return _yes("adopt", because.format(letter=letter))


def _yes(verb: str, because: str) -> Decision:
    return Decision(allowed=True, because=because, rule=f"scenario.{verb}", citations=(REPORT,), state=verb)


def _no(verb: str, because: str, remedy: str) -> Decision:
    return Decision(allowed=False, because=because, rule=f"scenario.{verb}", citations=(REPORT,), remedy=remedy)
