"""From a contract document to the facts that the rules read."""

from __future__ import annotations

from collections.abc import Callable

from maillon.documents.contract import actions as doc_actions
from maillon.documents.contract.clause_facts import clause_facts
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.parties import Body, Party, Perimeter
from maillon.rules.contracts import actions, facts

PopulationOf = Callable[[str], int | None]


def from_document(
    document: ContractDocument,
    *,
    consolidated: bool = True,
    population_of: PopulationOf | None = None,
) -> facts.ContractFacts:
    """Turn a document, consolidated with its common trunk, into the facts of its rules.

    Args:
        document: the contract.
        consolidated: False when the document `extends` another that was not read: its silence then proves nothing.
        population_of: inhabitants of an institution from its SIREN or territory code; without it populations are
            unknown, and the checks that need them say so.
    """
    positioning = document.positioning
    return facts.ContractFacts(
        id=document.id,
        title=document.title,
        kind=document.kind,
        family=document.family and document.family.value,
        state=document.state and document.state.value,
        whole=consolidated or document.extends is None,
        parent_contract=document.parent and document.parent.contract,
        parent_goal=document.parent and document.parent.goal,
        extends=document.extends and document.extends.contract,
        predecessor=document.predecessor,
        start=document.period.start,
        end=document.period.end,
        signed_on=document.signed_on,
        departements=_departements(document.perimeter),
        parties=tuple(_party(party, population_of) for party in document.parties),
        goals=tuple(
            facts.Goal(goal.id, goal.title, goal.beneficiary, goal.chosen_by and goal.chosen_by.value)
            for goal in document.goals
        ),
        themes=tuple(
            facts.Theme(
                theme.id, theme.title, theme.goal, theme.chosen_by and theme.chosen_by.value, len(theme.objectives)
            )
            for theme in document.themes
        ),
        actions=tuple(_action(action) for action in document.actions),
        envelopes=tuple(
            actions.Envelope(
                envelope.id,
                envelope.label,
                envelope.amount,
                envelope.theme,
                envelope.purpose and envelope.purpose.value,
                envelope.delegated_by,
                envelope.delegated_to,
            )
            for envelope in document.envelopes
        ),
        bodies=tuple(_body(body) for body in document.bodies),
        commitments=len(document.commitments),
        engagement=dict(positioning.engagement) if positioning else {},
        transversality=dict(positioning.transversality) if positioning else {},
        **clause_facts(document.clauses),
    )


def _departements(perimeter: Perimeter | None) -> frozenset[str]:
    if perimeter is None:
        return frozenset()
    communes = (code[:3] if code.startswith(("97", "98")) else code[:2] for code in perimeter.communes)
    return frozenset((*perimeter.departements, *communes))


def _party(party: Party, population_of: PopulationOf | None) -> facts.Party:
    institution = party.institution
    siren = institution.siren or (institution.siret and institution.siret[:9])
        institution.siren,
        institution.siret and institution.siret[:9],
        institution.territory,
    )
    population = None
    if population_of is not None:
        population = next((known for code in (siren, institution.territory) if code and (known := population_of(code)) is not None), None)
    return facts.Party(
        id=party.id,
        name=institution.name,
        kind=institution.kind.value,
        party_class=party.party_class.value,
        siren=institution.siren,
        start=party.period.start,
        end=party.period.end,
        population=population,
    )


def _body(body: Body) -> facts.Body:
    presidency = body.presidency
    return facts.Body(
        id=body.id,
        name=body.name,
        kind=body.kind.value,
        goal=body.goal,
        theme=body.theme,
        seats=tuple(facts.Seat(seat.party, seat.role.value, seat.seats) for seat in body.members),
        seats_total=body.seats_total,
        meetings_per_year=body.meetings_per_year,
        yearly_session_with_prefect=body.yearly_session_with_prefect,
        presidency=presidency is not None,
        rotation_months=presidency and presidency.rotation_months,
    )


def _line(line: doc_actions.FinancingLine) -> actions.Line:
    return actions.Line(
        funder=line.funder,
        scheme=line.scheme,
        base=line.base,
        rate=line.rate,
        requested=line.requested,
        planned=line.planned,
        granted=line.granted,
        paid=line.paid,
        status=line.status and line.status.value,
        own_contribution=line.own_contribution,
        public=line.public,
    )


def _action(action: doc_actions.Action) -> actions.Action:
    cost, location = action.cost, action.location
    return actions.Action(
        id=action.id,
        title=action.title,
        theme=action.theme,
        goals=action.goals,
        owner=action.owner,
        pilots=action.pilots,
        location_codes=location.codes if location else (),
        start=action.calendar.start,
        end=action.calendar.end,
        milestones=len(action.milestones),
        indicators=len(action.indicators),
        targets=sum(indicator.target is not None for indicator in action.indicators),
        participation=action.participation and action.participation.value,
        cost=cost and cost.total,
        cost_including_tax=cost and cost.including_tax,
        nature=cost.nature.value if cost and cost.nature else None,
        lines=tuple(_line(line) for line in action.financing),
    )
