"""Search finds everything that the reader may see, forgives mistakes, and never falls over what is typed."""

import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.contracts import AMBOISE, action, loaded
from maillon.web.contracts.services.importing import load
from maillon.web.portal.queries.search import clean, search

pytestmark = pytest.mark.django_db


def ask(text: str, client: Client | None = None, **more: str):
    answer = (client or Client()).get("/recherche/", {"q": text, **more})
    assert answer.status_code == 200, text
    return answer


def names(answer) -> dict[str, list[str]]:
    """Group → titles shown."""
    html = answer.content.decode()
    groups = re.findall(r'aria-labelledby="in-(\w+)">(.*?)</section>', html, flags=re.DOTALL)
    return {group: re.findall(r'links__title" href="[^"]*">(.*?)</a>', inside) for group, inside in groups}


@pytest.fixture(scope="module")
def planted(kept) -> None:
    parties = [
        {"id": "metropole", "institution": {"name": "Office de la forêt", "kind": "operateur"}},
        {"id": "amboise", "institution": {"name": "CC du Val d’Amboise", "kind": "epci", "siren": AMBOISE}},
    ]
    forest = loaded(
        "foret",
        title="Contrat de la forêt",
        goals=[{"id": "vivante", "title": "Une forêt vivante"}],
        actions=[action("haies", title="Planter des haies en forêt")],
        parties=parties,
    )
    load([forest])


@pytest.fixture
def forest(planted, db) -> None:
    """The register holds one contract, which speaks of forests."""


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


def test_beside_an_exact_name_only_names_that_hold_the_words_are_shown(forest) -> None:
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
