"""Asks the policy table whether an actor may act on a thing."""

from collections.abc import Iterable

from maillon.rules.decision import Decision
from maillon.rules.governance.policy import decide
from maillon.rules.governance.roles import Relation, Role, Standing
from maillon.web.common.actor import Actor, Governed
from maillon.web.common.refusal import Refused

NOTHING: frozenset[Relation] = frozenset()


def authorise(actor: Actor, action: str, thing: Governed | None = None) -> Decision:
    """Return the policy's decision on one act; see `authorise_each`."""
    return authorise_each(actor, (action,), thing)[action]


def authorise_each(actor: Actor, actions: Iterable[str], thing: Governed | None = None) -> dict[str, Decision]:
    """Return the policy's decision on each of several acts, in one query.

    Args:
        actor: who acts; only the roles that hold today count.
        actions: actions of the policy table, e.g. "contract.change".
        thing: what is acted on; None for an action on nothing yet, such as an import.
    """
    relations = thing.relations_of(actor) if thing is not None else {}
    standings = [Standing(seat.role, relations.get(seat.institution, NOTHING)) for seat in actor.seats]
    if actor.user_id is not None:
        standings.append(Standing(Role.VISITOR, relations.get(actor.user_id, NOTHING)))
    state = thing.policy_state if thing is not None else ""
    return {action: decide(action, standings, state=state) for action in actions}


def require(actor: Actor, action: str, thing: Governed | None = None) -> Decision:
    """Return the decision when it allows; otherwise stop, and the site shows why.

    Raises:
        Refused: the policy says no.
    """
    decision = authorise(actor, action, thing)
    if not decision.allowed:
        raise Refused(decision)
    return decision
