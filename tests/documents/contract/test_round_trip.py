"""Nothing is lost from YAML to JSON and back, whatever a document holds."""

import json
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from strategies import documents

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.loading import dump, loads
from maillon.documents.contract.reference import schema

thorough = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@cache
def _published() -> Any:
    import jsonschema

    return jsonschema.Draft202012Validator(schema())


@given(documents())
@thorough
def test_yaml_to_json_to_yaml_loses_nothing_and_the_published_schema_accepts_it(document: ContractDocument) -> None:
    as_yaml = dump(document, "yaml")
    from_yaml = loads(as_yaml, form="yaml").document
    assert from_yaml == document
    as_json = dump(from_yaml, "json")
    from_json = loads(as_json, form="json").document
    assert from_json == document
    assert dump(from_json, "yaml") == as_yaml
    assert [error.message for error in _published().iter_errors(json.loads(as_json))] == []


def test_what_is_written_is_what_is_read() -> None:
    text = (
        'format: maillon-contract/1\nid: a\ntitle: "1.10"\nkind: crte\n'
        "perimeter: {communes: [01004, 37261, 2A004], departements: [01, 37]}\n"
        "actions:\n- {id: b, title: no, cost: {excluding_tax: 1234567890123.45}}\n"
        "clauses: {method_agreement: {parameters: {x: {value: 0.10}, y: {value: '0.10'}, z: {value: 3}}}}\n"
    )
    document = loads(text).document
    assert document.perimeter is not None
    assert document.perimeter.communes == ("01004", "37261", "2A004")
    assert document.perimeter.departements == ("01", "37")
    assert document.actions[0].title == "no"
    cost = document.actions[0].cost
    assert cost is not None
    assert cost.excluding_tax is not None
    assert cost.excluding_tax.cents == 123456789012345
    agreement = document.clauses.method_agreement
    assert agreement is not None
    assert [str(one.value) for one in agreement.parameters.values()] == ["0.1", "0.10", "3"]
    assert loads(dump(document)).document == document == loads(dump(document, "json")).document


def test_a_literal_block_keeps_its_paragraphs() -> None:
    text = "format: maillon-contract/1\nid: a\ntitle: t\nkind: crte\nsummary: |\n  Un.\n\n  Deux.\n"
    document = loads(text).document
    assert document.summary == "Un.\n\nDeux."
    assert "summary: |-\n  Un.\n\n  Deux.\n" in dump(document)
