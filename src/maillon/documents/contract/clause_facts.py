"""From the clauses of a document to what the rules read of them."""

from __future__ import annotations

from typing import TypedDict

from maillon.documents.contract import clauses as given
from maillon.rules.contracts import clauses as clause


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
        "method_agreement": _method(clauses.method_agreement),
        "diagnosis": _diagnosis(clauses.diagnosis),
        "review": _review(clauses.review),
        "participation": _participation(clauses.citizen_participation),
        "interpellation": _interpellation(clauses.interpellation),
        "engineering": _engineering(clauses.engineering_support),
        "evaluation": _evaluation(clauses.evaluation),
        "fungibility": _fungibility(clauses.fungibility),
        "withdrawal": _withdrawal(clauses.withdrawal),
        "data": _data(clauses.data),
        "state_mandate": _mandate(clauses.state_mandate),
        "priority": _priority(clauses.priority_geography),
        "cofinancing": _cofinancing(clauses.cofinancing),
        "solidarity": _solidarity(clauses.solidarity),
        "mainstream": _mainstream(clauses.mainstream_means),
    }


def _worded(part: given.Clause) -> bool:
    return part.text is not None or part.article is not None


def _method(part: given.MethodAgreement | None) -> clause.MethodAgreement | None:
    return part and clause.MethodAgreement(
        _worded(part),
        part.article,
        parameters={name: parameter.value for name, parameter in part.parameters.items()},
        agreed_on=part.agreed_on,
        meetings_per_year=part.meetings_per_year,
        contract_mission=part.contract_mission,
        referents=part.referents,
        job_descriptions_updated=part.job_descriptions_updated,
    )


def _diagnosis(part: given.DiagnosisClause | None) -> clause.Diagnosis | None:
    return part and clause.Diagnosis(_worded(part), part.article, part.shared, part.done_on)


def _review(part: given.ReviewClause | None) -> clause.Review | None:
    return part and clause.Review(
        _worded(part), part.article, part.midterm, part.dates, part.every_months, part.force_majeure
    )


def _participation(part: given.ParticipationClause | None) -> clause.Participation | None:
    degree = part and part.degree and part.degree.value
    return part and clause.Participation(_worded(part), part.article, degree, part.bodies, part.budget)


def _interpellation(part: given.InterpellationClause | None) -> clause.Interpellation | None:
    return part and clause.Interpellation(
        _worded(part), part.article, part.held_by, part.reply_within_days, part.training
    )


def _engineering(part: given.EngineeringClause | None) -> clause.Engineering | None:
    return part and clause.Engineering(
        _worded(part),
        part.article,
        tuple(criterion.label for criterion in part.access_criteria),
        part.provided_by,
        part.budget,
    )


def _evaluation(part: given.EvaluationClause | None) -> clause.Evaluation | None:
    return part and clause.Evaluation(
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


def _fungibility(part: given.FungibilityClause | None) -> clause.Fungibility | None:
    mode = part and part.mode and part.mode.value
    return part and clause.Fungibility(_worded(part), part.article, mode, part.ceiling, part.unanimity)


def _withdrawal(part: given.WithdrawalClause | None) -> clause.Withdrawal | None:
    return part and clause.Withdrawal(_worded(part), part.article, part.notice_days, part.penalty is not None)


def _data(part: given.DataClause | None) -> clause.Data | None:
    return part and clause.Data(_worded(part), part.article, part.observatory, part.shared)


def _mandate(part: given.StateMandateClause | None) -> clause.StateMandate | None:
    return part and clause.StateMandate(
        _worded(part), part.article, part.holder, part.ministries, part.functional_authority
    )


def _priority(part: given.PriorityClause | None) -> clause.Priority | None:
    return part and clause.Priority(
        _worded(part),
        part.article,
        perimeter=part.perimeter is not None,
        negotiated=part.negotiated,
        kinds=part.kinds,
        state_share=part.state_share,
        territories_share=part.territories_share,
        projects_share=part.projects_share,
    )


def _cofinancing(part: given.CofinancingClause | None) -> clause.Cofinancing | None:
    form = part and part.form and part.form.value
    return part and clause.Cofinancing(
        _worded(part),
        part.article,
        form,
        part.rates,
        part.assessed_by_goal,
        part.for_whole_period,
        part.advances,
    )


def _solidarity(part: given.SolidarityClause | None) -> clause.Solidarity | None:
    return part and clause.Solidarity(
        _worded(part),
        part.article,
        part.indicator,
        part.authorities_associated,
        part.rural_and_urban,
        part.applies_to_state,
        part.published,
    )


def _mainstream(part: given.MainstreamClause | None) -> clause.Mainstream | None:
    return part and clause.Mainstream(
        _worded(part),
        part.article,
        part.negotiated,
        part.imbalances_recorded,
        tuple(means.policy for means in part.means),
    )
