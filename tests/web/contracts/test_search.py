"""Full text: no accents needed, plurals meet, mistakes are forgiven when nothing is exact."""

import pytest

from fixtures.contracts import action, loaded
from maillon.web.contracts.models import Contract, EntryKind
from maillon.web.contracts.queries.listing import Filters, filtered
from maillon.web.contracts.queries.search import find
from maillon.web.contracts.services.importing import load
from maillon.web.contracts.words import asked_stems, close_words, stems

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def both(kept) -> None:
    load(
        [
            loaded(
                "dechets",
                title="Accès mutualisé aux déchèteries",
                themes=[{"id": "t", "title": "Gestion des déchets"}],
                actions=[action("camions", title="Camions-bennes à hydrogène", description="Cœur de la filière")],
            ),
            loaded("mobilite", title="Corridors de mobilité", summary="Rejoindre la Métropole en gagnant du temps"),
        ]
    )


@pytest.fixture
def two(both, db) -> None:
    """The register holds two contracts, whatever a test adds to them."""


def slugs(text: str) -> tuple[list[str], bool]:
    rows, near = filtered(Contract.objects.all(), Filters.read({"q": text}))
    return [row.slug for row in rows], near


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("déchèteries", ["dechets"]),
        ("DECHETERIE", ["dechets"]),
        ("mutualiser", ["dechets"]),
        ("gestion dechet", ["dechets"]),
        ("hydrogene", ["dechets"]),
        ("coeur filières", ["dechets"]),
        ("mobilités", ["mobilite"]),
        ("corridor temps", ["mobilite"]),
        ("mobil", ["mobilite"]),
        ("l’accès aux déchets", ["dechets"]),
        ("Val d'Amboise", ["dechets", "mobilite"]),
    ],
)
def test_exact_words_are_found_whatever_their_form(two, text, found) -> None:
    assert (sorted(slugs(text)[0]), slugs(text)[1]) == (sorted(found), False)


@pytest.mark.parametrize(
    ("text", "found"),
    [("déchétris", "dechets"), ("hydrogenne", "dechets"), ("corridrs", "mobilite"), ("mutualisé accés", "dechets")],
)
def test_mistakes_are_forgiven_and_said(two, text, found) -> None:
    assert slugs(text)[0] == [found]


@pytest.mark.parametrize(
    "text", ["zzzzzz", "gestion mobilité corridor hydrogène", "%", "' OR 1=1", "\u202e", "a" * 5000]
)
def test_what_matches_nothing_finds_nothing(two, text) -> None:
    assert slugs(text)[0] in ([], ["mobilite"], ["dechets"])


def test_a_word_of_the_title_comes_before_the_same_word_elsewhere(register) -> None:
    register(
        loaded("b", title="Autre", actions=[action("x", title="Forêt")]),
        loaded("a", title="Zone humide et forêt"),
    )
    assert slugs("forêt")[0] == ["a", "b"]


def test_an_inherited_action_is_found_once_and_its_heirs_answer_for_it(register, visitor) -> None:
    register(
        loaded("tronc", actions=[action("x", title="Photovoltaïque")]),
        *(loaded(f"h{rank}", extends={"contract": "tronc"}) for rank in range(3)),
    )
    hits, _near = find("photovoltaïque", EntryKind.ACTION, by=visitor)
    assert [(hit.ref, hit.contract_slug) for hit in hits] == [("x", "tronc")]
    assert len(slugs("photovoltaïque")[0]) == 4


def test_an_institution_that_many_contracts_name_is_found_once(register, visitor) -> None:
    register(loaded("a"), loaded("b"))
    hits, _near = find("metropole tours", EntryKind.INSTITUTION, by=visitor)
    assert [hit.title for hit in hits] == ["Tours Métropole"]


def test_stems() -> None:
    assert stems("Les déchèteries de l’Île") == stems("dechèterie ile")
    assert stems("") == []
    assert asked_stems("de la") == ["de", "la"]
    assert close_words("abc", ["abcd"]) == [], "short words bear no fault"
    assert close_words("dechetris", ["decheteri", "mobilit"])[0] == "decheteri"
