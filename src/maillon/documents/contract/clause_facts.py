"""From the clauses of a document to what the rules read of them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import TypedDict, TypeVar, overload

from maillon.documents.contract import clauses as given
from maillon.rules.contracts import clauses as clause

Part = TypeVar("Part")
Fact = TypeVar("Fact")


class ClauseFacts(TypedDict):
    """Every clause of `ContractFacts`, absent ones as None."""

    method_agreement: clause.MethodAgreement | None
    diagnosis: clause.Diagnosis | None
    review: clause.Review | None
    participation: clause.Participation | None
    interpellation: clause.Interpellation | None
    engineering: clause.Engineering | None
    evaluation: clause.Evaluation | None
    fungibility: clause.Fungibility | None
    withdrawal: clause.Withdrawal | None
    data: clause.Data | None
    state_mandate: clause.StateMandate | None
    priority: clause.Priority | None
    cofinancing: clause.Cofinancing | None
    solidarity: clause.Solidarity | None
    mainstream: clause.Mainstream | None


def clause_facts(clauses: given.Clauses) -> ClauseFacts:
    """Return what the rules read of every clause."""
    return {
        "method_agreement": given_or_none(clauses.method_agreement, _method),
        "diagnosis": given_or_none(clauses.diagnosis, _diagnosis),
        "review": given_or_none(clauses.review, _review),
        "participation": given_or_none(clauses.citizen_participation, _participation),
        "interpellation": given_or_none(clauses.interpellation, _interpellation),
        "engineering": given_or_none(clauses.engineering_support, _engineering),
        "evaluation": given_or_none(clauses.evaluation, _evaluation),
        "fungibility": given_or_none(clauses.fungibility, _fungibility),
        "withdrawal": given_or_none(clauses.withdrawal, _withdrawal),
        "data": given_or_none(clauses.data, _data),
        "state_mandate": given_or_none(clauses.state_mandate, _mandate),
        "priority": given_or_none(clauses.priority_geography, _priority),
        "cofinancing": given_or_none(clauses.cofinancing, _cofinancing),
        "solidarity": given_or_none(clauses.solidarity, _solidarity),
        "mainstream": given_or_none(clauses.mainstream_means, _mainstream),
    }


def given_or_none(part: Part | None, build: Callable[[Part], Fact]) -> Fact | None:
    """Build the fact of a part, when the part is there."""
    return None if part is None else build(part)


@overload
def slug(value: StrEnum) -> str: ...
@overload
def slug(value: StrEnum | None) -> str | None: ...
@cache
def slug(value: StrEnum | None) -> str | None:
    """Return the slug of an enumerated value, when there is one."""
    return None if value is None else str(value)


def _worded(part: given.Clause) -> bool:
    return part.text is not None or part.article is not None


def _method(part: given.MethodAgreement) -> clause.MethodAgreement:
    return clause.MethodAgreement(
        _worded(part),
        part.article,
        parameters={name: parameter.value for name, parameter in part.parameters.items()},
        agreed_on=part.agreed_on,
        meetings_per_year=part.meetings_per_year,
        contract_mission=part.contract_mission,
        referents=part.referents,
        job_descriptions_updated=part.job_descriptions_updated,
    )


def _diagnosis(part: given.DiagnosisClause) -> clause.Diagnosis:
    return clause.Diagnosis(_worded(part), part.article, part.shared, part.done_on)


def _review(part: given.ReviewClause) -> clause.Review:
    return clause.Review(_worded(part), part.article, part.midterm, part.dates, part.every_months, part.force_majeure)


def _participation(part: given.ParticipationClause) -> clause.Participation:
    return clause.Participation(_worded(part), part.article, slug(part.degree), part.bodies, part.budget)


def _interpellation(part: given.InterpellationClause) -> clause.Interpellation:
    return clause.Interpellation(_worded(part), part.article, part.held_by, part.reply_within_days, part.training)


def _engineering(part: given.EngineeringClause) -> clause.Engineering:
    return clause.Engineering(
        _worded(part),
        part.article,
        tuple(criterion.label for criterion in part.access_criteria),
        part.provided_by,
        part.budget,
    )


def _evaluation(part: given.EvaluationClause) -> clause.Evaluation:
    return clause.Evaluation(
        _worded(part),
        part.article,
        principles=part.principles,
        citizens_impact=part.citizens_impact,
        reserved_share=part.reserved_share,
        reserved_amount=part.reserved_amount,
        random_sample_share=part.random_sample_share,
        team=part.team,
        published=part.published,
    )


def _fungibility(part: given.FungibilityClause) -> clause.Fungibility:
    return clause.Fungibility(_worded(part), part.article, slug(part.mode), part.ceiling, part.unanimity)


def _withdrawal(part: given.WithdrawalClause) -> clause.Withdrawal:
    return clause.Withdrawal(_worded(part), part.article, part.notice_days, part.penalty is not None)


def _data(part: given.DataClause) -> clause.Data:
    return clause.Data(_worded(part), part.article, part.observatory, part.shared)


def _mandate(part: given.StateMandateClause) -> clause.StateMandate:
    return clause.StateMandate(_worded(part), part.article, part.holder, part.ministries, part.functional_authority)


def _priority(part: given.PriorityClause) -> clause.Priority:
    return clause.Priority(
        _worded(part),
        part.article,
        perimeter=part.perimeter is not None,
        negotiated=part.negotiated,
        kinds=part.kinds,
        state_share=part.state_share,
        territories_share=part.territories_share,
        projects_share=part.projects_share,
    )


def _cofinancing(part: given.CofinancingClause) -> clause.Cofinancing:
    return clause.Cofinancing(
        _worded(part),
        part.article,
        slug(part.form),
        part.rates,
        part.assessed_by_goal,
        part.for_whole_period,
        part.advances,
    )


def _solidarity(part: given.SolidarityClause) -> clause.Solidarity:
    return clause.Solidarity(
        _worded(part),
        part.article,
        part.indicator,
        part.authorities_associated,
        part.rural_and_urban,
        part.applies_to_state,
        part.published,
    )


def _mainstream(part: given.MainstreamClause) -> clause.Mainstream:
    return clause.Mainstream(
        _worded(part),
        part.article,
        part.negotiated,
        part.imbalances_recorded,
        tuple(means.policy for means in part.means),
    )
