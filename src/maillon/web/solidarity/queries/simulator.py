"""Scenarios as pages read them: where, with which needs, worked out once for each address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db.models import Sum
from django.utils.translation import gettext as _

from maillon.analytics.refusal import DataError
from maillon.analytics.simulation import (
    Difference,
    Noise,
    Outcome,
    Selection,
    Terms,
    compare,
    medians,
    noise,
    select,
    simulate,
)
from maillon.analytics.solidarity import Level, score_errors
from maillon.analytics.territories import find, level_label, territory, within
from maillon.rules.problem import Problem
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract, ContractTerritory
from maillon.web.solidarity.levels import COMMUNE, EPCI
from maillon.web.solidarity.queries.choice import Choice
from maillon.web.solidarity.queries.reading import scored
from maillon.web.solidarity.queries.simulator_terms import Written
from maillon.web.solidarity.queries.simulator_weights import Weighed

START = "37"
"""Département shown before anything is chosen."""
MOST = 400
_SURE = 99
Points = tuple[tuple[str, int], ...]
"""Weights: (dimension, points)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a simulation takes place.

    Attributes:
        level: of the territories that share.
        codes: their codes.
        name: what the perimeter is called.
        problem: why it is not what was asked, in words; empty otherwise.
    """

    level: Level
    codes: tuple[str, ...]
    name: str
    problem: str = ""


def place_of(asked: str, contract: Contract | None) -> Place:
    """Return the territories of a contract, of a département or of an intercommunalité.

    Args:
        asked: name or code; empty for the département shown first.
        contract: whose perimeter is wanted instead.
    """
    if contract is not None:
        return _of_contract(contract)
    wanted = asked.strip() or START
    found = territory(wanted, "departement") or territory(wanted)
    if found is None:
        matches = [one for one in find(wanted, limit=5) if one.territory.level in (EPCI, "departement", COMMUNE)]
        found = matches[0].territory if matches and matches[0].score >= _SURE else None
    if found is None or found.level not in (EPCI, "departement"):
        problem = _("« {asked} » n’est ni un département ni une intercommunalité.").format(asked=wanted[:60])
        start = place_of("", None)
        return Place(start.level, start.codes, start.name, problem)
    level: Level = "epci" if found.level == "departement" else "commune"
    return Place(level, tuple(within(found.ref, level)), f"{level_label(found.level)} {found.name}")


def _of_contract(contract: Contract) -> Place:
    rows = ContractTerritory.objects.filter(contract=contract, whole=True)
    refs = list(rows.order_by("territory").values_list("territory", flat=True))
    places = [found for ref in refs if (found := territory(ref)) is not None]
    groupings = tuple(dict.fromkeys(one.code for one in places if one.level == EPCI))
    if len(groupings) > 1:
        return Place("epci", groupings[:MOST], contract.title)
    inside = [one.code for one in places if one.level == COMMUNE] or list(
        within(groupings[0], "commune") if groupings else ()
    )
    if len(inside) > 1:
        return Place("commune", tuple(dict.fromkeys(inside))[:MOST], contract.title)
    start = place_of("", None)
    return Place(start.level, start.codes, start.name, _("Ce contrat ne couvre pas deux territoires connus en entier."))


def contracts_of(actor: Actor) -> list[Contract]:
    """Return the contracts of the actor's institutions, those being prepared first (one query)."""
    if not actor.institutions:
        return []
    rows = Contract.objects.visible_to(actor).filter(party_institutions__institution__in=actor.institutions)
    return list(rows.order_by("public", "title").distinct()[:50])


@lru_cache(maxsize=16)
def scores(level: Level, weights: Points) -> dict[str, float]:
    """Return the need of every territory of a level under some weights, 0 to 100; nobody may change it."""
    frame = scored(Choice(level, weights)).frame.drop_nulls("score")
    return dict(zip(frame["code"].to_list(), frame["score"].to_list(), strict=True))


@lru_cache(maxsize=64)
def selection(place: Place, weights: Points, priority: Decimal) -> Selection:
    """Return what is known of the territories of a perimeter."""
    names = {code: found.name for code in place.codes if (found := territory(code, place.level)) is not None}
    return select(place.level, place.codes, names, scores(place.level, weights), priority=float(priority))


@lru_cache(maxsize=64)
def errors(place: Place, weights: Points) -> dict[str, float]:
    """Return the standard error of the need of the territories of a perimeter, 0 to 1; nobody may change it."""
    found = score_errors(place.level, Choice(place.level, weights).shares, place.codes)
    return {code: error / 100 for code, error in found.items()}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario of a page.

    Attributes:
        letter: "A" to "D".
        written: its terms; None when they cannot be read.
        outcome: what it gives; None when it gives nothing.
        difference: beside A; None for A and when one of both gives nothing.
        problems: why it gives nothing.
        noise: what the uncertainty of needs does to its rates; None when it is not asked.
    """

    letter: str
    written: Written | None
    outcome: Outcome | None = None
    difference: Difference | None = None
    problems: tuple[Problem, ...] = ()
    noise: Noise | None = None


Rates = tuple[float | None, ...] | None


@lru_cache(maxsize=256)
def _worked(
    place: Place, weights: Points, priority: Decimal, written: Written, cost: int | None, before: Rates
) -> Outcome | DataError:
    try:
        nodes = medians(place.level, scores(place.level, weights), written.thresholds)
        terms = Terms(
            envelope=written.envelope,
            evaluation_share=written.evaluation_share,
            priority_share=written.priority_share,
            form=written.form,
            rates=written.rates,
            thresholds=written.thresholds,
            nodes=nodes,
            half_width=written.half_width,
            key=written.key,
            floor=written.floor,
            cap=written.cap,
            delta=written.delta,
        )
        return simulate(terms, selection(place, weights, priority).units, cost, before)
    except DataError as error:
        return error


@dataclass(frozen=True, slots=True)
class Ground:
    """What all the scenarios of a page share.

    Attributes:
        place: where.
        weights: behind the needs: (dimension, points).
        priority: share of the inhabitants that live in priority territories.
        cost: cents, of all the projects; None for what A finances as it is written.
    """

    place: Place
    weights: Points
    priority: Decimal
    cost: int | None

    def worked(self, asked: Sequence[Written | None]) -> list[Scenario]:
        """Return the scenarios worked out: cost and rates of A are, for the others, all projects and last year."""
        found: list[Scenario] = []
        reference: Outcome | None = None
        cost = self.cost
        for letter, written in zip("ABCD", asked, strict=False):
            if written is None:
                found.append(Scenario(letter, None))
                continue
            before = self._before(written, reference)
            answer = _worked(self.place, self.weights, self.priority, written, cost, before)
            if isinstance(answer, DataError):
                found.append(Scenario(letter, written, problems=answer.problems))
                continue
            if letter == "A":
                reference, cost = answer, answer.programme
            beside = compare(reference, answer) if reference is not None and letter != "A" else None
            found.append(Scenario(letter, written, answer, beside, noise=self._noise(written, answer)))
        return found

    def _before(self, written: Written, reference: Outcome | None) -> Rates:
        if written.before is not None:
            count = len(selection(self.place, self.weights, self.priority).units)
            return (float(written.before),) * count
        return reference.rates if reference is not None else None

    def _noise(self, written: Written, outcome: Outcome) -> Noise | None:
        if written.tolerance is None:
            return None
        return noise(outcome, errors(self.place, self.weights), written.tolerance)


def envelope_of(contract: Contract) -> int | None:
    """Return the sum of the envelopes of a contract, in cents; None when it says no amount."""
    total: int | None = contract.envelope_set.aggregate(total=Sum("amount_cents"))["total"]
    return total or None


def sources(weighed: Weighed) -> Mapping[str, str]:
    """Return what the figures come from, with their years."""
    return {
        _("Besoin"): _("indicateur de solidarité territoriale, {weights}").format(weights=weighed.source),
        _("Habitants, potentiels fiscal et financier"): _("critères de répartition des dotations, DGCL, 2022"),
    }
