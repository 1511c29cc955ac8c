"""What must hold before a contract takes a step: each condition gives the obstacle and what to do, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from maillon.rules.contracts.life.states import ContractState
from maillon.rules.phrases import day, some
from maillon.rules.wording import _


@dataclass(frozen=True, slots=True)
class LifeFacts:
    """What the steps read of a contract.

    Attributes:
        state: where the contract is.
        required: names of the parties whose acceptance and signature are needed, by identifier.
        accepted: parties that have accepted the working text as it stands.
        open_proposals: proposals that wait for an answer.
        resolved: parties whose resolution allows the signature of the frozen version.
        signed: parties whose signature of the frozen version is recorded.
        refused: parties that refuse to sign it, or whose assembly rejected it.
        method_agreed: whether a method agreement stands in the contract.
        frozen: whether a version is frozen for signature.
        sign_by: last day for signing, when one was set.
        start, end: the contract's period.
        evaluated: whether an evaluation report is recorded.
        review_outcome: "maintain", "amend" or "terminate", what the last review decided.
    """

    state: ContractState
    required: dict[str, str]
    accepted: frozenset[str] = frozenset()
    open_proposals: int = 0
    resolved: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    method_agreed: bool = False
    frozen: bool = False
    sign_by: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    evaluated: bool = False
    review_outcome: str | None = None

    def lacking(self, done: frozenset[str]) -> list[str]:
        """Names of the required parties that are not among `done`."""
        return [name for party, name in self.required.items() if party not in done]


Obstacle = tuple[str, str]
"""Why a step cannot be taken yet, and what to do about it."""
Condition = Callable[[LifeFacts, dt.date], Obstacle | None]


def nothing(_facts: LifeFacts, _on: dt.date) -> Obstacle | None:
    """Ask for nothing."""
    return None


def two_parties(facts: LifeFacts, _on: dt.date) -> Obstacle | None:
    """Ask for two parties at least."""
    if len(facts.required) >= 2:
        return None
    return (
        _("Un contrat se négocie à deux parties au moins ; {count} est inscrite.").format(count=len(facts.required)),
        _("Inscrire les parties au contrat."),
    )


def method(facts: LifeFacts, on: dt.date) -> Obstacle | None:
    """Ask for a method agreement between two parties at least."""
    if facts.method_agreed:
        return two_parties(facts, on)
    return _("Aucun accord de méthode n’est inscrit au contrat."), _("Écrire et accepter l’accord de méthode.")


def all_accept(facts: LifeFacts, on: dt.date) -> Obstacle | None:
    """Ask that nothing waits for an answer and that each required party has accepted the working text."""
    if facts.open_proposals:
        return (
            _("Des propositions attendent une réponse : {count}.").format(count=facts.open_proposals),
            _("Accepter, refuser ou amender chaque proposition."),
        )
    if waiting := facts.lacking(facts.accepted):
        return (
            _("Le texte n’a pas l’accord de : {names}.").format(names=some(waiting)),
            _("Attendre l’accord de chaque partie sur le texte entier."),
        )
    return two_parties(facts, on)


def all_sign(facts: LifeFacts, on: dt.date) -> Obstacle | None:
    """Ask for a frozen version that each required party has resolved to sign, then signed, in time."""
    if not facts.frozen:
        return _("Aucune version n’est arrêtée pour la signature."), _("Arrêter la version que chacun signera.")
    if facts.refused:
        names = some([facts.required.get(party, party) for party in sorted(facts.refused)])
        return (
            _("Cette version est refusée par : {names}.").format(names=names),
            _("Rouvrir la négociation, ou constater la caducité."),
        )
    if facts.sign_by is not None and on > facts.sign_by and facts.lacking(facts.signed):
        return (
            _("Le délai de signature s’est achevé le {date}.").format(date=day(facts.sign_by)),
            _("Rouvrir la négociation pour fixer un nouveau délai."),
        )
    if waiting := facts.lacking(facts.resolved):
        return (
            _("La délibération manque pour : {names}.").format(names=some(waiting)),
            _("Inscrire la délibération, son numéro et sa date de réception en préfecture."),
        )
    if waiting := facts.lacking(facts.signed):
        return (
            _("La signature manque pour : {names}.").format(names=some(waiting)),
            _("Recueillir la signature de chaque partie."),
        )
    return None


def unsigned(facts: LifeFacts, on: dt.date) -> Obstacle | None:
    """Ask that nobody has signed the frozen version, unless it can no longer be signed by all."""
    late = facts.sign_by is not None and on > facts.sign_by
    if not facts.signed or facts.refused or late:
        return None
    names = some([facts.required.get(party, party) for party in sorted(facts.signed)])
    return (
        _("La version arrêtée est déjà signée par : {names}.").format(names=names),
        _("Recueillir les signatures manquantes, ou constater la caducité."),
    )


def begun(facts: LifeFacts, on: dt.date) -> Obstacle | None:
    """Ask that the first day of the contract has come."""
    if facts.start is None or on >= facts.start:
        return None
    return (
        _("Le contrat prend effet le {date}.").format(date=day(facts.start)),
        _("Attendre cette date, ou avancer le début par avenant."),
    )


def evaluated(facts: LifeFacts, _on: dt.date) -> Obstacle | None:
    """Ask for an evaluation report."""
    if facts.evaluated:
        return None
    return _("Aucun rapport d’évaluation n’est versé."), _("Verser le rapport d’évaluation.")


def review_ends_it(facts: LifeFacts, _on: dt.date) -> Obstacle | None:
    """Ask for a review that concluded to an end."""
    if facts.review_outcome == "terminate":
        return None
    return (
        _("Aucune revoyure n’a conclu à la résiliation."),
        _("Ouvrir une revoyure ; seule sa conclusion, acceptée par les parties, met fin au contrat."),
    )


def alone(facts: LifeFacts, _on: dt.date) -> Obstacle | None:
    """Ask that fewer than two parties are left."""
    if len(facts.required) < 2:
        return None
    return (
        _("Il reste plusieurs parties : le contrat continue entre elles."),
        _("Inscrire le retrait de la seule partie qui part."),
    )


def never_signed(facts: LifeFacts, on: dt.date) -> Obstacle | None:
    """Ask that no delay for signing still runs."""
    if facts.state is not ContractState.RESOLUTIONS or facts.sign_by is None or on > facts.sign_by or facts.refused:
        return None
    return (
        _("Le délai de signature court jusqu’au {date}.").format(date=day(facts.sign_by)),
        _("Attendre la fin du délai, ou rouvrir la négociation."),
    )
