"""Paragraphs, lists, bold and italic inside a text: what is read, and what is written back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import TEXTS

from maillon.documents.contract.markup import Block, Run, normalised, parse, write

SIGNS = st.text(alphabet="ab *-•.1 2\\\n\u00a0é,", max_size=40)
RUNS = st.builds(Run, SIGNS, st.booleans(), st.booleans())
BLOCKS = st.builds(
    Block, st.lists(RUNS, max_size=4).map(tuple), st.sampled_from(["", "bullet", "number"]), st.integers(0, 4)
)


def _told(text: str) -> list[tuple[str, int, str]]:
    return [(block.item, block.level, block.text) for block in parse(text)]


def test_a_blank_line_parts_paragraphs_and_a_line_break_stays() -> None:
    assert _told("Un.\nDeux.\n\n\nTrois.") == [("", 0, "Un.\nDeux."), ("", 0, "Trois.")]
    assert parse(None) == parse("  \n ") == ()


def test_lists_and_lists_in_lists() -> None:
    text = "Avant :\n- un\n- deux\n  1. petit un\n  2. petit deux\n- trois\n\nAprès."
    assert _told(text) == [
        ("", 0, "Avant :"),
        ("bullet", 0, "un"),
        ("bullet", 0, "deux"),
        ("number", 1, "petit un"),
        ("number", 1, "petit deux"),
        ("bullet", 0, "trois"),
        ("", 0, "Après."),
    ]
    assert _told("1. un\n   - a\n2. deux")[2] == ("number", 0, "deux")


def test_a_number_that_does_not_follow_is_a_word() -> None:
    assert _told("12. Le maire signe.") == [("", 0, "12. Le maire signe.")]
    assert _told("2026. Une année.") == [("", 0, "2026. Une année.")]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("a **b** c", [("a ", 0, 0), ("b", 1, 0), (" c", 0, 0)]),
        ("*a* et ***b***", [("a", 0, 1), (" et ", 0, 0), ("b", 1, 1)]),
        ("3 * 4 * 5", [("3 * 4 * 5", 0, 0)]),
        ("2*3*4", [("2*3*4", 0, 0)]),
        ("**non clos", [("**non clos", 0, 0)]),
        (r"\*a\*", [("*a*", 0, 0)]),
        ("**a\nb**", [("a\nb", 1, 0)]),
        ("note*, autre*", [("note*, autre*", 0, 0)]),
    ],
)
def test_bold_and_italic(text: str, runs: list[tuple[str, int, int]]) -> None:
    (block,) = parse(text)
    assert [(run.text, run.bold, run.italic) for run in block.runs] == runs


@given(st.one_of(TEXTS, SIGNS))
def test_a_text_that_is_read_is_written_and_read_alike(text: str) -> None:
    assert parse(write(parse(text))) == parse(text)


@given(st.lists(BLOCKS, max_size=6))
def test_no_word_is_lost_and_what_was_written_once_stays(blocks: list[Block]) -> None:
    told = parse(write(blocks))
    assert "".join("".join(block.text.split()) for block in told) == "".join(
        "".join(block.text.split()) for block in normalised(blocks)
    )
    assert parse(write(told)) == told
