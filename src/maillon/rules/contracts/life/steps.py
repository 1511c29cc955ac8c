"""The life of a contract as one table: steps, where each starts and ends, and what must hold before.

The buttons of the site, the policy of access, the diagram of docs/reference/cycle-de-vie.md and the tests are all
generated from `STEPS` or checked against it. Nothing else may change the state of a contract.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from maillon.rules.contracts.life import conditions
from maillon.rules.contracts.life.conditions import Condition, LifeFacts
from maillon.rules.contracts.life.states import DRAFTING, ContractState, state_name
from maillon.rules.decision import Citation, Decision
from maillon.rules.wording import _, gettext_noop

METHOD = Citation("Rapport INET, fiche action 14 : accord de méthode, règles laissées aux cocontractants")
MENU = Citation("Rapport INET, fiche action 11 : menu thématique à la carte")
DIAGNOSIS = Citation("Rapport INET, fiche action 1 : diagnostic partagé et architecture contractuelle")
EVALUATION = Citation("Rapport INET, fiche action 17 : évaluation au regard de principes communs")
REVIEW = Citation("Rapport INET, fiche action 16 : clauses de revoyure")
DELIBERATION = Citation("CGCT, art. L2121-29, L3211-1, L4221-1 et L5211-1 : l’assemblée délibère avant la signature")
CONSENT = Citation("Code civil, art. 1103 et 1193 : le contrat tient lieu de loi, et ne change que d’un commun accord")


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


def _from(*states: ContractState) -> frozenset[ContractState]:
    return frozenset(states)


_N = gettext_noop
STEPS: tuple[Step, ...] = (
    Step(
        "apply",
        _N("Ouvrir la candidature"),
        _from(ContractState.DIAGNOSIS),
        ContractState.CANDIDACY,
        conditions.nothing,
        DIAGNOSIS,
    ),
    Step(
        "agree_method",
        _N("Passer au protocole"),
        _from(ContractState.DIAGNOSIS, ContractState.CANDIDACY),
        ContractState.PROTOCOL,
        conditions.two_parties,
        METHOD,
    ),
    Step(
        "negotiate",
        _N("Ouvrir la négociation"),
        _from(ContractState.PROTOCOL),
        ContractState.NEGOTIATION,
        conditions.method,
        MENU,
    ),
    Step(
        "submit",
        _N("Soumettre aux assemblées"),
        _from(ContractState.NEGOTIATION),
        ContractState.RESOLUTIONS,
        conditions.all_accept,
        DELIBERATION,
    ),
    Step(
        "reopen",
        _N("Rouvrir la négociation"),
        _from(ContractState.RESOLUTIONS),
        ContractState.NEGOTIATION,
        conditions.unsigned,
        CONSENT,
    ),
    Step(
        "conclude",
        _N("Constater la signature"),
        _from(ContractState.RESOLUTIONS),
        ContractState.SIGNED,
        conditions.all_sign,
        DELIBERATION,
    ),
    Step(
        "take_effect",
        _N("Constater l’entrée en vigueur"),
        _from(ContractState.SIGNED),
        ContractState.IN_FORCE,
        conditions.begun,
        CONSENT,
    ),
    Step(
        "evaluate",
        _N("Ouvrir l’évaluation finale"),
        _from(ContractState.IN_FORCE),
        ContractState.EVALUATION,
        conditions.nothing,
        EVALUATION,
    ),
    Step(
        "close",
        _N("Clore le contrat"),
        _from(ContractState.EVALUATION),
        ContractState.CLOSED,
        conditions.evaluated,
        EVALUATION,
    ),
    Step(
        "terminate",
        _N("Constater la résiliation"),
        _from(ContractState.SIGNED, ContractState.IN_FORCE),
        ContractState.TERMINATED,
        conditions.review_ends_it,
        REVIEW,
    ),
    Step(
        "dissolve",
        _N("Constater la dénonciation"),
        _from(ContractState.SIGNED, ContractState.IN_FORCE, ContractState.EVALUATION),
        ContractState.WITHDRAWN,
        conditions.alone,
        METHOD,
    ),
    Step("lapse", _N("Constater la caducité"), DRAFTING, ContractState.LAPSED, conditions.never_signed, DELIBERATION),
)
AMENDING = frozenset({"submit", "reopen", "conclude", "lapse"})
"""Steps that an amendment takes on its own, from its negotiation to the day on which it holds."""


class Deed(StrEnum):
    """What is adopted beside a signed contract."""

    AMENDMENT = "amendment"
    CONVENTION = "convention"


@dataclass(frozen=True, slots=True)
class Course:
    """How a deed lives.

    Attributes:
        steps: the steps that it takes.
        rewrites: whether its text takes the place of the contract's once it holds.
    """

    steps: frozenset[str]
    rewrites: bool


COURSES = {
    Deed.AMENDMENT: Course(AMENDING, rewrites=True),
    Deed.CONVENTION: Course(AMENDING, rewrites=False),
}
"""An annual convention is negotiated, resolved upon and signed like an amendment; it adds to the contract."""
BESIDE = frozenset[str]().union(*(course.steps for course in COURSES.values()))
"""Every step that something adopted beside a contract may take."""
BY_VERB = {step.verb: step for step in STEPS}


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
    because = _("L’étape suivante est « {state} ».").format(state=state_name(step.after))
    return Decision(allowed=True, because=because, rule=rule, citations=(step.citation,), state=step.after)


def next_steps(state: ContractState) -> tuple[Step, ...]:
    """Return the steps that leave a state, in the table's order."""
    return tuple(step for step in STEPS if state in step.before)
