"""Where a contract stands on the transversality and engagement diagram, and which family it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from maillon.rules.contracts.facts import ContractFacts
from maillon.rules.contracts.frameworks import Framework
from maillon.rules.contracts.questionnaires import ENGAGEMENT, TRANSVERSALITY, Question
from maillon.rules.contracts.steps import step_label, step_of
from maillon.rules.parameters import ParameterSet, Resolved, source
from maillon.rules.parameters.model import portable
from maillon.rules.problem import Problem
from maillon.rules.wording import _

_ROUND = Decimal("0.001")


class QuestionAnswer(NamedTuple):
    """One answer: `origin` is "document", "facts" or "framework"; `answer` is None when nothing tells."""

    question: Question
    answer: Decimal | None
    origin: str | None

    def as_dict(self) -> dict[str, object]:
        """Return the stable JSON shape."""
        return {
            "id": self.question.slug,
            "question": self.question.shown,
            "weight": self.question.weight,
            "answer": portable(self.answer),
            "origin": self.origin,
            "source": source(self.question.source).citation.text,
        }


class Axis(NamedTuple):
    """A score on one axis.

    Attributes:
        score: weighted mean of the questions answered; None when too few are.
        low, high: what the score would be if the questions left open were answered 0, or 1.
        coverage: share of the questionnaire's points whose questions are answered.
    """

    score: Decimal | None
    low: Decimal
    high: Decimal
    coverage: Decimal
    answers: tuple[QuestionAnswer, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the stable JSON shape."""
        return {
            "score": portable(self.score),
            "low": portable(self.low),
            "high": portable(self.high),
            "coverage": portable(self.coverage),
            "answers": [answer.as_dict() for answer in self.answers],
        }


@dataclass(frozen=True, slots=True)
class Position:
    """Where a contract stands: engagement in abscissa, transversality in ordinate; `step` names the engagement."""

    engagement: Axis
    transversality: Axis
    step: str | None

    def as_dict(self) -> dict[str, object]:
        """Return the stable JSON shape."""
        step = {"id": self.step, "label": step_label(self.step)} if self.step else None
        return {"engagement": self.engagement.as_dict(), "transversality": self.transversality.as_dict(), "step": step}


@dataclass(frozen=True, slots=True)
class FamilyAnswer:
    """The family that the position gives, the one that the document states, and why."""

    computed: str | None
    stated: str | None
    reason: str
    parameters: tuple[Resolved, ...]

    @property
    def agrees(self) -> bool | None:
        """Whether both families are the same; None when one of them is missing."""
        return None if self.computed is None or self.stated is None else self.computed == self.stated

    def as_dict(self) -> dict[str, object]:
        """Return the stable JSON shape."""
        return {
            "computed": self.computed,
            "stated": self.stated,
            "agrees": self.agrees,
            "reason": self.reason,
            "source": source("report_families").citation.text,
            "parameters": [parameter.as_dict() for parameter in self.parameters],
        }


def family_label(family: str) -> str:
    """Return the French name of a family."""
    return {
        "sectoral": _("démarche sectorielle"),
        "method_conference": _("conférence de méthode"),
        "project": _("contrat de projet"),
    }[family]


def position(facts: ContractFacts, parameters: ParameterSet, framework: Framework | None) -> Position:
    """Answer both questionnaires for one contract."""
    by_kind = framework.engagement if framework else {}
    engagement = _axis(ENGAGEMENT, facts.engagement, by_kind, facts, parameters)
    by_kind = framework.transversality if framework else {}
    transversality = _axis(TRANSVERSALITY, facts.transversality, by_kind, facts, parameters)
    step = None if engagement.score is None else step_of(engagement.score)
    return Position(engagement, transversality, step)


def _axis(
    questions: Sequence[Question],
    given: Mapping[str, object],
    by_kind: Mapping[str, Decimal],
    facts: ContractFacts,
    parameters: ParameterSet,
) -> Axis:
    asked = [question for question in questions if question.asked(facts)]
    answers = tuple(_answer(question, given, by_kind, facts, parameters) for question in asked)
    points = sum(question.weight for question in asked)
    told = [(one.question.weight, one.answer) for one in answers if one.answer is not None]
    weight = sum(weight for weight, _told in told)
    scored = sum((weight * answer for weight, answer in told), Decimal(0))
    coverage = Decimal(weight) / points
    enough = weight > 0 and coverage >= parameters.read("positioning_coverage_min").rate
    return Axis(
        score=(scored / weight).quantize(_ROUND) if enough else None,
        low=(scored / points).quantize(_ROUND),
        high=((scored + points - weight) / points).quantize(_ROUND),
        coverage=coverage.quantize(_ROUND),
        answers=answers,
    )


def _answer(
    question: Question,
    given: Mapping[str, object],
    by_kind: Mapping[str, Decimal],
    facts: ContractFacts,
    parameters: ParameterSet,
) -> QuestionAnswer:
    explicit = given.get(question.slug)
    if isinstance(explicit, Decimal):
        return QuestionAnswer(question, explicit, "document")
    read = question.read(facts, parameters)
    if read is not None:
        return QuestionAnswer(question, read, "facts")
    usual = by_kind.get(question.slug)
    return QuestionAnswer(question, usual, None if usual is None else "framework")


def positioning_problems(facts: ContractFacts) -> tuple[Problem, ...]:
    """Return the explicit answers given to questions that do not exist."""
    asked = {"engagement": (ENGAGEMENT, facts.engagement), "transversality": (TRANSVERSALITY, facts.transversality)}
    return tuple(
        Problem(
            what=_("question inconnue : « {slug} »").format(slug=slug),
            where=f"positioning.{axis}.{slug}",
            expected=", ".join(question.slug for question in questions),
        )
        for axis, (questions, given) in asked.items()
        for slug in given
        if slug not in {question.slug for question in questions}
    )


def family(facts: ContractFacts, place: Position, parameters: ParameterSet) -> FamilyAnswer:
    """Tell which of the report's three families a position gives, and compare it with the one stated."""
    across, bound = parameters.read("family_transversality_min"), parameters.read("family_engagement_min")
    uses = (across, bound)
    transversality, engagement = place.transversality.score, place.engagement.score
    if transversality is None or (transversality >= across.rate and engagement is None):
        reason = _("Trop peu de questions ont une réponse pour dire la famille du contrat.")
        return FamilyAnswer(None, facts.family, reason, uses)
    if transversality < across.rate:
        computed, reason = "sectoral", _("Le dispositif est ciblé : il porte sur peu de politiques.")
    elif engagement is not None and engagement >= bound.rate:
        computed, reason = "project", _("La démarche est transversale et engage les parties.")
    else:
        computed, reason = "method_conference", _("La démarche est transversale, mais engage peu les parties.")
    if facts.family is not None and facts.family != computed:
        reason = _("{reason} Le document annonce pourtant : {stated}.").format(
            reason=reason, stated=family_label(facts.family)
        )
    return FamilyAnswer(computed, facts.family, reason, uses)
