"""What breaks in the guarded process breaks nothing here, and is told in a sentence."""

from typing import Any

import pytest

from maillon.documents.guard import Limits, guarded
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, language

HERE = "documents.guard_tasks"


def _next_one() -> Any:
    return guarded(f"{HERE}:sizes", [b"abc"], {"more": 1})


def test_the_answer_comes_back() -> None:
    assert guarded(f"{HERE}:sizes", [b"a", b"", bytes(3_000_000)], {"more": [1, "é"]}) == [[1, 0, 3_000_000], [1, "é"]]


def test_a_refusal_comes_back_in_the_language_of_the_reader() -> None:
    token = language.set("en")
    try:
        with pytest.raises(InputError) as refused:
            guarded(f"{HERE}:refuse", [])
        assert refused.value.problems == (Problem(_("ce fichier n’existe pas"), "ici", 3),)
    finally:
        language.reset(token)


@pytest.mark.parametrize("task", ["exhaust_memory", "exhaust_time", "recurse", "talk_too_much", "be_killed"])
def test_too_much_is_told(task: str) -> None:
    with pytest.raises(InputError, match="trop de temps ou de mémoire"):
        guarded(f"{HERE}:{task}", [], limits=Limits(seconds=1, megabytes=300), name="fichier.pdf")
    assert _next_one() == [[3], 1]


@pytest.mark.parametrize("task", ["crash", "raise_anything", "write_a_file"])
def test_a_failure_is_told_and_reaches_nobody(task: str) -> None:
    with pytest.raises(InputError, match="abîmé") as refused:
        guarded(f"{HERE}:{task}", [], name="fichier.pdf")
    assert refused.value.problems[0].where == "fichier.pdf"
    assert _next_one() == [[3], 1]


def test_the_task_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILLON_SECRET", "secret")
    assert "MAILLON_SECRET" not in guarded(f"{HERE}:environment", [])


def test_no_http_client_is_there_to_call_anybody() -> None:
    assert guarded(f"{HERE}:call_home", []) == [False, False]
