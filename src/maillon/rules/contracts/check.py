"""Ask a contract everything that the rules can ask it, at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from maillon.rules.contracts.answer import Answer, Status
from maillon.rules.contracts.facts import ContractFacts
from maillon.rules.decision import Citation
from maillon.rules.problem import Problem
from maillon.rules.wording import _


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a contract is answered.

    Attributes:
        facts: the contract that was asked.
        on: the date at which dated parameters were read.
        propositions: 25 answers, P01 to P25, in order.
        legal: the legal checks that a document alone can answer.
        problems: what is wrong with the values of the method agreement.
    """

    facts: ContractFacts
    on: dt.date
    propositions: tuple[Answer, ...]
    legal: tuple[Answer, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def all_met(self) -> bool:
        """Whether no proposition is *not met*."""
        return all(answer.status is not Status.NOT_MET for answer in self.propositions)

    def as_dict(self) -> dict[str, object]:
        """Return the stable JSON shape, documented in docs/reference/verifications-json.md."""
        facts = self.facts
        return {
            "document": {"id": facts.id, "title": facts.title, "kind": facts.kind, "state": facts.state},
            "on": self.on.isoformat(),
            "propositions": [answer.as_dict() for answer in self.propositions],
            "legal": [answer.as_dict() for answer in self.legal],
            "problems": [problem.as_dict() for problem in self.problems],
        }


def check(facts: ContractFacts, *, on: dt.date | None = None) -> Report:
    """Answer the 25 propositions and the legal checks for one contract.

    Args:
        facts: the contract, its common trunk included.
        on: the date at which dated parameters are read; today by default, or the contract's end when it is over.
    """
    today = on or dt.datetime.now(tz=dt.UTC).date()
    answers = tuple(
        Answer(f"P{rank:02d}", "", Status.UNKNOWN, _("Rien ne permet de répondre."), Citation(f"fiche action {rank}"))
        for rank in range(1, 26)
    )
    return Report(facts, today, answers)
