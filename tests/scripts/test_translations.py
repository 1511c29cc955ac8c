"""What is gathered for translators: sentences of code and templates, and the texts of shipped YAML that people read."""

import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from maillon.rules.contracts.frameworks import frameworks
from maillon.rules.parameters import parameters

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import translations
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    return translations.sentences()


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
