"""The annual convention of a contract: when one may be prepared, and why not."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from maillon.rules.contracts.conventions import YearFacts, may_prepare
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.contracts.life.steps import BY_VERB, COURSES, Deed
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "conventions.yaml")
PERIOD = {"start": dt.date(2027, 1, 1), "end": dt.date(2030, 12, 31)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    period = {name: case.get(name, held) for name, held in PERIOD.items()}
    existing = {year: ContractState(state) for year, state in case.get("existing", {}).items()}
    unfit = tuple(case.get("unfit", ()))
    facts = YearFacts(case["year"], actions=case["actions"], unfit=unfit, existing=existing, **period)
    decision = may_prepare(facts, on=dt.date(2027, 3, 10))
    assert decision.allowed is case["allowed"]
    assert case.get("says", "") in decision.because
    assert decision.citations


def test_what_is_adopted_beside_a_contract_takes_steps_of_the_table() -> None:
    assert set(COURSES) == set(Deed)
    for course in COURSES.values():
        assert course.steps <= set(BY_VERB)
    assert COURSES[Deed.AMENDMENT].rewrites
    assert not COURSES[Deed.CONVENTION].rewrites
