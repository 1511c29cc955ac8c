"""Invented contracts over real territories, for the register's bench: same seed, same documents.

What is real: communes, intercommunalités, départements, régions, their codes and SIREN. What is not: everything else;
each document says that it is illustrative. One contract in fifty is a common trunk that ten others extend, each
mainland région has a strategy contract with its goals, and one action in about a hundred stands in two contracts.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from benchmarks._phrases import GOALS, PUBLICS, SCHEMES, SENTENCES, THEMES, VERBS
from maillon.analytics.territories import Territory, communes_of, territory
from maillon.analytics.territories.store import store
from maillon.documents.contract.document import FORMAT, ContractDocument

SEED = 2026
KINDS = (
    "crte", "operational_contract", "rural_contract", "departement_territory_contract", "contrat_de_ville",
    "local_health_contract",
)  # fmt: skip
STATES = ("signed", "in_force", "in_force", "in_force", "evaluation", "closed", "negotiation")
DEGREES = ("none", "information", "consultation", "use_expertise", "participatory_budget")
STRATEGY_ACTIONS, TRUNK_ACTIONS, HEIR_ACTIONS, HEIRS = 20, 40, 40, 10
SHARED_EVERY, SHARED_ACTIONS = 10, 10
Tree = dict[str, Any]


@dataclass(frozen=True)
class Numbers:
    """How many contracts of each sort make `contracts` and, heirs' inherited actions included, `actions`."""

    strategies: int
    trunks: int
    heirs: int
    others: int
    other_actions: int

    @classmethod
    def of(cls, contracts: int, actions: int) -> Numbers:
        """Share out; what remains of the actions goes to the contracts that nothing binds."""
        strategies, trunks = min(13, contracts // 20), contracts // 50
        heirs = trunks * HEIRS
        bound = strategies * STRATEGY_ACTIONS + trunks * TRUNK_ACTIONS + heirs * (TRUNK_ACTIONS + HEIR_ACTIONS)
        return cls(strategies, trunks, heirs, contracts - strategies - trunks - heirs, actions - bound)


class Atlas:
    """Real territories, by département and région."""

    def __init__(self) -> None:
        self.by_department: dict[str, list[Territory]] = defaultdict(list)
        for code in sorted(store().rows("epci")):
            found = territory(code, "epci")
            if found and found.department and len(found.department) == 2 and len(communes_of(code)) > 3:
                self.by_department[found.department].append(found)
        self.departments = sorted(code for code, held in self.by_department.items() if len(held) >= HEIRS)
        self.regions = sorted({self.region_of(code) for code in self.departments})

    def region_of(self, department: str) -> str:
        """Code of the région of a département."""
        found = territory(department, "departement")
        return (found.region if found else None) or ""

    def communes(self, epci: Territory, chance: random.Random, count: int) -> list[Territory]:
        """Some communes of an EPCI that have a SIREN."""
        codes = communes_of(epci.code)
        drawn = chance.sample(codes, min(count, len(codes)))
        return [place for code in drawn if (place := territory(code, "commune")) and place.siren]


def documents(contracts: int, actions: int, seed: int = SEED) -> Iterator[ContractDocument]:
    """Yield `contracts` documents whose rows in the register are `actions` action sheets; trunks come first."""
    yield from (ContractDocument.model_validate(tree) for tree in trees(contracts, actions, seed))


def trees(contracts: int, actions: int, seed: int = SEED) -> Iterator[Tree]:
    """Yield the same documents as trees, as a file would hold them."""
    atlas, numbers = Atlas(), Numbers.of(contracts, actions)
    for rank, region in enumerate(atlas.regions[: numbers.strategies]):
        yield _strategy(atlas, random.Random(f"{seed} strategy {rank}"), region)
    for rank in range(numbers.trunks):
        yield from _collective(atlas, seed, rank)
    each, more = divmod(numbers.other_actions, numbers.others)
    for rank in range(numbers.others):
        yield _other(atlas, seed, rank, each + (rank < more), numbers)


def _strategy(atlas: Atlas, chance: random.Random, region: str) -> Tree:
    place = territory(region, "region")
    department = chance.choice([code for code in atlas.departments if atlas.region_of(code) == region])
    held = atlas.by_department[department][:3]
    name = place.name if place else region
    tree = _contract(atlas, chance, f"strategie-{region}", f"Contrat de stratégie {name}", "strategy_contract", held)
    return {
        **tree,
        "state": "in_force",
        "perimeter": {"label": name, "regions": [region]},
        "actions": _actions(chance, tree, STRATEGY_ACTIONS),
    }


def _collective(atlas: Atlas, seed: int, rank: int) -> Iterator[Tree]:
    """A trunk over a département, then the contracts that extend it, one per EPCI."""
    chance = random.Random(f"{seed} trunk {rank}")
    department = atlas.departments[(rank * 4) % len(atlas.departments)]
    held = atlas.by_department[department][:HEIRS]
    place = territory(department, "departement")
    slug, name = f"accord-{department.lower()}-{rank}", place.name if place else department
    trunk = _contract(atlas, chance, slug, f"Accord collectif de réciprocité · {name}", "reciprocity_contract", held)
    yield {**trunk, "state": "in_force", "actions": _actions(chance, trunk, TRUNK_ACTIONS)}
    for number, epci in enumerate(held):
        title = f"Contrat de réciprocité avec {epci.name} ({rank + 1})"
        heir = _contract(atlas, chance, f"{slug}-{number}", title, "reciprocity_contract", [epci])
        own = _actions(chance, heir, HEIR_ACTIONS, "propre")
        yield {**heir, "extends": {"contract": slug}, "state": "in_force", "actions": own}


def _other(atlas: Atlas, seed: int, rank: int, count: int, numbers: Numbers) -> Tree:
    """A contract that stands under its région's strategy; its neighbour in rank may hold some of its actions."""
    pair = rank - rank % SHARED_EVERY
    chance = random.Random(f"{seed} other {rank}")
    kind = KINDS[rank % len(KINDS)]
    department = atlas.departments[random.Random(f"{seed} pair {pair}").randrange(len(atlas.departments))]
    held = _neighbours(atlas.by_department[department], chance)
    names = " et ".join(epci.name for epci in held[:2])
    title = f"{kind.replace('_', ' ').capitalize()} {chance.randrange(2018, 2027)} · {names}"
    tree = _contract(atlas, chance, _slug(rank), title, kind, held)
    sharing = rank % SHARED_EVERY < 2 and pair + 1 < numbers.others
    actions = _actions(chance, tree, count - SHARED_ACTIONS * sharing)
    if sharing:
        partner = _slug(pair + 1 if rank == pair else pair)
        actions += _shared(random.Random(f"{seed} shared {pair}"), tree, partner, pair)
    region = atlas.region_of(department)
    if region in atlas.regions[: numbers.strategies]:
        tree["parent"] = {"contract": f"strategie-{region}", "goal": tree["goals"][0]["id"]}
    return {**tree, "actions": actions}


def _slug(rank: int) -> str:
    return f"contrat-{rank:04d}"


def _neighbours(held: list[Territory], chance: random.Random) -> list[Territory]:
    first = chance.randrange(len(held))
    return held[first : first + chance.choice((1, 1, 1, 2, 4))]


def _shared(chance: random.Random, tree: Tree, partner: str, pair: int) -> list[Tree]:
    """The same sheets in both contracts of a pair, but for the theme: the State carries them."""
    carrier, theme = tree["parties"][0], tree["themes"][0]["id"]
    refs = [f"commune-{pair}-{number}" for number in range(SHARED_ACTIONS)]
    sheets = [_action(chance, ref, [carrier], ["mobilites"], 2024) for ref in refs]
    return [{**sheet, "theme": theme, "shared_with": [partner]} for sheet in sheets]


def _contract(atlas: Atlas, chance: random.Random, slug: str, title: str, kind: str, held: list[Territory]) -> Tree:
    start = date(chance.randrange(2018, 2027), 1, 1)
    department = territory(held[0].department or "", "departement")
    region = territory(held[0].region or "", "region")
    owners = [place for epci in held[:3] for place in atlas.communes(epci, chance, 6)]
    names = chance.sample(sorted(THEMES), 6)
    goals = list(GOALS)[:5] if kind == "strategy_contract" else chance.sample(list(GOALS)[:5], 3)
    own = [{"id": f"propre-{slug}", "title": f"Volet propre à {held[0].name}"}] if chance.random() < 0.1 else []
    return {
        "format": FORMAT,
        "id": slug,
        "title": title,
        "kind": kind,
        "family": "project",
        "summary": f"Contrat inventé pour mesurer le registre. {chance.choice(SENTENCES)} {chance.choice(SENTENCES)}",
        "illustrative": True,
        "state": chance.choice(STATES),
        "period": {"start": start.isoformat(), "end": date(start.year + chance.choice((3, 5, 6)), 12, 31).isoformat()},
        "signed_on": (start - timedelta(days=chance.randrange(10, 90))).isoformat(),
        "perimeter": {"epci": [epci.code for epci in held]},
        "parties": _parties(department, region, held, owners),
        "goals": [{"id": goal, "title": GOALS[goal], "chosen_by": "joint"} for goal in goals],
        "themes": [{"id": name, "title": THEMES[name][0], "goal": goals[0], "chosen_by": "joint"} for name in names]
        + own,
        "clauses": _clauses(chance, held),
        "envelopes": [{"id": "projets", "label": "Crédits de projets", "amount": 2_000_000, "funder": "etat"}],
        "bodies": _bodies(held),
    }


def _parties(
    department: Territory | None, region: Territory | None, held: list[Territory], owners: list[Territory]
) -> list[Tree]:
    above = [
        _party("etat", f"Préfecture ({department.name if department else ''})", "etat", None),
        *([_party("departement", f"Département · {department.name}", "departement", department)] if department else []),
        *([_party("region", f"Région {region.name}", "region", region)] if region else []),
    ]
    groups = [_party(f"epci-{epci.code}", epci.name, "epci", epci) for epci in held]
    places = {place.code: place for place in owners}.values()
    return [
        *above,
        *groups,
        *(_party(f"commune-{place.code.lower()}", place.name, "commune", place, "project_owner") for place in places),
    ]


def _party(ref: str, name: str, kind: str, place: Territory | None, binds: str = "signatory") -> Tree:
    institution: Tree = {"name": name, "kind": kind}
    if place is not None:
        institution["territory"] = place.ref
        if place.level in ("epci", "commune"):
            institution["siren"] = place.siren or place.code
    return {"id": ref, "institution": institution, "class": binds}


def _bodies(held: list[Territory]) -> list[Tree]:
    members = [{"party": f"epci-{epci.code}", "seats": 2} for epci in held]
    return [
        {"id": "comite", "name": "Comité de suivi", "kind": "monitoring_committee", "members": members},
        {"id": "secretariat", "name": "Secrétariat", "kind": "secretariat", "run_by": f"epci-{held[0].code}"},
    ]


def _clauses(chance: random.Random, held: list[Territory]) -> Tree:
    every: Tree = {
        "method_agreement": {"meetings_per_year": chance.randrange(1, 5), "contract_mission": True},
        "review": {"midterm": True, "every_months": 18},
        "citizen_participation": {"degree": chance.choice(DEGREES[1:])},
        "evaluation": {"reserved_share": "0.01", "published": True},
        "fungibility": {"mode": "ceiling", "ceiling": chance.choice(("0.2", "0.25", "0.4"))},
        "withdrawal": {"notice_days": 90, "penalty": "Remboursement de la part non engagée."},
        "data": {"shared": True, "licence": "Licence Ouverte 2.0"},
        "engineering_support": {"provided_by": [f"epci-{held[0].code}"]},
    }
    return {
        name: {**clause, "text": chance.choice(SENTENCES)} for name, clause in every.items() if chance.random() < 0.7
    }


def _actions(chance: random.Random, tree: Tree, count: int, start: str = "action") -> list[Tree]:
    owners = [party for party in tree["parties"] if party["class"] == "project_owner"] or tree["parties"][-1:]
    themes, year = [theme["id"] for theme in tree["themes"]], int(tree["period"]["start"][:4])
    return [_action(chance, f"{start}-{number:03d}", owners, themes, year) for number in range(count)]


def _action(chance: random.Random, ref: str, owners: list[Tree], themes: list[str], year: int) -> Tree:
    owner, theme = chance.choice(owners), chance.choice(themes)
    thing = chance.choice(THEMES[theme][1] if theme in THEMES else THEMES["ingenierie"][1])
    place = owner["institution"]["name"]
    start = date(year, chance.randrange(1, 13), 1)
    sentences = " ".join(chance.sample(SENTENCES, 3))
    return {
        "id": ref,
        "title": f"{chance.choice(VERBS)} : {thing}, {place}",
        "description": f"Pour {chance.choice(PUBLICS)} de {place} et des communes voisines. {sentences}",
        "state": chance.choice(("programmed", "committed", "started", "closed", "idea")),
        "theme": theme,
        "owner": owner["id"],
        "calendar": {"start": start.isoformat(), "end": (start + timedelta(days=540)).isoformat()},
        "milestones": [{"label": "Ouverture", "due": (start + timedelta(days=500)).isoformat()}],
        "indicators": [{"id": "usagers", "label": "Usagers par an", "unit": "personnes"}],
        "participation": chance.choice(DEGREES),
        **_money(chance, owner["id"], start.year),
    }


def _money(chance: random.Random, owner: str, year: int) -> Tree:
    cost = chance.randrange(10_000, 900_000, 500)
    state, other = cost * chance.randrange(10, 40) // 100, cost * chance.randrange(10, 30) // 100
    firmness = chance.choice(("requested", "planned", "granted"))
    who = chance.choice(("departement", "region"))
    return {
        "cost": {"excluding_tax": cost},
        "financing": [
            {"funder": "etat", "scheme": chance.choice(SCHEMES[:4]), "year": year, "base": cost, firmness: state},
            {"funder": who, "scheme": chance.choice(SCHEMES[4:6]), "year": year, "base": cost, "planned": other},
            {"funder": owner, "own_contribution": True, "planned": cost - state - other},
        ],
    }
