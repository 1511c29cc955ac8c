"""Fills a register of its own for the bench, says what to ask of it, and counts the queries of each page.

Run by `benchmarks.register` in a process of its own, because `MAILLON_VAR` and Django's settings hold for a process:

    python -m benchmarks._register FOLDER CONTRACTS ACTIONS    fill
    python -m benchmarks._register FOLDER                      say what to ask, count the queries
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks._contracts import SEED, documents
from benchmarks._phrases import GOALS, THEMES
from maillon.documents.contract.loading import dump
from maillon.documents.contract.loading import load as read

BATCH = 100  # what one person may send at once: a région's contracts
FILLED, SURVEYED, TARGETS, FILES = "filled.json", "surveyed.json", "targets.json", "documents"
Target = dict[str, str]


def write_files(folder: Path, contracts: int, actions: int) -> list[Path]:
    """Write the documents as files, trunks first by name."""
    folder.mkdir(parents=True)
    for rank, document in enumerate(documents(contracts, actions)):
        (folder / f"{rank:05d}-{document.id}.json").write_text(dump(document, "json"), encoding="utf-8")
    return sorted(folder.iterdir())


def prepare() -> None:
    """Prepare the site as `maillon site prepare` does."""
    from maillon.web.site.preparation import do, is_done, preparation

    for task in preparation(demo=False):
        if not is_done(task):
            do(task, lambda _share, _what: None)


def fill(paths: list[Path]) -> dict[str, float]:
    """Import the files by batches, each in one transaction; return seconds spent reading and writing."""
    from maillon.web.contracts.services.importing import load

    spent = {"read_seconds": 0.0, "import_seconds": 0.0}
    for start in range(0, len(paths), BATCH):
        begun = time.perf_counter()
        batch = [read(path) for path in paths[start : start + BATCH]]
        middle = time.perf_counter()
        load(batch)
        spent["read_seconds"] += middle - begun
        spent["import_seconds"] += time.perf_counter() - middle
        print(f"  {start + len(batch)}/{len(paths)} contrats", file=sys.stderr, flush=True)
    return spent


def open_session() -> str:
    """Sign in an agent of an intercommunalité, whose drafts are more work to find than public contracts."""
    from datetime import date

    from django.conf import settings
    from django.test import Client

    from maillon.rules.governance.roles import Role
    from maillon.web.accounts.models import Institution, Membership, User

    home = Institution.objects.filter(kind="epci").order_by("name")[0]
    email = "agent@exemple.maillon.invalid"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name="Compte du banc d’essai")
    Membership.objects.get_or_create(user=user, institution=home, role=Role.AGENT, starts_on=date(2020, 1, 1))
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def targets(count: int, cookie: str) -> list[Target]:
    """Draw the pages to ask: 4 lists, 3 contract pages, 2 actions and 2 territories in 11; one in four signed in."""
    chance = random.Random(SEED)
    drawn = {
        "liste": _lists(chance),
        "contrat": _contract_pages(chance),
        "action": _action_pages(chance),
        "territoire": _territory_pages(chance),
    }
    weights = {"liste": 4, "contrat": 3, "action": 2, "territoire": 2}
    kinds = chance.choices(list(weights), list(weights.values()), k=count)
    return [
        {"kind": kind, "path": next(drawn[kind]), "cookie": cookie if chance.random() < 0.25 else ""} for kind in kinds
    ]


def _lists(chance: random.Random) -> Iterator[str]:
    from urllib.parse import urlencode

    from maillon.web.contracts.models import ContractTerritory

    places = sorted(set(ContractTerritory.objects.exclude(level="commune").values_list("territory", flat=True)))
    things = [thing for _title, held in THEMES.values() for thing in held]
    while True:
        given: dict[str, Any] = {}
        for name, likely, draw in (
            ("q", 0.35, lambda: chance.choice([*things, "ecole renovation", "mobilités vélo", "photovoltaique"])),
            ("territoire", 0.25, lambda: chance.choice(places)),
            ("theme", 0.2, lambda: chance.choice(list(THEMES))),
            ("finalite", 0.15, lambda: chance.choice(list(GOALS)[:5])),
            ("etat", 0.15, lambda: chance.choice(("in_force", "signed", "closed"))),
            ("annee", 0.15, lambda: chance.randrange(2018, 2032)),
            ("tri", 0.2, lambda: chance.choice(("population", "montant", "signature"))),
            ("page", 0.3, lambda: chance.randrange(2, 6)),
        ):
            if chance.random() < likely:
                given[name] = draw()
        yield f"/contrats/?{urlencode(given)}"


def _contract_pages(chance: random.Random) -> Iterator[str]:
    from django.urls import reverse

    from maillon.web.contracts.models import Contract

    slugs = list(Contract.objects.filter(public=True).order_by("slug").values_list("slug", flat=True))
    names = ["contract"] * 5 + ["contract-actions"] * 3 + ["contract-money"] * 2
    names += ["contract-parties", "contract-commitments", "contract-clauses", "contract-checks", "contract-documents"]
    while True:
        yield reverse(chance.choice(names), args=[chance.choice(slugs)])


def _action_pages(chance: random.Random) -> Iterator[str]:
    from django.urls import reverse

    from maillon.web.contracts.models import Action

    rows = Action.objects.filter(contract__public=True).order_by("contract__slug", "ref")
    pairs = list(rows.values_list("contract__slug", "ref")[::37])
    while True:
        yield reverse("action", args=chance.choice(pairs))


def _territory_pages(chance: random.Random) -> Iterator[str]:
    from django.urls import reverse

    from maillon.web.contracts.models import ContractTerritory

    by_level: dict[str, list[str]] = {}
    for level, place in ContractTerritory.objects.order_by("territory").values_list("level", "territory").distinct():
        by_level.setdefault(level, []).append(place)
    while True:
        level = chance.choice(
            [name for name in ("commune", "epci", "epci", "departement", "region") if name in by_level]
        )
        yield reverse("territory", args=[chance.choice(by_level[level])])


def query_counts(asked: list[Target], actor_cookie: str) -> dict[str, int]:
    """Return the most SQL queries that one page of each kind takes, signed in or not."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    name, _equal, value = actor_cookie.partition("=")
    worst: dict[str, int] = {}
    clients = {"": Client(), actor_cookie: Client()}
    clients[actor_cookie].cookies[name] = value
    for target in asked:
        with CaptureQueriesContext(connection) as seen:
            answer = clients[target["cookie"]].get(target["path"], headers={"host": "127.0.0.1"})
        if answer.status_code != 200:
            raise RuntimeError(f"{target['path']} : {answer.status_code}")
        worst[target["kind"]] = max(worst.get(target["kind"], 0), len(seen))
    return worst


def others() -> list[Target]:
    """The other pages that list what the register holds."""
    from django.urls import NoReverseMatch, reverse

    found = []
    for name in ("home", "goals", "institutions", "territories", "engagement", "bodies", "search"):
        try:
            path = reverse(name)
        except NoReverseMatch:
            continue
        found.append({"kind": "autres", "path": f"{path}?q=mobilite" if name == "search" else path, "cookie": ""})
    return found


def filled(folder: Path, contracts: int, actions: int) -> None:
    """Fill the register and leave in `folder` what it took."""
    paths = write_files(folder / FILES, contracts, actions)
    prepare()
    spent: dict[str, Any] = dict(fill(paths))
    from maillon.web.contracts.models import Action, Contract

    spent["contracts"], spent["actions"] = Contract.objects.count(), Action.objects.count()
    (folder / FILLED).write_text(json.dumps(spent), encoding="utf-8")


def surveyed(folder: Path) -> None:
    """Leave in `folder` the pages to ask, and the SQL queries that they take."""
    prepare()
    import django

    django.setup()
    cookie = open_session()
    asked = targets(4000, cookie)
    (folder / TARGETS).write_text(json.dumps(asked), encoding="utf-8")
    counts = query_counts([*islice(asked, 300), *others()], cookie)
    (folder / SURVEYED).write_text(json.dumps(counts), encoding="utf-8")


if __name__ == "__main__":
    place = Path(sys.argv[1])
    os.environ["MAILLON_VAR"] = str(place)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")
    if len(sys.argv) > 2:
        filled(place, int(sys.argv[2]), int(sys.argv[3]))
    else:
        surveyed(place)
