"""The canonical writing of JSON: vectors written from the rules of RFC 8785, then any value against a peer."""

import datetime as dt
import json
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.rules.journal.canonical import GREATEST_INTEGER, MOST_DEPTH, canonical
from maillon.rules.problem import InputError


class Slug(StrEnum):
    ONE = "un"


# name → value, its canonical JSON
VECTORS: dict[str, tuple[Any, str]] = {
    "literals": ([None, True, False], "[null,true,false]"),
    "no-space": ({"b": [1, 2], "a": {}}, '{"a":{},"b":[1,2]}'),
    "integers": ([0, -1, 10**15, GREATEST_INTEGER, -GREATEST_INTEGER], f"[0,-1,{10**15},{2**53 - 1},{1 - 2**53}]"),
    "an-enum-is-its-slug": (Slug.ONE, '"un"'),
    "short-escapes": ('\b\t\n\f\r"\\', '"\\b\\t\\n\\f\\r\\"\\\\"'),
    "other-controls-in-lower-case": ("\x00\x0b\x1f", '"\\u0000\\u000b\\u001f"'),
    "nothing-else-is-escaped": ("/\x7f\u0080\u2028\u2029é€𝔸", '"/\x7f\u0080\u2028\u2029é€𝔸"'),
    "accents-are-not-recomposed": (["\u00e9", "e\u0301"], '["\u00e9","e\u0301"]'),
    "names-by-their-units": ({"": 1, "é": 2, "z": 3, "Z": 4, "10": 5, "9": 6}, '{"":1,"10":5,"9":6,"Z":4,"z":3,"é":2}'),
    "beyond-ffff-comes-before-e000": (
        {"\ue000": 1, "\U00010000": 2, "\ud7ff": 3},
        '{"\ud7ff":3,"\U00010000":2,"\ue000":1}',
    ),
    "deep-names-too": ([{"\uffff": {"\uffff": 1, "😀": 2}, "😀": 3}], '[{"😀":3,"\uffff":{"😀":2,"\uffff":1}}]'),
    "a-prefix-comes-first": ({"ab": 1, "a": 2, "a\x00": 3}, '{"a":2,"a\\u0000":3,"ab":1}'),
    "names-are-escaped": ({'"': 1, "\n": 2}, '{"\\n":2,"\\"":1}'),
}


@pytest.mark.parametrize(("value", "written"), VECTORS.values(), ids=VECTORS)
def test_the_rules_of_the_rfc(value: Any, written: str) -> None:
    assert canonical(value) == written.encode()


def _deep(levels: int) -> Any:
    value: Any = 1
    for _level in range(levels):
        value = [value]
    return value


REFUSED: dict[str, tuple[Any, str, str]] = {
    "fraction": ({"taux": 0.5}, "taux", "« float »"),
    "decimal": ({"a": [Decimal(1)]}, "a.0", "« Decimal »"),
    "date": (dt.date(2026, 1, 1), "", "« date »"),
    "tuple": ((1, 2), "", "« tuple »"),
    "bytes": (b"x", "", "« bytes »"),
    "too-great": ({"a": {"b": 2**53}}, "a.b", "9007199254740991"),
    "name-that-is-no-text": ({1: 2}, "1", "pas un texte"),
    "half-character": (["\ud800"], "0", "demi-caractère"),
    "half-character-in-a-name": ({"\ud800": 1}, "\\ud800", "demi-caractère"),
    "too-deep": (_deep(MOST_DEPTH + 1), ".".join("0" * MOST_DEPTH), "niveaux"),
}


@pytest.mark.parametrize(("value", "where", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_written_is_refused_with_its_place(value: Any, where: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        canonical(value)
    (problem,) = refused.value.problems
    assert problem.where == where
    assert said in problem.what


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-GREATEST_INTEGER, GREATEST_INTEGER) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=500, deadline=None)
@given(VALUES)
def test_it_reads_back_says_the_same_again_and_as_another_library(value: Any) -> None:
    written = canonical(value)
    read = json.loads(written)
    assert read == value
    assert canonical(read) == written == rfc8785.dumps(value)
