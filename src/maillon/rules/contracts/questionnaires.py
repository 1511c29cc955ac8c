"""The two questionnaires of the transversality and engagement diagram.

Each question has a weight and an answer between 0 and 1. An explicit answer of the document prevails, then what the
facts tell, then what holds for the kind of contract. Questions and weights are Maillon's reading of part I.A.2 of the
report; docs/explications/familles-et-engagement.md explains each one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from maillon.rules.contracts.actions import Action
from maillon.rules.contracts.facts import ContractFacts, Stage
from maillon.rules.parameters import ParameterSet
from maillon.rules.wording import _, gettext_noop

_PROMISED = Decimal("0.75")
ZERO, QUARTER, HALF, ONE = Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal(1)
Reading = Callable[[ContractFacts, ParameterSet], Decimal | None]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a questionnaire.

    Attributes:
        slug: what a document writes in `positioning`.
        text: the question, in French, to be translated when shown.
        weight: points out of the questionnaire's total.
        read: the answer that the facts alone give; None when they do not tell.
        source: slug of what the question comes from.
        asked: whether the question is asked of a contract; one that is not asked leaves no doubt.
    """

    slug: str
    text: str
    weight: int
    read: Reading
    source: str = "report_diagram"
    asked: Callable[[ContractFacts], bool] = lambda _facts: True

    @property
    def shown(self) -> str:
        """The question in the reader's language."""
        return _(self.text)


def _untold(_facts: ContractFacts, _parameters: ParameterSet) -> Decimal | None:
    return None


def _when_firm(facts: ContractFacts) -> Decimal | None:
    """Return 0 for what a firm contract lacks, None for what may still come."""
    return ZERO if facts.stage is Stage.FIRM else None


_SIGNATURE = {
    "diagnosis": ZERO,
    "candidacy": QUARTER,
    "protocol": HALF,
    "negotiation": HALF,
    "resolutions": Decimal("0.75"),
    "signed": ONE,
    "in_force": ONE,
    "evaluation": ONE,
    "closed": ONE,
    "withdrawn": ZERO,
    "terminated": ZERO,
    "lapsed": ZERO,
}


def _signature(facts: ContractFacts, _parameters: ParameterSet) -> Decimal | None:
    if facts.state is None:
        return ONE if facts.signed_on else None
    return _SIGNATURE.get(facts.state)


def _money(facts: ContractFacts, _parameters: ParameterSet) -> Decimal | None:
    """Return the mean over the actions, at least what the envelopes promise."""
    if not facts.has_money:
        return _when_firm(facts)
    reserved = any(envelope.amount is not None and envelope.amount.cents > 0 for envelope in facts.envelopes)
    firmness = [_action_money(action) for action in facts.actions]
    mean = sum(firmness, ZERO) / len(firmness) if firmness else ZERO
    return max(mean, _PROMISED if reserved else ZERO)


def _action_money(action: Action) -> Decimal:
    firmest = QUARTER if action.cost is not None and action.cost.cents > 0 else ZERO
    for line in action.lines:
        if line.status == "refused":
            continue
        if line.granted is not None and line.granted.cents > 0:
            return ONE
        if line.planned is not None and line.planned.cents > 0:
            firmest = _PROMISED
        elif firmest is ZERO and line.amount is not None and line.amount.cents > 0:
            firmest = QUARTER
    return firmest


def _precision(facts: ContractFacts, _parameters: ParameterSet) -> Decimal | None:
    if not facts.actions:
        return HALF if facts.commitments else _when_firm(facts)
    firm = sum(bool(action.owner and (action.end or action.milestones)) for action in facts.actions)
    return Decimal(firm) / len(facts.actions)


def _withdrawal(facts: ContractFacts, _parameters: ParameterSet) -> Decimal | None:
    if facts.withdrawal is None:
        return _when_firm(facts)
    return ONE if facts.withdrawal.penalty else HALF


def _review(facts: ContractFacts, _parameters: ParameterSet) -> Decimal | None:
    return _when_firm(facts) if facts.review is None else ONE


def _duration(facts: ContractFacts, parameters: ParameterSet) -> Decimal | None:
    if facts.start is None or facts.end is None:
        return None
    years = Decimal((facts.end - facts.start).days) / Decimal("365.25")
    return min(ONE, max(ZERO, years / parameters.read("positioning_full_years").whole))


def _several_goals(facts: ContractFacts) -> bool:
    """Tell whether a contract may serve several goals; one under a strategy's goal serves that one by design."""
    return facts.parent_goal is None


def _goals(facts: ContractFacts, parameters: ParameterSet) -> Decimal | None:
    count = len(facts.goals)
    if count == 0:
        return _when_firm(facts)
    return min(ONE, Decimal(count) / parameters.read("goal_count_max").whole)


def _themes(facts: ContractFacts, parameters: ParameterSet) -> Decimal | None:
    if not facts.themes:
        return None
    full = parameters.read("positioning_full_themes").whole
    return min(ONE, Decimal(len(facts.themes) - 1) / (full - 1))


def _crossing(facts: ContractFacts, _parameters: ParameterSet) -> Decimal | None:
    tied = [action for action in facts.actions if action.goals]
    if not tied:
        return None
    return Decimal(sum(len(action.goals) > 1 for action in tied)) / len(tied)


def _diagnosis(facts: ContractFacts, _parameters: ParameterSet) -> Decimal | None:
    if facts.diagnosis is None:
        return _when_firm(facts)
    return ZERO if facts.diagnosis.shared is False else ONE if facts.diagnosis.shared else HALF


def _ministries(facts: ContractFacts, parameters: ParameterSet) -> Decimal | None:
    if facts.state_mandate is None:
        return None
    wide = len(facts.state_mandate.ministries) >= parameters.read("state_mandate_ministries_min").whole
    return ONE if wide or facts.state_mandate.functional_authority else ZERO


ENGAGEMENT = (
    Question("nature", gettext_noop("Quelle est la nature de l’acte, de la concertation au contrat ?"), 4, _untold),
    Question("signature", gettext_noop("Les parties sont-elles liées par leur signature ?"), 2, _signature),
    Question("money", gettext_noop("Les parties engagent-elles des crédits ?"), 2, _money),
    Question("precision", gettext_noop("Les engagements ont-ils un responsable et une date ?"), 2, _precision),
    Question("withdrawal", gettext_noop("Le retrait d’une partie a-t-il un coût ?"), 1, _withdrawal, "report_card_14"),
    Question("review", gettext_noop("Des revoyures rappellent-elles les engagements ?"), 1, _review, "report_review"),
    Question("duration", gettext_noop("L’engagement est-il pluriannuel ?"), 1, _duration),
)
TRANSVERSALITY = (
    Question("scope", gettext_noop("Le dispositif est-il ciblé, ou à vocation universelle ?"), 4, _untold),
    Question(
        "goals",
        gettext_noop("Combien de finalités le contrat sert-il ?"),
        3,
        _goals,
        "report_card_2",
        _several_goals,
    ),
    Question("themes", gettext_noop("Combien de politiques le contrat réunit-il ?"), 2, _themes, "report_families"),
    Question(
        "crossing",
        gettext_noop("Les actions servent-elles plusieurs finalités à la fois ?"),
        2,
        _crossing,
        asked=_several_goals,
    ),
    Question("diagnosis", gettext_noop("Le contrat part-il d’un diagnostic partagé ?"), 1, _diagnosis, "report_card_1"),
    Question("ministries", gettext_noop("Plusieurs ministères y sont-ils engagés ?"), 1, _ministries, "report_card_8"),
)
