"""Ask a contract everything that the rules can ask it, at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from maillon.rules.contracts.answer import Answer, LegalStatus, Status
from maillon.rules.contracts.facts import ContractFacts
from maillon.rules.contracts.frameworks import Framework, framework
from maillon.rules.contracts.legal import legal_answers
from maillon.rules.contracts.positioning import FamilyAnswer, Position, family, position, positioning_problems
from maillon.rules.contracts.propositions import PROPOSITIONS
from maillon.rules.parameters import ParameterSet
from maillon.rules.problem import Problem


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a contract is answered.

    Attributes:
        facts: the contract that was asked.
        on: the date at which dated parameters were read.
        framework: the kind of contract; None when Maillon does not know it, the report's defaults then hold.
        propositions: 25 answers, P01 to P25, in order.
        legal: the legal checks that a document alone can answer.
        problems: what is wrong with the method agreement's parameters and the explicit positioning.
    """

    facts: ContractFacts
    on: dt.date
    framework: Framework | None
    propositions: tuple[Answer, ...]
    legal: tuple[Answer, ...]
    positioning: Position
    family: FamilyAnswer
    problems: tuple[Problem, ...]

    @property
    def all_met(self) -> bool:
        """Whether no proposition is *not met*."""
        return all(answer.status is not Status.NOT_MET for answer in self.propositions)

    @property
    def missing_parties(self) -> tuple[tuple[str, ...], ...]:
        """Groups of kinds of institutions that the framework expects and of which none signs."""
        signing = {party.kind for party in self.facts.parties if party.signs}
        groups = self.framework.expected_parties if self.framework else ()
        return tuple(group for group in groups if signing.isdisjoint(group))

    def count(self, status: Status | LegalStatus) -> int:
        """Return how many answers have a status."""
        return sum(answer.status is status for answer in (*self.propositions, *self.legal))

    def as_dict(self) -> dict[str, object]:
        """Return the stable JSON shape, documented in docs/reference/verifications-json.md."""
        facts, kind = self.facts, None
        if self.framework:
            kind = {**self.framework.as_dict(), "missing_parties": [list(group) for group in self.missing_parties]}
        return {
            "document": {"id": facts.id, "title": facts.title, "kind": facts.kind, "state": facts.state},
            "on": self.on.isoformat(),
            "framework": kind,
            "family": self.family.as_dict(),
            "positioning": self.positioning.as_dict(),
            "propositions": [answer.as_dict() for answer in self.propositions],
            "legal": [answer.as_dict() for answer in self.legal],
            "problems": [problem.as_dict() for problem in self.problems],
        }


def check(facts: ContractFacts, *, on: dt.date | None = None) -> Report:
    """Answer the 25 propositions and the legal checks for one contract.

    Args:
        facts: the contract, its common trunk included.
        on: the date at which dated parameters are read; by default today, or the contract's end when it is over.
    """
    day = on or _reference_day(facts)
    kind = framework(facts.kind)
    agreement = facts.method_agreement.parameters if facts.method_agreement else None
    parameters = ParameterSet(day, kind, agreement)
    place = position(facts, parameters, kind)
    return Report(
        facts=facts,
        on=day,
        framework=kind,
        propositions=tuple(proposition.answer(facts, parameters, kind) for proposition in PROPOSITIONS),
        legal=legal_answers(facts, parameters, kind),
        positioning=place,
        family=family(facts, place, parameters),
        problems=(*parameters.problems(), *positioning_problems(facts)),
    )


def _reference_day(facts: ContractFacts) -> dt.date:
    today = dt.datetime.now(tz=dt.UTC).date()
    return min(today, facts.end) if facts.end else today
