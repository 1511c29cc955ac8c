"""A JSON text read at once is answered as the same text read closely: the same document, or the same faults."""

import json
import random

import pytest
from samples import whole

from maillon.documents.contract import json_form, loading
from maillon.documents.contract.document import ContractDocument
from maillon.rules.problem import InputError, Problem

SOUND = loading.dump(whole(), "json")


def _closely(text: str) -> ContractDocument | tuple[Problem, ...]:
    try:
        return loading._document(text, "", "json")
    except InputError as error:
        return error.problems


def _answer(text: str) -> ContractDocument | tuple[Problem, ...]:
    try:
        return loading.loads(text, form="json").document
    except InputError as error:
        return error.problems


def test_a_sound_text_is_read_at_once() -> None:
    found = loading._without_fault(SOUND, "", None)
    assert found is not None
    assert found.document == _closely(SOUND)
    compact = json.dumps(json.loads(SOUND), ensure_ascii=True, separators=(",", ":"))
    assert loading._without_fault(compact, "", None) is not None


HEAD = '{"format": "maillon-contract/1", "id": "c", "title": "Contrat", "kind": "crte"'


@pytest.mark.parametrize(
    "more",
    [
        ', "id": "d"',
        ', "id" : "d"',
        ', "id"\n\t: "d"',
        ', "summary": "le \\": trompe", "id": "d"',
        ', "summary": "Horaires : 9:30", "id": "d"',
        ', "extra": {"a": {"label": "A", "text": "x"}, "a": {"label": "A", "text": "y"}}',
        ', "positioning": {"engagement": {"a": 0, "a": 1}}',
        ', "positioning": {"engagement": {"a": 0}, "transversality": {"a": 1}}',
        ', "period": {"start": "2024-01-01", "start": "2025-01-01"}',
        ', "parties": [{"id": "p", "class": "partner", "party_class": "signatory"}]',
        ', "generation": 2.0',
        ', "generation": 2.5',
        ', "generation": NaN',
        ', "generation": 1e400',
        ', "generation": 01',
        ', "generation": true',
        ', "generation": ' + "9" * 5000,
        ', "envelopes": [{"id": "e", "label": "E", "amount": 5000.50}]',
        ', "envelopes": [{"id": "e", "label": "E", "amount": 5000.505}]',
        ', "envelopes": [{"id": "e", "label": "E", "amount": 0.1e2}]',
        ', "envelopes": [{"id": "e", "label": "E", "amount": Infinity}]',
        ', "summary": "a\tb"',
        ', "summary": "\\ud83d\\ude00"',
        ', "summary": "\\ud83d"',
        ', "summary": null',
        ', "goals": {}',
    ],
)
def test_what_is_written_otherwise(more: str) -> None:
    assert _answer(HEAD + more + "}") == _closely(HEAD + more + "}")


def test_a_name_written_twice_is_never_lost() -> None:
    lines = SOUND.split("\n")
    named = [rank for rank, line in enumerate(lines) if '": ' in line and not line.endswith(("{", "["))]
    for rank in named[::7]:
        line = lines[rank]
        again = line if line.endswith(",") else f"{line},"
        text = "\n".join([*lines[:rank], again.replace('": ', '" : ', 1), *lines[rank:]])
        with pytest.raises(InputError, match="deux fois"):
            loading.loads(text, form="json")


def test_mutated_texts() -> None:
    chance = random.Random(20261122)  # noqa: S311 - the same mutations every time
    pieces = [
        '"',
        ":",
        " :",
        '": ',
        ",",
        "{",
        "}",
        "[",
        "]",
        "1.5",
        "NaN",
        "\\",
        "\\u00e9",
        "-",
        "0",
        "null",
        "\t",
        "\n",
    ]
    for _turn in range(150):
        text = SOUND
        for _change in range(chance.randint(1, 3)):
            at, end = chance.randrange(len(text)), chance.randint(0, 3)
            text = text[:at] + chance.choice(pieces) + text[at + end :]
        assert _answer(text) == _closely(text)


def test_names_are_counted_without_those_that_a_text_tells() -> None:
    assert json_form.only_names('{"a": 1, "b" : "x : y"}', 2)
    assert not json_form.only_names('{"a": 1, "a": 2}', 1)
    assert not json_form.only_names('{"a": "le \\": trompe"}', 1)
