"""The two questionnaires, the seven steps and the three families."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.rules.contracts.check import Report, check
from maillon.rules.contracts.questionnaires import ENGAGEMENT, TRANSVERSALITY
from maillon.rules.contracts.steps import STEPS, step_answer, step_label, step_of
from rules.contracts.short_documents import facts_of

DAY = dt.date(2026, 6, 1)
answers = st.integers(0, 100).map(lambda hundredths: Decimal(hundredths) / 100)


def _placed(engagement: dict[str, Any], transversality: dict[str, Any], **document: Any) -> Report:
    positioning = {"engagement": engagement, "transversality": transversality}
    return check(facts_of({"document": {"positioning": positioning, **document}}), on=DAY)


def _action(rank: int, **line: Any) -> dict[str, Any]:
    financing = [{"funder": "e", **line}] if line else []
    return {"id": f"a{rank}", "title": f"Action {rank}", "financing": financing}


def _all(questions: Any, answer: Any) -> dict[str, Any]:
    return {question.slug: answer for question in questions}


@pytest.mark.parametrize(
    ("engagement", "transversality", "family"),
    [
        (1, 1, "project"),
        (1, 0, "sectoral"),
        (0, 0, "sectoral"),
        (0, 1, "method_conference"),
        ("0.5", "0.5", "project"),
        ("0.49", "0.5", "method_conference"),
        ("0.5", "0.49", "sectoral"),
    ],
)
def test_the_three_families(engagement: object, transversality: object, family: str) -> None:
    report = _placed(_all(ENGAGEMENT, engagement), _all(TRANSVERSALITY, transversality))
    assert report.family.computed == family
    assert report.family.reason


def test_a_stated_family_is_compared_and_never_overwritten() -> None:
    report = _placed(_all(ENGAGEMENT, 1), _all(TRANSVERSALITY, 0), family="project")
    assert (report.family.computed, report.family.stated, report.family.agrees) == ("sectoral", "project", False)
    assert "contrat de projet" in report.family.reason


def test_too_few_answers_give_no_score_and_no_family() -> None:
    report = check(facts_of({"document": {"state": "diagnosis"}}), on=DAY)
    assert report.positioning.transversality.score is None
    assert report.family.computed is None
    assert report.positioning.transversality.coverage < Decimal("0.4")


def test_an_explicit_answer_prevails_over_the_facts_and_the_kind() -> None:
    report = _placed({"nature": 0, "review": 1}, {})
    told = {answer.question.slug: (answer.answer, answer.origin) for answer in report.positioning.engagement.answers}
    assert told["nature"] == (Decimal(0), "document")
    assert told["review"] == (Decimal(1), "document")
    assert told["signature"] == (Decimal(1), "facts")


def test_the_kind_answers_what_the_facts_do_not() -> None:
    report = check(facts_of({"kind": "method_conference"}), on=DAY)
    told = {answer.question.slug: (answer.answer, answer.origin) for answer in report.positioning.engagement.answers}
    assert told["nature"] == (Decimal(0), "framework")


def test_an_answer_to_a_question_that_nobody_asked_is_told() -> None:
    report = _placed({"couleur": 1}, {})
    assert [problem.where for problem in report.problems] == ["positioning.engagement.couleur"]


def test_a_contract_under_one_goal_is_not_asked_how_many_it_serves() -> None:
    under = check(facts_of({"document": {"parent": {"contract": "strategie", "goal": "autonomie"}}}), on=DAY)
    asked = {answer.question.slug for answer in under.positioning.transversality.answers}
    assert not asked & {"goals", "crossing"}
    assert {"scope", "themes"} <= asked


def test_a_contract_that_ended_early_engages_less() -> None:
    in_force = check(facts_of({"document": {"state": "in_force"}}), on=DAY).positioning.engagement
    terminated = check(facts_of({"document": {"state": "terminated"}}), on=DAY).positioning.engagement
    assert terminated.low < in_force.low


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, "0"),
        ({"envelopes": [{"id": "e", "label": "Projets", "amount": 100}]}, "0.75"),
        ({"actions": [_action(0, planned=5000), _action(1), _action(2)]}, "0.25"),
        ({"actions": [_action(0, granted=5000), _action(1, requested=5000)]}, "0.625"),
        ({"actions": [_action(0, granted=5000, status="refused")]}, "0"),
    ],
    ids=["aucun montant", "une enveloppe", "une action sur trois", "accordé et demandé", "refusé"],
)
def test_money_engages_in_proportion_to_the_actions_that_have_some(document: object, expected: str) -> None:
    report = check(facts_of({"document": document}), on=DAY)
    told = {answer.question.slug: answer.answer for answer in report.positioning.engagement.answers}
    assert told["money"] == Decimal(expected)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from([question.slug for question in ENGAGEMENT]), answers))
def test_a_score_lies_between_what_open_questions_could_make_of_it(given_answers: dict[str, Decimal]) -> None:
    axis = _placed(given_answers, {}, state="negotiation").positioning.engagement
    assert 0 <= axis.low <= axis.high <= 1
    assert (axis.low == axis.high) == (axis.coverage == 1)
    if axis.score is not None:
        assert axis.low <= axis.score <= axis.high


@settings(max_examples=50, deadline=None)
@given(answers, answers)
def test_a_higher_answer_never_lowers_the_score(one: Decimal, other: Decimal) -> None:
    low, high = (_placed({"nature": answer}, {}).positioning.engagement.low for answer in sorted((one, other)))
    assert low <= high


def test_the_seven_steps_are_named_and_ordered() -> None:
    assert len(STEPS) == 7
    assert [step_of(step_answer(step)) for step in STEPS] == list(STEPS)
    assert step_label(STEPS[0]) == "Instance de concertation volontaire"
    assert step_label(STEPS[-1]) == "Contrat au sens juridique"
    assert (step_of(Decimal(0)), step_of(Decimal(1))) == (STEPS[0], STEPS[-1])


def test_the_position_is_told_in_full_in_json() -> None:
    told = _placed(_all(ENGAGEMENT, "0.5"), {}).positioning.as_dict()
    assert told["step"] == {"id": "objectives_and_means", "label": "Convention d’objectifs et de moyens"}
    engagement: Any = told["engagement"]
    assert engagement["score"] == "0.5"
    assert [answer["id"] for answer in engagement["answers"]] == [question.slug for question in ENGAGEMENT]
