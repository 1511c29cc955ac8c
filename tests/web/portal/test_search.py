"""Search finds everything that the reader may see, forgives mistakes, and never falls over what is typed."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.contracts import AMBOISE, action, loaded
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract
from maillon.web.portal.queries.search import MOST, Group, clean, search

pytestmark = pytest.mark.django_db
SECRET = "zyxwvut"


def ask(text: str, client: Client | None = None, **more: str):
    answer = (client or Client()).get("/recherche/", {"q": text, **more})
    assert answer.status_code == 200, text
    return answer


def names(answer) -> dict[str, list[str]]:
    """Group → titles shown."""
    html = answer.content.decode()
    groups = re.findall(r'aria-labelledby="in-(\w+)">(.*?)</section>', html, flags=re.DOTALL)
    return {group: re.findall(r'links__title" href="[^"]*">(.*?)</a>', inside) for group, inside in groups}


@pytest.fixture
def forest(register) -> None:
    register(
        loaded(
            "foret",
            title="Contrat de la forêt",
            goals=[{"id": "vivante", "title": "Une forêt vivante"}],
            actions=[action("haies", title="Planter des haies en forêt")],
            parties=[
                {"id": "metropole", "institution": {"name": "Office de la forêt", "kind": "operateur"}},
                {"id": "amboise", "institution": {"name": "CC du Val d’Amboise", "kind": "epci", "siren": AMBOISE}},
            ],
        )
    )


def test_one_word_answers_from_every_group(forest) -> None:
    found = names(ask("foret"))
    assert found["contrats"] == ["Contrat de la forêt"]
    assert found["actions"] == ["Planter des haies en forêt"]
    assert found["acteurs"] == ["Office de la forêt"]
    assert found["finalites"] == ["Une forêt vivante"]


def test_a_territory_is_found_by_its_name_and_says_what_covers_it(forest) -> None:
    html = ask("amboise").content.decode()
    assert names(ask("amboise"))["territoires"][0] == "Amboise"
    line = html.split(">Amboise</a>")[1].split("</li>")[0]
    assert "Indre-et-Loire" in line
    assert "habitants" in line
    assert "1 contrat réel" in line


@pytest.mark.parametrize(
    ("text", "group", "name"),
    [
        ("st pierre des cors", "territoires", "Saint-Pierre-des-Corps"),
        ("37000", "territoires", "Tours"),
        ("37003", "territoires", "Amboise"),
        (AMBOISE, "territoires", "Communauté de communes du Val d&#x27;Amboise"),
        ("FORÊTS", "contrats", "Contrat de la forêt"),
        ("  contrat   foret ", "contrats", "Contrat de la forêt"),
        ("forret", "contrats", "Contrat de la forêt"),
        ("planté hais", "actions", "Planter des haies en forêt"),
    ],
)
def test_accents_spaces_codes_and_mistakes(text, group, name, forest) -> None:
    assert name in names(ask(text))[group]


def test_near_words_are_taken_only_when_nothing_is_exact_and_said(forest) -> None:
    assert "Aucun contrat ne contient exactement ces mots" in ask("forret").content.decode()
    assert "Aucun contrat ne contient exactement ces mots" not in ask("forêt").content.decode()


def test_a_name_near_to_a_territory_is_proposed_only_when_nothing_else_answers(forest) -> None:
    assert "territoires" not in names(ask("haies plantées"))
    answer = ask("Ambboyse")
    assert answer.context["found"].guessed
    assert "Voici des noms proches" in answer.content.decode()


def test_beside_an_exact_name_only_names_that_hold_the_words_are_shown(db) -> None:
    found = names(ask("loches", dans="territoires"))["territoires"]
    assert found[0] == "Loches"
    assert "Communauté de communes Loches Sud Touraine" in found
    assert all("loches" in name.lower() for name in found)


def test_nothing_found_says_why_and_where_to_go(forest) -> None:
    html = ask("qzxwvk").content.decode()
    assert "Rien ne répond à ces mots" in html
    assert "ne prouve pas" in html
    for path in ("/contrats/", "/finalites/", "/acteurs/"):
        assert f'href="{path}"' in html


def test_without_words_it_proposes_what_the_register_speaks_of(register) -> None:
    register(loaded("a", themes=[{"id": "t", "title": "Gestion des déchets"}]))
    html = ask("").content.decode()
    assert "Gestion des déchets" in html
    assert "results-title" not in html


def test_what_is_made_up_bears_its_mark(register) -> None:
    register(
        loaded("faux", illustrative=True, actions=[action("x", title="Haie inventée")]),
        loaded(
            "vrai",
            goals=[{"id": "g", "title": "Haie servie", "illustrative": True}],
            actions=[action("y", title="Haie d’exemple", illustrative=True), action("z", title="Haie réelle")],
        ),
    )
    html = ask("haie").content.decode()

    def marked(title: str) -> bool:
        return "Illustratif" in html.split(f">{title}</a>")[1].split("</li>")[0]

    assert [marked(title) for title in ("Haie inventée", "Haie d’exemple", "Haie servie")] == [True] * 3
    assert not marked("Haie réelle")


def test_counts_are_those_of_what_is_found_and_a_group_opens_whole(many) -> None:
    many(12)
    answer = ask("foret")
    assert len(names(answer)["contrats"]) == 5
    assert [tab.count for tab in answer.context["tabs"]][1:] == [
        len(found) for found in answer.context["found"].results.values()
    ]
    assert "Tout voir\u00a0: 12 contrats" in answer.content.decode()
    whole = ask("foret", dans="contrats")
    assert len(names(whole)["contrats"]) == 12
    assert "actions" not in names(whole)


def test_more_than_it_keeps_is_said_as_more(register) -> None:
    register(loaded("grand", actions=[action(f"a{rank}", title=f"Haie {rank}") for rank in range(MOST + 10)]))
    answer = ask("haie", dans="actions", page="2")
    assert "plus de 199" in answer.content.decode()
    assert len(names(answer)["actions"]) == 50


@pytest.mark.parametrize("group", ["", "nulle-part", "contrats", "finalites"])
def test_an_unknown_or_empty_group_shows_everything(group, register) -> None:
    register(loaded("a", title="Seul contrat"))
    assert names(ask("seul", dans=group))["contrats"] == ["Seul contrat"]


@pytest.fixture
def hidden(register) -> None:
    parties = [
        {"id": "amboise", "institution": {"name": "CC du Val d’Amboise", "kind": "epci", "siren": AMBOISE}},
        {"id": "p", "institution": {"name": f"Institution {SECRET}", "kind": "association"}},
    ]
    register(
        loaded("public", themes=[{"id": "t", "title": "Thème ouvert"}]),
        loaded(
            "secret",
            title=f"Titre {SECRET}",
            state="negotiation",
            parties=parties,
            goals=[{"id": "but", "title": f"But {SECRET}"}],
            themes=[{"id": "th", "title": f"Thème {SECRET}"}],
            actions=[action("x", title=f"Action {SECRET}")],
        ),
    )


@pytest.mark.parametrize("role", [None, Role.AGENT, Role.CITIZEN, Role.TECHNICAL_ADMIN])
@pytest.mark.parametrize("text", [SECRET, "zyxwvvt", "titre", "amboise", ""])
def test_a_hidden_contract_is_neither_found_nor_counted(role, text, hidden, client_for) -> None:
    answer = ask(text, client_for(role) if role else None)
    shown = answer.content.decode().replace(f'value="{SECRET}"', "").replace(f"q%3D{SECRET}", "")
    shown = re.sub(rf"«\u00a0{SECRET}\u00a0»|q={SECRET}", "", shown)
    assert SECRET not in shown
    for territory in answer.context["found"].results.get(Group.TERRITORIES, []):
        assert territory.contracts <= 1


def test_its_parties_find_all_of_it(hidden, client_for) -> None:
    found = names(ask(SECRET, client_for(Role.ELECTED, Institution.objects.get(siren=AMBOISE))))
    assert set(found) == {"contrats", "actions", "acteurs", "finalites"}


@pytest.mark.parametrize(
    "text",
    [
        "\x00", "a\x00b", "%", "' OR 1=1 --", "<script>alert(1)</script>", "\u202e\u200b", "\ud800", "🙂" * 300,
        "a" * 100_000, "é " * 5000, "37" * 40, "« »", "(" * 500, "\\", "%s %d {x}", "le la les de", "l'", "-", "💥",
    ],
)  # fmt: skip
def test_whatever_is_typed_gets_an_answer(text, forest) -> None:
    answer = ask(text.encode("utf-8", "replace").decode())
    assert "<script>alert" not in answer.content.decode()


def test_whatever_is_in_the_address_gets_an_answer(forest) -> None:
    for path in ("?q=%00", "?q=%ff%fe", "?q=a&q=b", "?q[]=x", "?page=abc&q=foret&dans=contrats", "?dans=%00", "?Q"):
        assert Client().get(f"/recherche/{path}").status_code == 200, path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_is_read_and_searched(text, forest, visitor) -> None:
    read = clean(text)
    assert clean(read) == read
    assert read.isprintable()
    found = search(read, by=visitor)
    assert found.total == sum(len(results) for results in found.results.values())


@pytest.mark.parametrize("count", [3, 60])
def test_queries_do_not_grow_with_the_register(count, many, client_for) -> None:
    many(count)
    client = client_for(Role.AGENT, Institution.objects.get(siren=AMBOISE))
    for text in ("foret", "foret 1", "forret", "amboise", "qzxwvk", "", "planter vivante", "forrêt plantee"):
        with CaptureQueriesContext(connection) as asked:
            ask(text, client)
        assert len(asked) <= 15, text


def test_it_finds_the_real_touraine(demo) -> None:
    assert "Camions-bennes à hydrogène" in names(ask("hydrogene"))["actions"]
    contracts = names(ask("reciprocité loches"))["contrats"]
    assert Contract.objects.get(slug="touraine-loches-sud-touraine").title in contracts
    assert names(ask("Tours Métropole"))["territoires"][0] == "Tours Métropole Val de Loire"
