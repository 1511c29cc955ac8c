"""Evaluation reports: what may be deposited, and why the rest may not."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from maillon.rules.contracts.reports import Report, deposit
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "reports.yaml")
TODAY, START = dt.date(2026, 6, 1), dt.date(2024, 1, 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    report = Report(case["report"], case.get("given", True), "abc")
    decision = deposit(report, start=case.get("start", START), before=case.get("before", ()), today=TODAY)
    assert decision.allowed == case.get("allowed", False)
    assert case.get("says", "") in decision.because
    assert decision.citations
