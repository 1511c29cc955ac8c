"""Propositions 8 to 11 and 25: the State as a partner, the citizens, the choice of themes, ordinary means."""

from __future__ import annotations

from decimal import Decimal

from maillon.rules.contracts.facts import AUTHORITIES, STATE, ContractFacts
from maillon.rules.contracts.finding import Finding, absent, met, not_applicable, not_met, too_few, unknown
from maillon.rules.parameters import ParameterSet
from maillon.rules.phrases import listing, percent, quoted, some
from maillon.rules.wording import _, ngettext

DEGREES = (
    "none",
    "information",
    "consultation",
    "steering_seat",
    "use_expertise",
    "participatory_budget",
    "project_ownership",
    "local_referendum",
)
"""Degrees of citizen participation, weakest first (card 9)."""


def degree_label(degree: str) -> str:
    """Return the French name of a degree of participation."""
    return {
        "none": _("aucune participation"),
        "information": _("information"),
        "consultation": _("consultation"),
        "steering_seat": _("représentation dans les instances de pilotage"),
        "use_expertise": _("maîtrise d’usage"),
        "participatory_budget": _("budget participatif"),
        "project_ownership": _("maîtrise d’ouvrage citoyenne"),
        "local_referendum": _("référendum local"),
    }[degree]


def _without_state(facts: ContractFacts, reason: str) -> Finding:
    """Answer for what concerns only contracts that the State signs."""
    if not facts.parties:
        return unknown(
            _("Le document ne dit pas qui signe le contrat : l’État y est peut-être partie."),
            remedy=_("Nommer les parties."),
            where="parties",
        )
    return not_applicable(reason, "parties")


def state_mandate(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P08: the State speaks with one voice: a holder, an authority over its services."""
    least = parameters.read("state_mandate_ministries_min")
    mandate, path = facts.state_mandate, "clauses.state_mandate"
    remedy = _("Nommer qui négocie pour l’État et sur quels ministères ou services porte son mandat.")
    if mandate is None:
        if not facts.state_signs:
            return _without_state(facts, _("L’État ne signe pas ce contrat."))
        return absent(
            facts, _("de mandat qui engage tous les services de l’État"), remedy=remedy, where=path, uses=[least]
        )
    if mandate.functional_authority is False and len(mandate.ministries) < least.whole:
        reason = _("Le mandat de l’État ne lui donne pas autorité sur ses autres services.")
        return not_met(reason, f"{path}.functional_authority", remedy=remedy, uses=[least])
    if mandate.functional_authority or len(mandate.ministries) >= least.whole:
        evidence = [f"{path}.functional_authority"] if mandate.functional_authority else []
        evidence += [f"{path}.ministries"] if mandate.ministries else []
        if mandate.holder is None:
            reason = _("Le mandat de l’État est décrit, mais le document ne dit pas qui le tient.")
            return unknown(reason, *evidence, remedy=remedy, where=f"{path}.holder", uses=[least])
        scope = some(mandate.ministries) or _("l’ensemble de ses services")
        reason = _("Le mandat de l’État couvre {scope}.").format(scope=scope)
        return met(reason, f"{path}.holder", *evidence, uses=[least])
    if mandate.ministries:
        reason = _("Le mandat de l’État ne couvre que {scope} : il n’est pas interministériel.")
        said = reason.format(scope=listing(mandate.ministries))
        return too_few(facts, said, f"{path}.ministries", remedy=remedy, uses=[least])
    reason = _("Une clause traite du mandat de l’État, sans dire sur quels services il porte.")
    return unknown(reason, path, remedy=remedy, where=f"{path}.ministries", uses=[least])


def citizen_participation(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P09: a clause gives citizens a place, at a degree that the parties choose."""
    least = parameters.read("participation_degree_min")
    clause, path = facts.participation, "clauses.citizen_participation"
    wanted = degree_label(str(least.value))
    remedy = _("Ajouter une clause de participation citoyenne et son degré ({wanted} au moins).").format(wanted=wanted)
    if clause is None:
        more = ""
        associated = sum(_reaches(action.participation, str(least.value)) for action in facts.actions)
        if associated:
            sentence = ngettext(
                "{count} action associe pourtant les habitants.",
                "{count} actions associent pourtant les habitants.",
                associated,
            )
            more = sentence.format(count=associated)
        what = _("de clause de participation citoyenne")
        return absent(facts, what, more=more, remedy=remedy, where=path, uses=[least])
    if clause.degree is None:
        reason = _("Une clause de participation citoyenne existe, sans dire son degré.")
        return unknown(reason, path, remedy=_("Dire le degré de participation."), where=f"{path}.degree", uses=[least])
    given = degree_label(clause.degree)
    if _reaches(clause.degree, str(least.value)):
        reason = _("La clause de participation citoyenne prévoit : {given}.").format(given=given)
        return met(reason, f"{path}.degree", uses=[least])
    reason = _("La clause de participation citoyenne prévoit : {given}, en deçà du degré attendu ({wanted}).")
    if clause.degree == "none":
        reason = _("Le contrat ne prévoit aucune participation des citoyens ; le degré attendu est : {wanted}.")
    return not_met(reason.format(given=given, wanted=wanted), f"{path}.degree", remedy=remedy, uses=[least])


def _reaches(degree: str | None, least: str) -> bool:
    return degree is not None and DEGREES.index(degree) >= DEGREES.index(least)


def interpellation(facts: ContractFacts, _parameters: ParameterSet) -> Finding:
    """P10: councils and citizens may ask for explanations when an action is late or fails."""
    clause, path = facts.interpellation, "clauses.interpellation"
    remedy = _("Dire quels conseils ou citoyens peuvent demander des comptes, et le délai de réponse.")
    if clause is None:
        return absent(facts, _("de droit d’interpellation"), remedy=remedy, where=path)
    if not clause.held_by:
        reason = _("Une clause d’interpellation existe, sans dire qui peut s’en saisir.")
        return unknown(reason, path, remedy=remedy, where=f"{path}.held_by")
    parties = {party.id: party for party in facts.parties}
    bodies = {body.id: body.name for body in facts.bodies}
    holders = [parties[slug].name if slug in parties else bodies.get(slug, slug) for slug in clause.held_by]
    authorities = AUTHORITIES | {STATE}
    if all(slug in parties and parties[slug].kind in authorities for slug in clause.held_by):
        reason = _("Le droit d’interpellation n’est tenu que par les cocontractants : {holders}.")
        return not_met(reason.format(holders=quoted(holders)), f"{path}.held_by", remedy=remedy)
    missing = []
    if clause.reply_within_days is None:
        missing.append(_("le délai de réponse"))
    if clause.training is None:
        missing.append(_("la formation de ceux qui suivent le contrat"))
    reason = _("Le droit d’interpellation appartient à {holders}").format(holders=quoted(holders))
    if clause.reply_within_days is not None:
        reply = ngettext("avec réponse sous {days} jour", "avec réponse sous {days} jours", clause.reply_within_days)
        reason = f"{reason}, {reply.format(days=clause.reply_within_days)}"
    return met(f"{reason}.", f"{path}.held_by", missing=missing)


def theme_menu(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P11: the authorities choose at least half of the themes.

    A theme chosen jointly counts for half. Themes whose chooser is not told may fall on either side: the answer is
    *unknown* only when they would change it.
    """
    least = parameters.read("authority_theme_share_min")
    if not facts.state_signs:
        return _without_state(
            facts, _("L’État ne signe pas ce contrat : les collectivités choisissent tous les thèmes.")
        )
    remedy = _("Dire, pour chaque thème, qui l’a choisi : les collectivités, l’État, ou ensemble.")
    count = len(facts.themes)
    if count == 0:
        return absent(facts, _("de thème"), remedy=remedy, where="themes", uses=[least])
    choosers = [theme.chosen_by for theme in facts.themes]
    sure = Decimal(choosers.count("authorities")) + Decimal(choosers.count("joint")) / 2
    untold = choosers.count(None)
    low, high = sure / count, (sure + untold) / count
    evidence = [f"themes[{rank}].chosen_by" for rank, chooser in enumerate(choosers) if chooser]
    if low >= least.rate:
        said = _("Les collectivités ont choisi {share} des thèmes ({count} au total)")
        missing = [_("qui a choisi les autres thèmes")] if untold else []
        return met(f"{said.format(share=percent(low), count=count)}.", *evidence, uses=[least], missing=missing)
    if high < least.rate:
        said = _("Les collectivités ont choisi {share} des thèmes au plus ({count} au total), pour {least} attendus.")
        reason = said.format(share=percent(high), count=count, least=percent(least.rate))
        fairer = _("Laisser les collectivités choisir une part plus grande des thèmes.")
        return too_few(facts, reason, *evidence, uses=[least], remedy=fairer, where="themes")
    reason = ngettext(
        "Le document ne dit pas qui a choisi {untold} thème sur {count}.",
        "Le document ne dit pas qui a choisi {untold} thèmes sur {count}.",
        untold,
    ).format(untold=untold, count=count)
    return unknown(reason, *evidence, uses=[least], remedy=remedy, where="themes")


def mainstream_means(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P25: the distribution of ordinary means (posts, services) is negotiated for fairness."""
    least = parameters.read("mainstream_policies_min")
    clause, path = facts.mainstream, "clauses.mainstream_means"
    remedy = _("Dire les moyens de droit commun négociés (enseignants, agents, services) et les déséquilibres relevés.")
    if clause is None:
        if not facts.state_signs:
            return _without_state(facts, _("L’État, qui répartit ces moyens, ne signe pas ce contrat."))
        return absent(
            facts, _("d’accord sur la répartition des moyens de droit commun"), remedy=remedy, where=path, uses=[least]
        )
    if clause.negotiated is False:
        reason = _("La répartition des moyens de droit commun n’est pas négociée.")
        return not_met(reason, f"{path}.negotiated", remedy=remedy, uses=[least])
    if clause.imbalances_recorded is False:
        reason = _("Les déséquilibres entre territoires n’ont pas été relevés avant de négocier.")
        return not_met(reason, f"{path}.imbalances_recorded", remedy=remedy, uses=[least])
    if len(clause.means) < least.whole:
        reason = _("Une clause traite des moyens de droit commun, sans dire assez lesquels.")
        return unknown(reason, path, remedy=remedy, where=f"{path}.means", uses=[least])
    missing = [] if clause.imbalances_recorded else [_("les déséquilibres relevés entre territoires")]
    reason = _("La répartition des moyens de droit commun est négociée pour : {policies}.")
    return met(reason.format(policies=some(clause.means)), f"{path}.means", uses=[least], missing=missing)
