"""The diagram places every visible contract, groups what is many, and shows how it is computed."""

from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fixtures.contracts import AMBOISE, LOCHES, loaded
from maillon.rules.contracts.questionnaires import ENGAGEMENT, TRANSVERSALITY
from maillon.rules.contracts.steps import STEPS, step_label
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract
from maillon.web.portal.plot import NARROW, WIDE, plot, wrapped
from maillon.web.portal.queries.positions import MOST_SPOTS, Diagram, Position, Spot, diagram

pytestmark = pytest.mark.django_db
SECRET = "zyxwvut"
BOUNDS = {"across": Decimal("0.5"), "bound": Decimal("0.5")}


def contract(slug: str, engagement: str | None, transversality: str | None, **more) -> Contract:
    given = {"title": f"Contrat {slug}", "kind": "crte", "public": True, "sha256": slug, **more}
    return Contract(
        slug=slug,
        engagement=None if engagement is None else Decimal(engagement),
        transversality=None if transversality is None else Decimal(transversality),
        changed_at="2020-01-01T00:00:00Z",
        **given,
    )


def put(*contracts: Contract) -> Diagram:
    Contract.objects.bulk_create(contracts)
    return diagram(Contract.objects.all())


def text(**asked: str) -> str:
    answer = Client().get("/engagement/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_register_has_nothing_to_place(db) -> None:
    html = text()
    assert "Aucun contrat à placer" in html
    assert '<svg class="plot' not in html
    assert "Comment c’est calculé" in html


def test_contracts_are_counted_by_what_is_known_of_them(db) -> None:
    found = put(
        contract("both", "0.5", "0.5"),
        contract("e", "0.5", None),
        contract("t", None, "0.5"),
        contract("none", None, None),
        contract("none2", None, None),
    )
    assert (found.both, found.engagement_only, found.transversality_only, found.neither) == (1, 1, 1, 2)
    assert sum(len(spot.positions) for spot in found.spots) == 3
    assert set(found.numbers) == {"both", "e", "t"}


def test_contracts_of_one_place_share_a_mark_and_a_number(db) -> None:
    found = put(contract("a", "0.51", "0.52"), contract("b", "0.52", "0.51"), contract("c", "0.9", "0.9"))
    assert [len(spot.positions) for spot in found.spots] == [1, 2]
    assert found.numbers == {"c": 1, "a": 2, "b": 2}


def test_zero_and_one_are_known_scores(db) -> None:
    found = put(contract("zero", "0", "0"), contract("one", "1", "1"))
    assert found.both == 2
    assert [spot.engagement for spot in found.spots] == [Decimal(1), Decimal(0)]


def _scattered(count: int, kinds: tuple[str, ...]) -> list[Contract]:
    return [
        contract(f"c{rank}", f"0.{rank % 97:02d}", f"0.{rank * 7 % 97:02d}", kind=kinds[rank % len(kinds)])
        for rank in range(count)
    ]


def test_a_thousand_contracts_of_several_kinds_are_one_mark_a_kind(db) -> None:
    kinds = ("crte", "rural_contract", "reciprocity_contract")
    found = put(*_scattered(1000, kinds))
    assert found.by_kind
    assert len(found.spots) == 3
    assert sum(row.contracts for row in found.summaries) == 1000
    assert {row.number for row in found.summaries} == {1, 2, 3}
    html = text()
    assert html.count('class="mark"') == 2 * 3
    assert html.count("<tr>") < 110


def test_a_thousand_contracts_of_one_kind_are_marks_by_place(db) -> None:
    found = put(*_scattered(1000, ("crte",)))
    assert not found.by_kind
    assert MOST_SPOTS < len(found.spots) <= 100
    assert sum(len(spot.positions) for spot in found.spots) == 1000


def test_the_table_and_the_sentence_say_what_the_diagram_draws(demo) -> None:
    answer = Client().get("/engagement/")
    placed = answer.context["placed"]
    html = answer.content.decode()
    assert len(placed.positions) == Contract.objects.filter(public=True).count()
    assert f"Sur {len(placed.positions)} contrats, {placed.both} se placent sur les deux axes." in html
    for row in answer.context["rows"]:
        assert row.position.title.replace("'", "&#x27;") in html
        assert row.number == placed.numbers.get(row.position.slug, 0)
    assert html.count('class="mark') - html.count('class="mark mark--hollow') > 0


def test_what_is_made_up_is_drawn_hollow_and_marked(db) -> None:
    put(contract("vrai", "0.9", "0.9"), contract("faux", "0.1", "0.1", illustrative=True))
    html = text()
    assert html.count("mark--hollow") == 2
    assert html.count("Illustratif</span>") == 1


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
    assert "Sur 1 contrat," in html
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
    for question in (*ENGAGEMENT, *TRANSVERSALITY):
        assert question.shown in html
    for step in STEPS:
        assert step_label(step) in html


@pytest.mark.parametrize("count", [3, 60])
def test_queries_do_not_grow_with_the_register(count, many, queries, client_for) -> None:
    many(count)
    assert queries(Client(), "/engagement/") <= 5
    assert queries(client_for(Role.AGENT), "/engagement/") <= 8


SCORES = st.none() | st.decimals(0, 1, places=3)


@given(st.lists(st.tuples(SCORES, SCORES), max_size=40))
def test_every_mark_stays_inside_its_frame(scores) -> None:
    spots = [
        Spot(rank, engagement, transversality, (Position(f"s{rank}", "T", "k", "", False, engagement, transversality),))
        for rank, (engagement, transversality) in enumerate(scores, start=1)
        if (engagement, transversality) != (None, None)
    ]
    for size in (WIDE, NARROW):
        drawn = plot(spots, size, **BOUNDS)
        assert len(drawn.marks) == len(spots)
        for mark in drawn.marks:
            assert mark.x - mark.radius >= 0
            assert mark.x + mark.radius <= size.width
            assert mark.y - mark.radius >= 0
            assert mark.y + mark.radius <= size.height


def test_more_engaged_is_further_right_and_more_transversal_higher() -> None:
    one = Position("a", "A", "k", "", False, None, None)
    low, high = (Spot(rank, Decimal(score), Decimal(score), (one,)) for rank, score in ((1, "0.2"), (2, "0.8")))
    drawn = {mark.number: mark for mark in plot([low, high], WIDE, **BOUNDS).marks}
    assert drawn[2].x > drawn[1].x
    assert drawn[2].y < drawn[1].y


@given(st.text(max_size=80), st.integers(3, 20))
def test_wrapping_keeps_every_word(words, most) -> None:
    lines = wrapped(words, most)
    assert " ".join(lines).split() == words.split()
    assert all(len(line) <= most or " " not in line for line in lines)
