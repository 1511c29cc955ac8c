"""What goes from one generation to the next by default, and when the next may be prepared."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from maillon.rules.contracts.commitments import Standing
from maillon.rules.contracts.generations import Candidate, Carried, choices, may_carry, may_renew
from maillon.rules.contracts.progress import Progress
from maillon.rules.parameters.resolution import ParameterSet
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "generations.yaml")
TODAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize("case", CASES["carried"], ids=lambda case: case["case"])
def test_carried(case: dict[str, Any]) -> None:
    candidate = Candidate(
        Carried(case["kind"]),
        "a",
        "A",
        Progress(case["reached"]) if "reached" in case else None,
        Standing(case["standing"]) if "standing" in case else None,
        inherited=case.get("inherited", False),
        orphan=case.get("orphan", False),
    )
    (choice,) = choices([candidate])
    assert choice.carried == case["carried"]
    assert case.get("says", "") in choice.because


@pytest.mark.parametrize("case", CASES["renew"], ids=lambda case: case["case"])
def test_renewal(case: dict[str, Any]) -> None:
    parameters = ParameterSet(TODAY, None, case.get("agreement"))
    decision = may_renew(case["state"], case.get("end"), parameters, already=case.get("already", False), on=TODAY)
    assert decision.allowed == case.get("allowed", False)
    assert case.get("says", "") in decision.because
    assert decision.citations


@pytest.mark.parametrize("reached", Progress)
@pytest.mark.parametrize("standing", Standing)
def test_everything_has_an_answer_and_its_reason(reached, standing) -> None:
    for kind in Carried:
        (choice,) = choices([Candidate(kind, "a", "A", reached, standing)])
        assert choice.because.endswith(".")


def test_what_is_carried_is_in_the_contract_and_has_someone_to_keep_it() -> None:
    known = ["goals[a]", "commitments[b]"]
    assert may_carry(known, known, []).allowed
    assert may_carry([], known, []).allowed
    assert "« goals[z] »" in may_carry(["goals[z]"], known, []).because
    assert "« commitments[b] »" in may_carry(known, known, ["commitments[b]"]).because
    assert may_carry([f"goals[{rank}]" for rank in range(9)], [], []).because.endswith("….")
