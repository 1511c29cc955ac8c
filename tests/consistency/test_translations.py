"""English says everything that French says, with the same figures in it.

French is what is gathered for translators: sentences of code and templates, and texts of shipped YAML that people read.
"""

import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from maillon.rules.contracts.frameworks import frameworks
from maillon.rules.parameters import parameters

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)s|%s")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Every sentence of the sources, gathered as `make translations` does."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import translations
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    return translations.sentences()


@pytest.fixture(scope="module")
def french(catalog) -> dict[tuple[str, str | None], str | tuple[str, ...]]:
    return {_key(message): message.id for message in catalog if message.id}


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


def test_names_of_frameworks_and_labels_of_parameters_are_gathered(catalog) -> None:
    asked = {one.name for one in frameworks()} | {one.label for one in parameters().values()}
    asked |= {reason for one in frameworks() for reason in one.not_applicable.values()}
    asked |= {one.unit for one in parameters().values() if one.unit}
    assert {text for text in asked if catalog.get(text) is None} == set()


def test_they_are_found_again_in_their_files(catalog) -> None:
    message = catalog.get(frameworks()[0].name)
    (file, line) = next((file, line) for file, line in message.locations if file.endswith(".yaml"))
    assert "name:" in (ROOT / file).read_text(encoding="utf-8").splitlines()[line - 1]


def test_one_word_may_be_said_in_two_ways(catalog) -> None:
    assert catalog.get("Engagement", "axe du diagramme") is not None
    assert catalog.get("Engagement") is not None
