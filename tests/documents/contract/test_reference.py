"""The published schema and page are those of the classes, and the schema refuses the main faults."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from samples import WHOLE

from maillon.documents.contract import json_form, outline
from maillon.documents.contract.loading import dump, loads
from maillon.documents.contract.reference import page, schema, schema_text

DOCS = Path(__file__).parents[3] / "docs" / "reference"
REWRITE = "run: python scripts/contract_reference.py"


@cache
def _published() -> Any:
    import jsonschema

    return jsonschema.Draft202012Validator(schema())


def test_the_published_files_are_current() -> None:
    assert (DOCS / "maillon-contract-1.schema.json").read_text(encoding="utf-8") == schema_text(), REWRITE
    assert (DOCS / "contrat.md").read_text(encoding="utf-8") == page(), REWRITE


def test_the_schema_is_a_schema() -> None:
    _published().check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema()["$id"]


def test_every_field_is_described_in_french() -> None:
    definitions = schema()["$defs"] | {"ContractDocument": schema()}
    for model in outline.classes():
        for name, field in definitions[model.__name__]["properties"].items():
            assert field["title"], f"{model.__name__}.{name}"
            assert field["description"], f"{model.__name__}.{name}"


def _tree(old: str = "", new: str = "") -> object:
    sound = dump(loads(WHOLE).document, "json")
    assert old in sound
    return json_form.parse(sound.replace(old, new, 1) if old else sound)


def test_a_sound_document_passes() -> None:
    assert list(_published().iter_errors(_tree())) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"format": "maillon-contract/1"', '"format": "maillon-contract/2"'),
        ('"title": "Contrat",', ""),
        ('"title": "Contrat"', '"titre": "Contrat"'),
        ('"title": "Contrat"', '"title": 3'),
        ('"id": "contrat"', '"id": "Mon contrat"'),
        ('"excluding_tax": 1000', '"excluding_tax": -1'),
        ('"excluding_tax": 1000', '"excluding_tax": "5.123"'),
        ('"rate": "0.3"', '"rate": 30'),
        ('"start": "2020-01-01"', '"start": "01/01/2020"'),
        ('"start": "2020-01-01"', '"start": "2020-13-01"'),
        ('"kind": "epci"', '"kind": "metropole"'),
        ('"year": 2022', '"year": "2022"'),
        ('"midterm": true', '"midterm": "oui"'),
        ('"37261"', '"1004"'),
        ('"owner": "metropole"', '"owner": ["metropole"]'),
    ],
)
def test_the_schema_refuses_what_the_classes_refuse(old: str, new: str) -> None:
    tree = _tree(old, new)
    assert list(_published().iter_errors(tree))
    with pytest.raises(Exception, match=r"."):
        loads(dump(loads(WHOLE).document, "json").replace(old, new, 1))


def test_no_english_title_is_left() -> None:
    text = schema_text()
    for word in ("Represents", "The ", " of the ", "How ", '"title": "ContractDocument"'):
        assert word not in text
