"""How far an action is: every state of an action sheet has an answer."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from maillon.documents.contract.actions import ActionState
from maillon.rules.contracts.progress import Progress, progress, progress_name
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "progress.yaml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['state']}-{case.get('end')}")
def test_case(case: dict[str, Any]) -> None:
    assert progress(case["state"], case.get("end"), on=dt.date(2026, 6, 1)) == case["gives"]


@pytest.mark.parametrize("state", ActionState)
def test_a_told_state_is_never_untold(state: ActionState) -> None:
    assert progress(state, None, on=dt.date(2026, 6, 1)) not in {Progress.UNTOLD, Progress.LATE}


def test_every_progress_has_a_name() -> None:
    assert all(progress_name(one) for one in Progress)
