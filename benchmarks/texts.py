"""The text that holds on a day, for a contract of 300 articles and 30 amendments: the page and the file, p95.

What a user would do instead: open the contract and its 30 amendments, each a file, and find in them the last wording
of each article; the peer only reads those 31 files. The text is invented, seeded, and says so.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks._phrases import SENTENCES
from benchmarks._register import prepare
from maillon.documents.contract.document import FORMAT, ContractDocument
from maillon.documents.contract.lineage import Lineage, trace
from maillon.documents.contract.loading import dump

SEED, ARTICLES, AMENDMENTS, CHANGED, TIMES = 20261122, 300, 30, 12, 60
SLUG, FIRST = "essai-trente-avenants", date(2021, 1, 1)
MOST_MILLISECONDS = 200.0


def versions() -> list[tuple[ContractDocument, Lineage]]:
    """Return the text of the contract, then that of each amendment, with their lineage."""
    chance = random.Random(SEED)
    articles = [_article(rank, chance) for rank in range(ARTICLES)]
    found: list[tuple[ContractDocument, Lineage]] = []
    before: Lineage | None = None
    for number in range(1, AMENDMENTS + 2):
        document = _document(articles)
        before = trace(document, number, before)
        found.append((document, before))
        for rank in chance.sample(range(ARTICLES), CHANGED):
            articles[rank] = _article(rank, chance)
    return found


def _article(rank: int, chance: random.Random) -> dict[str, Any]:
    text = "\n\n".join(" ".join(chance.sample(SENTENCES, 4)) for _paragraph in range(2))
    return {"id": f"article-{rank}", "number": str(rank + 1), "title": f"Article {rank + 1}", "text": text}


def _document(articles: list[dict[str, Any]]) -> ContractDocument:
    head = {"format": FORMAT, "id": SLUG, "title": "Trente avenants", "kind": "crte", "state": "in_force"}
    return ContractDocument.model_validate({**head, "illustrative": True, "articles": articles})


def run() -> list[dict[str, Any]]:
    """Measure in a process of its own, over a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"MAILLON_VAR": folder, "DJANGO_SETTINGS_MODULE": "maillon.web.site.settings"}
        command = [sys.executable, "-m", "benchmarks.texts", folder]
        done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        page, file, peer = json.loads(done.stdout.splitlines()[-1])
    said = f"≤ {MOST_MILLISECONDS:.0f} ms"
    read = {"unit": "ms", "target": said, "peer_name": f"relire {AMENDMENTS + 1} fichiers", "peer": peer}
    return [
        {"name": name, "value": value, "held": value <= MOST_MILLISECONDS, "ratio": peer / value, **read}
        for name, value in (
            (f"texte consolidé, {ARTICLES} articles, {AMENDMENTS} avenants : page, p95", page),
            ("texte consolidé : fichier JSON, p95", file),
        )
    ]


def _measured(folder: Path) -> tuple[float, float, float]:
    import django

    prepare()
    django.setup()
    documents = versions()
    _fill(documents)
    from django.test import Client

    client, chance = Client(HTTP_HOST="127.0.0.1"), random.Random(SEED)
    days = [(FIRST + timedelta(days=30 * chance.randrange(AMENDMENTS))).isoformat() for _time in range(TIMES)]
    page = _p95([_asking(client, f"/contrats/{SLUG}/texte/?date={day}") for day in days])
    file = _p95([_asking(client, f"/contrats/{SLUG}/texte.json?date={day}") for day in days])
    paths = []
    for number, (document, _lineage) in enumerate(documents):
        paths.append(folder / f"{number}.json")
        paths[-1].write_text(dump(document, "json"), encoding="utf-8")
    peer = _p95([lambda: [json.loads(path.read_text(encoding="utf-8")) for path in paths]] * 10)
    return page, file, peer


def _fill(documents: list[tuple[ContractDocument, Lineage]]) -> None:
    from maillon.documents.contract.loading import tree_of
    from maillon.rules.journal.canonical import canonical
    from maillon.web.adoption.models import Origin, Outcome, Version, VersionEnd
    from maillon.web.contracts.models import Contract
    from maillon.web.contracts.queries.whole import bare
    from maillon.web.contracts.services.importing import load

    load([bare(documents[-1][0])])
    contract = Contract.objects.get(slug=SLUG)
    for number, (document, lineage) in enumerate(documents, start=1):
        text = canonical({"document": tree_of(document)}).decode()
        row = Version(contract=contract, number=number, origin=Origin.FROZEN, own=text, canonical=text)
        row.sha256, row.lineage, row.frozen_on = f"{number:064x}", lineage, FIRST
        row.save(force_insert=True)
        effective = FIRST + timedelta(days=30 * (number - 1))
        VersionEnd.objects.create(version=row, outcome=Outcome.SIGNED, effective_on=effective)


def _asking(client: Any, path: str) -> Callable[[], object]:
    def ask() -> object:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return answer

    return ask


def _p95(acts: list[Callable[[], object]]) -> float:
    acts[0]()
    spent = []
    for act in acts:
        begun = time.perf_counter()
        act()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.quantiles(spent, n=20)[-1]


if __name__ == "__main__":
    print(json.dumps(_measured(Path(sys.argv[1]))))
