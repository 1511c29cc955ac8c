"""Kinds of contracts: nine files that ship, and clear refusals for a file that does not say what it must."""

from decimal import Decimal
from pathlib import Path

import pytest

from maillon.documents.contract.parties import InstitutionKind
from maillon.rules.contracts.frameworks import FAMILIES, framework, frameworks, read_framework, slugs
from maillon.rules.contracts.legal import BY_FRAMEWORK
from maillon.rules.contracts.questionnaires import ENGAGEMENT, TRANSVERSALITY
from maillon.rules.problem import InputError

GOOD = "name: Pacte\ndefinition: Un pacte.\nsources: [report_families]\n"


def test_the_nine_kinds_ship() -> None:
    assert slugs() == (
        "contrat_de_ville",
        "crte",
        "departement_territory_contract",
        "local_health_contract",
        "method_conference",
        "operational_contract",
        "reciprocity_contract",
        "rural_contract",
        "strategy_contract",
    )


@pytest.mark.parametrize("kind", frameworks(), ids=lambda kind: kind.slug)
def test_a_framework_agrees_with_what_the_rules_know(kind) -> None:  # type: ignore[no-untyped-def]  # a framework
    assert kind.family in FAMILIES
    assert kind.citations
    assert set(kind.legal_checks) <= set(BY_FRAMEWORK)
    assert set(kind.engagement) <= {question.slug for question in ENGAGEMENT}
    assert set(kind.transversality) <= {question.slug for question in TRANSVERSALITY}
    known = {institution.value for institution in InstitutionKind}
    assert all(set(group) <= known for group in kind.expected_parties)


def test_a_kind_that_nobody_wrote_has_no_framework() -> None:
    assert framework("pacte_inconnu") is None
    assert framework("../secrets") is None


def test_adding_a_kind_is_adding_a_file(tmp_path: Path) -> None:
    path = tmp_path / "pacte.yaml"
    path.write_text(
        GOOD
        + "parameters: {goal_count_max: {value: 3, min: 1, max: 3}}\npositioning: {engagement: {nature: charter}}\n",
        encoding="utf-8",
    )
    kind = read_framework(path)
    assert kind.slug == "pacte"
    assert kind.parameters["goal_count_max"].value == 3
    assert kind.engagement["nature"] == Decimal(2) / 6


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("- a", "pacte.yaml, ", "clés"),
        ("{", "pacte.yaml", "YAML"),
        ("definition: x\nsources: [report_families]", "name", "texte"),
        (GOOD + "couleur: bleu", "couleur", "clé inconnue"),
        (GOOD + "family: autre", "family", "valeur inconnue"),
        (GOOD + "level: haut", "level", "valeur inconnue"),
        (GOOD + "duration_years: six", "duration_years", "années"),
        (GOOD + "expected_parties: etat", "expected_parties", "liste"),
        (GOOD + "not_applicable: {P26: jamais}", "not_applicable.P26", "P01 à P25"),
        (GOOD + "parameters: {plafond: {value: 1}}", "parameters.plafond", "paramètre inconnu"),
        (GOOD + "parameters: {goal_count_max: {value: cinq}}", "parameters.goal_count_max", "type"),
        (GOOD + "parameters: {goal_count_max: {value: 9, max: 5}}", "parameters.goal_count_max", "bornes"),
        (GOOD + "positioning: {engagement: {nature: pacte}}", "positioning.nature", "degré"),
        (GOOD + "positioning: {engagement: {nature: 2}}", "positioning.nature", "degré"),
        ("name: x\ndefinition: x\nsources: []", "sources", "au moins une source"),
        ("name: x\ndefinition: x\nsources: [journal]", "sources.journal", "source inconnue"),
    ],
)
def test_a_file_that_does_not_say_what_it_must_is_refused_with_its_place(
    tmp_path: Path, text: str, where: str, what: str
) -> None:
    path = tmp_path / "pacte.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        read_framework(path)
    (problem,) = refusal.value.problems
    assert where in problem.where
    assert what in problem.what
