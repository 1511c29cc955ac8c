"""`contract check`: how long a document of ten actions takes, in memory and as the command on files, in one process.

The documents are invented and differ from one another (seeded): every clause, four goals, six themes, six parties, five
bodies, ten actions of three financing lines each. Nobody else answers these questions, so there is no peer to compare
with: reading the text alone, with the same C parsers, is given as the floor below which no check of a file can go.
Times are those of the processor, so that another program on the machine changes them less.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from maillon.cli.main import main
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.facts import from_document
from maillon.documents.contract.loading import dump
from maillon.documents.contract.source import Form
from maillon.rules.contracts.check import check
from maillon.rules.contracts.facts import ContractFacts

SEED, DOCUMENTS, DISTINCT, READ = 20261122, 10_000, 200, 1_000
RULES_MILLISECONDS, WHOLE_SECONDS = 0.5, 20.0
DAY = dt.date(2026, 6, 1)
STATES = ("negotiation", "signed", "in_force", "evaluation")
KINDS = (
    "crte", "rural_contract", "contrat_de_ville", "strategy_contract", "reciprocity_contract", "operational_contract",
)  # fmt: skip
Tree = dict[str, Any]


def document(chance: random.Random, rank: int) -> ContractDocument:
    """Invent a contract of ten actions."""
    parties = [
        {"id": kind, "institution": {"name": f"Institution {kind}", "kind": kind}}
        for kind in ("etat", "region", "departement", "epci", "commune", "association")
    ]
    goals = [{"id": f"g{n}", "title": f"Finalité {n}", "beneficiary": "habitants"} for n in range(4)]
    chooser = ("authorities", "state", "joint")
    themes = [
        {"id": f"t{n}", "title": f"Thème {n}", "goal": f"g{n % 4}", "chosen_by": chance.choice(chooser)}
        for n in range(6)
    ]
    return ContractDocument.model_validate(
        {
            "format": "maillon-contract/1",
            "id": f"contrat-{rank}",
            "title": f"Contrat inventé {rank}",
            "kind": chance.choice(KINDS),
            "state": chance.choice(STATES),
            "illustrative": True,
            "period": {"start": "2024-01-01", "end": "2029-12-31"},
            "parties": parties,
            "goals": goals,
            "themes": themes,
            "clauses": _clauses(chance),
            "actions": [_action(chance, n) for n in range(10)],
            "envelopes": [{"id": "projets", "label": "Projets", "amount": 500000, "purpose": "projects"}],
            "bodies": _bodies(chance),
        }
    )


def _bodies(chance: random.Random) -> list[Tree]:
    conference = {
        "id": "conference",
        "name": "Conférence",
        "kind": "conference",
        "seats_total": chance.randrange(10, 30),
        "presidency": {"rotation_months": chance.choice((12, 24))},
        "members": [{"party": "region"}, {"party": "etat", "role": "partner"}],
    }
    groups = [{"id": f"b{n}", "name": f"Groupe {n}", "kind": "thematic_group", "goal": f"g{n}"} for n in range(3)]
    return [conference, *groups, {"id": "observatoire", "name": "Observatoire", "kind": "observatory"}]


def _clauses(chance: random.Random) -> Tree:
    return {
        "method_agreement": {"meetings_per_year": 4, "parameters": {"goal_count_max": {"value": 6}}},
        "diagnosis": {"shared": chance.random() < 0.7},
        "review": {"dates": ["2026-06-01"], "force_majeure": ["crue"]},
        "citizen_participation": {"degree": chance.choice(("information", "consultation", "participatory_budget"))},
        "interpellation": {"held_by": ["association"], "reply_within_days": 60},
        "engineering_support": {"access_criteria": [{"label": "Moins de 10 000 habitants", "at_most": 10000}]},
        "evaluation": {
            "principles": ["péréquation", "subsidiarité"],
            "citizens_impact": True,
            "reserved_share": "0.01",
        },
        "fungibility": {"mode": "ceiling", "ceiling": chance.choice(("0.2", "0.25", "0.3"))},
        "withdrawal": {"notice_days": 90},
        "data": {"observatory": "observatoire", "shared": True},
        "state_mandate": {"holder": "etat", "ministries": ["Travail", "Santé"]},
        "priority_geography": {"perimeter": {"label": "Nord"}, "negotiated": True, "territories_share": "0.4"},
        "cofinancing": {"form": "strata", "rates": ["0.3", "0.5", "0.7", "0.95"]},
        "solidarity": {"indicator": "Indicateur de solidarité"},
        "mainstream_means": {"negotiated": True, "means": [{"policy": "Éducation nationale"}]},
    }


def _action(chance: random.Random, rank: int) -> Tree:
    cost = chance.randrange(10_000, 900_000, 500)
    state, region = cost * chance.randrange(20, 50) // 100, cost * chance.randrange(10, 40) // 100
    return {
        "id": f"a{rank}",
        "title": f"Action {rank}",
        "theme": f"t{rank % 6}",
        "goals": [f"g{rank % 4}"],
        "owner": chance.choice(("epci", "commune", "association")),
        "calendar": {"start": "2024-06-01", "end": "2026-06-01"},
        "indicators": [{"id": "usagers", "label": "Usagers", "target": {"on": "2029-01-01", "value": 1000}}],
        "cost": {"excluding_tax": cost, "nature": "investment"},
        "financing": [
            {"funder": "etat", "scheme": "DETR", "base": cost, "granted": state, "notified_on": "2024-03-01"},
            {"funder": "region", "planned": region},
            {"funder": "epci", "own_contribution": True, "planned": cost - state - region},
        ],
    }


def _seconds(work: Callable[[int], object], times: int) -> float:
    """Return the processor seconds that `times` calls take, each with its rank."""
    start = time.process_time()
    for rank in range(times):
        work(rank)
    return time.process_time() - start


def run(times: int = DOCUMENTS) -> list[dict[str, Any]]:
    """Measure the rules alone on documents in memory, then the command itself on JSON and YAML files."""
    chance = random.Random(SEED)
    documents = [document(chance, rank) for rank in range(DISTINCT)]
    rules = min(_rules(documents) for _round in range(10))
    memory = _seconds(lambda rank: _check(documents[rank % DISTINCT]), times)
    rows = [
        _row("Règles seules, un document de dix actions", rules, "ms", RULES_MILLISECONDS),
        _row(f"Vérification de {times} documents de dix actions en mémoire", memory, "s", WHOLE_SECONDS),
    ]
    forms: tuple[Form, ...] = ("json", "yaml")
    for form in forms:
        written = [dump(one, form) for one in documents]
        whole = _command(written, form) / READ * 1000
        floor = _seconds(partial(_plainly, written, form), READ) / READ * 1000
        name = f"« maillon contract check » de {READ} fichiers {form.upper()}, par document de dix actions"
        peer = {"peer_name": "lecture seule par json ou PyYAML (C)", "peer": floor, "ratio": floor / whole}
        rows.append(_row(name, whole, "ms", WHOLE_SECONDS * 1000 / DOCUMENTS, **peer))
    texts = [dump(one, "json") for one in documents]
    typed = _seconds(lambda rank: ContractDocument.model_validate_json(texts[rank % DISTINCT]), READ) / READ * 1000
    name = "Plancher d’un fichier JSON : texte lu et types validés par pydantic seul, par document"
    rows.append({"name": name, "value": typed, "unit": "ms"})
    return rows


def _rules(documents: list[ContractDocument]) -> float:
    """Return the milliseconds of one check, facts being made beforehand."""
    facts = [from_document(one) for one in documents]
    return _seconds(lambda rank: _asked(facts[rank]), DISTINCT) / DISTINCT * 1000


def _plainly(texts: list[str], form: Form, rank: int) -> None:
    text = texts[rank % len(texts)]
    json.loads(text) if form == "json" else yaml.load(text, Loader=yaml.CSafeLoader)


def _check(one: ContractDocument) -> None:
    _asked(from_document(one))


def _asked(facts: ContractFacts) -> tuple[object, ...]:
    """Ask a contract everything: a report works out only what is read of it."""
    report = check(facts, on=DAY)
    return report.propositions, report.legal, report.family, report.problems


def _command(texts: list[str], form: Form) -> float:
    """Return the processor seconds of the command on `READ` files: opened, read, checked, consolidated, answered."""
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        files = [Path(folder) / f"{rank:04d}.{form}" for rank in range(READ)]
        for rank, file in enumerate(files):
            file.write_text(texts[rank % len(texts)], encoding="utf-8")
        main(["contract", "check", str(files[0])])
        return _seconds(lambda _once: main(["contract", "check", *map(str, files)]), 1)


def _row(name: str, value: float, unit: str, most: float, **more: Any) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": f"≤ {most:g} {unit}", "held": value <= most, **more}


if __name__ == "__main__":
    for row in run():
        print(row)
