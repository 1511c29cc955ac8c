"""Ask a contract everything that the rules can ask it, at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from maillon.rules.contracts.answer import Answer, LegalStatus, Status
from maillon.rules.contracts.facts import ContractFacts
from maillon.rules.contracts.finding import Finding
from maillon.rules.contracts.frameworks import Framework, framework
from maillon.rules.contracts.legal import legal_answers
from maillon.rules.contracts.positioning import FamilyAnswer, Position, family, position, positioning_problems
from maillon.rules.contracts.propositions import PROPOSITIONS
from maillon.rules.parameters import ParameterSet
from maillon.rules.problem import Problem


@dataclass(frozen=True)
class Report:
    """Everything that a contract is answered; each answer is worked out and worded when it is first read.

    Attributes:
        facts: the contract that was asked.
        on: the date at which dated parameters were read.
        framework: the kind of contract; None when Maillon does not know it, the report's defaults then hold.
        parameters: the thresholds that hold for it.
    """

    facts: ContractFacts
    on: dt.date
    framework: Framework | None
    parameters: ParameterSet

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules of the 25 propositions find, in order; `propositions` says it in full."""
        facts, parameters, kind = self.facts, self.parameters, self.framework
        return tuple([one.find(facts, parameters, kind) for one in PROPOSITIONS])

    @cached_property
    def propositions(self) -> tuple[Answer, ...]:
        """25 answers, P01 to P25, in order."""
        return tuple([one.answer(found) for one, found in zip(PROPOSITIONS, self.findings, strict=True)])

    @cached_property
    def legal(self) -> tuple[Answer, ...]:
        """The legal checks that a document alone can answer."""
        return legal_answers(self.facts, self.parameters, self.framework)

    @cached_property
    def positioning(self) -> Position:
        """Where the contract stands on the transversality and engagement diagram."""
        return position(self.facts, self.parameters, self.framework)

    @cached_property
    def family(self) -> FamilyAnswer:
        """The family that this position gives."""
        return family(self.facts, self.positioning, self.parameters)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the method agreement's parameters and the explicit positioning."""
        return (*self.parameters.problems(), *positioning_problems(self.facts))

    @property
    def all_met(self) -> bool:
        """Whether no proposition is *not met*."""
        return all(found.status is not Status.NOT_MET for found in self.findings)

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
    """Ask one contract the 25 propositions, the legal checks, its position and its family.

    Args:
        facts: the contract, its common trunk included.
        on: the date at which dated parameters are read; by default today, or the contract's end when it is over.
    """
    day = on or _reference_day(facts)
    kind = framework(facts.kind)
    agreement = facts.method_agreement.parameters if facts.method_agreement else None
    return Report(facts, day, kind, ParameterSet(day, kind, agreement))


def _reference_day(facts: ContractFacts) -> dt.date:
    today = dt.datetime.now(tz=dt.UTC).date()
    return min(today, facts.end) if facts.end else today
