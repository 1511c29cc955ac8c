"""The diagram places every visible contract, groups what is many, and shows how it is computed."""

from decimal import Decimal

import pytest
from django.test import Client

from fixtures.contracts import AMBOISE, LOCHES, loaded
from maillon.rules.contracts.questionnaires import ENGAGEMENT, TRANSVERSALITY
from maillon.rules.contracts.steps import STEPS, step_label
from maillon.rules.governance.roles import Role
from maillon.rules.wording import typeset
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract
from maillon.web.portal.queries.positions import MOST_NAMED, Placing, placing

pytestmark = pytest.mark.django_db
SECRET = "zyxwvut"


def contract(slug: str, engagement: str | None, transversality: str | None, **more) -> Contract:
    given = {"title": f"Contrat {slug}", "kind": "crte", "public": True, "sha256": slug, **more}
    return Contract(
        slug=slug,
        engagement=None if engagement is None else Decimal(engagement),
        transversality=None if transversality is None else Decimal(transversality),
        changed_at="2020-01-01T00:00:00Z",
        **given,
    )


def put(*contracts: Contract) -> Placing:
    Contract.objects.bulk_create(contracts)
    return placing(Contract.objects.all())


def text(**asked: str) -> str:
    answer = Client().get("/engagement/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_register_has_nothing_to_place(db) -> None:
    html = text()
    assert "Aucun contrat à placer" in html
    assert "placing__wide" not in html
    assert "Comment c’est calculé" in html


def test_contracts_are_counted_by_what_is_known_of_them(db) -> None:
    found = put(
        contract("both", "0.5", "0.5"),
        contract("e", "0.5", None),
        contract("t", None, "0.5"),
        contract("none", None, None),
        contract("none2", None, None),
    )
    assert (len(found.placed), found.engagement_only, found.transversality_only, found.neither) == (1, 1, 1, 2)
    html = text()
    assert "Sur 5 contrats, 1 se placent sur les deux axes." in html
    assert (
        "S’y ajoutent 1 dont seul l’engagement se mesure, 1 dont seule la transversalité se mesure, "
        "2 dont aucun des deux ne se mesure." in html
    )


def test_zero_and_one_are_known_scores(db) -> None:
    found = put(contract("zero", "0", "0"), contract("one", "1", "1"))
    assert [one.slug for one in found.placed] == ["one", "zero"]
    assert "0,00" in text()


def test_the_order_does_not_depend_on_how_contracts_came(db) -> None:
    found = put(*(contract(slug, "0.5", "0.5") for slug in "cab"), contract("z", "0.6", None))
    assert [one.slug for one in found.positions] == ["a", "b", "c", "z"]


def scattered(count: int, kinds: tuple[str, ...]) -> list[Contract]:
    """Contracts spread over the diagram, each kind around a place of its own."""
    shift = 60 // len(kinds)
    return [
        contract(
            f"c{rank}",
            f"0.{rank % 37 + shift * (rank % len(kinds)):02d}",
            f"0.{rank * 7 % 39 + shift * (rank % len(kinds)):02d}",
            kind=kinds[rank % len(kinds)],
        )
        for rank in range(count)
    ]


def test_a_thousand_contracts_of_several_kinds_are_one_mark_a_kind(db) -> None:
    found = put(*scattered(1000, ("crte", "rural_contract", "reciprocity_contract")))
    assert {group.kind for group in found.groups} == {"crte", "rural_contract", "reciprocity_contract"}
    assert sum(group.contracts for group in found.groups) == 1000
    assert {row.kind: row.contracts for row in found.summaries} == {
        group.kind: group.contracts for group in found.groups
    }
    html = text()
    assert html.count("diagram__mark ") == 2 * 3
    assert "334 × " in html
    assert html.count("<tr>") < 110


def test_a_thousand_contracts_of_one_kind_are_marks_by_place(db) -> None:
    found = put(*scattered(1000, ("crte",)))
    assert 1 < len(found.groups) <= 16
    assert sum(group.contracts for group in found.groups) == 1000
    assert 'id="groups"' in text()


def test_many_contracts_at_one_place_are_gathered_too(db) -> None:
    found = put(*(contract(f"c{rank}", "0.5", "0.5") for rank in range(MOST_NAMED + 1)))
    assert [group.contracts for group in found.groups] == [MOST_NAMED + 1]


def test_what_is_made_up_enters_no_group_and_no_summary(db) -> None:
    made_up = [contract(f"f{rank}", "0.9", "0.9", kind="rural_contract", illustrative=True) for rank in range(9)]
    found = put(*scattered(100, ("crte",)), *made_up)
    assert sum(group.contracts for group in found.groups) == 100
    assert {row.kind for row in found.summaries} == {"crte"}
    assert "9 sont illustratifs." in text()


def test_the_table_and_the_sentence_say_what_the_diagram_draws(demo) -> None:
    answer = Client().get("/engagement/")
    placed, html = answer.context["placed"], answer.content.decode()
    assert len(placed.positions) == Contract.objects.filter(public=True).count()
    assert len(placed.placed) > 10
    for row in answer.context["rows"]:
        assert row.position.title.replace("'", "&#x27;") in html
    ranks = [row.rank for row in answer.context["rows"] if row.position.placed]
    assert ranks == list(range(1, len(placed.placed) + 1))


def test_what_is_made_up_is_marked_on_the_drawing_and_in_the_table(db) -> None:
    put(contract("vrai", "0.9", "0.9"), contract("faux", "0.1", "0.1", illustrative=True))
    html = text()
    assert "Illustratif : Contrat faux" in html
    assert "Illustratif : Contrat vrai" not in html
    assert html.count("Illustratif</span>") == 1


def test_titles_are_escaped_in_the_drawing(db) -> None:
    put(contract("a", "0.9", "0.9", title='<script>alert("x")</script> & "suite"'))
    assert "<script>alert" not in text()


def test_filters_by_kind_family_and_territory(register) -> None:
    register(
        loaded("a", title="Val d’Amboise", perimeter={"epci": [AMBOISE]}, family="project"),
        loaded("b", title="Lochois", perimeter={"epci": [LOCHES]}, kind="crte", family="sectoral"),
    )

    def shown(**asked: str) -> set[str]:
        return {one.slug for one in Client().get("/engagement/", asked).context["placed"].positions}

    assert shown() == {"a", "b"}
    assert shown(type="crte") == {"b"}
    assert shown(famille="project") == {"a"}
    assert shown(territoire="Amboise") == {"a"}
    assert shown(territoire=LOCHES) == {"b"}
    assert shown(territoire="37") == {"a", "b"}
    assert shown(territoire="zzzz qqqq") == set()
    assert "Aucun territoire ne répond à" in text(territoire="zzzz qqqq")
    assert shown(type="nimporte", famille="\x00", territoire="  ") == {"a", "b"}


@pytest.mark.parametrize("value", ["\x00", "a" * 10_000, "' OR 1=1", "<script>alert(1)</script>", "🙂"])
@pytest.mark.parametrize("name", ["type", "famille", "territoire", "page"])
def test_whatever_the_address_says_gets_an_answer(name, value, db) -> None:
    put(contract("a", "0.5", "0.5"))
    assert "<script>alert" not in text(**{name: value})


def test_hidden_contracts_are_not_placed_nor_counted(register, client_for) -> None:
    register(loaded("public"), loaded("secret", title=f"Titre {SECRET}", state="negotiation", kind="crte"))
    html = text()
    assert SECRET not in html
    assert len(Client().get("/engagement/").context["placed"].positions) == 1
    assert "(CRTE) (1)" not in html
    mine = client_for(Role.AGENT, Institution.objects.get(siren=AMBOISE)).get("/engagement/")
    assert {one.slug for one in mine.context["placed"].positions} == {"public", "secret"}


def test_both_questionnaires_are_shown_in_full_with_weights_and_sources(db) -> None:
    put(contract("a", "0.5", "0.5"))
    html = text().replace("&#x27;", "'")
    answer = Client().get("/engagement/")
    for shown, asked in zip(answer.context["questionnaires"], (ENGAGEMENT, TRANSVERSALITY), strict=True):
        assert [row["weight"] for row in shown["questions"]] == [question.weight for question in asked]
        assert all(row["source"] for row in shown["questions"])
    with typeset():
        for question in (*ENGAGEMENT, *TRANSVERSALITY):
            assert question.shown in html
    for step in STEPS:
        assert f". {step_label(step)}" in html


@pytest.mark.parametrize("count", [3, MOST_NAMED, 2 * MOST_NAMED])
def test_queries_do_not_grow_with_the_register(count, queries, client_for) -> None:
    put(*scattered(count, ("crte", "rural_contract", "reciprocity_contract")))
    assert queries(Client(), "/engagement/") <= 5
    assert queries(client_for(Role.AGENT), "/engagement/") <= 8
