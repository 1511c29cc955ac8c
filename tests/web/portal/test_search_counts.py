"""How many results are counted and shown, and what it takes to find them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.contracts import AMBOISE, action, loaded
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract
from maillon.web.portal.queries.search import MOST
from web.portal.test_search import ask, names

pytestmark = pytest.mark.django_db


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


def test_an_unknown_or_empty_group_shows_everything(register) -> None:
    register(loaded("a", title="Seul contrat"))
    for group in ("", "nulle-part", "contrats", "finalites"):
        assert names(ask("seul", dans=group))["contrats"] == ["Seul contrat"], group


@pytest.mark.parametrize("count", [3, 30])
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
