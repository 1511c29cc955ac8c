"""The quick reader of the plain form understands exactly what libyaml understands, or nothing."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from samples import WHOLE
from strategies import documents

from maillon.documents.contract import yaml_form, yaml_lines
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.loading import dump, load, loads
from maillon.rules.problem import InputError

DEMO = Path(__file__).parents[3] / "src/maillon/data/demo"
thorough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _agree(text: str) -> bool:
    quick = yaml_lines.read(text)
    if quick is None:
        return False
    try:
        strict = yaml_form.parse_strictly(text)
    except InputError as error:
        pytest.fail(f"libyaml refuses what the quick reader takes: {error}\n{text}")
    assert repr(quick) == repr(strict), text
    return True


@given(documents())
@thorough
def test_generated_documents(document: ContractDocument) -> None:
    _agree(dump(document))


def test_the_plain_form_is_read_quickly() -> None:
    assert _agree(dump(loads(WHOLE).document))
    assert _agree("a:\n- 'on': '2029-01-01'\n  value: 1000\n"), "a name that YAML 1.1 reads as a boolean is quoted"
    for path in sorted(DEMO.glob("*/*.yaml")):
        if path.name not in ("accounts.yaml", "attachments.yaml"):
            assert _agree(dump(load(path).document)), path


WORDS = [
    "", " ", "  ", "- ", "-", ":", ": ", " #", "# x", "'", "''", '"', "|", "|-", "|+", ">", "[]", "{}", "[a]", "{a: b}",
    "&a ", "*a", "!t ", "? ", "%", "@", "`", "~", "null", "no", "true", "01004", "1.10", "1e3", ".5", "-5", "- -",
    "---", "'on': ", '"on": ', "'on':", "-  ",
    "...", "\n", "\n\n", "\n  ", "\n- ", "\na: b", "\n  b: c", "\n    d: e", "é", "«", "\t", "\r", "\u2028", "\x85",
    "\ufeff", "a: b", "a:b", "http://x", "x'y", 'x"y', "\\n", ",", "]", "}", "<<: ", "=", "12:30", "2020-01-01", "\n\t",
    "\n   \n", "\n #", "\n# c\n", "|\n  a\n\n  b\n", "|-\n    a\n  b\n", "|\n\n  a\n",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_thousands_of_damaged_documents(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same damage every time
    small = "a: 1\nb:\n- c: x\n  d: 'y'\n- e: |-\n    f\n\n    g\n  h: []\n"
    small += "i:\n  j: k\n  l:\n    - m\n    - n: o\n      'on': o\np: \"q\"\n"
    sound = [small, small, small, dump(loads(WHOLE).document)]
    taken = 0
    for _turn in range(1500):
        text = chance.choice(sound)
        for _change in range(chance.randint(1, 3)):
            at = chance.randrange(len(text) + 1)
            match chance.randrange(4):
                case 0:
                    text = text[:at] + chance.choice(WORDS) + text[at:]
                case 1:
                    text = text[:at] + text[at + chance.randint(1, 8) :]
                case 2:
                    lines = text.split("\n")
                    here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
                    lines[here], lines[there] = lines[there], lines[here]
                    text = "\n".join(lines)
                case _:
                    lines = text.split("\n")
                    here = chance.randrange(len(lines))
                    lines[here] = " " * chance.randint(0, 6) + lines[here].lstrip(" ")
                    text = "\n".join(lines)
        taken += _agree(text)
    assert taken > 100, "the damage leaves too few readable documents to compare anything"


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "- a\n", "a: 1\na: 2\n", "a: &x 1\n", "a: [1]\n", "a: 1\n b: 2\n", "a:\n  b: 1\n c: 2\n",
        "---\na: 1\n",
        "a: x\n  y\n", "a: >\n  x\n", "a: x # c\n", "a:\tb\n", "a: 'x\n", "a: 1\n...\n", "a: 1\n---\nb: 2\n",
    ],
)  # fmt: skip
def test_what_is_left_to_libyaml(text: str) -> None:
    assert yaml_lines.read(text) is None
