"""What the law asks of grants: their base, their payments, their deadlines, the convention that goes with them."""

from __future__ import annotations

import datetime as dt

from maillon.rules.contracts.actions import Action, Line
from maillon.rules.contracts.answer import Answer, LegalStatus
from maillon.rules.contracts.facts import PRIVATE, STATE, ContractFacts, PlacedLine
from maillon.rules.contracts.method import add_months
from maillon.rules.funding.legal import answer
from maillon.rules.funding.own_contribution import PUBLIC
from maillon.rules.money import Money
from maillon.rules.parameters import ParameterSet, Resolved
from maillon.rules.phrases import day, percent, some, some_of
from maillon.rules.wording import _

CGCT_SCHEMES = ("DETR", "DSIL", "DSID", "DPV")
"""State grants that the CGCT governs, and not the decree of 2018."""
DEADLINE_SCHEMES = ("DETR", "DSIL")


def grant_bases(facts: ContractFacts, _parameters: ParameterSet) -> Answer:
    """L-GRANT-BASE: what is granted stays within the base retained, and the base within the cost."""
    faults, known = [], False
    for placed in facts.lines:
        action, line = placed.action, placed.line
        base, granted = line.base, line.granted
        if base is None:
            continue
        known = True
        cost, with_tax = action.cost, action.cost_including_tax
        if cost is None or (with_tax is not None and with_tax.cents > cost.cents):
            cost = with_tax
        if granted is not None and granted.cents > base.cents:
            words = _("{granted} accordés pour une assiette de {base}").format(granted=granted, base=base)
            faults.append((placed.path, words))
        elif cost is not None and base.cents > cost.cents:
            words = _("assiette de {base} pour un coût de {cost}").format(base=base, cost=cost)
            faults.append((placed.path, words))
    status = LegalStatus.BREACH if faults else LegalStatus.OK if known else LegalStatus.NOT_APPLICABLE
    return answer(
        "L-GRANT-BASE",
        _("Montants accordés, assiettes et coûts"),
        status,
        _reason(faults, known, _("Aucune ligne de financement ne dit son assiette.")),
        sources=["maillon"],
        evidence=[path for path, _words in faults],
        remedy=_("Corriger le montant accordé, l’assiette ou le coût."),
    )


def state_payments(facts: ContractFacts, parameters: ParameterSet) -> Answer:
    """L-STATE-PAYMENTS: advance and instalments of a State grant outside the CGCT stay below their ceilings."""
    advance, guaranteed = parameters.read("state_advance_max"), parameters.read("state_advance_guaranteed_max")
    most, long_most = parameters.read("state_instalments_max"), parameters.read("state_instalments_long_max")
    months = parameters.read("state_long_project_months")
    uses = (advance, guaranteed, most, long_most, months)
    in_force = all(resolved.value is not None for resolved in uses)
    faults, known = [], False
    for placed in facts.paid_lines if in_force else ():
        action, line = placed.action, placed.line
        if facts.kinds.get(line.funder) != STATE or placed.scheme.startswith(CGCT_SCHEMES):
            continue
        known = True
        long = action.start and action.end and action.end > add_months(action.start, months.whole)
        faults += _payment_faults(
            placed.path, line, guaranteed if line.advance_guaranteed else advance, long_most if long else most
        )
    status = LegalStatus.BREACH if faults else LegalStatus.OK if known else LegalStatus.NOT_APPLICABLE
    return answer(
        "L-STATE-PAYMENTS",
        _("Avances et acomptes des subventions de l’État"),
        status,
        _reason(faults, known, _("Aucun paiement d’une subvention de l’État n’est donné.")),
        sources=["decree_2018_514_12"],
        evidence=[path for path, _words in faults],
        uses=uses,
        remedy=_("Ramener les versements sous leur plafond, ou vérifier les montants."),
    )


def detr_payments(facts: ContractFacts, parameters: ParameterSet) -> Answer:
    """L-DETR-PAYMENTS: advance and instalments of DETR and DSIL stay below their ceilings."""
    advance, most = parameters.read("detr_advance_max"), parameters.read("detr_instalments_max")
    faults, known = [], False
    for placed in facts.paid_lines:
        if placed.scheme.startswith(DEADLINE_SCHEMES):
            known = True
            faults += _payment_faults(placed.path, placed.line, advance, most)
    status = LegalStatus.BREACH if faults else LegalStatus.OK if known else LegalStatus.NOT_APPLICABLE
    return answer(
        "L-DETR-PAYMENTS",
        _("Avances et acomptes de la DETR et de la DSIL"),
        status,
        _reason(faults, known, _("Aucun paiement de DETR ou de DSIL n’est donné.")),
        sources=["cgct_r2334_30"],
        evidence=[path for path, _words in faults],
        uses=[advance, most],
        remedy=_("Ramener les versements sous leur plafond, ou vérifier les montants."),
    )


def _payment_faults(path: str, line: Line, advance: Resolved, most: Resolved) -> list[tuple[str, str]]:
    if line.granted is None or line.granted.cents == 0:
        return []
    first = sum(payment.amount.cents for payment in line.payments if payment.kind == "advance")
    before_balance = sum(payment.amount.cents for payment in line.payments if payment.kind != "balance")
    faults = []
    if first > line.granted.cents * advance.rate:
        faults.append((path, _("avance au-delà de {most} de la subvention").format(most=percent(advance.rate))))
    if before_balance > line.granted.cents * most.rate:
        said = _("avance et acomptes au-delà de {most} de la subvention").format(most=percent(most.rate))
        faults.append((path, said))
    return faults


def detr_deadlines(facts: ContractFacts, parameters: ParameterSet) -> Answer:
    """L-DETR-DEADLINES: no start before a complete file, a start within two years, works within four."""
    start_years, finish_years = parameters.read("detr_start_years_max"), parameters.read("detr_finish_years_max")
    faults: list[tuple[str, str]] = []
    aided, known = False, False
    start_within, finish_within = start_years.whole, finish_years.whole
    for placed in facts.lines_of(DEADLINE_SCHEMES):
        action, line = placed.action, placed.line
        aided = True
        known = known or bool(action.start and (line.complete_file_on or line.notified_on or action.end))
        late = _late(action, line, start_within, finish_within, parameters.on)
        faults += [(placed.path, words) for words in late]
    if not aided:
        status = LegalStatus.NOT_APPLICABLE
    else:
        status = LegalStatus.BREACH if faults else LegalStatus.OK if known else LegalStatus.UNKNOWN
    without = _("Les dates des opérations aidées par la DETR ou la DSIL ne sont pas données.")
    return answer(
        "L-DETR-DEADLINES",
        _("Délais de la DETR et de la DSIL"),
        status,
        _reason(faults, known, without if aided else _("Aucune action n’est aidée par la DETR ou la DSIL.")),
        sources=["cgct_r2334_24", "cgct_r2334_28", "cgct_r2334_29"],
        evidence=[path for path, _words in faults],
        uses=[start_years, finish_years],
        remedy=_("Demander au préfet une prorogation avant l’échéance, ou vérifier les dates."),
    )


def _late(action: Action, line: Line, start_years: int, finish_years: int, on: dt.date) -> list[str]:
    words = []
    start = action.start
    if start and line.complete_file_on and start < line.complete_file_on:
        said = _("commencée le {start}, avant le dossier complet du {file}")
        words.append(said.format(start=day(start), file=day(line.complete_file_on)))
    if line.notified_on and _beyond(start or on, line.notified_on, start_years):
        limit = add_months(line.notified_on, 12 * start_years)
        words.append(_("à commencer avant le {limit}").format(limit=day(limit)))
    if start and action.end and _beyond(action.end, start, finish_years):
        words.append(_("plus de {years} ans de travaux").format(years=finish_years))
    return [f"«\u00a0{action.title}\u00a0» : {word}" for word in words] if words else words


def _beyond(date: dt.date, start: dt.date, years: int) -> bool:
    return date.year >= start.year + years and date > add_months(start, 12 * years)


def detr_commission(facts: ContractFacts, parameters: ParameterSet) -> Answer:
    """L-DETR-COMMISSION: the elected members' commission gives its opinion above 100,000 euros."""
    threshold = parameters.read("detr_commission_threshold")
    asked: list[tuple[PlacedLine, Money]] = []
    aided, above = False, threshold.whole * 100
    for placed in facts.lines_of(("DETR",)):
        aided = True
        amount = placed.line.requested or placed.line.amount
        if amount is not None and amount.cents > above:
            asked.append((placed, amount))
    status = LegalStatus.WARNING if asked else LegalStatus.OK if aided else LegalStatus.NOT_APPLICABLE
    if asked:
        reason = _("La commission d’élus de la DETR doit donner son avis : {actions}.")
        reason = reason.format(actions=some_of(asked, _amount_of))
    else:
        reason = _("Aucune demande de DETR ne dépasse le seuil.") if aided else _("Aucune DETR dans ce contrat.")
    return answer(
        "L-DETR-COMMISSION",
        _("Avis de la commission d’élus sur la DETR"),
        status,
        reason,
        sources=["cgct_l2334_37"],
        evidence=[placed.path for placed, _granted in asked],
        uses=[threshold],
        remedy=_("Joindre l’avis de la commission."),
    )


def subsidy_convention(facts: ContractFacts, parameters: ParameterSet) -> Answer:
    """L-SUBSIDY-CONVENTION: a convention and published data above 23,000 euros given to a private body."""
    threshold = parameters.read("subsidy_convention_threshold")
    due, kinds, above = [], facts.kinds, threshold.whole * 100
    private = {rank for rank, action in enumerate(facts.actions) if kinds.get(action.owner or "") in PRIVATE}
    for placed in facts.lines if private else ():
        line = placed.line
        if placed.rank not in private or line.funder == placed.action.owner:
            continue
        public = line.public if line.public is not None else kinds.get(line.funder) in PUBLIC
        amount = line.amount if public else None
        if amount is not None and amount.cents > above:
            due.append((placed, amount))
    reason = _("Aucune subvention à un organisme de droit privé ne dépasse le seuil.")
    if due:
        reason = _("Une convention est due, et les données essentielles à publier sous trois mois : {actions}.")
        reason = reason.format(actions=some_of(due, _amount_of))
    return answer(
        "L-SUBSIDY-CONVENTION",
        _("Convention et publicité des subventions"),
        LegalStatus.WARNING if due else LegalStatus.NOT_APPLICABLE,
        reason,
        sources=["law_2000_321_10", "decree_2001_495_1", "decree_2017_779"],
        evidence=[placed.path for placed, _granted in due],
        uses=[threshold],
        remedy=_("Conclure la convention et publier ses données essentielles."),
    )


def _amount_of(asked: tuple[PlacedLine, Money]) -> str:
    placed, amount = asked
    return f"«\u00a0{placed.action.title}\u00a0» ({amount})"


def _reason(faults: list[tuple[str, str]], known: bool, without: str) -> str:  # noqa: FBT001 - private, two sentences
    if faults:
        return _("À corriger : {faults}.").format(faults=some([words for _path, words in faults]))
    return _("Rien ne s’écarte de la règle dans les montants et les dates donnés.") if known else without
