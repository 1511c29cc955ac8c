"""Scenarios as pages read them: where, with which needs, worked out once for each address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from maillon.analytics.refusal import DataError
from maillon.analytics.simulation import Difference, Outcome, Selection, Terms, compare, medians, select, simulate
from maillon.analytics.solidarity import Level
from maillon.analytics.territories import find, level_label, territory, within
from maillon.rules.problem import Problem
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract, ContractTerritory
from maillon.web.solidarity.levels import COMMUNE, EPCI
from maillon.web.solidarity.queries.choice import Choice, usual_weights
from maillon.web.solidarity.queries.reading import scored
from maillon.web.solidarity.queries.simulator_terms import Written

START = "37"
"""Département shown before anything is chosen."""
MOST = 400
_SURE = 99


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


def scores(level: Level) -> dict[str, float]:
    """Return the need of every territory of a level under the usual weights, 0 to 100."""
    frame = scored(Choice(level, usual_weights())).frame.drop_nulls("score")
    return dict(zip(frame["code"].to_list(), frame["score"].to_list(), strict=True))


@lru_cache(maxsize=64)
def selection(place: Place, priority: Decimal) -> Selection:
    """Return what is known of the territories of a perimeter."""
    names = {code: found.name for code in place.codes if (found := territory(code, place.level)) is not None}
    return select(place.level, place.codes, names, scores(place.level), priority=float(priority))


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario of a page.

    Attributes:
        letter: "A" to "D".
        written: its terms; None when they cannot be read.
        outcome: what it gives; None when it gives nothing.
        difference: beside A; None for A and when one of both gives nothing.
        problems: why it gives nothing.
    """

    letter: str
    written: Written | None
    outcome: Outcome | None = None
    difference: Difference | None = None
    problems: tuple[Problem, ...] = ()


@lru_cache(maxsize=256)
def _worked(place: Place, priority: Decimal, written: Written, cost: int | None) -> Outcome | DataError:
    try:
        nodes = medians(place.level, scores(place.level), written.thresholds)
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
        )
        return simulate(terms, selection(place, priority).units, cost)
    except DataError as error:
        return error


def worked(place: Place, priority: Decimal, cost: int | None, asked: Sequence[Written | None]) -> list[Scenario]:
    """Return the scenarios worked out: the cost of projects that A gives is that of all."""
    found: list[Scenario] = []
    reference: Outcome | None = None
    for letter, written in zip("ABCD", asked, strict=False):
        if written is None:
            found.append(Scenario(letter, None))
            continue
        answer = _worked(place, priority, written, cost)
        if isinstance(answer, DataError):
            found.append(Scenario(letter, written, problems=answer.problems))
            continue
        if letter == "A":
            reference, cost = answer, answer.programme
        beside = compare(reference, answer) if reference is not None and letter != "A" else None
        found.append(Scenario(letter, written, answer, beside))
    return found


def sources(level: Level) -> Mapping[str, str]:
    """Return what the figures come from, with their years."""
    del level
    return {
        _("Besoin"): _("indicateur de solidarité territoriale, poids proposés (modèle)"),
        _("Habitants, potentiels fiscal et financier"): _("critères de répartition des dotations, DGCL, 2022"),
    }
