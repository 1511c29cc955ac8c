"""Goals across contracts: who declares them, which contracts and actions serve them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Action, ActionGoal, Attachment, Contract, Goal

MOST_ACTIONS = 500


def declared(*, by: Actor) -> QuerySet[Goal]:
    """Return every goal that a contract declares itself, with how many actions serve it."""
    return (
        Goal.objects.visible_to(by)
        .filter(inherited=False)
        .select_related("contract")
        .annotate(actions=Count("action_links"))
        .order_by("contract__illustrative", "contract__title", "rank")
    )


@dataclass(frozen=True, slots=True)
class Service:
    """What serves a goal.

    Attributes:
        operational: contracts that stand under it.
        attached: contracts attached to it afterwards.
        heirs: contracts that inherit it from the contract that declares it.
        contracts: all of them and the contract that declares it, as rows to count money over.
        actions: action sheets that serve it, one per real action.
    """

    operational: tuple[Contract, ...]
    attached: tuple[Attachment, ...]
    heirs: tuple[Contract, ...]
    contracts: QuerySet[Contract]
    actions: tuple[Action, ...]


def service(goal: Goal, *, by: Actor) -> Service:
    """Return what serves a goal, as far as the actor may see, in four queries."""
    home = goal.contract
    seen = Contract.objects.visible_to(by)
    attached = tuple(
        Attachment.objects.visible_to(by)
        .standing()
        .filter(strategy=home, goal_ref=goal.ref)
        .select_related("contract")
        .order_by("attached_at")
    )
    under = Q(parent_slug=home.slug, parent_goal=goal.ref) | Q(
        extends=home, goal_set__ref=goal.ref, goal_set__inherited=True
    )
    rows = list(seen.filter(under).distinct())
    operational = tuple(row for row in rows if row.parent_slug == home.slug and row.parent_goal == goal.ref)
    heirs = tuple(row for row in rows if row not in operational)
    ids = [home.pk, *(row.pk for row in rows), *(one.contract_id for one in attached)]
    return Service(operational, attached, heirs, seen.filter(pk__in=ids), _actions(goal, rows, by))


def _actions(goal: Goal, near: list[Contract], by: Actor) -> tuple[Action, ...]:
    """Actions that say they serve the goal: in its contract, in those that inherit it, in those that stand under it.

    An operational contract names the goal of its strategy by the same identifier.
    """
    contracts = [goal.contract_id, *(row.pk for row in near)]
    links = ActionGoal.objects.filter(goal__contract__in=contracts, goal__ref=goal.ref).values("action")
    rows = Action.objects.visible_to(by).filter(pk__in=links).select_related("contract", "owner").defer("content")
    once: dict[str, Action] = {}
    for action in rows.order_by("inherited", "contract__title", "rank")[:MOST_ACTIONS]:
        once.setdefault(action.identity, action)
    return tuple(once.values())
