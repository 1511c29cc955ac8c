"""English says everything that French says, with the same figures in it."""

import re
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)s|%s")


@pytest.fixture(scope="module")
def french() -> dict[tuple[str, str | None], str | tuple[str, ...]]:
    """Every sentence of the sources, gathered as `make translations` does."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import translations
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    return {_key(message): message.id for message in translations.sentences() if message.id}


@pytest.fixture(scope="module")
def english() -> dict[tuple[str, str | None], str | tuple[str, ...]]:
    with (ROOT / "src/maillon/locale/en/LC_MESSAGES/django.po").open("rb") as file:
        catalog = read_po(file, locale="en")
    return {_key(message): message.string for message in catalog if message.id}


def _key(message) -> tuple[str, str | None]:
    first = message.id if isinstance(message.id, str) else message.id[0]
    return first, message.context


def _forms(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def test_every_sentence_is_translated(french, english) -> None:
    lacking = [key[0] for key in french if not all(_forms(english.get(key, "")))]
    assert lacking == [], "make translations, then fill src/maillon/locale/en/LC_MESSAGES/django.po"


def test_no_translation_outlives_its_sentence(french, english) -> None:
    assert sorted(key[0] for key in english if key not in french) == []


def test_a_translation_keeps_the_figures_of_its_sentence(french, english) -> None:
    wrong = {}
    for key, said in french.items():
        wanted = _places(*_forms(said))
        told = [_places(form) for form in _forms(english.get(key, ""))]
        if any(places > wanted for places in told) or set().union(*told) != wanted:
            wrong[key[0]] = english.get(key)
    assert wrong == {}


def _places(*forms: str) -> set[str]:
    return {place for form in forms for place in PLACE.findall(form)}
