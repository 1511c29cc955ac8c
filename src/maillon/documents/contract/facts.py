"""From a contract document to the facts that the rules read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from operator import itemgetter

from maillon.documents.contract import actions as doc_actions
from maillon.documents.contract.clause_facts import clause_facts, slug
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.parties import Body, Party, Perimeter
from maillon.rules.contracts import actions, facts

PopulationOf = Callable[[str], int | None]

# facts are made by position, those that bear the names of the document's fields all at once, and parts are read through
# their `__dict__`, several times quicker than a field of pydantic: a contract has hundreds
_GOAL, _ENVELOPE = itemgetter(*facts.Goal._fields), itemgetter(*actions.Envelope._fields)
_SEAT, _LINE = itemgetter(*facts.Seat._fields), itemgetter(*actions.Line._fields)
_ACTION = itemgetter(*actions.Action._fields[:8])  # down to "chef_de_file"
_ACTION_MORE = itemgetter("calendar", "milestones", "indicators", "cost", "financing", "location")
_NO_COST = {"including_tax": None, "nature": None}
_new_line, _new_seat = partial(tuple.__new__, actions.Line), partial(tuple.__new__, facts.Seat)


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
    fields = party.__dict__
    institution, period = fields["institution"].__dict__, fields["period"].__dict__
    siret = institution["siret"]
    siren = institution["siren"] or (siret[:9] if siret else None)
    return facts.Party(
        fields["id"],
        institution["name"],
        slug(institution["kind"]),
        slug(fields["party_class"]),
        siren,
        period["start"],
        period["end"],
        _population((siren, institution["territory"]), population_of),
    )


def _population(codes: Iterable[str | None], population_of: PopulationOf | None) -> int | None:
    if population_of is not None:
        for code in codes:
            if code and (population := population_of(code)) is not None:
                return population
    return None


def _body(body: Body) -> facts.Body:
    fields = body.__dict__
    presidency = fields["presidency"]
    return facts.Body(
        fields["id"],
        fields["name"],
        slug(fields["kind"]),
        fields["goal"],
        fields["theme"],
        tuple([_new_seat(_SEAT(seat.__dict__)) for seat in fields["members"]]),
        fields["seats_total"],
        fields["meetings_per_year"],
        fields["yearly_session_with_prefect"],
        presidency is not None,
        presidency.rotation_months if presidency else None,
    )


def _lines(financing: tuple[doc_actions.FinancingLine, ...]) -> tuple[actions.Line, ...]:
    return tuple([_paid(line) if line.payments else _new_line(_LINE(line.__dict__)) for line in financing])


def _paid(line: doc_actions.FinancingLine) -> actions.Line:
    payments = [actions.Payment(str(payment.kind), payment.amount, payment.on) for payment in line.payments]
    return actions.Line._make(_LINE(line.__dict__))._replace(payments=tuple(payments))


def _action(action: doc_actions.Action) -> actions.Action:
    fields = action.__dict__
    calendar, milestones, indicators, cost, financing, location = _ACTION_MORE(fields)
    exception = fields["own_contribution_exception"]
    dates, costs = calendar.__dict__, cost.__dict__ if cost else _NO_COST
    return actions.Action._make(
        (
            *_ACTION(fields),
            location.codes if location else (),
            dates["start"],
            dates["end"],
            len(milestones),
            len(indicators),
            sum([indicator.__dict__["target"] is not None for indicator in indicators]),
            cost.total if cost else None,
            costs["including_tax"],
            costs["nature"],
            _lines(financing),
            exception.ground if exception else None,
            exception.act if exception else None,
        )
    )
