"""Asks the page of the indicator, with other weights each time, in a process that has Django's settings.

Run by `benchmarks.solidarity_pages`; prints the milliseconds of each answer as JSON, by scale.
"""

import json
import time

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client

TIMES = 7
MAPS = {"epci": "niveau=epci", "commune": "niveau=commune&departement=37"}


def measured(client: Client, path: str, times: int = TIMES) -> list[float]:
    """Return the milliseconds of each answer, each with weights never asked before."""
    taken = []
    for rank in range(times + 1):
        begin = time.perf_counter()
        answer = client.get(f"{path}&p-social={40 + rank}", HTTP_HOST="127.0.0.1")
        taken.append((time.perf_counter() - begin) * 1_000)
        assert answer.status_code == 200, answer.status_code
    return taken[1:]  # the first reads the figures and draws the contours


def both(client: Client, page: str, picture: str) -> list[float]:
    """Return the milliseconds of a page and then of the picture that it shows, with weights never asked before."""
    taken = []
    for rank in range(TIMES):
        begin = time.perf_counter()
        for path in (page, picture):
            assert client.get(f"{path}&p-social={60 + rank}", HTTP_HOST="127.0.0.1").status_code == 200
        taken.append((time.perf_counter() - begin) * 1_000)
    return taken


def main() -> None:
    """Print what each page took."""
    django.setup()
    # what adopted contracts do at each request asks a database, which these pages do not
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if ".adoption." not in one]
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client()
    here = "/observatoire/solidarite/"
    found = {f"page {level}": measured(client, f"{here}?niveau={level}") for level in MAPS}
    found |= {f"map {level}": measured(client, f"{here}carte.svg?{asked}") for level, asked in MAPS.items()}
    found |= {"picture": measured(client, f"{here}communes.png?niveau=commune")}
    found |= {"page and picture": both(client, f"{here}?niveau=commune", f"{here}communes.png?niveau=commune")}
    found["weight"] = [len(client.get(f"{here}communes.png?niveau=commune", HTTP_HOST="127.0.0.1").content) / 1_000]
    found["effort"] = measured(client, f"{here}acteurs/?niveau=commune", 2)
    found["effort inside"] = measured(client, f"{here}acteurs/?dans=243700754")
    found["brief"] = measured(client, f"{here}territoires/243700754/note.pdf?niveau=epci")
    found["sheet"] = measured(client, f"{here}territoires/243700754/?niveau=epci")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
