"""The file of a review on paper: everything that the frozen JSON says, unknown amounts told as such."""

import json

import pytest

from maillon.documents.exports.review import reading, review_pdf

LINE = {"requested_cents": None, "planned_cents": 6_000_000, "granted_cents": 3_000_050, "paid_cents": None}
TOLD = {
    "format": "maillon-review/1",
    "contract": {"id": "a", "title": "Contrat d’essai", "sha256": "a" * 64},
    "on": "2026-06-01",
    "period": {"start": None, "end": None},
    "clause": {"midterm": True, "dates": ["2027-06-30"], "every_months": None, "force_majeure": ["Crue"]},
    "progress": {"late": 1},
    "money": LINE,
    "actions": [
        {"id": "n", "title": "Navettes #let x = 1", "progress": "late", "end": "2025-12-31", "inherited": False, **LINE}
    ],
    "commitments": [
        {"id": "p", "by": "Métropole", "to": [], "what": "Payer", "due": None, "standing": "late", "because": "Échu."}
    ],
}


def test_it_says_what_the_file_says() -> None:
    laid = json.dumps(reading(TOLD, number=2, sha256="b" * 64).as_dict(), ensure_ascii=False)
    for words in ("revoyure n° 2", "01/06/2026", "b" * 64, "30/06/2027", "Crue", "Navettes", "en retard", "Payer"):
        assert words in laid
    assert "60\u202f000\u00a0€" in laid
    assert "30\u202f000,50\u00a0€" in laid


@pytest.mark.parametrize("told", [TOLD, {**TOLD, "clause": None, "actions": [], "commitments": [], "progress": {}}])
def test_it_is_set_as_a_pdf(told) -> None:
    assert review_pdf(told, number=1, sha256="b" * 64).startswith(b"%PDF-")
