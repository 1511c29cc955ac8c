"""The chain of generations of a contract, and what its next one would carry over."""

from __future__ import annotations

from collections.abc import Sequence

from maillon.rules.contracts.generations import Candidate, Carried, Choice, choices
from maillon.rules.contracts.progress import progress
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Action, Contract, Goal, Theme
from maillon.web.monitoring.facts import gone
from maillon.web.monitoring.queries.commitments import promises

MOST = 50
FIELDS = {
    Carried.GOAL: "goals",
    Carried.THEME: "themes",
    Carried.ACTION: "actions",
    Carried.COMMITMENT: "commitments",
}


def path_of(candidate: Candidate) -> str:
    """Return the name of a candidate as a part of the document: "actions[navettes]"."""
    return f"{FIELDS[candidate.kind]}[{candidate.id}]"


def chain(contract: Contract, by: Actor) -> list[Contract]:
    """Return the generations of a contract that an actor may see, the oldest first, this one among them."""
    seen = Contract.objects.visible_to(by)
    before: list[Contract] = []
    first = contract
    while first.predecessor_slug and len(before) < MOST:
        found = seen.filter(slug=first.predecessor_slug).first()
        if found is None or found in (contract, *before):
            break
        before.insert(0, found)
        first = found
    after: list[Contract] = []
    last = [contract.slug]
    while last and len(after) < MOST:
        found_after = seen.filter(predecessor_slug__in=last).order_by("start", "slug")
        rows = [row for row in found_after if row not in (contract, *before, *after)]
        after.extend(rows)
        last = [row.slug for row in rows]
    return [*before, contract, *after]


def candidates(contract: Contract, by: Actor) -> Sequence[Choice]:
    """Return what the next generation may carry over, with what is proposed for each and why."""
    on = by.on
    absent = gone(contract, on)
    found = [Candidate(Carried.GOAL, row.ref, row.title, inherited=row.inherited) for row in _rows(Goal, contract)]
    found += [Candidate(Carried.THEME, row.ref, row.title, inherited=row.inherited) for row in _rows(Theme, contract)]
    for row in Action.objects.filter(contract=contract).defer("content").order_by("rank"):
        reached = progress(row.state, row.end, on=on)
        found.append(Candidate(Carried.ACTION, row.ref, row.title, reached, inherited=row.inherited))
    for one in promises(contract, on=on):
        found.append(
            Candidate(
                Carried.COMMITMENT,
                one.row.ref,
                one.row.what,
                standing=one.followed.standing,
                inherited=one.home.pk != contract.pk,
                orphan=one.row.made_by_id in absent,
            )
        )
    return choices(found)


def _rows(model: type[Goal] | type[Theme], contract: Contract) -> Sequence[Goal | Theme]:
    return list(model.objects.filter(contract=contract).order_by("rank"))
