"""Bad files get one clear French answer each, and nothing else."""

import os
import random
import re
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from samples import HEAD, WHOLE, refusals

from maillon.documents.contract import source
from maillon.documents.contract.loading import dump, load, loads, loads_bytes
from maillon.rules.problem import InputError

ENGLISH = re.compile(
    r"\b(the|should|input|must|expected|valid|value is|found|while|mapping|string|field|required|object|error|type=)\b",
    re.IGNORECASE,
)


def _told(data: bytes, name: str = "contrat.yaml", suffix: str = ".yaml") -> str:
    with pytest.raises(InputError) as refused:
        loads_bytes(data, name=name, suffix=suffix)
    told = str(refused.value)
    assert not ENGLISH.search(re.sub("«.*?»", "", told)), told
    return told


BAD_YAML = {
    "alias": ("a: &x [1]\nb: *x\n", "renvoi", 1),
    "tag": (HEAD + "summary: !!python/object:os.system x\n", "étiquette", 5),
    "own tag": (HEAD + "summary: !secret x\n", "étiquette", 5),
    "twice": (HEAD + "summary: a\nid: b\n", "lignes 2 et 6", 6),
    "twice, nested": (HEAD + "period:\n  start: 2020-01-01\n  start: 2021-01-01\n", "deux fois", 7),
    "several documents": (HEAD + "---\nid: b\n", "plusieurs documents", 5),
    "tab": (HEAD + "period:\n\tstart: 2020-01-01\n", "", None),
    "colon": (HEAD + "summary: le but : agir : vite\n", "", 5),
    "open quote": (HEAD + 'summary: "ouvert\n', "guillemet", None),
    "open list": (HEAD + "actions: [a, b\n", "refermée", None),
    "misaligned": (HEAD + "  summary: x\n", "", 5),
    "escape": (HEAD + 'summary: "\\q"\n', "barre oblique", 5),
    "key is a list": (HEAD + "[a]: b\n", "nom de champ", 5),
    "merge": (HEAD + "period:\n  <<: {start: 2020-01-01}\n", "inconnu", 6),
    "too deep": (HEAD + "summary: " + "[" * 60 + "]" * 60, "imbriqué", 5),
    "deepest": (HEAD + "summary: " + "[" * 100_000, "", None),
    "not fields": ("bonjour\n", "ne contient pas de champs", 1),
    "a list": ("- a\n- b\n", "ne contient pas de champs", 1),
    "no format": ("id: a\n", "« format » manque", None),
    "other format": ("format: maillon-contract/9\n", "n’est pas connu", None),
    "comment only": ("# rien\n", "ne contient pas de champs", 1),
}


@pytest.mark.parametrize("case", BAD_YAML)
def test_bad_yaml(case: str) -> None:
    text, words, line = BAD_YAML[case]
    told = _told(text.encode())
    assert words in told
    if line is not None:
        assert f"ligne {line} " in told or f"lignes {line}" in told


BAD_JSON = {
    "trailing comma": ('{"format": "x",}', "nom de champ"),
    "no value": ('{"format": }', "une valeur est attendue"),
    "no colon": ('{"format" "x"}', "« : »"),
    "no comma": ('{"a": 1 "b": 2}', "virgule"),
    "open string": ('{"a": "b', "guillemet"),
    "newline in string": ('{"a": "b\nc"}', "saut de ligne"),
    "escape": ('{"a": "\\q"}', "barre oblique"),
    "after the end": ('{"a": 1} {"b": 2}', "fin du document"),
    "NaN": ('{"format": "maillon-contract/1",\n"x": NaN}', "NaN n’est pas un nombre"),
    "infinity": ('{"x": -Infinity}', "n’est pas un nombre"),
    "twice": ('{"id": "a",\n "title": "t",\n "id": "b"}', "lignes 1 et 3"),
    "deep": ("[" * 100_000 + "]" * 100_000, "imbriqué"),
    "empty": ("   ", "vide"),
    "a number": ("12", "ne contient pas de champs"),
    "lone surrogate": ('{"format": "maillon-contract/1", "id": "a", "title": "\\ud800", "kind": "crte"}', "title"),
}


@pytest.mark.parametrize("case", BAD_JSON)
def test_bad_json(case: str) -> None:
    text, words = BAD_JSON[case]
    assert words in _told(text.encode(), "contrat.json", ".json")


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = 'a: &a ["x","x"]\n' + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)},*{chr(97 + i)}]\n" for i in range(20)
    )
    assert "&a" in _told(bomb.encode())


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-32", "UTF-32"), ("cp1252", "Windows-1252")],
)
def test_other_encodings_are_named(encoding: str, word: str) -> None:
    assert word in _told((HEAD + "summary: été à la métropole\n").encode(encoding))


def test_the_line_of_a_wrong_encoding_is_told() -> None:
    assert "ligne 5" in _told(HEAD.encode() + "summary: été\n".encode("cp1252"))


def test_a_byte_order_mark_is_accepted() -> None:
    assert loads_bytes(b"\xef\xbb\xbf" + WHOLE.encode()).document.id == "contrat"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "vide"),
        (b" \n\n ", "vide"),
        (b"format: a\x00b", "code 0"),
        (b"format: a\x07b", "code 7"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "ancien document Word ou Excel"),
        (b"<!DOCTYPE html><html></html>", "page web"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"{\\rtf1 }", "RTF"),
        (b"\x81\x8d\x90", "UTF-8"),
    ],
)
def test_other_kinds_of_files_are_named(data: bytes, word: str) -> None:
    assert word in _told(data)


@pytest.mark.parametrize(
    ("inside", "word"), [("word/document.xml", ".docx"), ("xl/workbook.xml", ".xlsx"), ("a", "ZIP")]
)
def test_office_files_are_named(tmp_path: Path, inside: str, word: str) -> None:
    path = tmp_path / "contrat.yaml"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(inside, "x")
    with pytest.raises(InputError, match=re.escape(word)):
        load(path)


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "gros.yaml"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    tracemalloc.start()
    with pytest.raises(InputError, match="200 Mo"):
        load(path)
    _kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000_000


def test_a_stream_without_end_is_refused() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("no endless device on this system")
    with pytest.raises(InputError, match="10 Mo"):
        load("/dev/zero")


def test_missing_files_folders_and_rights(tmp_path: Path) -> None:
    (tmp_path / "contrat.yaml").write_text(WHOLE, encoding="utf-8")
    with pytest.raises(InputError, match=r"n’existe pas.*contrat\.yaml"):
        load(tmp_path / "contrta.yaml")
    with pytest.raises(InputError, match="dossier"):
        load(tmp_path)
    with pytest.raises(InputError, match="ne peut pas être lu"):
        load("a\0b.yaml")
    with pytest.raises(InputError):
        load(tmp_path / ("x" * 400))
    if os.geteuid() != 0:
        secret = tmp_path / "secret.yaml"
        secret.write_text(WHOLE, encoding="utf-8")
        secret.chmod(0)
        with pytest.raises(InputError, match="droits"):
            load(secret)


def test_the_extension_then_the_content_tell_the_form(tmp_path: Path) -> None:
    as_json = dump(loads(WHOLE).document, "json")
    for name, text in (("a.json", as_json), ("a.txt", as_json), ("a.yaml", as_json), ("b.txt", WHOLE), ("b", WHOLE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert load(tmp_path / name).document == loads(WHOLE).document
    (tmp_path / "c.json").write_text(WHOLE, encoding="utf-8")
    with pytest.raises(InputError, match=r"c\.json, ligne 1"):
        load(tmp_path / "c.json")


def test_lines_are_those_of_the_file() -> None:
    for form in ("yaml", "json"):
        loaded = loads(dump(loads(WHOLE).document, form), form=form)  # type: ignore[arg-type]  # both are forms
        lines = loaded.text.splitlines()
        for path, word in (
            (("actions", 0, "cost", "excluding_tax"), "excluding_tax"),
            (("parties", 1, "class"), "class"),
            (("themes", 0, "objectives", 0, "title"), "Proximité"),
        ):
            line = loaded.line_of(path)
            assert line is not None
            assert word in lines[line - 1]
        assert loaded.line_of(("actions", 0, "calendar", "start")) == loaded.line_of(("actions", 0))


def test_ten_thousand_faults_are_answered_briefly() -> None:
    actions = "".join(f"- {{titre: a{i}, x{i}: 1}}\n" for i in range(5000))
    problems = refusals(HEAD + "actions:\n" + actions)
    assert len(problems) <= 250
    assert any("autres fautes" in problem.what for problem in problems) or len(problems) > 30


def test_too_many_elements() -> None:
    many = HEAD + "actions: [" + "0," * (source.MOST_NODES + 10) + "]"
    assert "éléments" in str(refusals(many)[0])
    as_json = '{"a": [' + "0," * (2 * source.MOST_NODES + 10) + "0]}"
    assert "éléments" in str(refusals(as_json)[0])


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_mutated_files_are_read_or_refused_in_french(form: str) -> None:
    sound = dump(loads(WHOLE).document, form).encode()  # type: ignore[arg-type]  # both are forms
    chance = random.Random(20260315)  # noqa: S311 - the same mutations every time
    words = "&a |*a|!x |---\n|\t|\x00|[|{|]|}|\"|'|: |- |>|?|%|@|`|<<: |.nan|1e999|é|NaN|-|\\u|\u2028"
    pieces = words.encode().split(b"|")
    pieces += [b"|", b"\xff", b"\xc3"]
    for _turn in range(400):
        data = bytearray(sound)
        for _change in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    del data[at : at + chance.randint(1, 40)]
                case 1:
                    data[at:at] = chance.choice(pieces)
                case 2:
                    data[at] = chance.randrange(256)
                case _:
                    start = chance.randrange(len(data))
                    data[at:at] = data[start : start + chance.randint(1, 200)]
        told = _answer(bytes(data), f".{form}")
        assert not ENGLISH.search(re.sub(r"«.*?»|[a-z_]+[.\[]\S*", "", told)), told


def _answer(data: bytes, suffix: str) -> str:
    try:
        loads_bytes(data, suffix=suffix)
    except InputError as error:
        return str(error)
    return ""
