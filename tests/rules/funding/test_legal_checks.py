"""Each legal check answers as its table of cases says."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from maillon.rules.contracts.check import check
from maillon.rules.contracts.legal import ALWAYS, BY_FRAMEWORK
from rules.contracts.short_documents import facts_of
from yaml_tables import yaml_table

CASES = Path(__file__).parent / "cases"
TABLES = {path.stem: yaml_table(path) for path in sorted(CASES.glob("L-*.yaml"))}
ALL = [pytest.param(name, case, id=f"{name}: {case['case']}") for name, cases in TABLES.items() for case in cases]


@pytest.mark.parametrize(("name", "case"), ALL)
def test_a_case_is_answered_as_its_table_says(name: str, case: dict[str, Any]) -> None:
    report = check(facts_of(case), on=case.get("day", dt.date(2026, 6, 1)))
    answer = next(answer for answer in report.legal if answer.id == name)
    assert str(answer.status) == case["status"], answer.reason
    for words in case.get("says", []):
        assert words in answer.reason.replace("\u00a0", " ").replace("\u202f", " "), answer.reason
    for path in case.get("evidence", []):
        assert path in answer.evidence


def test_every_legal_check_has_a_table() -> None:
    report = check(facts_of({"kind": "contrat_de_ville"}))
    assert {answer.id for answer in report.legal} == set(TABLES)
    assert len(report.legal) == len(ALWAYS) + len(BY_FRAMEWORK)


def test_checks_of_the_contrat_de_ville_concern_no_other_kind() -> None:
    assert not {answer.id for answer in check(facts_of({})).legal} & set(BY_FRAMEWORK)
