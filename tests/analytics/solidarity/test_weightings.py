"""A weighting session: one voice an institution, a combination, and the disagreement in plain sight."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.analytics.composite import uncertainty
from maillon.analytics.refusal import DataError
from maillon.analytics.solidarity import (
    Session,
    Weighting,
    combine,
    consequences,
    default_index,
    figures,
    samples,
    shares,
)

DAY = dt.date(2026, 11, 3)
CODES = [dimension.code for dimension in default_index().dimensions]


def session(*given_weights: dict[str, float], on: dt.date = DAY) -> Session:
    names = ("Préfecture", "Région", "Département", "Intercommunalité", "Conseil de développement")
    weightings = tuple(Weighting(name, on, weights) for name, weights in zip(names, given_weights, strict=False))
    return Session("Choix des poids", on, default_index().version, weightings)


def test_shares_sum_to_a_hundred_on_any_scale() -> None:
    found = shares(Weighting("Région", DAY, {"social": 3, "access": 1}))
    assert found == {"resources": 0, "social": 75, "ageing": 0, "housing": 0, "access": 25}


def test_the_mean_gives_each_institution_one_voice() -> None:
    found = combine(session({"social": 1}, {"social": 500, "access": 500}))
    assert found.weights == pytest.approx({"social": 75, "access": 25, "resources": 0, "ageing": 0, "housing": 0})


def test_the_median_is_not_moved_by_one_party() -> None:
    same = {"social": 50, "access": 50}
    found = combine(session(same, same, {"housing": 100}), "median")
    assert found.weights["social"] == found.weights["access"] == 50
    assert found.weights["housing"] == 0


def test_disagreement_is_the_weight_that_would_have_to_move() -> None:
    found = combine(session({"social": 100}, {"access": 100}, {"social": 50, "access": 50}))
    distances = {(row["first"], row["second"]): row["distance"] for row in found.pairs.to_dicts()}
    assert distances == {
        ("Préfecture", "Région"): 100,
        ("Préfecture", "Département"): 50,
        ("Région", "Département"): 50,
    }
    assert found.disagreement == pytest.approx(200 / 3)
    assert found.parties["institution"][0] == "Département"
    first = found.dimensions.row(0, named=True)
    assert first["gap"] == 100
    assert (first["code"], first["low_by"], first["high_by"]) == ("social", "Région", "Préfecture")


def test_one_party_agrees_with_itself() -> None:
    found = combine(session({"social": 1}))
    assert found.disagreement == 0
    assert found.pairs.is_empty()


def test_the_latest_weighting_of_an_institution_counts() -> None:
    first = Weighting("Région", DAY, {"social": 1})
    later = Weighting("Région", DAY + dt.timedelta(days=9), {"access": 1})
    for order in ((first, later), (later, first)):
        found = combine(Session("Choix", DAY, "2026.1", order))
        assert found.weights["access"] == 100
    same_day = Weighting("Région", DAY, {"housing": 1})
    assert combine(Session("Choix", DAY, "2026.1", (first, same_day))).weights["housing"] == 100


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"sociale": 1.0}, "inconnue"),
        ({"social": -1.0}, "positif"),
        ({"social": float("inf")}, "positif"),
        ({"social": 0.0}, "nuls"),
        ({}, "nuls"),
    ],
)
def test_what_is_no_weighting_is_refused_and_the_party_is_named(weights: dict[str, float], said: str) -> None:
    with pytest.raises(DataError, match=said) as refusal:
        combine(session(weights))
    assert "Préfecture" in str(refusal.value)


def test_an_empty_session_and_an_unknown_method_are_refused() -> None:
    with pytest.raises(DataError, match="aucune partie"):
        combine(session())
    with pytest.raises(DataError, match="combiner"):
        combine(session({"social": 1}), "vote")  # type: ignore[arg-type]  # what a program may still give


def test_a_median_of_zeros_is_refused() -> None:
    with pytest.raises(DataError, match="médiane"):
        combine(session({"social": 1}, {"access": 1}, {"housing": 1}), "median")


WEIGHTS = st.dictionaries(st.sampled_from(CODES), st.floats(0.01, 1e6), min_size=1)


@settings(max_examples=60, deadline=None)
@given(st.lists(WEIGHTS, min_size=1, max_size=5))
def test_the_mean_lies_between_the_parties_and_sums_to_a_hundred(given_weights: list[dict[str, float]]) -> None:
    found = combine(session(*given_weights))
    assert sum(found.weights.values()) == pytest.approx(100)
    for row in found.dimensions.to_dicts():
        assert row["low"] - 1e-9 <= row["share"] <= row["high"] + 1e-9
    assert all(0 <= distance <= 100 + 1e-9 for distance in found.parties["distance"])
    turned = combine(session(*reversed(given_weights)))
    assert turned.weights == pytest.approx(found.weights)


def test_consequences_say_how_many_classes_a_party_would_change() -> None:
    nominal = default_index().weights
    same = {code: nominal[code] for code in CODES}
    unlike = {"access": 100.0}
    found = consequences(session(same, same, unlike), "epci", "median")
    first, _second, third = found.to_dicts()
    assert first["same_class"] == 1
    assert first["correlation"] == pytest.approx(1)
    assert third["same_class"] < 0.6
    assert third["same_class"] + third["up"] + third["down"] == pytest.approx(1)


def test_the_parties_can_be_the_uncertainty() -> None:
    index = default_index()
    held = samples(session({"social": 60, "access": 40}, {"resources": 50, "social": 50, "ageing": 1}))
    found = uncertainty(
        figures("epci"),
        index.meta("epci"),
        replicates=64,
        assumptions={"weights": {"samples": held}},
        classes=None,
        **index.making,
    )
    assert len({tuple(row) for row in found.ranks.tolist()}) == 2
