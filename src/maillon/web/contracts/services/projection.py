"""From contract documents to rows: parties, goals, themes, actions, bodies, commitments."""

from collections.abc import Iterator, Sequence

from maillon.documents.contract import actions as doc
from maillon.documents.contract.document import ContractDocument
from maillon.rules.money import Money
from maillon.web.contracts.models import (
    Action,
    ActionGoal,
    Body,
    Commitment,
    Goal,
    Party,
    PartyInstitution,
    Theme,
)
from maillon.web.contracts.services.batch import Sheet, insert, sync

DROPPED = frozenset({doc.ActionState.REFUSED, doc.ActionState.ABANDONED, doc.ActionState.LAPSED})


def cents(amount: Money | None) -> int | None:
    """Return the cents of a known amount."""
    return None if amount is None else amount.cents


def project(sheets: Sequence[Sheet]) -> None:
    """Write every part of these contracts; rows that stay keep their keys."""
    contracts = [sheet.contract.pk for sheet in sheets]
    sync(Party, contracts, [row for sheet in sheets for row in _parties(sheet)])
    sync(Goal, contracts, [row for sheet in sheets for row in _goals(sheet)])
    sync(Theme, contracts, [row for sheet in sheets for row in _themes(sheet)])
    sync(Body, contracts, [row for sheet in sheets for row in _bodies(sheet)])
    sync(Commitment, contracts, [row for sheet in sheets for row in _commitments(sheet)])
    sync(Action, contracts, [row for sheet in sheets for row in _actions(sheet)])
    _link_goals(sheets)
    PartyInstitution.objects.filter(contract__in=contracts).delete()
    insert(
        PartyInstitution,
        (
            PartyInstitution(contract=sheet.contract, institution_id=pk)
            for sheet in sheets
            for pk in sorted({institution.pk for institution in sheet.institutions.values()})
        ),
    )


def _parties(sheet: Sheet) -> Iterator[Party]:
    for rank, party in enumerate(sheet.whole.parties):
        yield Party(
            contract_id=sheet.contract.pk,
            ref=party.id,
            rank=rank,
            inherited=sheet.inherits(f"parties.{party.id}"),
            illustrative=party.illustrative,
            institution_id=sheet.institutions[party.id].pk,
            party_class=party.party_class.value,
            function=party.function or "",
            role=party.role or "",
            start=party.period.start,
            end=party.period.end,
        )


def _goals(sheet: Sheet) -> Iterator[Goal]:
    for rank, goal in enumerate(sheet.whole.goals):
        yield Goal(
            contract_id=sheet.contract.pk,
            ref=goal.id,
            rank=rank,
            inherited=sheet.inherits(f"goals.{goal.id}"),
            illustrative=goal.illustrative,
            title=goal.title,
            description=goal.description or "",
            beneficiary=goal.beneficiary or "",
            chosen_by=goal.chosen_by or "",
        )


def _themes(sheet: Sheet) -> Iterator[Theme]:
    for rank, theme in enumerate(sheet.whole.themes):
        yield Theme(
            contract_id=sheet.contract.pk,
            ref=theme.id,
            rank=rank,
            inherited=sheet.inherits(f"themes.{theme.id}"),
            illustrative=theme.illustrative,
            title=theme.title,
            description=theme.description or "",
            goal_ref=theme.goal or "",
            chosen_by=theme.chosen_by or "",
        )


def _bodies(sheet: Sheet) -> Iterator[Body]:
    for rank, body in enumerate(sheet.whole.bodies):
        yield Body(
            contract_id=sheet.contract.pk,
            ref=body.id,
            rank=rank,
            inherited=sheet.inherits(f"bodies.{body.id}"),
            illustrative=body.illustrative,
            name=body.name,
            kind=body.kind.value,
            purpose=body.purpose or "",
            meetings_per_year=body.meetings_per_year,
            members=sum(seat.seats for seat in body.members),
            content=body.model_dump(mode="json", exclude_defaults=True),
        )


def _commitments(sheet: Sheet) -> Iterator[Commitment]:
    for rank, commitment in enumerate(sheet.whole.commitments):
        yield Commitment(
            contract_id=sheet.contract.pk,
            ref=commitment.id,
            rank=rank,
            inherited=sheet.inherits(f"commitments.{commitment.id}"),
            illustrative=commitment.illustrative,
            made_by_id=sheet.institutions[commitment.by].pk,
            what=commitment.what,
            due=commitment.due,
            status=commitment.status.value,
            action_ref=commitment.action or "",
            content=commitment.model_dump(mode="json", exclude_defaults=True),
        )


def _actions(sheet: Sheet) -> Iterator[Action]:
    for rank, action in enumerate(sheet.whole.actions):
        owner = sheet.institutions.get(action.owner or "")
        yield Action(
            contract_id=sheet.contract.pk,
            ref=action.id,
            rank=rank,
            inherited=sheet.inherits(f"actions.{action.id}"),
            illustrative=action.illustrative,
            identity=f"{sheet.contract.slug}/{action.id}",
            shared_with=list(action.shared_with),
            number=action.number or "",
            title=action.title,
            state=action.state or "",
            theme_ref=action.theme or "",
            owner_id=owner.pk if owner else None,
            start=action.calendar.start,
            end=action.calendar.end,
            participation=action.participation or "",
            cost_cents=cents(action.cost.total) if action.cost else None,
            amount_cents=known_amount(action),
            content=action.model_dump(mode="json", exclude_defaults=True),
        )


def known_amount(action: doc.Action) -> int | None:
    """Return the sum, in cents, of the action's lines that bear an amount; None when none does."""
    known = [line_amount(line) for line in action.financing if line.status is not doc.LineStatus.REFUSED]
    amounts = [amount.cents for amount in known if amount is not None]
    return sum(amounts) if amounts else None


def line_amount(line: doc.FinancingLine) -> Money | None:
    """Return the firmest amount of a line; a payment proves a grant of as much."""
    return line.amount if line.amount is not None else line.paid


def _link_goals(sheets: Sequence[Sheet]) -> None:
    contracts = [sheet.contract.pk for sheet in sheets]
    columns = ("pk", "contract_id", "ref")
    goals = {
        (contract, ref): pk for pk, contract, ref in Goal.objects.filter(contract__in=contracts).values_list(*columns)
    }
    actions = {
        (contract, ref): pk for pk, contract, ref in Action.objects.filter(contract__in=contracts).values_list(*columns)
    }
    ActionGoal.objects.filter(goal__contract__in=contracts).delete()
    insert(
        ActionGoal,
        (
            ActionGoal(action_id=actions[(sheet.contract.pk, action.id)], goal_id=goals[(sheet.contract.pk, ref)])
            for sheet in sheets
            for action in sheet.whole.actions
            for ref in goals_of(sheet.whole, action)
            if (sheet.contract.pk, ref) in goals
        ),
    )


def goals_of(document: ContractDocument, action: doc.Action) -> tuple[str, ...]:
    """Return the goals that an action serves: its own, else that of its theme."""
    if action.goals:
        return tuple(dict.fromkeys(action.goals))
    theme = next((theme for theme in document.themes if theme.id == action.theme), None)
    return (theme.goal,) if theme and theme.goal else ()
