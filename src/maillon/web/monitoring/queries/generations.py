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
    linked = seen.exclude(predecessor_slug="").order_by("start", "slug").values_list("slug", "predecessor_slug")
    before_of = {contract.slug: contract.predecessor_slug, **dict(linked)}
    after_of: dict[str, list[str]] = {}
    for slug, earlier in before_of.items():
        after_of.setdefault(earlier, []).append(slug)
    told = [contract.slug]
    while (first := before_of.get(told[0], "")) and first not in told and len(told) <= MOST:
        told.insert(0, first)
    place, last = len(told) - 1, [contract.slug]
    while last and len(told) - place <= MOST:
        last = [slug for one in last for slug in after_of.get(one, ()) if slug not in told]
        told.extend(last)
    rows = {row.slug: row for row in seen.filter(slug__in=told)} | {contract.slug: contract}
    return [rows[slug] for slug in told if slug in rows]


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
