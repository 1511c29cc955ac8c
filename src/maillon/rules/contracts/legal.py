"""The legal checks that a contract document alone can answer."""

from __future__ import annotations

from collections.abc import Callable

from maillon.rules.contracts.answer import Answer, LegalStatus
from maillon.rules.contracts.facts import ContractFacts
from maillon.rules.contracts.frameworks import Framework
from maillon.rules.contracts.method import add_months
from maillon.rules.funding.grants import (
    detr_commission,
    detr_deadlines,
    detr_payments,
    grant_bases,
    state_payments,
    subsidy_convention,
)
from maillon.rules.funding.legal import answer
from maillon.rules.funding.own_contribution import chef_de_file, own_contribution
from maillon.rules.parameters import ParameterSet
from maillon.rules.phrases import day, percent, some, whole
from maillon.rules.wording import _

LegalRule = Callable[[ContractFacts, ParameterSet], Answer]


def development_council(facts: ContractFacts, parameters: ParameterSet) -> Answer:
    """L-DEV-COUNCIL: a development council stands in each intercommunality above the threshold of its day."""
    threshold = parameters.read("development_council_population")
    groupings = [(rank, party) for rank, party in enumerate(facts.parties) if party.kind == "epci" and party.signs]
    untold = [rank for rank, party in groupings if party.population is None]
    limit = threshold.whole if threshold.value is not None else None
    above = [
        (rank, party.name, party.population)
        for rank, party in groupings
        if limit is not None and party.population is not None and party.population > limit
    ]
    names = some([_("{name} ({count} hab.)").format(name=name, count=whole(count)) for _rank, name, count in above])
    councils = [f"bodies[{rank}]" for rank, body in enumerate(facts.bodies) if body.kind == "development_council"]
    councils += [
        f"parties[{rank}]" for rank, party in enumerate(facts.parties) if party.kind == "conseil_developpement"
    ]
    evidence = [f"parties[{rank}]" for rank, _name, _population in above]
    if above and councils:
        status, reason = (
            LegalStatus.OK,
            _("Un conseil de développement est associé au contrat ; il est dû par {names}."),
        )
        evidence += councils
    elif above and not facts.whole:
        status = LegalStatus.UNKNOWN
        reason = _("Un conseil de développement est dû par {names} ; ce document, qui est incomplet, n’en cite aucun.")
    elif above:
        status = LegalStatus.WARNING
        reason = _("Un conseil de développement est obligatoire pour {names} ; le document n’en cite aucun.")
    elif untold and limit is not None:
        status, evidence = LegalStatus.UNKNOWN, [f"parties[{rank}]" for rank in untold]
        reason = _("La population des intercommunalités signataires n’est pas connue.")
    else:
        status = LegalStatus.NOT_APPLICABLE
        reason = _("Aucune intercommunalité signataire n’est au-dessus du seuil de population.")
    return answer(
        "L-DEV-COUNCIL",
        _("Conseil de développement"),
        status,
        reason.format(names=names),
        sources=["cgct_l5211_10_1"],
        evidence=evidence,
        uses=[threshold],
        remedy=_("Nommer le conseil de développement parmi les instances ou les parties."),
    )


def cofinancing_ceiling(facts: ContractFacts, parameters: ParameterSet) -> Answer:
    """L-COFINANCING-RATE: a rate above 80 % leaves the owner of an investment less than its legal part."""
    least = parameters.read("own_contribution_min")
    rates = facts.cofinancing.rates if facts.cofinancing else ()
    over = sorted({rate for rate in rates if rate > 1 - least.rate})
    status = LegalStatus.WARNING if over else LegalStatus.OK if rates else LegalStatus.NOT_APPLICABLE
    reason = _("Le contrat ne fixe pas de taux de cofinancement.")
    if over:
        reason = _("Un taux de {rates} n’est possible, pour l’investissement d’une collectivité, que par dérogation.")
        reason = reason.format(rates=some([percent(rate) for rate in over]))
    elif rates:
        reason = _("Les taux de cofinancement laissent au maître d’ouvrage sa participation minimale.")
    return answer(
        "L-COFINANCING-RATE",
        _("Taux de cofinancement et participation du maître d’ouvrage"),
        status,
        reason,
        sources=["cgct_l1111_10_iii"],
        evidence=["clauses.cofinancing.rates"] if rates else [],
        uses=[least],
        remedy=_("Réserver ces taux au fonctionnement ou aux cas de dérogation."),
    )


def city_duration(facts: ContractFacts, parameters: ParameterSet) -> Answer:
    """L-CITY-DURATION: a contrat de ville lasts six years, or five when it was signed a year late.

    Finance acts have extended contracts already signed: another duration is a warning, not a breach.
    """
    years, late = parameters.read("city_contract_years"), parameters.read("city_contract_years_if_late")
    if facts.start is None or facts.end is None:
        status, reason = LegalStatus.UNKNOWN, _("Le document ne dit pas le début et la fin du contrat de ville.")
    else:
        lasting = [resolved.whole for resolved in (years, late) if resolved.value is not None]
        ends = [add_months(facts.start, 12 * count) for count in lasting]
        status = LegalStatus.OK if any(abs((end - facts.end).days) <= 1 for end in ends) else LegalStatus.WARNING
        reason = _("Le contrat de ville va du {start} au {end}.").format(start=day(facts.start), end=day(facts.end))
        if status is LegalStatus.WARNING:
            reason = _("{reason} La loi prévoit {years} ans, sauf prolongation par la loi.").format(
                reason=reason, years=years.whole
            )
    return answer(
        "L-CITY-DURATION",
        _("Durée du contrat de ville"),
        status,
        reason,
        sources=["law_2014_173_6"],
        evidence=["period"] if facts.start or facts.end else [],
        uses=[years, late],
        remedy=_("Vérifier la période du contrat."),
    )


def city_update(facts: ContractFacts, parameters: ParameterSet) -> Answer:
    """L-CITY-UPDATE: a contrat de ville is updated every three years when changes call for it."""
    months = parameters.read("city_contract_update_months")
    review, start = facts.review, facts.start
    within = False
    if review is not None:
        within = bool(review.midterm) or bool(review.every_months and review.every_months <= months.whole)
        limit = add_months(start, months.whole) if start else None
        within = within or (limit is not None and any(date <= limit for date in review.dates))
    if within:
        status, reason = LegalStatus.OK, _("Le contrat de ville prévoit son actualisation dans les {months} mois.")
    elif review is not None and review.dates and start is None:
        status, reason = LegalStatus.UNKNOWN, _("Le document ne dit pas quand commence le contrat de ville.")
    else:
        status = LegalStatus.WARNING if facts.whole else LegalStatus.UNKNOWN
        reason = _("Le contrat de ville ne prévoit pas d’actualisation dans les {months} mois.")
    return answer(
        "L-CITY-UPDATE",
        _("Actualisation du contrat de ville"),
        status,
        reason.format(months=months.whole),
        sources=["law_2014_173_6"],
        evidence=["clauses.review"] if review else [],
        uses=[months],
        remedy=_("Prévoir une actualisation tous les trois ans."),
    )


def city_objectives(facts: ContractFacts, _parameters: ParameterSet) -> Answer:
    """L-CITY-OBJECTIVES: a contrat de ville has objectives that are measured."""
    objectives = sum(theme.objectives for theme in facts.themes)
    targets = sum(action.targets for action in facts.actions)
    if objectives and targets:
        status, reason = LegalStatus.OK, _("Des objectifs sont écrits et des indicateurs ont une cible.")
    else:
        status = LegalStatus.WARNING if facts.whole else LegalStatus.UNKNOWN
        lacking = _("Aucun objectif n’est écrit.") if not objectives else _("Aucun indicateur n’a de cible.")
        reason = _("Le contrat de ville fixe des objectifs mesurés. {lacking}").format(lacking=lacking)
    return answer(
        "L-CITY-OBJECTIVES",
        _("Objectifs mesurés du contrat de ville"),
        status,
        reason,
        sources=["law_2014_173_6"],
        evidence=["themes"] if objectives else [],
        remedy=_("Écrire les objectifs des thèmes et la cible des indicateurs."),
    )


ALWAYS: tuple[LegalRule, ...] = (
    own_contribution,
    chef_de_file,
    cofinancing_ceiling,
    grant_bases,
    state_payments,
    detr_payments,
    detr_deadlines,
    detr_commission,
    subsidy_convention,
    development_council,
)
"""Legal checks that concern every kind of contract."""

BY_FRAMEWORK: dict[str, LegalRule] = {
    "L-CITY-DURATION": city_duration,
    "L-CITY-UPDATE": city_update,
    "L-CITY-OBJECTIVES": city_objectives,
}
"""Legal checks that a framework names in `legal_checks`."""


def legal_answers(facts: ContractFacts, parameters: ParameterSet, framework: Framework | None) -> tuple[Answer, ...]:
    """Answer the legal checks that concern a contract."""
    rules = [*ALWAYS, *(BY_FRAMEWORK[check] for check in (framework.legal_checks if framework else ()))]
    return tuple(rule(facts, parameters) for rule in rules)
