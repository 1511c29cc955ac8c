"""Each way for a line to be malformed has its own sentence; the quick reading says what the slow one says."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.rules.journal.chain import START, append
from maillon.rules.journal.line import MOST_LINE_BYTES, ReadLink, _decoded, _plain, read_line
from maillon.rules.problem import Problem
from rules.journal.journals import edited, event, luck

DEEP = b"[" * 20_000 + b"]" * 20_000
LINE = append(START, event(luck(1))).line
DIGEST = append(START, event(luck(1))).hidden_line


def _changed(**changes: Any) -> bytes:
    members = json.loads(LINE)
    members["event"].update(changes)
    return json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


MALFORMED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "n’est pas du JSON lisible, à partir du caractère 1"),
    "a-cut-line": (LINE[:50], "n’est pas du JSON lisible"),
    "two-values": (LINE + b" {}", "n’est pas du JSON lisible"),
    "a-list": (b"[]", "n’est pas un maillon"),
    "a-text": (b'"x"', "n’est pas un maillon"),
    "a-field-more": (LINE[:-1] + b',"z":1}', "n’est pas un maillon"),
    "latin-1": (LINE.replace(b'"content":{', b'"content":{"\xe9":1,'), "n’est pas en UTF-8, à partir de l’octet"),
    "half-character": (LINE.replace(b'"content":{', b'"content":{"a":"\\ud800",'), "demi-caractère"),
    "field-twice": (LINE.replace(b'"kind":', b'"kind":"a.b","kind":'), "« kind » est écrit deux fois"),
    "field-twice-inside": (LINE.replace(b'"version":', b'"version":1,"version":'), "« version » est écrit deux fois"),
    "not-a-number": (LINE.replace(b'"amount":', b'"Amount":NaN,"amount":'), "« NaN » n’est pas un nombre"),
    "infinity": (LINE.replace(b'"amount":', b'"Amount":-Infinity,"amount":'), "« -Infinity » n’est pas un nombre"),
    "fraction": (LINE.replace(b'"amount":', b'"Amount":1.0,"amount":'), "« 1.0 » n’est pas un nombre entier"),
    "exponent": (LINE.replace(b'"amount":', b'"Amount":1e3,"amount":'), "« 1e3 » n’est pas un nombre entier"),
    "too-great": (LINE.replace(b'"amount":', b'"Amount":9007199254740992,"amount":'), "dépasse ce que"),
    "thousands-of-digits": (LINE.replace(b'"amount":', b'"Amount":' + b"9" * 5000 + b',"amount":'), "dépasse ce que"),
    "minus-zero": (LINE.replace(b'"amount":', b'"Amount":-0,"amount":'), "écriture canonique"),
    "space": (LINE.replace(b'"kind":', b'"kind": '), "écriture canonique"),
    "useless-escape": (LINE.replace(b'"kind":"', b'"kind":"\\u0061'), "écriture"),
    "carriage-return": (LINE + b"\r", "écriture canonique"),
    "byte-order-mark": (b"\xef\xbb\xbf" + LINE, "n’est pas du JSON lisible"),
    "giant": (b"x" * (MOST_LINE_BYTES + 1), "dépasse 100 300 octets"),
    "deep": (
        LINE.replace(b'"content":{', b'"content":{"a":' + DEEP + b","),
        "trop de niveaux",
    ),
    "hash-in-capitals": (LINE.replace(b'"hash":"', b'"hash":"A'), "64 chiffres"),
    "digest-too-short": (DIGEST.replace(b'"digest":"', b'"digest":"0'), "64 chiffres"),
    "sequence-as-text": (LINE.replace(b'"sequence":1', b'"sequence":"1"'), "nombre entier positif"),
    "sequence-true": (LINE.replace(b'"sequence":1', b'"sequence":true'), "nombre entier positif"),
    "sequence-zero": (LINE.replace(b'"sequence":1', b'"sequence":0'), "nombre entier positif"),
    "event-as-text": (b'{"event":"x"' + LINE[LINE.index(b',"hash"') :], "n’est pas un objet JSON"),
    "no-kind": (LINE.replace(b'"kind":', b'"mind":'), "ce champ manque"),
    "local-time": (_changed(time="2026-03-05T14:30:00+01:00"), "n’a pas la forme voulue"),
    "no-such-day": (_changed(time="2026-02-30T14:30:00Z"), "n’a pas la forme voulue"),
    "actor-as-text": (_changed(actor="etat"), "l’auteur n’est pas un objet"),
    "content-as-list": (_changed(content=[]), "le contenu n’est pas un objet"),
    "commitments-as-list": (_changed(commitments=[]), "les empreintes salées"),
}


@pytest.mark.parametrize(("line", "said"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_line_is_one_problem(line: bytes, said: str) -> None:
    found = read_line(line)
    assert isinstance(found, Problem)
    assert said in found.what


def test_a_line_as_heavy_as_an_event_may_be_is_read() -> None:
    room = 100_000 - len(append(START, event(luck(1), content={"a": ""})).body)
    heavy = append(START, event(luck(1), content={"a": "x" * room}))
    assert isinstance(read_line(heavy.line), ReadLink)


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), damage=st.sampled_from(["none", "edit", "byte", "cut"]))
def test_the_quick_reading_says_what_the_slow_one_says(seed: int, damage: str) -> None:
    chance = luck(seed)
    line = append(START, event(chance)).line
    if damage == "edit":
        line = edited(line, chance)
    elif damage == "byte":
        place = chance.randrange(len(line))
        line = line[:place] + bytes((chance.randrange(256),)) + line[place + 1 :]
    elif damage == "cut":
        line = line[: chance.randrange(len(line))]
    try:
        quick = _plain(line)
    except ValueError:
        quick = None
    if quick is not None:
        assert quick == _decoded(line)
    if damage == "none":
        assert quick is not None
        assert quick.sound
