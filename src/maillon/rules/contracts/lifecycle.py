"""The life of a contract as one table: steps, where each starts and ends, and what must hold before.

The buttons of the site, the policy of access, the diagram of docs/reference/cycle-de-vie.md and the tests are all
generated from `STEPS` or checked against it. Nothing else may change the state of a contract.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from maillon.rules.decision import Citation, Decision
from maillon.rules.phrases import day, some
from maillon.rules.wording import _, gettext_noop


class ContractState(StrEnum):
    """Where a contract is in its life, in the order in which it lives."""

    DIAGNOSIS = "diagnosis"
    CANDIDACY = "candidacy"
    PROTOCOL = "protocol"
    NEGOTIATION = "negotiation"
    RESOLUTIONS = "resolutions"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    EVALUATION = "evaluation"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    LAPSED = "lapsed"


DRAFTING = frozenset(
    {
        ContractState.DIAGNOSIS,
        ContractState.CANDIDACY,
        ContractState.PROTOCOL,
        ContractState.NEGOTIATION,
        ContractState.RESOLUTIONS,
    }
)
"""States in which only those at the table see the contract."""
PUBLIC = frozenset(ContractState) - DRAFTING
"""States in which the contract is a public document."""
ENDED = frozenset({ContractState.CLOSED, ContractState.WITHDRAWN, ContractState.TERMINATED, ContractState.LAPSED})
"""States that no step leaves."""

STATE_NAMES = {
    ContractState.DIAGNOSIS: gettext_noop("diagnostic partagé"),
    ContractState.CANDIDACY: gettext_noop("candidature"),
    ContractState.PROTOCOL: gettext_noop("protocole"),
    ContractState.NEGOTIATION: gettext_noop("négociation"),
    ContractState.RESOLUTIONS: gettext_noop("délibérations"),
    ContractState.SIGNED: gettext_noop("signé"),
    ContractState.IN_FORCE: gettext_noop("en vigueur"),
    ContractState.EVALUATION: gettext_noop("en évaluation"),
    ContractState.CLOSED: gettext_noop("clos"),
    ContractState.WITHDRAWN: gettext_noop("dénoncé"),
    ContractState.TERMINATED: gettext_noop("résilié"),
    ContractState.LAPSED: gettext_noop("caduc"),
}

METHOD = Citation("Rapport INET, fiche action 14 : accord de méthode, règles laissées aux cocontractants")
MENU = Citation("Rapport INET, fiche action 11 : menu thématique à la carte")
DIAGNOSIS = Citation("Rapport INET, fiche action 1 : diagnostic partagé et architecture contractuelle")
EVALUATION = Citation("Rapport INET, fiche action 17 : évaluation au regard de principes communs")
REVIEW = Citation("Rapport INET, fiche action 16 : clauses de revoyure")
DELIBERATION = Citation("CGCT, art. L2121-29, L3211-1, L4221-1 et L5211-1 : l’assemblée délibère avant la signature")
CONSENT = Citation("Code civil, art. 1103 et 1193 : le contrat tient lieu de loi, et ne change que d’un commun accord")


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


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a contract's life.

    Attributes:
        verb: name of the step; "contract.<verb>" in the policy.
        label: what the button says, in French, to be translated when shown.
        before: states from which it may be taken.
        after: state that it leads to.
        condition: what must hold; gives the obstacle, or None.
        citation: where the step comes from.
    """

    verb: str
    label: str
    before: frozenset[ContractState]
    after: ContractState
    condition: Condition
    citation: Citation


def _nothing(_facts: LifeFacts, _on: dt.date) -> Obstacle | None:
    return None


def _two_parties(facts: LifeFacts, _on: dt.date) -> Obstacle | None:
    if len(facts.required) >= 2:
        return None
    return (
        _("Un contrat se négocie à deux parties au moins ; {count} est inscrite.").format(count=len(facts.required)),
        _("Inscrire les parties au contrat."),
    )


def _method(facts: LifeFacts, on: dt.date) -> Obstacle | None:
    if facts.method_agreed:
        return _two_parties(facts, on)
    return _("Aucun accord de méthode n’est inscrit au contrat."), _("Écrire et accepter l’accord de méthode.")


def _all_accept(facts: LifeFacts, on: dt.date) -> Obstacle | None:
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
    return _two_parties(facts, on)


def _all_sign(facts: LifeFacts, on: dt.date) -> Obstacle | None:
    if not facts.frozen:
        return _("Aucune version n’est arrêtée pour la signature."), _("Arrêter la version que chacun signera.")
    if facts.sign_by is not None and on > facts.sign_by:
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


def _unsigned(facts: LifeFacts, _on: dt.date) -> Obstacle | None:
    if not facts.signed:
        return None
    names = some([facts.required.get(party, party) for party in sorted(facts.signed)])
    return (
        _("La version arrêtée est déjà signée par : {names}.").format(names=names),
        _("Recueillir les signatures manquantes, ou constater la caducité."),
    )


def _begun(facts: LifeFacts, on: dt.date) -> Obstacle | None:
    if facts.start is None or on >= facts.start:
        return None
    return (
        _("Le contrat prend effet le {date}.").format(date=day(facts.start)),
        _("Attendre cette date, ou avancer le début par avenant."),
    )


def _evaluated(facts: LifeFacts, _on: dt.date) -> Obstacle | None:
    if facts.evaluated:
        return None
    return _("Aucun rapport d’évaluation n’est versé."), _("Verser le rapport d’évaluation.")


def _review_ends_it(facts: LifeFacts, _on: dt.date) -> Obstacle | None:
    if facts.review_outcome == "terminate":
        return None
    return (
        _("Aucune revoyure n’a conclu à la résiliation."),
        _("Ouvrir une revoyure ; seule sa conclusion, acceptée par les parties, met fin au contrat."),
    )


def _alone(facts: LifeFacts, _on: dt.date) -> Obstacle | None:
    if len(facts.required) < 2:
        return None
    return (
        _("Il reste plusieurs parties : le contrat continue entre elles."),
        _("Inscrire le retrait de la seule partie qui part."),
    )


def _never_signed(facts: LifeFacts, on: dt.date) -> Obstacle | None:
    if facts.state is not ContractState.RESOLUTIONS or facts.sign_by is None or on > facts.sign_by:
        return None
    return (
        _("Le délai de signature court jusqu’au {date}.").format(date=day(facts.sign_by)),
        _("Attendre la fin du délai, ou rouvrir la négociation."),
    )


def _from(*states: ContractState) -> frozenset[ContractState]:
    return frozenset(states)


_N = gettext_noop
STEPS: tuple[Step, ...] = (
    Step(
        "apply",
        _N("Ouvrir la candidature"),
        _from(ContractState.DIAGNOSIS),
        ContractState.CANDIDACY,
        _nothing,
        DIAGNOSIS,
    ),
    Step(
        "agree_method",
        _N("Passer au protocole"),
        _from(ContractState.DIAGNOSIS, ContractState.CANDIDACY),
        ContractState.PROTOCOL,
        _two_parties,
        METHOD,
    ),
    Step(
        "negotiate",
        _N("Ouvrir la négociation"),
        _from(ContractState.PROTOCOL),
        ContractState.NEGOTIATION,
        _method,
        MENU,
    ),
    Step(
        "submit",
        _N("Soumettre aux assemblées"),
        _from(ContractState.NEGOTIATION),
        ContractState.RESOLUTIONS,
        _all_accept,
        DELIBERATION,
    ),
    Step(
        "reopen",
        _N("Rouvrir la négociation"),
        _from(ContractState.RESOLUTIONS),
        ContractState.NEGOTIATION,
        _unsigned,
        CONSENT,
    ),
    Step(
        "conclude",
        _N("Constater la signature"),
        _from(ContractState.RESOLUTIONS),
        ContractState.SIGNED,
        _all_sign,
        DELIBERATION,
    ),
    Step(
        "take_effect",
        _N("Constater l’entrée en vigueur"),
        _from(ContractState.SIGNED),
        ContractState.IN_FORCE,
        _begun,
        CONSENT,
    ),
    Step(
        "evaluate",
        _N("Ouvrir l’évaluation finale"),
        _from(ContractState.IN_FORCE),
        ContractState.EVALUATION,
        _nothing,
        EVALUATION,
    ),
    Step(
        "close", _N("Clore le contrat"), _from(ContractState.EVALUATION), ContractState.CLOSED, _evaluated, EVALUATION
    ),
    Step(
        "terminate",
        _N("Constater la résiliation"),
        _from(ContractState.SIGNED, ContractState.IN_FORCE),
        ContractState.TERMINATED,
        _review_ends_it,
        REVIEW,
    ),
    Step(
        "dissolve",
        _N("Constater la dénonciation"),
        _from(ContractState.SIGNED, ContractState.IN_FORCE, ContractState.EVALUATION),
        ContractState.WITHDRAWN,
        _alone,
        METHOD,
    ),
    Step("lapse", _N("Constater la caducité"), DRAFTING, ContractState.LAPSED, _never_signed, DELIBERATION),
)
BY_VERB = {step.verb: step for step in STEPS}


def state_name(state: ContractState) -> str:
    """Return the name of a state in the reader's language."""
    return _(STATE_NAMES[state])


def take(verb: str, facts: LifeFacts, *, on: dt.date) -> Decision:
    """Tell whether a contract may take a step, and the state that it then has.

    Args:
        verb: a step of `STEPS`.
        facts: what the step reads of the contract.
        on: the day of the act.

    Returns:
        Allowed with the new state; refused with the obstacle, what to do and the source.

    Raises:
        KeyError: the verb is not in the table, which is a programming error.
    """
    step = BY_VERB[verb]
    rule = f"lifecycle.{verb}"
    if facts.state not in step.before:
        return Decision(
            allowed=False,
            because=_("Le contrat en est à l’étape « {state} », d’où ce pas n’est pas possible.").format(
                state=state_name(facts.state)
            ),
            rule=rule,
            citations=(step.citation,),
            remedy=_("Étapes d’où il est possible : {states}.").format(
                states=", ".join(state_name(state) for state in ContractState if state in step.before)
            ),
        )
    if obstacle := step.condition(facts, on):
        because, remedy = obstacle
        return Decision(allowed=False, because=because, rule=rule, citations=(step.citation,), remedy=remedy)
    because = _("Le contrat passe à l’étape « {state} ».").format(state=state_name(step.after))
    return Decision(allowed=True, because=because, rule=rule, citations=(step.citation,), state=step.after)


def next_steps(state: ContractState) -> tuple[Step, ...]:
    """Return the steps that leave a state, in the table's order."""
    return tuple(step for step in STEPS if state in step.before)
