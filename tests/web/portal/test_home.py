"""The opening page says what the register holds, to whom may know it, and nothing illustrative as a fact."""

import re

import pytest
from django.test import Client

from fixtures.contracts import AMBOISE, LOCHES, TOURS, action, line, loaded
from maillon.analytics.territories import Perimeter
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract, ContractTerritory
from maillon.web.contracts.queries.means import means

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    text = re.sub(r"<(title|desc)\b.*?</\1>|<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


def figures(answer) -> list[tuple[str, str]]:
    found = re.findall(
        r'figure__label">(.*?)</dt>.*?figure__number">(.*?)</span>', answer.content.decode(), flags=re.DOTALL
    )
    return [
        (re.sub(r"<[^>]+>", "", label).strip(), re.sub(r"[\u00a0\u202f]", "", value).strip()) for label, value in found
    ]


def test_an_empty_register_says_so_and_shows_no_zero(db) -> None:
    answer = Client().get("/")
    assert answer.status_code == 200
    assert figures(answer) == []
    assert "ne contient encore aucun contrat réel" in words(answer)
    assert "map__drawing" not in answer.content.decode()


def test_people_and_euros_that_two_contracts_share_count_once(register) -> None:
    once = [action("x", line(planned=5000), title="Commune à deux")]
    register(
        loaded("tronc", actions=once, perimeter={"epci": [AMBOISE, TOURS]}),
        loaded("suite", extends={"contract": "tronc"}, perimeter={"epci": [AMBOISE]}),
    )
    shown = dict(figures(Client().get("/")))
    assert shown["contrats réels"] == "2"
    assert shown["habitants, chacun compté une fois"] == str(Perimeter.of(AMBOISE, TOURS).population)
    assert shown["actions, chacune comptée une fois"] == "1"
    assert shown["de financement connu, chaque euro compté une fois"] == "5000"


def test_what_is_not_known_is_a_dash_and_never_zero(register) -> None:
    register(loaded("a", perimeter=None))
    answer = Client().get("/")
    shown = dict(figures(answer))
    assert shown["habitants : périmètres non connus".replace(" :", "\u00a0:")] == "–"
    assert shown["financement : aucun montant connu".replace(" :", "\u00a0:")] == "–"
    assert "map__drawing" not in answer.content.decode()


def test_what_is_made_up_counts_nowhere_and_is_told(register) -> None:
    register(
        loaded("vrai"),
        loaded("faux", illustrative=True, perimeter={"epci": [LOCHES]}, actions=[action("x", line(planned=77_777))]),
    )
    answer = Client().get("/")
    said = words(answer)
    assert dict(figures(answer))["contrat réel"] == "1"
    assert "77 777" not in said
    assert "1 exemple illustratif n’est pas compté" in said
    assert "1 contrat a été inventé" in said
    rows = answer.context["zoom"]["rows"]
    assert {row.place.code: row.count for row in rows}[LOCHES] == 0


def known() -> list[str]:
    """The five figures of the register, as the queries give them."""
    real = Contract.objects.filter(public=True, illustrative=False)
    held = ContractTerritory.objects.filter(contract__in=real)
    communes = frozenset(held.filter(level="commune").values_list("territory", flat=True))
    found = means(real)
    return [
        str(real.count()),
        str(held.filter(level="epci").values("territory").distinct().count()),
        str(Perimeter(communes).population),
        str(found.actions),
        str((found.amounts.total or 0) // 100),
    ]


def test_the_figures_the_map_and_its_table_are_those_of_the_queries(demo) -> None:
    answer = Client().get("/")
    assert [value for _label, value in figures(answer)] == known()
    zoom, france = answer.context["zoom"], answer.context["france"]
    drawn = {place.ref: place.count for place in zoom["map"].places}
    assert drawn == {row.place.ref: row.count for row in zoom["rows"]}
    assert zoom["place"].code == "37"
    assert {place.rank for place in zoom["map"].places} == set(range(1, len(zoom["rows"]) + 1))
    coloured = {place.ref: place.count for place in france["map"].places if place.count}
    assert coloured == {row.place.ref: row.count for row in france["rows"]}
    said = words(answer)
    for row in zoom["rows"]:
        assert row.place.name in answer.content.decode().replace("&#x27;", "'")
    assert "Contrats réels par intercommunalité" in said


def test_the_two_levels_are_shown_with_what_the_register_holds(register) -> None:
    goals = [{"id": "autonomie", "title": "Autonomie"}, {"id": "vide", "title": "Sans contrat"}]
    register(
        loaded("strategie", kind="strategy_contract", title="Stratégie d’essai", goals=goals),
        loaded(
            "op",
            kind="operational_contract",
            title="Sous une finalité",
            parent={"contract": "strategie", "goal": "autonomie"},
        ),
    )
    section = Client().get("/").content.decode().split('class="levels"')[1].split("</section>")[0]
    assert section.index("Stratégie d’essai") < section.index("Autonomie") < section.index("Sous une finalité")
    assert "Aucun contrat à ce jour." in section


def test_a_citizen_is_told_of_the_contracts_of_the_territory(register, client_for) -> None:
    register(loaded("a"), loaded("faux", illustrative=True))
    home = Institution.objects.create(name="Commune d’Amboise", kind="commune", territory_code="37003")
    assert "1 contrat couvre Amboise" in words(client_for(Role.CITIZEN, home).get("/"))


def test_a_promise_without_news_awaits_who_made_it(register, client_for) -> None:
    promise = {"id": "e", "by": "amboise", "what": "Ouvrir les déchèteries"}
    register(
        loaded("a", commitments=[promise, {**promise, "id": "f", "status": "kept"}]),
        loaded("faux", illustrative=True, commitments=[promise]),
    )
    mine = client_for(Role.ELECTED, Institution.objects.get(siren=AMBOISE))
    other = client_for(Role.ELECTED, Institution.objects.get(siren=TOURS))
    assert "1 engagement de votre institution est sans suite connue" in words(mine.get("/"))
    assert "sans suite connue" not in words(other.get("/"))


@pytest.mark.parametrize("count", [3, 30])
def test_queries_do_not_grow_with_the_register(count, many, queries, client_for) -> None:
    many(count)
    assert queries(Client(), "/") <= 12
    assert queries(client_for(Role.AGENT, Institution.objects.get(siren=AMBOISE)), "/") <= 15
    assert queries(client_for(Role.CITIZEN, Institution.objects.get(siren=AMBOISE)), "/") <= 15


def test_writing_to_it_is_refused(db) -> None:
    assert Client().post("/").status_code == 405
