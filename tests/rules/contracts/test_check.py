"""What holds for any contract: 25 answers, never a crash, never a clause that harms, one stable JSON."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.contract.strategies import documents
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.facts import from_document
from maillon.rules.contracts.answer import LegalStatus, Status
from maillon.rules.contracts.check import check
from maillon.rules.contracts.frameworks import slugs
from maillon.rules.contracts.propositions import PROPOSITIONS
from rules.contracts.short_documents import facts_of
from yaml_tables import yaml_table

DAY = dt.date(2026, 6, 1)
BEST: dict[str, dict[str, Any]] = yaml_table(Path(__file__).parent / "affirmative_clauses.yaml")
STATES = ["diagnosis", "candidacy", "protocol", "negotiation", "resolutions", "signed", "in_force", "closed", None]
MONEY = {"envelopes": [{"id": "projets", "label": "Projets", "amount": 100000}]}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents(), st.sampled_from([*slugs(), "autre"]), st.booleans())
def test_any_document_gets_25_answers_and_json(document: ContractDocument, kind: str, consolidated: bool) -> None:
    document = document.model_copy(update={"kind": kind})
    report = check(from_document(document, consolidated=consolidated), on=DAY)
    assert [answer.id for answer in report.propositions] == [f"P{rank:02d}" for rank in range(1, 26)]
    assert all(isinstance(answer.status, Status) and answer.reason for answer in report.propositions)
    assert all(isinstance(answer.status, LegalStatus) and answer.reason for answer in report.legal)
    assert all(answer.remedy for answer in report.propositions if answer.status in (Status.NOT_MET, Status.UNKNOWN))
    assert json.loads(json.dumps(report.as_dict(), ensure_ascii=False)) == report.as_dict()


@settings(max_examples=150, deadline=None)
@given(
    st.sets(st.sampled_from(sorted(BEST))),
    st.sampled_from(sorted(BEST)),
    st.sampled_from(STATES),
    st.sampled_from([*slugs(), "autre"]),
    st.booleans(),
    st.booleans(),
)
def test_adding_an_affirmative_clause_never_turns_met_into_not_met(
    there: set[str], added: str, state: str | None, kind: str, money: bool, excerpt: bool
) -> None:
    def statuses(names: set[str]) -> dict[str, Status | LegalStatus]:
        document = {
            "state": state,
            "excerpt": excerpt,
            "period": {"start": dt.date(2024, 1, 1), "end": dt.date(2029, 12, 31)},
            "clauses": {name: BEST[name] for name in names},
            **(MONEY if money else {}),
        }
        report = check(facts_of({"kind": kind, "parties": {"r": "region", "e": "etat"}, "document": document}), on=DAY)
        return {answer.id: answer.status for answer in report.propositions}

    before, after = statuses(there - {added}), statuses(there | {added})
    assert not [name for name, status in before.items() if status is Status.MET and after[name] is Status.NOT_MET]


@pytest.mark.parametrize("state", STATES[:5])
def test_what_is_still_in_preparation_is_never_blamed_for_its_silence(state: str) -> None:
    report = check(facts_of({"parties": {"e": "etat"}, "document": {"state": state, **MONEY}}), on=DAY)
    assert report.count(Status.NOT_MET) == 0


@pytest.mark.parametrize("kind", [*slugs(), "autre"])
def test_a_contract_without_money_is_never_blamed_for_it(kind: str) -> None:
    report = check(facts_of({"kind": kind, "parties": {"e": "etat"}}), on=DAY)
    about_money = ("P12", "P13", "P15", "P19", "P22", "P24")
    answers = {answer.id: answer.status for answer in report.propositions}
    assert {answers[name] for name in about_money} == {Status.NOT_APPLICABLE}


def test_an_incomplete_document_is_blamed_only_for_what_it_says() -> None:
    report = check(facts_of({"document": {"excerpt": True}}), on=DAY)
    assert report.count(Status.NOT_MET) == 0
    assert report.all_met


def test_the_same_contract_is_answered_the_same_twice() -> None:
    facts = facts_of({"kind": "crte", "parties": {"e": "etat"}, "document": MONEY})
    assert check(facts, on=DAY).as_dict() == check(facts, on=DAY).as_dict()


def test_a_contract_that_is_over_is_read_with_the_rules_of_its_end() -> None:
    over = {"period": {"start": dt.date(2016, 1, 1), "end": dt.date(2019, 6, 30)}, "state": "closed"}
    assert check(facts_of({"document": over})).on == dt.date(2019, 6, 30)


def test_a_kind_that_maillon_does_not_know_is_read_with_the_report_s_values() -> None:
    report = check(facts_of({"kind": "pacte_inconnu"}), on=DAY)
    assert report.framework is None
    origins = {parameter.origin_label for answer in report.propositions for parameter in answer.parameters}
    assert origins <= {"défaut du rapport", "défaut de Maillon"}


def test_an_unknown_parameter_of_the_method_agreement_is_told() -> None:
    clauses = {"method_agreement": {"parameters": {"plafond": {"value": "0.3"}}}}
    report = check(facts_of({"document": {"clauses": clauses}}), on=DAY)
    assert [problem.where for problem in report.problems] == ["clauses.method_agreement.parameters.plafond"]


def test_the_json_holds_what_the_reference_page_promises() -> None:
    told = check(facts_of({"kind": "contrat_de_ville"}), on=DAY).as_dict()
    shape = ["document", "on", "framework", "family", "positioning", "propositions", "legal", "problems"]
    assert list(told) == shape
    one = ["id", "title", "status", "reason", "evidence", "source", "parameters", "remedy", "where"]
    propositions = told["propositions"]
    assert isinstance(propositions, list)
    assert all(list(answer) == one for answer in propositions)


def test_the_parties_that_a_kind_expects_and_that_do_not_sign_are_told() -> None:
    report = check(facts_of({"kind": "rural_contract", "parties": {"p": "petr"}}), on=DAY)
    assert report.missing_parties == (("etat",),)
    told = report.as_dict()["framework"]
    assert isinstance(told, dict)
    assert told["missing_parties"] == [["etat"]]
    assert told["duration_years"] == 6


def test_each_proposition_names_its_action_card() -> None:
    assert [proposition.citation.text for proposition in PROPOSITIONS] == [
        f"Rapport INET, fiche action {rank}" for rank in range(1, 26)
    ]
