"""Propositions 21 to 24: solidarity indicator, double earmarking, engineering, cofinancing rates."""

from __future__ import annotations

from maillon.rules.contracts.facts import ContractFacts
from maillon.rules.contracts.finding import Finding, absent, met, not_met, too_few, unknown
from maillon.rules.contracts.method import without_money
from maillon.rules.parameters import ParameterSet, Resolved
from maillon.rules.phrases import listing, percent, some
from maillon.rules.wording import _, ngettext

_URBAN = ("urbain", "quartier", "qpv")


def solidarity_indicator(facts: ContractFacts, _parameters: ParameterSet) -> Finding:
    """P21: the parties refer to a published indicator of territorial solidarity, defined together."""
    clause, path = facts.solidarity, "clauses.solidarity"
    remedy = _("Nommer l’indicateur de solidarité territoriale, construit ensemble, publié, valable aussi pour l’État.")
    if clause is None:
        return absent(facts, _("d’indicateur de solidarité territoriale"), remedy=remedy, where=path)
    conditions = {
        "authorities_associated": (clause.authorities_associated, _("les collectivités n’y sont pas associées")),
        "rural_and_urban": (clause.rural_and_urban, _("il ne tient pas compte du rural et de l’urbain à la fois")),
        "applies_to_state": (clause.applies_to_state, _("il ne s’applique pas à l’État")),
        "published": (clause.published, _("il n’est pas publié")),
    }
    refused = [name for name, (told, _fault) in conditions.items() if told is False]
    if refused:
        faults = listing([conditions[name][1] for name in refused])
        reason = _("L’indicateur de solidarité ne remplit pas les conditions du rapport : {faults}.")
        return not_met(reason.format(faults=faults), *(f"{path}.{name}" for name in refused), remedy=remedy)
    if clause.indicator is None:
        reason = _("Une clause traite de la solidarité territoriale, sans nommer d’indicateur.")
        return unknown(reason, path, remedy=remedy, where=f"{path}.indicator")
    untold = any(told is None for told, _fault in conditions.values())
    reason = _("Les parties se réfèrent à l’indicateur « {indicator} ».").format(indicator=clause.indicator)
    missing = [_("qui le construit, qui le publie, et à qui il s’applique")] if untold else []
    return met(reason, f"{path}.indicator", missing=missing)


def double_earmarking(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P22: part of the credits goes to priority territories, another to projects."""
    least, urban = parameters.read("earmarked_territories_share_min"), parameters.read("priority_urban_only_allowed")
    uses = (least, urban)
    clause, path = facts.priority, "clauses.priority_geography"
    remedy = _("Flécher une part des crédits vers des territoires prioritaires et une autre vers des projets.")
    territories = clause.territories_share if clause else None
    projects = clause.projects_share if clause else None
    if clause is not None and clause.kinds and not urban.value and all(map(_is_urban, clause.kinds)):
        reason = _("La géographie prioritaire n’est qu’urbaine : {kinds}.").format(kinds=some(clause.kinds))
        wider = _("Ouvrir la géographie prioritaire au rural, au littoral, à la montagne ou aux périphéries.")
        return not_met(reason, f"{path}.kinds", remedy=wider, uses=uses)
    if {"projects", "priority_territories"} <= {envelope.purpose for envelope in facts.envelopes}:
        reason = _("Des enveloppes distinctes vont aux projets et aux territoires prioritaires.")
        return met(reason, "envelopes", uses=uses)
    if territories is not None:
        share = percent(territories)
        if territories == 0 or territories < least.rate:
            reason = _("La part réservée aux territoires prioritaires est de {share}.").format(share=share)
            return not_met(reason, f"{path}.territories_share", remedy=remedy, uses=uses)
        if projects == 0 or territories == 1:
            reason = _("Tous les crédits vont aux territoires prioritaires, aucun aux projets.")
            return not_met(reason, f"{path}.territories_share", remedy=remedy, uses=uses)
        reason = _(
            "Double fléchage : {share} des crédits pour les territoires prioritaires, le reste pour les projets."
        )
        return met(reason.format(share=share), f"{path}.territories_share", uses=uses)
    return _half_earmarked(facts, uses, remedy)


def _half_earmarked(facts: ContractFacts, uses: tuple[Resolved, ...], remedy: str) -> Finding:
    """Answer when one of the two earmarks at most is told."""
    clause, path = facts.priority, "clauses.priority_geography"
    purposes = {envelope.purpose: rank for rank, envelope in enumerate(facts.envelopes)}
    where = f"{path}.territories_share"
    only = [_("aux projets")] if "projects" in purposes or (clause and clause.projects_share is not None) else []
    only += [_("aux territoires prioritaires")] if "priority_territories" in purposes else []
    if only:
        reason = _("Le document ne dit de part réservée qu’{only}.").format(only=only[0])
        evidence = [f"envelopes[{rank}]" for purpose, rank in purposes.items() if purpose]
        return too_few(facts, reason, *(evidence or [f"{path}.projects_share"]), remedy=remedy, where=where, uses=uses)
    if clause is None:
        if not facts.has_credits:
            return without_money(facts)
        return absent(
            facts, _("de crédits fléchés vers des territoires prioritaires"), remedy=remedy, where=where, uses=uses
        )
    reason = _("Une clause traite de la géographie prioritaire, sans dire la part des crédits qui lui est réservée.")
    return unknown(reason, path, remedy=remedy, where=where, uses=uses)


def _is_urban(kind: str) -> bool:
    return any(word.startswith(_URBAN) for word in kind.casefold().split())


def engineering_support(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P23: a clause of technical assistance opens on objective criteria."""
    least = parameters.read("engineering_criteria_min")
    clause, path = facts.engineering, "clauses.engineering_support"
    remedy = _("Prévoir une assistance technique et ses critères d’accès : seuil d’habitants, situation sociale.")
    if clause is None:
        return absent(facts, _("de clause d’assistance technique"), remedy=remedy, where=path, uses=[least])
    criteria = clause.access_criteria
    if not criteria:
        reason = _("Une assistance technique est prévue, sans dire qui y a droit.")
        return unknown(reason, path, remedy=remedy, where=f"{path}.access_criteria", uses=[least])
    if len(criteria) < least.whole:
        reason = _("L’assistance technique n’a que {count} critère d’accès, pour {least} attendus.")
        said = reason.format(count=len(criteria), least=least.value)
        return too_few(facts, said, f"{path}.access_criteria", remedy=remedy, uses=[least])
    reason = _("L’assistance technique s’ouvre selon : {criteria}.").format(criteria=some(criteria))
    missing = [] if clause.provided_by else [_("qui l’apporte")]
    return met(reason, f"{path}.access_criteria", uses=[least], missing=missing)


def cofinancing_rates(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P24: the cofinancing rate varies with need, without threshold effects."""
    least, by_goal = parameters.read("cofinancing_strata_min"), parameters.read("cofinancing_by_goal_required")
    uses = (least, by_goal)
    clause, path = facts.cofinancing, "clauses.cofinancing"
    remedy = _("Faire varier le taux de cofinancement selon les besoins, en {least} strates au moins ou en continu.")
    remedy = remedy.format(least=least.value)
    if clause is None:
        if not facts.has_credits:
            return without_money(facts)
        return absent(facts, _("de barème de cofinancement"), remedy=remedy, where=path, uses=uses)
    rates = sorted(set(clause.rates))
    if clause.form == "uniform":
        return not_met(_("Le taux de cofinancement est uniforme."), f"{path}.form", remedy=remedy, uses=uses)
    faults = _cofinancing_faults(clause.for_whole_period, clause.assessed_by_goal, required=bool(by_goal.value))
    if faults:
        reason = _("Le barème de cofinancement s’écarte du rapport : {faults}.").format(faults=listing(faults))
        return not_met(reason, path, remedy=_("Attribuer le taux pour toute la période, par finalité."), uses=uses)
    missing = []
    if clause.for_whole_period is None or (clause.assessed_by_goal is None and by_goal.value):
        missing.append(_("s’il vaut pour toute la période et s’apprécie par finalité"))
    if clause.form in ("ramp", "linear", "smooth"):
        reason = _("Le taux de cofinancement varie en continu, sans effet de seuil.")
        return met(reason, f"{path}.form", uses=uses, missing=missing)
    if not rates:
        reason = _("Une clause traite du cofinancement, sans dire ses taux.")
        return unknown(reason, path, remedy=remedy, where=f"{path}.rates", uses=uses)
    strata = ngettext("{count} strate de cofinancement", "{count} strates de cofinancement", len(rates))
    said = f"{strata.format(count=len(rates))} ({listing([percent(rate) for rate in rates])})"
    if len(rates) >= least.whole:
        return met(f"{said}.", f"{path}.rates", uses=uses, missing=missing)
    reason = _("{said}, pour {least} attendues.").format(said=said, least=least.value)
    return too_few(facts, reason, f"{path}.rates", remedy=remedy, where=f"{path}.rates", uses=uses)


def _cofinancing_faults(whole_period: bool | None, by_goal: bool | None, *, required: bool) -> list[str]:  # noqa: FBT001 - two facts, three states each
    faults = []
    if whole_period is False:
        faults.append(_("le taux ne vaut pas pour toute la période"))
    if by_goal is False and required:
        faults.append(_("le taux est apprécié action par action"))
    return faults
