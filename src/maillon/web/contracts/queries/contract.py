"""What the pages of one contract show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, Sum

from maillon.rules.money import Money
from maillon.web.common.actor import Actor
from maillon.web.contracts.identity import Firmness
from maillon.web.contracts.models import Action, Attachment, Contract, FinancingLine, Goal, Theme
from maillon.web.contracts.queries.means import Amounts, Funder


@dataclass(slots=True)
class ThemeGroup:
    """A theme with its actions; `theme` is None for the actions that have none."""

    theme: Theme | None
    actions: list[Action] = field(default_factory=list)


def by_theme(themes: Sequence[Theme], actions: Sequence[Action]) -> list[ThemeGroup]:
    """Put actions under their theme, in the order of the contract; a theme may have none."""
    groups = {theme.ref: ThemeGroup(theme) for theme in themes}
    rest = ThemeGroup(None)
    for action in actions:
        groups.get(action.theme_ref, rest).actions.append(action)
    return [*groups.values(), *([rest] if rest.actions else [])]


def funders(contract: Contract) -> list[Funder]:
    """What each institution brings to the actions of one contract, largest first."""
    rows = (
        FinancingLine.objects.filter(contract=contract, counted_cents__isnull=False)
        .values("funder", "funder__name", "firmness")
        .annotate(cents=Sum("counted_cents"))
        .order_by()
    )
    return _funders(rows)


def _funders(rows: Any) -> list[Funder]:
    found: dict[Any, Funder] = {}
    for row in rows:
        funder = found.setdefault(row["funder"], Funder(row["funder"], row["funder__name"], Amounts()))
        funder.amounts.add(Firmness(row["firmness"]), row["cents"])
    return sorted(found.values(), key=lambda funder: (-(funder.amounts.total or 0), funder.name))


def theme_amounts(contract: Contract) -> dict[str, int]:
    """Known financing in cents by theme of the contract."""
    rows = FinancingLine.objects.filter(contract=contract, counted_cents__isnull=False)
    sums = rows.values_list("action__theme_ref").annotate(cents=Sum("counted_cents")).order_by()
    return {theme: cents for theme, cents in sums if cents is not None}


@dataclass(frozen=True, slots=True)
class Branch:
    """A goal of a strategy contract, and what stands under it.

    Attributes:
        goal: the goal.
        operational: contracts that say they stand under it.
        attached: contracts attached to it afterwards.
    """

    goal: Goal
    operational: tuple[Contract, ...]
    attached: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Architecture:
    """Where a contract stands among others.

    Attributes:
        parent: the contract above, when the reader may see it.
        parent_goal: title of the goal under which it stands.
        branches: its goals with what stands under each.
        loose: contracts under it without a goal.
        heirs: contracts that inherit from it.
        goals_served: goals of strategy contracts that it was attached to, with their titles.
        predecessor, successors: previous and next generations.
    """

    parent: Contract | None
    parent_goal: str
    branches: tuple[Branch, ...]
    loose: tuple[Contract, ...]
    heirs: tuple[Contract, ...]
    goals_served: tuple[tuple[Attachment, str], ...]
    predecessor: Contract | None
    successors: tuple[Contract, ...]

    @property
    def has_branches(self) -> bool:
        """Tell whether something stands under one of its goals, or under it."""
        return bool(self.loose) or any(branch.operational or branch.attached for branch in self.branches)


def architecture(contract: Contract, *, by: Actor) -> Architecture:
    """Return the neighbours of a contract that the actor may see, in three queries."""
    near = Q(slug__in=[slug for slug in (contract.parent_slug, contract.predecessor_slug) if slug])
    near |= Q(parent_slug=contract.slug) | Q(predecessor_slug=contract.slug) | Q(extends=contract)
    rows = list(Contract.objects.visible_to(by).filter(near))
    by_slug = {row.slug: row for row in rows}
    under = [row for row in rows if row.parent_slug == contract.slug]
    attached = list(_attachments(by).filter(Q(strategy=contract) | Q(contract=contract)))
    mine = [one for one in attached if one.strategy_id == contract.pk]
    parent = by_slug.get(contract.parent_slug)
    holders = {contract.pk, *(one.strategy_id for one in attached), *([parent.pk] if parent else [])}
    every_goal = list(Goal.objects.filter(contract__in=holders))
    titles = {(goal.contract_id, goal.ref): goal.title for goal in every_goal}
    goals = [goal for goal in every_goal if goal.contract_id == contract.pk]
    return Architecture(
        parent=parent,
        parent_goal=titles.get((parent.pk, contract.parent_goal), "") if parent else "",
        branches=tuple(
            Branch(
                goal,
                tuple(row for row in under if row.parent_goal == goal.ref),
                tuple(one for one in mine if one.goal_ref == goal.ref),
            )
            for goal in goals
        ),
        loose=tuple(row for row in under if row.parent_goal not in {goal.ref for goal in goals}),
        heirs=tuple(row for row in rows if row.extends_id == contract.pk),
        goals_served=tuple(
            (one, titles.get((one.strategy_id, one.goal_ref), one.goal_ref))
            for one in attached
            if one.contract_id == contract.pk
        ),
        predecessor=by_slug.get(contract.predecessor_slug),
        successors=tuple(row for row in rows if row.predecessor_slug == contract.slug),
    )


def _attachments(by: Actor) -> QuerySet[Attachment]:
    return Attachment.objects.visible_to(by).standing().select_related("contract", "strategy")


def other_holders(action: Action, *, by: Actor) -> list[Action]:
    """Return the sheets of the same real action in the other contracts that the actor may see."""
    if not action.shared:
        return []
    same = Action.objects.visible_to(by).filter(identity=action.identity).exclude(pk=action.pk)
    return list(same.select_related("contract").order_by("contract__title"))


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a party brings to an action, or receives from it."""

    action: str
    ref: str
    what: str
    cents: int | None
    illustrative: bool


@dataclass(slots=True)
class PartyExchanges:
    """Everything that one party brings and receives in a contract."""

    name: str
    brings: list[Exchange] = field(default_factory=list)
    receives: list[Exchange] = field(default_factory=list)


def exchanges(contract: Contract, names: Mapping[str, str]) -> list[PartyExchanges]:
    """Return, party by party, what each brings to the contract's actions and receives from them."""
    found: dict[str, PartyExchanges] = {}
    rows = Action.objects.filter(contract=contract).values_list("ref", "title", "illustrative", "content")
    for ref, title, illustrative, content in rows:
        for side in ("brings", "receives"):
            for given in content.get(side, ()):
                party = found.setdefault(given["party"], PartyExchanges(names.get(given["party"], given["party"])))
                amount = given.get("amount")
                cents = Money.parse(amount).cents if amount is not None else None
                made_up = illustrative or given.get("illustrative", False)
                getattr(party, side).append(Exchange(title, ref, given["what"], cents, made_up))
    return sorted(found.values(), key=lambda party: party.name.casefold())
