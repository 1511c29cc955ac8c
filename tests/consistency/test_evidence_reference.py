"""The reference of the evidence file names every place, every status and every fault, and its imports work."""

import re
from pathlib import Path

import pytest

from maillon.documents.evidence.examining import DEPOSITING, DIGESTS, RECORDING
from maillon.documents.evidence.layout import FIXED, OPENINGS, piece
from maillon.documents.evidence.parts import FORMAT
from maillon.documents.evidence.report import EvidenceFaultKind
from maillon.documents.signature.code import PREFIX
from maillon.documents.signature.freezing import FORMAT as FROZEN
from maillon.documents.signature.verifying import SignatureStatus

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "dossier-de-preuve.md").read_text(encoding="utf-8")
CELLS = set(re.findall(r"`([^`\n]+)`", TEXT))


@pytest.mark.parametrize("word", [*FIXED, OPENINGS, *DIGESTS, *EvidenceFaultKind, *SignatureStatus, FORMAT, FROZEN])
def test_every_word_of_the_format_is_told(word: str) -> None:
    assert str(word) in CELLS


@pytest.mark.parametrize("kind", [*RECORDING, *DEPOSITING])
def test_every_act_that_designates_a_file_is_told(kind: str) -> None:
    assert f"`{kind}`" in TEXT


def test_every_place_told_is_one_of_the_layout() -> None:
    told = [
        cell for cell in CELLS if re.match(r"(versions|signatures|numerisations|verifications|deliberations)/.", cell)
    ]
    assert len(told) == 9
    for place in told:
        path = (
            place.replace("/N/", "/3/")
            .replace("PARTIE", "metropole")
            .replace("IDENTIFIANT", "acte")
            .replace(".R.", ".1.")
        )
        assert piece(path), place


def test_the_code_is_told() -> None:
    assert f"{PREFIX}<contrat>/<version>/<empreinte>" in CELLS


def test_the_imports_work() -> None:
    block = re.findall(r"^```python\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)[0]
    exec(block, {})  # noqa: S102 - our own documentation
