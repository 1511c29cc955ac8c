"""The choice of projects, against every choice there is on small cases."""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.analytics.allocation import Conditions, Project, Reserve, select_projects
from maillon.rules.problem import InputError

ANY = Conditions(least_own_share=None)
requests = st.lists(
    st.tuples(st.integers(1, 500), st.integers(0, 50), st.sampled_from(["a", "b"])), min_size=1, max_size=8
)


def _project(name, grant, value, theme="", **more) -> Project:
    return Project(name, more.pop("cost", 10 * grant), grant, value, theme, **more)


def _projects(drawn) -> list[Project]:
    return [_project(str(rank), grant, value, theme) for rank, (grant, value, theme) in enumerate(drawn)]


@settings(max_examples=60)
@given(requests, st.integers(0, 2000), st.integers(0, 60), st.integers(0, 60))
def test_the_best_portfolio_is_found_to_the_cent(drawn, envelope, floor, cap) -> None:
    projects = _projects(drawn)
    themes = {"a": (Fraction(min(floor, cap), 100), Fraction(max(floor, cap), 100))}
    low, high = (share * envelope for share in themes["a"])
    values = []
    for kept in product((False, True), repeat=len(projects)):
        chosen = [project for project, keep in zip(projects, kept, strict=True) if keep]
        of_a = sum(project.grant for project in chosen if project.theme == "a")
        if sum(project.grant for project in chosen) <= envelope and low <= of_a <= high:
            values.append(sum(project.value for project in chosen))
    if not values:
        with pytest.raises(InputError):
            select_projects(projects, envelope, themes=themes, gap=0.0)
        return
    found = select_projects(projects, envelope, themes=themes, gap=0.0)
    assert found.value == max(values)
    assert found.value <= found.bound
    assert found.spent == found.uses[0].spent <= envelope
    assert low <= found.uses[1].spent <= high


@given(requests, st.integers(0, 2000))
def test_every_project_is_told_why(drawn, envelope) -> None:
    found = select_projects(_projects(drawn), envelope)
    assert [fate.project for fate in found.fates] == [str(rank) for rank in range(len(drawn))]
    for fate in found.fates:
        assert fate.because.startswith("Retenu" if fate.chosen else "Écarté")
        assert fate.because.endswith(".")
        assert "{" not in fate.because


def _told(projects, envelope, **options) -> dict[str, tuple[bool, str]]:
    return {fate.project: (fate.chosen, fate.why) for fate in select_projects(projects, envelope, **options).fates}


def test_each_fate_has_its_reason() -> None:
    projects = [
        _project("good", 100, 50),
        _project("poor", 100, 1),
        _project("small", 50, 0.2, tags=("zone",)),
        _project("late", 100, 5, required=True),
    ]
    told = _told(projects, 260, reserves=[Reserve("zone", 50)])
    assert told == {
        "good": (True, "price"),
        "poor": (False, "price"),
        "small": (True, "reserve"),
        "late": (True, "required"),
    }
    assert set(_told(projects, 10_000).values()) == {(True, "enough"), (True, "required")}


def test_a_cap_keeps_out_what_the_envelope_would_take() -> None:
    projects = [
        *(_project(f"road{rank}", 10, 9 - rank, "roads") for rank in range(4)),
        *(_project(f"care{rank}", 10, 3, "care") for rank in range(4)),
    ]
    told = _told(projects, 40, themes={"roads": (0, 0.25)})
    assert told["road0"] == (True, "price")
    assert told["road1"] == (False, "cap")


@pytest.mark.parametrize(
    ("project", "said"),
    [
        (Project("p", 1000, 900, 5), "10 % des financements publics, il en faut 20 %"),
        (Project("p", 1000, 300, 5, other_public=600), "10 %"),
        (Project("p", 1000, 500, 5, own=100), "16,67 %"),
        (Project("p", 0, 10, 5), "coût"),
        (Project("p", -5, 10, 5), "coût"),
        (Project("p", 1000, 0, 5), "subvention"),
        (Project("p", 1000, 1001, 5), "100,1 % du coût"),
    ],
)
def test_a_project_that_fails_a_condition_is_set_aside_with_its_reason(project, said) -> None:
    fate = select_projects([project, _project("q", 10, 1)], 5000).fates[0]
    assert (fate.chosen, fate.why) == (False, "objection")
    assert said in fate.because.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("conditions", "kept"),
    [
        (Conditions(), True),
        (Conditions(least_grant=501), False),
        (Conditions(most_grant=499), False),
        (Conditions(least_cost=1001), False),
        (Conditions(most_rate=Decimal("0.4")), False),
        (Conditions(least_value=6), False),
        (Conditions(least_own_share="0.5"), True),
        (Conditions(least_own_share=Decimal("0.51")), False),
    ],
)
def test_thresholds(conditions, kept) -> None:
    found = select_projects([Project("p", 1000, 500, 5)], 5000, conditions=conditions)
    assert bool(found.chosen) is kept


def test_a_documented_derogation_lifts_the_own_share() -> None:
    assert select_projects([Project("p", 1000, 900, 5, derogation="arrêté du 3 mai")], 5000).chosen == ["p"]


@pytest.mark.parametrize(
    ("projects", "envelope", "options", "said"),
    [
        ([], 10, {}, "0 projets"),
        ([_project("p", 10, 1)], -5, {}, "échelle"),
        ([_project("p", 10, 1), _project("p", 10, 1)], 5, {}, "deux projets"),
        ([_project("p", 10, float("nan"))], 5, {}, "valeur"),
        ([_project("p", 10, -1)], 5, {}, "valeur"),
        ([Project("p", 10.5, 5, 1)], 5, {}, "centimes"),
        ([_project("p", 10, 1)], 5, {"themes": {"a": (0.5, 1.5)}}, "part"),
        ([_project("p", 10, 1)], 5, {"reserves": [Reserve("a", 4, 3)]}, "réserve ne se comprend pas"),
        ([_project("p", 10, 1, required=True)], 5, {}, "engagements"),
        ([Project("p", 10, 20, 1, required=True)], 50, {}, "déjà engagé"),
        ([_project("p", 1000, 1, "a")], 10_000, {"themes": {"a": (0.5, 1)}}, "a : au moins 50 € .* il manque 40 €"),
        ([_project("p", 1000, 1, "a")], 10_000, {"themes": {"b": (0.5, 1)}}, "b : au moins 50 €"),
    ],
)
def test_what_cannot_be_chosen_is_said(projects, envelope, options, said) -> None:
    with pytest.raises(InputError) as refusal:
        select_projects(projects, envelope, **options)
    plain = str(refusal.value).replace("\u00a0", " ").replace("\u202f", " ")
    assert re.search(said, plain), plain


def test_nothing_to_give_and_one_project() -> None:
    assert select_projects([_project("p", 10, 1)], 0).chosen == []
    assert select_projects([_project("p", 10, 0)], 10).value == 0
    assert select_projects([_project("p", 10, 1)], 10).sentences()[0].startswith("1 projet retenu")
