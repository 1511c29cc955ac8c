"""Propositions 1 to 7: architecture, goals, conference, observatory, groups, missions of agents."""

from __future__ import annotations

from math import ceil

from maillon.rules.contracts.facts import AUTHORITIES, STATE, Body, ContractFacts
from maillon.rules.contracts.finding import Finding, absent, met, not_met, too_few, unknown
from maillon.rules.contracts.frameworks import framework
from maillon.rules.parameters import ParameterSet, Resolved
from maillon.rules.phrases import listing, quoted
from maillon.rules.wording import _, ngettext


def architecture(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P01: the contract stands in an architecture of at least two levels."""
    kind = framework(facts.kind)
    if kind is not None and kind.level == "strategy":
        return _strategy(facts)
    goal_required = parameters.read("parent_goal_required")
    if facts.parent_contract is not None:
        if facts.parent_goal is None and goal_required.value:
            return unknown(
                _("Le contrat est rattaché à « {parent} », sans dire la finalité qu’il sert.").format(
                    parent=facts.parent_contract
                ),
                "parent.contract",
                uses=[goal_required],
                remedy=_("Dire la finalité du contrat de stratégie que ce contrat décline."),
                where="parent.goal",
            )
        under = _("Le contrat est rattaché à « {parent} »").format(parent=facts.parent_contract)
        if facts.parent_goal is None:
            return met(f"{under}.", "parent.contract", uses=[goal_required])
        goal = _("au titre de la finalité « {goal} »").format(goal=facts.parent_goal)
        return met(f"{under}, {goal}.", "parent.contract", "parent.goal", uses=[goal_required])
    if facts.extends is not None:
        reason = _("Le contrat complète un tronc commun, « {trunk} ».").format(trunk=facts.extends)
        return met(reason, "extends.contract")
    return absent(
        facts,
        _("de contrat de stratégie au-dessus de lui, ni de tronc commun"),
        remedy=_("Rattacher le contrat à un contrat de stratégie, sous l’une de ses finalités."),
        where="parent",
    )


def _strategy(facts: ContractFacts) -> Finding:
    if not facts.goals:
        return absent(
            facts,
            _("de finalité à décliner en contrats opérationnels"),
            remedy=_("Écrire les finalités que les contrats opérationnels déclineront."),
            where="goals",
        )
    goals = ngettext("{count} finalité", "{count} finalités", len(facts.goals)).format(count=len(facts.goals))
    if facts.diagnosis is None:
        return absent(
            facts,
            _("de diagnostic partagé"),
            more=_("Il définit {goals}.").format(goals=goals),
            remedy=_("Joindre le diagnostic partagé sur lequel la stratégie s’appuie."),
            where="clauses.diagnosis",
        )
    if facts.diagnosis.shared is False:
        return not_met(
            _("Ce contrat de stratégie a {goals}, mais son diagnostic n’est pas partagé.").format(goals=goals),
            "clauses.diagnosis.shared",
            remedy=_("Établir le diagnostic avec toutes les parties."),
        )
    reason = _("Ce contrat de stratégie présente un diagnostic et {goals} à décliner.").format(goals=goals)
    return met(reason, "clauses.diagnosis", "goals")


def goals(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P02: the contract is built on four or five goals seen from the person who benefits."""
    least, most = parameters.read("goal_count_min"), parameters.read("goal_count_max")
    uses = (least, most)
    count = len(facts.goals) or (1 if facts.parent_goal else 0)
    remedy = _("Définir de {least} à {most} finalités, chacune centrée sur ses bénéficiaires.").format(
        least=least.value, most=most.value
    )
    if count == 0:
        themes = len(facts.themes)
        more = ""
        if themes:
            sentence = ngettext("Il a {count} thème.", "Il est organisé en {count} thèmes.", themes)
            more = sentence.format(count=themes)
        return absent(facts, _("de finalité"), more=more, remedy=remedy, where="goals", uses=uses)
    said = ngettext("Le contrat sert {count} finalité", "Le contrat sert {count} finalités", count).format(count=count)
    evidence = "goals" if facts.goals else "parent.goal"
    if count < least.whole:
        reason = _("{said}, moins que le minimum de {least}.").format(said=said, least=least.value)
        return too_few(facts, reason, evidence, remedy=remedy, where="goals", uses=uses)
    if count > most.whole:
        reason = _("{said}, plus que le maximum de {most}.").format(said=said, most=most.value)
        return not_met(reason, evidence, remedy=remedy, where="goals", uses=uses)
    faceless = [goal.title for goal in facts.goals if not goal.beneficiary]
    missing = [_("les bénéficiaires de {goals}").format(goals=quoted(faceless))] if faceless else []
    return met(f"{said}.", evidence, uses=uses, missing=missing)


def conference(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P03: a small conference of authorities, whose presidency rotates, discusses and follows the contract."""
    rank, body = next(((rank, body) for rank, body in enumerate(facts.bodies) if body.kind == "conference"), (0, None))
    most = parameters.read("conference_seats_max")
    rotation = parameters.read("conference_rotation_months_max")
    if body is None:
        return absent(
            facts,
            _("de conférence qui réunit les collectivités"),
            remedy=_("Instituer une conférence de {most} personnes au plus, à présidence tournante.").format(
                most=most.value
            ),
            where="bodies",
            uses=[most, rotation],
        )
    path = f"bodies[{rank}]"
    size = _size(body)
    faults, uses = _conference_faults(facts, body, size, parameters)
    name = _("La conférence « {name} »").format(name=body.name)
    if faults:
        reason = _("{name} s’écarte du rapport : {faults}.").format(name=name, faults=listing(faults))
        return not_met(reason, path, remedy=_("Revoir la composition ou la présidence de la conférence."), uses=uses)
    missing = []
    if size == 0:
        missing.append(_("le nombre de ses membres"))
    if body.rotation_months is None:
        missing.append(_("la rotation de sa présidence"))
    if missing:
        reason = _("{name} existe, mais le document ne dit pas {missing}.").format(name=name, missing=listing(missing))
        remedy = _("Dire combien de personnes siègent et comment tourne la présidence.")
        return unknown(reason, path, uses=uses, remedy=remedy, where=path)
    session = facts.state_signs and body.yearly_session_with_prefect is None
    people = ngettext("{size} personne", "{size} personnes", size).format(size=size)
    months = body.rotation_months or 0
    turn = ngettext("tous les mois", "tous les {months} mois", months).format(months=months)
    reason = _("{name} réunit {people} et sa présidence tourne {turn}.").format(name=name, people=people, turn=turn)
    return met(reason, path, uses=uses, missing=[_("la séance annuelle avec le préfet")] if session else [])


def _size(body: Body) -> int:
    seated = sum(seat.seats for seat in body.seats if seat.role != "partner")
    return max(seated, body.seats_total or 0)


def _conference_faults(
    facts: ContractFacts, body: Body, size: int, parameters: ParameterSet
) -> tuple[list[str], list[Resolved]]:
    most, rotation = parameters.read("conference_seats_max"), parameters.read("conference_rotation_months_max")
    seats = parameters.read("conference_seats_per_institution_max")
    votes = parameters.read("conference_voting_seats_per_institution_max")
    state = parameters.read("conference_state_member_allowed")
    session = parameters.read("conference_prefect_session_required")
    held: dict[str, int] = {}
    voting: dict[str, int] = {}
    for seat in body.seats:
        if seat.role != "partner":
            held[seat.party] = held.get(seat.party, 0) + seat.seats
        if seat.role in ("member", "chair"):
            voting[seat.party] = voting.get(seat.party, 0) + seat.seats
    kinds = facts.kinds
    faults = []
    if size > most.whole:
        faults.append(_("{size} personnes, pour {most} au plus").format(size=size, most=most.value))
    months = body.rotation_months
    if months is not None and months > rotation.whole:
        faults.append(_("présidence de {months} mois, pour {most} au plus").format(months=months, most=rotation.whole))
    if any(kinds.get(party) == STATE for party in voting) and not state.value:
        faults.append(_("l’État y est membre et non partenaire"))
    if any(count > seats.whole for count in held.values()):
        faults.append(_("plus de {most} sièges pour une institution").format(most=seats.value))
    elif any(count > votes.whole for count in voting.values()):
        faults.append(_("plus d’un siège par institution sans qu’un observateur l’occupe"))
    if facts.state_signs and body.yearly_session_with_prefect is False and session.value:
        faults.append(_("aucune séance annuelle avec le préfet"))
    return faults, [most, rotation, seats, votes, state, session]


def observatory(facts: ContractFacts, _parameters: ParameterSet) -> Finding:
    """P04: a shared observatory feeds the diagnosis and the evaluation."""
    rank = next((rank for rank, body in enumerate(facts.bodies) if body.kind == "observatory"), None)
    named = facts.data.observatory if facts.data else None
    remedy = _("Désigner un observatoire mutualisé et les données que les parties y partagent.")
    if rank is None and named is None:
        return absent(facts, _("d’observatoire mutualisé"), remedy=remedy, where="clauses.data")
    evidence = [] if rank is None else [f"bodies[{rank}]"]
    evidence += ["clauses.data.observatory"] if named else []
    if facts.data is not None and facts.data.shared is False:
        reason = _("Un observatoire est nommé, mais ses données ne sont pas partagées.")
        return not_met(reason, *evidence, "clauses.data.shared", remedy=_("Prévoir le partage des données."))
    name = facts.bodies[rank].name if rank is not None else named
    shared = facts.data is not None and facts.data.shared is True
    reason = _("L’observatoire « {name} » est mutualisé entre les parties.").format(name=name)
    return met(reason, *evidence, missing=[] if shared else [_("les données partagées")])


def thematic_groups(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P05: each goal, or failing goals each theme, has its steering group."""
    share = parameters.read("thematic_group_share_min")
    groups = [(rank, body) for rank, body in enumerate(facts.bodies) if body.kind == "thematic_group"]
    remedy = _("Constituer un groupe de pilotage par finalité et dire laquelle il suit.")
    if not groups:
        return absent(facts, _("de groupe de pilotage thématique"), remedy=remedy, where="bodies", uses=[share])
    evidence = [f"bodies[{rank}]" for rank, _body in groups]
    followed = {body.goal for _rank, body in groups if body.goal} | {body.theme for _rank, body in groups if body.theme}
    wanted = facts.goals or facts.themes
    if not wanted:
        reason = _("Des groupes de pilotage existent, mais le contrat n’a ni finalité ni thème à leur confier.")
        return unknown(reason, *evidence, uses=[share], remedy=remedy, where="goals")
    lacking = [part.title for part in wanted if part.id not in followed]
    done = len(wanted) - len(lacking)
    needed = ceil(len(wanted) * share.rate)
    said = _what_is_followed(bool(facts.goals), done, len(wanted))
    if done >= needed:
        return met(f"{said}.", *evidence, uses=[share])
    reason = _("{said} ; manquent {lacking}.").format(said=said, lacking=quoted(lacking))
    if any(not body.goal and not body.theme for _rank, body in groups):
        loose = _("Certains groupes ne disent pas ce qu’ils suivent.")
        return unknown(f"{reason} {loose}", *evidence, uses=[share], remedy=remedy, where="bodies")
    return too_few(facts, reason, *evidence, uses=[share], remedy=remedy, where="bodies")


def _what_is_followed(by_goal: bool, done: int, wanted: int) -> str:  # noqa: FBT001 - two sentences, one call
    if by_goal:
        sentence = ngettext(
            "{done} finalité sur {wanted} a son groupe de pilotage",
            "{done} finalités sur {wanted} ont leur groupe de pilotage",
            done,
        )
    else:
        sentence = ngettext(
            "{done} thème sur {wanted} a son groupe de pilotage",
            "{done} thèmes sur {wanted} ont leur groupe de pilotage",
            done,
        )
    return sentence.format(done=done, wanted=wanted)


def contract_mission(facts: ContractFacts, parameters: ParameterSet) -> Finding:
    """P06: each public signatory has someone in charge of the contracts."""
    share = parameters.read("referent_share_min")
    method = facts.method_agreement
    path = "clauses.method_agreement"
    remedy = _("Désigner, chez chaque signataire public, la mission ou le référent qui suit les contrats.")
    if method is not None and method.contract_mission is False:
        reason = _("L’accord de méthode écarte la mission « contractualisation ».")
        return not_met(reason, f"{path}.contract_mission", remedy=remedy, uses=[share])
    if method is not None and method.contract_mission:
        reason = _("L’accord de méthode institue une mission « contractualisation ».")
        return met(reason, f"{path}.contract_mission", uses=[share])
    if method is None or not method.referents:
        return absent(
            facts,
            _("de mission « contractualisation » ni de référent"),
            remedy=remedy,
            where=f"{path}.referents",
            uses=[share],
        )
    public = [party for party in facts.parties if party.signs and party.kind in AUTHORITIES | {STATE}]
    without = [party.name for party in public if party.id not in method.referents]
    strangers = set(method.referents) - {party.id for party in facts.parties}
    done = len(public) - len(without)
    needed = ceil(len(public) * share.rate)
    if not public or (done < needed and strangers):
        reason = _("Des référents sont désignés, sans dire pour quel signataire.")
        return unknown(reason, f"{path}.referents", uses=[share], remedy=remedy, where=f"{path}.referents")
    said = ngettext(
        "{done} signataire public sur {wanted} a un référent",
        "{done} signataires publics sur {wanted} ont un référent",
        done,
    ).format(done=done, wanted=len(public))
    if done >= needed:
        return met(f"{said}.", f"{path}.referents", uses=[share])
    reason = _("{said} ; manquent {without}.").format(said=said, without=quoted(without))
    return too_few(facts, reason, f"{path}.referents", uses=[share], remedy=remedy)


def job_descriptions(facts: ContractFacts, _parameters: ParameterSet) -> Finding:
    """P07: the job descriptions of those who carry the contract out say so.

    Job descriptions belong to each employer, not to the contract: its silence never proves that they are unchanged.
    """
    path = "clauses.method_agreement.job_descriptions_updated"
    told = facts.method_agreement.job_descriptions_updated if facts.method_agreement else None
    remedy = _("Écrire dans l’accord de méthode que les fiches de poste des agents chargés du contrat sont adaptées.")
    if told is None:
        reason = _("Les fiches de poste relèvent de chaque employeur ; le contrat n’en dit rien.")
        return unknown(reason, remedy=remedy, where=path)
    if told:
        return met(_("Les fiches de poste des agents chargés du contrat sont adaptées."), path)
    return not_met(_("Les fiches de poste des agents chargés du contrat ne sont pas adaptées."), path, remedy=remedy)
