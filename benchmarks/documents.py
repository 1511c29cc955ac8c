"""The contract document as a file: read, checked, consolidated, compared, exported, beside what one would use instead.

Documents are invented (ten actions each, every reference sound) and differ from one another. Times are those of the
processor, in one process, so that another program on the machine changes them little. The peer for reading is what
a developer would write in an hour: PyYAML's `safe_load` (or `json.loads`), then `jsonschema` against the published
schema; it is measured on a sample and multiplied, and it checks less: no line, no reference, no territory, no date.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable
from difflib import unified_diff
from functools import partial
from typing import Any

import jsonschema
import yaml

from maillon.documents.contract.consolidate import Consolidated, consolidate, examine
from maillon.documents.contract.content import Article
from maillon.documents.contract.difference import compare
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.facts import from_document
from maillon.documents.contract.finding import among
from maillon.documents.contract.loading import dump, loads
from maillon.documents.contract.reference import schema
from maillon.documents.contract.source import Form
from maillon.documents.exports import FORMS, export
from maillon.documents.exports import Form as ExportForm
from maillon.rules.contracts.check import check

DOCUMENTS, DISTINCT, PEER_SAMPLE = 10_000, 100, 60
WHOLE_SECONDS = 20.0
DAY = dt.date(2026, 6, 1)
Row = dict[str, Any]
Tree = dict[str, Any]


def _action(rank: int, seed: int) -> Tree:
    cost = 50_000 + 1_000 * ((rank * 7 + seed) % 90)
    return {
        "id": f"action-{rank}",
        "number": f"1.{rank}",
        "title": f"Accès partagé aux équipements du secteur {rank}-{seed}",
        "description": "Les habitants des communes voisines accèdent à l’équipement le plus proche. " * 3,
        "state": "validated",
        "theme": "services",
        "goals": ["proximite"],
        "owner": "metropole",
        "pilots": ["metropole", "communaute"],
        "calendar": {"start": "2024-01-01", "end": "2026-12-31"},
        "milestones": [{"label": "Convention signée", "due": "2024-06-30"}],
        "participation": "consultation",
        "cost": {"excluding_tax": cost, "nature": "investment"},
        "financing": [
            {"funder": "etat", "scheme": "DSIL", "base": cost, "rate": "0.3", "planned": cost * 3 // 10, "year": 2024},
            {"funder": "region", "scheme": "CRST", "base": cost, "rate": "0.2", "planned": cost // 5, "year": 2024},
            {"funder": "metropole", "planned": cost // 2, "own_contribution": True, "year": 2024},
        ],
        "sources": [{"reference": "exemple", "passage": f"page {rank}"}],
    }


def document(seed: int, actions: int = 10) -> ContractDocument:
    """Invent a contract of `actions` actions."""
    siren = {"metropole": "243700754", "communaute": "200072650"}
    parties: list[Tree] = [
        {"id": one, "institution": {"name": f"Institution {one}", "kind": "epci", "siren": code}}
        for one, code in siren.items()
    ]
    parties += [
        {"id": one, "institution": {"name": f"Institution {one}", "kind": one}, "class": "partner"}
        for one in ("etat", "region")
    ]
    text = "Le présent contrat fixe les engagements réciproques des parties. " * 4
    return ContractDocument.model_validate(
        {
            "format": "maillon-contract/1",
            "id": f"contrat-{seed}",
            "title": f"Contrat inventé {seed}",
            "kind": "reciprocity_contract",
            "illustrative": True,
            "period": {"start": "2024-01-01", "end": "2029-12-31"},
            "perimeter": {"epci": list(siren.values())},
            "parties": parties,
            "goals": [{"id": "proximite", "title": "Des services proches", "chosen_by": "authorities"}],
            "themes": [{"id": "services", "title": "Services", "goal": "proximite", "chosen_by": "joint"}],
            "articles": [{"id": f"article-{n}", "title": f"Article {n}", "text": text} for n in range(1, 6)],
            "clauses": {"review": {"midterm": True, "dates": ["2026-06-30"]}, "withdrawal": {"notice_days": 180}},
            "actions": [_action(rank, seed) for rank in range(actions)],
            "references": [{"id": "exemple", "title": "Exemple inventé", "publisher": "Maillon"}],
        }
    )


def _seconds(work: Callable[[int], object], times: int) -> float:
    work(0)
    start = time.process_time()
    for rank in range(times):
        work(rank)
    return time.process_time() - start


def _alone(text: str, form: Form) -> Consolidated:
    return consolidate(loads(text, form=form), among([]))


def _validated(text: str, form: Form) -> Consolidated:
    contract = _alone(text, form)
    if examine(contract).errors:
        raise ValueError("a document of the bench must be sound")
    return contract


def _reading(times: int, sample: int) -> list[Row]:
    documents = [document(seed) for seed in range(DISTINCT)]
    validator = jsonschema.Draft202012Validator(schema())
    peers: dict[Form, Callable[[str], Any]] = {
        "yaml": lambda text: yaml.safe_load(text),
        "json": json.loads,
    }
    rows: list[Row] = []
    for form, parse in peers.items():
        texts = [dump(one, form) for one in documents]

        def peer(rank: int, texts: list[str] = texts, parse: Callable[[str], Any] = parse) -> object:
            return list(validator.iter_errors(parse(texts[rank % DISTINCT])))

        def whole(rank: int, texts: list[str] = texts, form: Form = form) -> object:
            contract = _validated(texts[rank % DISTINCT], form)
            return check(from_document(contract.document), on=DAY)

        def read(rank: int, texts: list[str] = texts, form: Form = form) -> object:
            return _validated(texts[rank % DISTINCT], form)

        expected = _seconds(peer, sample) * times / sample
        name = f"{times} documents de 10 actions en {form.upper()}"
        against = {"peer": expected, "peer_name": f"jsonschema, {sample} documents extrapolés"}
        rows.append(_row(f"{name} : lus et validés", _seconds(read, times), "s", **against))
        seconds = _seconds(whole, times)
        more = {"target": f"≤ {WHOLE_SECONDS:.0f} s", "held": seconds <= WHOLE_SECONDS}
        rows.append(_row(f"{name} : lus, validés et vérifiés (25 propositions)", seconds, "s", **more))
    return rows


def _row(name: str, value: float, unit: str, **more: Any) -> Row:
    row: Row = {"name": name, "value": value, "unit": unit, **more}
    if row.get("peer"):
        row["ratio"] = row["peer"] / value
    return row


def _consolidation() -> Row:
    trunk = loads(dump(document(0, actions=60)))
    child = loads(
        "format: maillon-contract/1\nid: enfant\ntitle: Enfant\nkind: reciprocity_contract\n"
        "extends: {contract: contrat-0}\nactions: [{id: action-3, title: Autre}, {id: propre, title: Propre}]\n"
    )
    times = 200
    seconds = _seconds(lambda _rank: consolidate(child, among([trunk])), times)
    return _row("consolider un contrat sur un tronc commun de 60 actions", 1000 * seconds / times, "ms")


def _difference() -> Row:
    text = "Les parties conviennent du point numéro {rank} et de ses modalités d’application. " * 12
    articles = tuple(
        Article(id=f"article-{rank}", title=f"Article {rank}", text=text.format(rank=rank).strip())
        for rank in range(300)
    )
    before = document(0).model_copy(update={"articles": articles})
    rewritten = tuple(
        one.model_copy(update={"text": (one.text or "").replace("point", "sujet", 5)}) if rank % 3 == 0 else one
        for rank, one in enumerate(articles)
    )
    after = before.model_copy(update={"articles": (rewritten[40], *rewritten[:40], *rewritten[41:])})
    old, new = dump(before).splitlines(), dump(after).splitlines()
    ours = _seconds(lambda _rank: [change.as_dict() for change in compare(before, after)], 3) / 3
    peer = _seconds(lambda _rank: list(unified_diff(old, new)), 3) / 3
    return _row(
        "comparer deux contrats de 300 articles, mot à mot",
        1000 * ours,
        "ms",
        peer=1000 * peer,
        peer_name="difflib, lignes du YAML",
    )


def _exported(contract: Consolidated, form: ExportForm, _rank: int) -> bytes:
    return export(contract, form, on=DAY)


def _exports() -> list[Row]:
    contract = _alone(dump(document(1, actions=20)), "yaml")
    rows = []
    for form in FORMS:
        seconds = _seconds(partial(_exported, contract, form), 3) / 3
        rows.append(_row(f"exporter 20 actions en {form}", 1000 * seconds, "ms"))
    return rows


def run(times: int = DOCUMENTS, sample: int = PEER_SAMPLE) -> list[Row]:
    """Measure reading, consolidation, comparison and exports; seconds for many documents, milliseconds for one."""
    return [*_reading(times, sample), _consolidation(), _difference(), *_exports()]


if __name__ == "__main__":
    for row in run():
        print(row)
