"""Who an actor is to what an institution holds and others are let into."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from maillon.rules.governance.roles import Relation
from maillon.web.common.actor import Actor


def relations(actor: Actor, *, holder: UUID, parties: Iterable[UUID]) -> dict[UUID, frozenset[Relation]]:
    """Return what each of the actor's institutions is: the holder, a party, both; the others are not there."""
    let_in = set(parties)
    found = {one: frozenset({Relation.PARTY}) for one in actor.institutions if one in let_in}
    if holder in actor.institutions:
        found[holder] = found.get(holder, frozenset()) | {Relation.HOLDER}
    return found
