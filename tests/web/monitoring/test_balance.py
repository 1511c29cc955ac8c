"""The balance of a contract: each euro once, drawings that say what the table says."""

import pytest

from maillon.rules.money import Money
from maillon.web.monitoring.queries.balance import reciprocity

pytestmark = pytest.mark.django_db
ADDRESS = "/contrats/essai-suivi/suivi/bilan"


def test_each_party_has_what_it_brings_and_receives(contract) -> None:
    found = {one.name: one for one in reciprocity(contract).balances}
    metropole, communaute = found["Métropole d’essai"], found["Communauté d’en face"]
    assert (metropole.brought, metropole.received) == (Money.parse(30000), None)
    assert (communaute.brought, communaute.received) == (Money.parse(20000), Money.parse(30000))
    assert [item.what for item in metropole.brings] == ["De l’ingénierie"]
    assert [item.what for item in communaute.receives] == ["Des trajets plus courts"]
    assert reciprocity(contract).silent == ["Préfecture d’essai"]


def test_the_page_and_its_drawings(contract, client) -> None:
    page = client.get(f"{ADDRESS}/").content.decode()
    assert "50\u00a0000\u00a0€" in page or "50\u202f000\u00a0€" in page
    for what in ("argent", "apports"):
        assert f'src="{ADDRESS}/{what}.svg"' in page
        drawn = client.get(f"{ADDRESS}/{what}.svg")
        assert drawn.headers["Content-Type"].startswith("image/svg+xml")
        assert "Métropole d’essai" in drawn.content.decode()
    assert client.get(f"{ADDRESS}/autre.svg").status_code == 404


def test_a_contract_that_says_nothing_has_no_drawing(contract, client) -> None:
    contract.action_set.all().delete()
    assert "ne dit pas ce que chacun apporte" in client.get(f"{ADDRESS}/").content.decode()
    assert client.get(f"{ADDRESS}/argent.svg").status_code == 404


def test_the_balance_leaves_as_a_file(contract, client) -> None:
    rows = client.get(f"{ADDRESS}.json").json()["rows"]
    assert {
        "party": "Métropole d’essai",
        "side": "apporte",
        "what": "argent, en tout",
        "action": "",
        "amount": 30000,
    } in rows
    assert "30000,00" in client.get(f"{ADDRESS}.csv").content.decode()
