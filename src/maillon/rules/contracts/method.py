"""Propositions 12 to 16: priority geography, delegated envelopes, method, fungibility, review."""

from __future__ import annotations

import calendar
import datetime as dt
from math import ceil

from maillon.rules.contracts.clauses import MethodAgreement, Review
from maillon.rules.contracts.facts import ContractFacts
from maillon.rules.contracts.finding import Finding, absent, met, not_applicable, not_met, unknown
from maillon.rules.parameters import ParameterSet, Resolved
from maillon.rules.phrases import day, listing, percent, quoted
from maillon.rules.wording import _, ngettext


def without_money(facts: ContractFacts) -> Finding:
    """Answer a proposition about credits for a document that holds none, or says that there are none."""
    if facts.empty_envelopes:
        return not_applicable(_("Le document dit que ce contrat n’ouvre aucun crédit."), "envelopes")
    if facts.whole:
        return not_applicable(_("Ce contrat ne porte aucun crédit."))
    reason = _("Ce document, qui est incomplet, ne dit rien des crédits du contrat.")
    return unknown(reason, remedy=_("Dire les crédits du contrat, s’il en porte."), where="envelopes")


def priority_geography(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P12: the priority geography is negotiated locally and weighs in the State's credits."""
    least = parameters.read("priority_state_share_min")
    clause, path = facts.priority, "clauses.priority_geography"
    remedy = _("Définir avec les collectivités le périmètre prioritaire et la part des crédits qui lui revient.")
    if clause is None:
        if not facts.has_credits:
            return without_money(facts)
        if facts.parties and not facts.state_signs:
            return not_applicable(_("L’État ne signe pas ce contrat."), "parties")
        return absent(facts, _("de géographie prioritaire"), remedy=remedy, where=path, uses=[least])
    if clause.negotiated is False:
        reason = _("La géographie prioritaire n’a pas été négociée localement.")
        return not_met(reason, f"{path}.negotiated", remedy=remedy, uses=[least])
    if clause.state_share is not None and clause.state_share < least.rate:
        reason = _("La géographie prioritaire reçoit {share} des crédits de l’État, pour {least} attendus.").format(
            share=percent(clause.state_share), least=percent(least.rate)
        )
        return not_met(reason, f"{path}.state_share", remedy=remedy, uses=[least])
    if not clause.perimeter or clause.negotiated is None:
        lacking = [] if clause.perimeter else [_("son périmètre")]
        lacking += [] if clause.negotiated else [_("s’il a été négocié")]
        reason = _("Une clause traite de la géographie prioritaire, sans dire {lacking}.")
        said = reason.format(lacking=listing(lacking))
        return unknown(said, path, remedy=remedy, where=f"{path}.perimeter", uses=[least])
    missing = [_("la part des crédits de l’État qui lui revient")] if clause.state_share is None else []
    reason = _("Le périmètre prioritaire est négocié localement.")
    return met(reason, f"{path}.perimeter", f"{path}.negotiated", uses=[least], missing=missing)


def delegated_envelopes(facts: ContractFacts, _parameters: ParameterSet) -> Finding:
    """P13: an authority that asks for it runs an envelope delegated by the State or by another authority."""
    delegated = [rank for rank, envelope in enumerate(facts.envelopes) if envelope.delegated_to]
    remedy = _("Dire quelles enveloppes sont déléguées, par qui et à qui.")
    if delegated:
        labels = [facts.envelopes[rank].label for rank in delegated]
        said = ngettext(
            "{count} enveloppe est déléguée : {labels}.", "{count} enveloppes sont déléguées : {labels}.", len(labels)
        )
        reason = said.format(count=len(labels), labels=quoted(labels))
        return met(reason, *(f"envelopes[{rank}].delegated_to" for rank in delegated))
    unfinished = [rank for rank, envelope in enumerate(facts.envelopes) if envelope.delegated_by]
    if unfinished:
        paths = [f"envelopes[{rank}].delegated_by" for rank in unfinished]
        reason = _("Une enveloppe est issue d’une délégation, sans dire qui la gère.")
        return unknown(reason, *paths, remedy=remedy, where=f"envelopes[{unfinished[0]}].delegated_to")
    if facts.empty_envelopes or (not facts.has_money and not facts.envelopes):
        return without_money(facts)
    return absent(facts, _("d’enveloppe déléguée"), remedy=remedy, where="envelopes")


def method_agreement(facts: ContractFacts, _parameters: ParameterSet) -> Finding:
    """P14: the parties agree on how the contract is carried out."""
    method, path = facts.method_agreement, "clauses.method_agreement"
    remedy = _("Écrire l’accord de méthode : réunions, revoyures, place des citoyens, retrait d’une partie.")
    if method is None:
        return absent(facts, _("d’accord de méthode"), remedy=remedy, where=path)
    topics = _topics(facts, method)
    if not topics and not method.worded:
        reason = _("Un accord de méthode est annoncé, mais le document n’en dit rien.")
        return unknown(reason, path, remedy=remedy, where=path)
    missing = []
    if facts.withdrawal is None or not facts.withdrawal.penalty:
        missing.append(_("ce que coûte le retrait d’une partie"))
    reason = _("L’accord de méthode règle l’application du contrat")
    reason = _("{title} : {value}").format(title=reason, value=listing(topics)) + "." if topics else f"{reason}."
    return met(reason, path, missing=missing)


def _topics(facts: ContractFacts, method: MethodAgreement) -> list[str]:
    topics = []
    if method.agreed_on is not None:
        topics.append(_("accord du {date}").format(date=day(method.agreed_on)))
    if method.meetings_per_year is not None:
        meetings = ngettext("{count} réunion par an", "{count} réunions par an", method.meetings_per_year)
        topics.append(meetings.format(count=method.meetings_per_year))
    if method.parameters:
        values = ngettext("{count} règle adaptée", "{count} règles adaptées", len(method.parameters))
        topics.append(values.format(count=len(method.parameters)))
    if method.contract_mission or method.referents:
        topics.append(_("suivi du contrat"))
    if facts.review is not None:
        topics.append(_("revoyures"))
    if facts.participation is not None:
        topics.append(_("place des citoyens"))
    return topics


def fungibility(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P15: credits may move between themes, within a ceiling or keeping the shares of themes."""
    most = parameters.read("fungibility_ceiling_max")
    unanimity = parameters.read("fungibility_unanimity_required")
    uses = (most, unanimity)
    clause, path = facts.fungibility, "clauses.fungibility"
    remedy = _("Prévoir que les crédits passent d’un thème à l’autre, jusqu’à {most}, et qui en décide.").format(
        most=percent(most.rate)
    )
    if clause is None:
        if not facts.has_credits:
            return without_money(facts)
        return absent(facts, _("de clause de fongibilité des crédits"), remedy=remedy, where=path, uses=uses)
    if clause.mode == "none" or (clause.mode != "full_keeping_shares" and clause.ceiling == 0):
        return not_met(_("La clause exclut toute fongibilité."), path, remedy=remedy, uses=uses)
    if clause.unanimity is False and unanimity.value:
        reason = _("Les crédits peuvent être déplacés sans l’accord de toutes les collectivités.")
        return not_met(reason, f"{path}.unanimity", remedy=_("Demander l’accord de toutes."), uses=uses)
    missing = [_("l’accord demandé aux collectivités")] if clause.unanimity is None and unanimity.value else []
    if clause.mode == "full_keeping_shares":
        reason = _("Tous les crédits sont fongibles, les parts des thèmes étant conservées.")
        return met(reason, f"{path}.mode", uses=uses, missing=missing)
    if clause.ceiling is None:
        reason = _("Une clause de fongibilité existe, sans dire son plafond.")
        return unknown(reason, path, remedy=remedy, where=f"{path}.ceiling", uses=uses)
    if clause.ceiling > most.rate:
        reason = _("Les crédits sont fongibles jusqu’à {ceiling}, au-delà du plafond de {most}.").format(
            ceiling=percent(clause.ceiling), most=percent(most.rate)
        )
        return not_met(reason, f"{path}.ceiling", remedy=remedy, uses=uses)
    reason = _("Les crédits d’un thème sont fongibles jusqu’à {ceiling}, dans la limite de {most}.").format(
        ceiling=percent(clause.ceiling), most=percent(most.rate)
    )
    return met(reason, f"{path}.ceiling", uses=uses, missing=missing)


def review(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P16: the contract is reviewed by mid-term at the latest."""
    share = parameters.read("review_by_share_max")
    clause, path = facts.review, "clauses.review"
    if clause is None:
        remedy = _("Prévoir une revoyure à mi-parcours au plus tard, et les cas de force majeure qui l’ouvrent.")
        return absent(facts, _("de clause de revoyure"), remedy=remedy, where=path, uses=[share])
    missing = [] if clause.force_majeure else [_("les cas de force majeure qui ouvrent une revoyure")]
    if clause.midterm:
        return met(_("Une revoyure est prévue à mi-parcours."), f"{path}.midterm", uses=[share], missing=missing)
    return _dated_review(facts, clause, share, missing)


def _dated_review(facts: ContractFacts, clause: Review, share: Resolved, missing: list[str]) -> Finding:
    path, (start, end) = "clauses.review", (facts.start, facts.end)
    evidence = f"{path}.dates" if clause.dates else f"{path}.every_months"
    remedy = _("Dater la première revoyure, à {share} de la durée du contrat au plus tard.").format(
        share=percent(share.rate)
    )
    if not clause.dates and not clause.every_months:
        if clause.midterm is False:
            reason = _("La clause de revoyure écarte une revoyure à mi-parcours.")
            return not_met(reason, f"{path}.midterm", remedy=remedy, uses=[share])
        reason = _("Une clause de revoyure existe, sans dire quand.")
        return unknown(reason, path, remedy=remedy, where=f"{path}.midterm", uses=[share])
    if start is None or end is None:
        reason = _("Des revoyures sont prévues, mais le document ne dit pas la période du contrat.")
        return unknown(reason, evidence, remedy=_("Dire le début et la fin du contrat."), where="period", uses=[share])
    limit = start + dt.timedelta(days=ceil(((end - start).days + 1) * share.rate))
    first = _first_review(clause, start)
    if first is not None and first <= limit:
        reason = _("La première revoyure, le {first}, vient au plus tard à mi-parcours ({limit}).")
        if share.rate * 2 != 1:
            reason = _("La première revoyure, le {first}, vient au plus tard le {limit}.")
        return met(reason.format(first=day(first), limit=day(limit)), evidence, uses=[share], missing=missing)
    if first is None:
        reason = _("Les revoyures datées précèdent toutes le début du contrat.")
    else:
        late = _("La première revoyure est prévue le {first}, après le {limit}, limite pour {share} de la durée.")
        reason = late.format(first=day(first), limit=day(limit), share=percent(share.rate))
    return not_met(reason, evidence, remedy=remedy, uses=[share])


def _first_review(clause: Review, start: dt.date) -> dt.date | None:
    dates = [date for date in clause.dates if date >= start]
    if clause.every_months:
        dates.append(add_months(start, clause.every_months))
    return min(dates, default=None)


def add_months(start: dt.date, months: int) -> dt.date:
    """Return the date `months` months later; the last day of a shorter month when the day does not exist there."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    year = min(year, dt.MAXYEAR)
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
