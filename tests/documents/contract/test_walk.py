"""What is checked of whole classes at once finds the same faults as what is checked part after part."""

import pytest
from hypothesis import HealthCheck, given, settings
from samples import whole
from strategies import documents

from maillon.documents.contract import places, references, walk
from maillon.documents.contract.document import ContractDocument

slow = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def _names(tree: object) -> int:
    if isinstance(tree, dict):
        return len(tree) + sum(map(_names, tree.values()))
    return sum(map(_names, tree)) if isinstance(tree, tuple) else 0


def agrees(document: ContractDocument) -> None:
    held, parts, ids = walk.by_class(document), walk.parts(document), references.known(document)
    visited = [(kind, id(fields)) for kind, found in held.items() for fields in found]
    every = {(type(part), id(part.__dict__)): part for _path, part in parts}
    by_default = every.keys() - visited
    assert len(visited) == len(every) - len(by_default)
    assert all(every[one] == every[one].__class__() for one in by_default)
    assert held.names == _names(document.model_dump(exclude_unset=True))
    assert references.astray(held, ids) == bool(list(references.missing(parts, ids)))
    assert places.suspect(held) == bool([*places.faults(parts), *places.doubts(parts)])


def test_a_document_without_fault_is_not_suspected() -> None:
    document = whole()
    agrees(document)
    held = walk.by_class(document)
    assert not references.astray(held, references.known(document))
    assert not places.suspect(held)


@slow
@given(documents())
def test_any_document(document: ContractDocument) -> None:
    agrees(document)


PERIMETERS = [
    ({"communes": ["37261"]}, False),
    ({"communes": ["37261", "37261"]}, True),
    ({"communes": ["99999"]}, True),
    ({"excluded_communes": ["99999"]}, True),
    ({"epci": ["243700754"], "departements": ["37"], "regions": ["24"]}, False),
    ({"departements": ["37", "37"]}, True),
    ({"regions": ["98"]}, True),
    ({}, False),
]


@pytest.mark.parametrize(("perimeter", "suspected"), PERIMETERS)
def test_a_code_is_suspected_wherever_it_stands(perimeter: dict[str, list[str]], suspected: bool) -> None:
    base = {"format": "maillon-contract/1", "id": "c", "title": "Contrat", "kind": "crte"}
    action = {"id": "a", "title": "Action", "location": perimeter}
    for given_there in ({"perimeter": perimeter}, {"actions": [action]}):
        document = ContractDocument.model_validate(base | given_there)
        agrees(document)
        assert places.suspect(walk.by_class(document)) is suspected


@pytest.mark.parametrize(("territory", "suspected"), [("37", False), ("243700754", False), ("nulle-part", True)])
def test_the_territory_of_an_institution_is_suspected(territory: str, suspected: bool) -> None:
    institution = {"name": "Institution", "kind": "autre", "territory": territory}
    document = ContractDocument.model_validate(
        {"format": "maillon-contract/1", "id": "c", "title": "Contrat", "kind": "crte"}
        | {"parties": [{"id": "p", "institution": institution}]}
    )
    agrees(document)
    assert places.suspect(walk.by_class(document)) is suspected
