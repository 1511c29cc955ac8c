"""Parts of a contract, read and replaced one by one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.documents.contract.fragments import digest, label, paths, read, replaced
from maillon.documents.contract.loading import load, tree_of
from maillon.rules.problem import InputError

DEMO = Path(__file__).parents[3] / "src" / "maillon" / "data" / "demo"
CONTRACT = load(DEMO / "illustrations" / "mobilites-et-emploi.yaml").document
TRUNK = load(DEMO / "touraine" / "accord-collectif.yaml").document
EVERY = [(document, path) for document in (CONTRACT, TRUNK) for path in paths(document)]
IDENTITY = {
    *("format", "id", "kind", "family", "excerpt", "state", "signed_on", "generation", "predecessor", "illustrative"),
    *("extends", "parent", "references", "disagreements", "note", "sources", "extra"),
}
ARTICLE = {"id": "revision", "title": "Révision", "text": "Les parties se revoient chaque année."}


@given(st.sampled_from(EVERY))
def test_putting_back_what_stands_there_changes_nothing(place) -> None:
    document, path = place
    assert replaced(document, path, read(document, path)) == document


@given(st.sampled_from([path for path in paths(TRUNK) if path.startswith(("articles", "clauses"))]))
def test_a_part_that_is_removed_is_absent_and_the_others_stay(path) -> None:
    after = replaced(TRUNK, path, None)
    assert read(after, path) is None
    assert set(paths(after)) == set(paths(TRUNK)) - {path}


def test_a_new_element_goes_to_the_end_and_reads_back() -> None:
    after = replaced(CONTRACT, "articles[revision]", ARTICLE)
    assert after.articles[-1].title == "Révision"
    assert read(after, "articles[revision]") == ARTICLE
    assert digest(read(CONTRACT, "articles[revision]")) != digest(ARTICLE)


def test_an_element_keeps_its_rank_when_it_changes() -> None:
    first = CONTRACT.actions[0]
    after = replaced(
        CONTRACT, f"actions[{first.id}]", {**read(CONTRACT, f"actions[{first.id}]"), "title": "Autre titre"}
    )
    assert [action.id for action in after.actions] == [action.id for action in CONTRACT.actions]
    assert after.actions[0].title == "Autre titre"


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("format", "x", "n’est pas une partie"),
        ("articles", [], "n’est pas une partie"),
        ("clauses.bonheur", {}, "n’est pas une partie"),
        ("sources[a]", {}, "n’est pas une partie"),
        ("articles[revision]", {**ARTICLE, "id": "autre"}, "ne change pas"),
        ("articles[revision]", ["liste"], "ne change pas"),
        ("articles[revision]", {"id": "revision"}, "title"),
        ("articles[revision]", {**ARTICLE, "texte": "x"}, "texte"),
        ("clauses.fungibility", {"mode": "ceiling", "ceiling": "12"}, "ceiling"),
        ("title", None, "title"),
    ],
)
def test_what_cannot_stand_there_is_refused_with_its_place(path, value, says) -> None:
    with pytest.raises(InputError) as refused:
        replaced(CONTRACT, path, value)
    assert says in " ".join(str(problem) for problem in refused.value.problems)


def test_a_party_that_actions_name_cannot_be_removed() -> None:
    owner = next(action.owner for action in CONTRACT.actions if action.owner)
    with pytest.raises(InputError) as refused:
        replaced(CONTRACT, f"parties[{owner}]", None)
    assert owner in str(refused.value.problems[0])


def test_every_part_has_a_name_that_people_read() -> None:
    for document, path in EVERY:
        said = label(document, path)
        assert said
        assert "[" not in said
    assert label(CONTRACT, "articles[absent]").endswith("absent")


def test_the_parts_are_the_whole_document_but_its_identity() -> None:
    tree = tree_of(TRUNK)
    told = {path.split("[")[0].split(".")[0] for path in paths(TRUNK)}
    assert set(tree) - told <= IDENTITY
