"""Each proposition answers as its table of cases says."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from maillon.rules.contracts.check import check
from rules.contracts.short_documents import facts_of
from yaml_tables import yaml_table

CASES = Path(__file__).parent / "cases"
TABLES = {path.stem: yaml_table(path) for path in sorted(CASES.glob("P*.yaml"))}
ALL = [pytest.param(name, case, id=f"{name}: {case['case']}") for name, cases in TABLES.items() for case in cases]


def _flat(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(("name", "case"), ALL)
def test_a_case_is_answered_as_its_table_says(name: str, case: dict[str, Any]) -> None:
    report = check(facts_of(case), on=case.get("day", dt.date(2026, 6, 1)))
    answer = next(answer for answer in report.propositions if answer.id == name)
    assert str(answer.status) == case["status"], answer.reason
    for words in case.get("says", []):
        assert words in _flat(answer.reason), answer.reason
    for path in case.get("evidence", []):
        assert path in answer.evidence
    if "where" in case:
        assert answer.where == case["where"]
    used = {parameter.name: parameter.origin_label for parameter in answer.parameters}
    for parameter, origin in case.get("origin", {}).items():
        assert used[parameter] == origin
    assert len(report.problems) == case.get("problems", len(report.problems))


def test_every_proposition_has_a_table() -> None:
    assert list(TABLES) == [f"P{rank:02d}" for rank in range(1, 26)]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_shows_each_answer_that_the_proposition_may_give(name: str) -> None:
    assert {"met", "not_met", "unknown"} <= {case["status"] for case in TABLES[name]}
