"""One word per idea: the glossary holds every model, every closed list of the contract document and every framework."""

import re
from collections import Counter
from enum import Enum
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from maillon.analytics.solidarity import Following
from maillon.analytics.verdicts import EqualisationVerdict
from maillon.documents.evidence.report import EvidenceFaultKind
from maillon.documents.signature.verifying import SignatureStatus
from maillon.rules.contracts.answer import LegalStatus, Status
from maillon.rules.contracts.commitments import Standing
from maillon.rules.contracts.frameworks import slugs
from maillon.rules.contracts.generations import Carried
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.contracts.life.steps import Deed
from maillon.rules.contracts.negotiation import Audience, Outcome, Verdict
from maillon.rules.contracts.progress import Progress
from maillon.rules.contracts.reciprocity import Side
from maillon.rules.contracts.reviews import Conclusion, Due, Ground, Urgency
from maillon.rules.governance.roles import Role
from maillon.rules.journal.report import FaultKind

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossaire.md"
ROOMS = ("actions", "base", "clauses", "content", "document", "parties")


def _rows() -> list[tuple[str, str, str, str]]:
    rows = []
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and cells[1].startswith("`"):
            rows.append((cells[0], cells[1].strip("`"), cells[2], cells[3]))
    return rows


def _classes(kind: type) -> list[type[Any]]:
    modules = [import_module(f"maillon.documents.contract.{room}") for room in ROOMS]
    found = {
        name: member
        for module in modules
        for name, member in getmembers(module, isclass)
        if issubclass(member, kind) and member.__module__ == module.__name__
    }
    return list(found.values())


NAMES = {name for _, name, _, _ in _rows()}
LISTS: list[type[Enum]] = [
    *_classes(Enum),
    Status,
    LegalStatus,
    Role,
    FaultKind,
    EvidenceFaultKind,
    SignatureStatus,
    Audience,
    Verdict,
    Outcome,
    ContractState,
    Deed,
    Standing,
    Side,
    Progress,
    Due,
    Ground,
    Urgency,
    Conclusion,
    Carried,
    EqualisationVerdict,
    Following,
]


@pytest.mark.parametrize("model", _classes(BaseModel), ids=lambda model: model.__name__)
def test_every_model_of_the_document_has_its_entry(model: type[BaseModel]) -> None:
    assert model.__name__ in NAMES


@pytest.mark.parametrize("closed", LISTS, ids=lambda closed: closed.__name__)
def test_every_value_of_a_closed_list_has_its_entry(closed: type[Enum]) -> None:
    assert {f"{closed.__name__}.{member.value}" for member in closed} <= NAMES


def test_no_entry_is_of_a_value_that_no_longer_exists() -> None:
    known = {f"{closed.__name__}.{member.value}" for closed in LISTS for member in closed}
    assert {name for name in NAMES if re.fullmatch(r"[A-Z]\w+\.\w+", name)} <= known


def test_every_framework_has_its_entry_and_no_other() -> None:
    assert {name.removeprefix("cadre:") for name in NAMES if name.startswith("cadre:")} == set(slugs())


def test_every_entry_has_a_definition_and_a_source() -> None:
    assert [term for term, _, definition, source in _rows() if not definition.endswith((".", "…")) or not source] == []


def test_one_word_stands_for_one_idea() -> None:
    terms = Counter(term.lower() for term, _, _, _ in _rows())
    names = Counter(name for _, name, _, _ in _rows())
    assert {term for term, count in terms.items() if count > 1} == set()
    assert {name for name, count in names.items() if count > 1} == set()
    assert len(terms) >= 80
