"""From a contract document to the facts that the rules read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import itemgetter

from maillon.documents.contract import actions as doc_actions
from maillon.documents.contract.clause_facts import clause_facts, slug
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.parties import Body, Party, Perimeter
from maillon.rules.contracts import actions, facts

PopulationOf = Callable[[str], int | None]

# facts are made by position, those that bear the names of the document's fields all at once: a contract has hundreds
_GOAL, _ENVELOPE = itemgetter(*facts.Goal._fields), itemgetter(*actions.Envelope._fields)
_SEAT, _LINE = itemgetter(*facts.Seat._fields), itemgetter(*actions.Line._fields)
_ACTION = itemgetter(*actions.Action._fields[:8])  # down to "chef_de_file"


def from_document(
    document: ContractDocument,
    *,
    consolidated: bool | None = None,
    population_of: PopulationOf | None = None,
) -> facts.ContractFacts:
    """Turn a document, consolidated with its common trunk, into the facts of its rules.

    Args:
        document: the contract.
        consolidated: whether what the document `extends` is in it; by default, what `extends.included` says. The
            silence of a document whose trunk was not read proves nothing.
        population_of: inhabitants of an institution from its SIREN or territory code; without it populations are
            unknown, and the checks that need them say so.
    """
    whole = document.extends is None or (document.extends.included if consolidated is None else consolidated)
    positioning, parent, extends = document.positioning, document.parent, document.extends
    return facts.ContractFacts(
        id=document.id,
        title=document.title,
        kind=document.kind,
        family=slug(document.family),
        state=slug(document.state),
        whole=whole and not document.excerpt,
        parent_contract=parent.contract if parent else None,
        parent_goal=parent.goal if parent else None,
        extends=extends.contract if extends else None,
        predecessor=document.predecessor,
        start=document.period.start,
        end=document.period.end,
        signed_on=document.signed_on,
        departements=_departements(document.perimeter),
        parties=tuple([_party(party, population_of) for party in document.parties]),
        goals=_goals(document),
        themes=_themes(document),
        actions=tuple([_action(action) for action in document.actions]),
        envelopes=_envelopes(document),
        bodies=tuple([_body(body) for body in document.bodies]),
        commitments=len(document.commitments),
        engagement=dict(positioning.engagement) if positioning else {},
        transversality=dict(positioning.transversality) if positioning else {},
        **clause_facts(document.clauses),
    )


def _goals(document: ContractDocument) -> tuple[facts.Goal, ...]:
    return tuple([facts.Goal._make(_GOAL(goal.__dict__)) for goal in document.goals])


def _themes(document: ContractDocument) -> tuple[facts.Theme, ...]:
    return tuple(
        [
            facts.Theme(theme.id, theme.title, theme.goal, theme.chosen_by, len(theme.objectives))
            for theme in document.themes
        ]
    )


def _envelopes(document: ContractDocument) -> tuple[actions.Envelope, ...]:
    return tuple([actions.Envelope._make(_ENVELOPE(envelope.__dict__)) for envelope in document.envelopes])


def _departements(perimeter: Perimeter | None) -> frozenset[str]:
    if perimeter is None:
        return frozenset()
    communes = (code[:3] if code.startswith(("97", "98")) else code[:2] for code in perimeter.communes)
    return frozenset((*perimeter.departements, *communes))


def _party(party: Party, population_of: PopulationOf | None) -> facts.Party:
    institution = party.institution
    siren = institution.siren or (institution.siret[:9] if institution.siret else None)
    return facts.Party(
        party.id,
        institution.name,
        slug(institution.kind),
        slug(party.party_class),
        siren,
        party.period.start,
        party.period.end,
        _population((siren, institution.territory), population_of),
    )


def _population(codes: Iterable[str | None], population_of: PopulationOf | None) -> int | None:
    if population_of is None:
        return None
    known = (population_of(code) for code in codes if code)
    return next((population for population in known if population is not None), None)


def _body(body: Body) -> facts.Body:
    presidency = body.presidency
    return facts.Body(
        body.id,
        body.name,
        slug(body.kind),
        body.goal,
        body.theme,
        tuple([facts.Seat._make(_SEAT(seat.__dict__)) for seat in body.members]),
        body.seats_total,
        body.meetings_per_year,
        body.yearly_session_with_prefect,
        presidency is not None,
        presidency.rotation_months if presidency else None,
    )


def _line(line: doc_actions.FinancingLine) -> actions.Line:
    read = actions.Line._make(_LINE(line.__dict__))
    return read._replace(payments=tuple([_payment(payment) for payment in line.payments])) if read.payments else read


def _payment(payment: doc_actions.Payment) -> actions.Payment:
    return actions.Payment(str(payment.kind), payment.amount, payment.on)


def _action(action: doc_actions.Action) -> actions.Action:
    cost, location, exception = action.cost, action.location, action.own_contribution_exception
    return actions.Action._make(
        (
            *_ACTION(action.__dict__),
            location.codes if location else (),
            action.calendar.start,
            action.calendar.end,
            len(action.milestones),
            len(action.indicators),
            sum([indicator.target is not None for indicator in action.indicators]),
            cost.total if cost else None,
            cost.including_tax if cost else None,
            cost.nature if cost else None,
            tuple([_line(line) for line in action.financing]),
            exception.ground if exception else None,
            exception.act if exception else None,
        )
    )
