"""Is an allocation equalising: edge cases, verdicts, then what must hold whatever the figures."""

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maillon.analytics.equalisation import assess, assess_posts, per_head
from maillon.analytics.refusal import DataError
from maillon.rules.wording import language

TEN = [float(value) for value in range(1, 11)]
FIGURES = st.floats(min_value=0.1, max_value=1e4)
ROWS = st.lists(st.tuples(FIGURES, st.floats(0, 1e4), st.integers(1, 40)), min_size=2, max_size=20)


def _country(count: int = 600, seed: int = 3):
    chance = np.random.default_rng(seed)
    return chance.lognormal(7, 0.5, count), chance.integers(50, 5000, count).astype(float)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"resource": [1.0, None], "grant": [1.0, 1.0]}, "manquantes"),
        ({"resource": [1.0, 2.0], "grant": [1.0, None]}, "une aide non versée vaut zéro"),
        ({"resource": [1.0, 2.0], "grant": [1.0]}, "longueur"),
        ({"resource": [0.0, 0.0], "grant": [1.0, 1.0]}, "moyenne"),
        ({"resource": [-3.0, 1.0], "grant": [1.0, 1.0]}, "moyenne"),
        ({"resource": [1.0, 2.0], "grant": [-9.0, -9.0]}, "après l’aide"),
        ({"resource": [1.0, 2.0], "grant": [1.0, 1.0], "charge_index": [1.0, 0.0]}, "indices de charges"),
        ({"resource": [1.0, 2.0], "grant": [1.0, 1.0], "weights": [0, 0]}, "aucune unité"),
        ({"resource": [1.0, 2.0], "grant": [1.0, 1.0], "weights": [-1, 2]}, "poids négatifs"),
        ({"resource": [1.0, 2.0], "grant": {}}, "aucune aide"),
        ({"resource": [1.0, 2.0], "grant": {"weights": [1.0, 1.0]}}, "réservé"),
        ({"resource": [1.0, 2.0], "grant": {str(rank): [1.0, 1.0] for rank in range(11)}}, "trop d’aides"),
        ({"resource": [1.0, 2.0], "grant": [1.0, 1.0], "bootstrap": 5, "level": 1.0}, "confiance"),
        ({"resource": [1.0, 2.0], "grant": [0.0, 0.0], "zero_sum": False}, "somme nulle"),
    ],
)
def test_what_cannot_be_assessed_is_refused_once(given_, said) -> None:
    with pytest.raises(DataError, match=said) as refusal:
        assess(**{"bootstrap": 0, **given_})
    assert len(refusal.value.problems) == 1


@pytest.mark.parametrize(
    ("resource", "grant"),
    [([5.0], [1.0]), ([5.0] * 6, [2.0] * 6), (TEN, [0.0] * 10), (TEN, TEN), ([4.0] * 4, [1.0, 2.0, 3.0, 4.0])],
    ids=["one unit", "all equal", "nothing paid", "as resources", "equal resources"],
)
@pytest.mark.parametrize("bootstrap", [0, 60])
def test_where_nothing_can_be_told_apart_it_is_said(resource, grant, bootstrap) -> None:
    found = assess(resource, grant, bootstrap=bootstrap)
    assert found.verdict == "not_distinguishable"


def test_ties_of_the_resource_count_by_their_mean() -> None:
    one = assess([1.0, 1.0, 2.0], [4.0, 0.0, 1.0], bootstrap=0)
    other = assess([1.0, 1.0, 2.0], [0.0, 4.0, 1.0], bootstrap=0)
    mean = assess([1.0, 1.0, 2.0], [2.0, 2.0, 1.0], bootstrap=0)
    assert one.concentration == other.concentration == pytest.approx(mean.concentration, abs=1e-15)


def test_equal_resources_have_no_correction_rate() -> None:
    assert assess([4.0] * 3, [1.0, 2.0, 6.0], bootstrap=0).correction_rate is None


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        (lambda x: 1e6 / x, "strongly_equalising"),
        (lambda x: np.full_like(x, 50.0), "relatively_equalising"),
        (lambda x: x**0.5, "relatively_equalising"),
        (lambda x: x**2 / 1e3, "anti_redistributive"),
        (lambda x: 0.1 * x, "not_distinguishable"),
    ],
    ids=["inverse", "flat", "root", "square", "proportional"],
)
def test_verdicts(grant, expected) -> None:
    x, w = _country()
    found = assess(x, grant(x), w, bootstrap=200)
    assert found.verdict == expected
    assert found.verdict.label()
    assert found.form == "grant"


def test_a_grant_drawn_by_lot_between_few_is_not_distinguishable() -> None:
    x, w = _country(60)
    lot = np.random.default_rng(1).random(60) * x
    assert assess(x, lot, w, bootstrap=300).verdict == "not_distinguishable"


def test_reranking_may_undo_a_grant_that_goes_to_the_poor_and_it_is_said() -> None:
    found = assess([1.0, 1.1, 1.2, 1.3], [40.0, 0.0, 0.0, 0.0], bootstrap=0)
    assert found.kakwani > 0 > found.redistributive_effect
    assert "plus que défaire" in found.sentence


def test_an_interval_that_cannot_be_computed_leaves_the_question_open() -> None:
    grant = [0.0] * 40
    grant[0] = 5.0
    found = assess([float(rank + 1) for rank in range(40)], grant, bootstrap=200)
    assert found.interval is None
    assert found.verdict == "not_distinguishable"
    assert "trop peu d’unités" in found.sentence


def test_a_zero_sum_fund_is_read_by_its_generalised_concentration() -> None:
    x = np.array(TEN)
    solidarity = 5.5 - x
    found = assess(x, solidarity / 10, bootstrap=100)
    assert (found.form, found.concentration, found.kakwani) == ("zero_sum", None, None)
    assert found.generalised_concentration < 0 < found.vertical
    assert found.verdict == "strongly_equalising"
    assert found.vertical == pytest.approx(-found.generalised_concentration / found.mean_resource, abs=1e-12)
    assert assess(x, -solidarity / 10, bootstrap=100).verdict == "anti_redistributive"


def test_a_levy_is_equalising_when_it_weighs_on_the_rich_more_than_in_proportion() -> None:
    x = np.array(TEN)
    assert assess(x, -(x**2) / 50, bootstrap=100).verdict == "relatively_equalising"
    assert assess(x, -(x**0.5) / 50, bootstrap=100).verdict == "anti_redistributive"
    assert assess(x, -x / 50, bootstrap=100).verdict == "not_distinguishable"


def test_charges_divide_money_and_multiply_weights() -> None:
    x, w = _country(50)
    charge = np.linspace(0.5, 2, 50)
    found = assess(x, x**0.3, w, charge_index=charge, bootstrap=0)
    by_hand = assess(x / charge, x**0.3 / charge, w * charge, bootstrap=0)
    assert found == by_hand


def test_posts_without_a_value_say_nothing_of_gaps_in_euros() -> None:
    pupils = [100.0, 200.0, 50.0, 0.0]
    posts = [10.0, 12.0, 2.0, 0.0]
    found = assess_posts([900.0, 1200.0, 2000.0, 700.0], posts, pupils, bootstrap=0)
    assert found.verdict == "strongly_equalising"
    assert found.redistributive_effect is found.gini_after is found.vertical is None
    valued = assess_posts([900.0, 1200.0, 2000.0, 700.0], posts, pupils, post_value=1500.0, bootstrap=0)
    assert valued.kakwani == pytest.approx(found.kakwani, abs=1e-12)
    assert valued.redistributive_effect > 0
    with pytest.raises(DataError, match="population est nulle"):
        assess_posts([1.0, 2.0], [1.0, 1.0], [10.0, 0.0])
    with pytest.raises(DataError, match="postes négatifs"):
        assess_posts([1.0, 2.0], [1.0, -1.0], [10.0, 10.0])
    with pytest.raises(DataError, match="valeur d’un poste"):
        assess_posts([1.0, 2.0], [1.0, 1.0], [10.0, 10.0], post_value=0.0)


def test_per_head_of_nobody_is_nothing() -> None:
    assert per_head([10, 0], [5, 0]).tolist() == [2.0, 0.0]
    with pytest.raises(DataError, match="population est nulle"):
        per_head([10, 3], [5, 0])


def test_an_interval_is_reproducible_and_holds_the_figure() -> None:
    x, w = _country()
    first = assess(x, 1e5 / x, w, bootstrap=150, seed=5)
    again = assess(pl.Series(x), list(1e5 / x), tuple(w), bootstrap=150, seed=5)
    assert first == again
    assert first.interval.low < first.kakwani < first.interval.high
    assert first.interval.replicates == 150
    assert set(first.intervals) >= {"kakwani", "gini_before", "redistributive_effect", "correction_rate"}
    json.dumps(first.as_dict())


def test_an_interval_does_not_depend_on_the_order_of_units() -> None:
    x, w = _country(90)
    x, grant = np.round(x, -2), np.round(1e5 / x)
    mixed = np.random.default_rng(2).permutation(90)
    one = assess(x, grant, w, bootstrap=80)
    other = assess(x[mixed], grant[mixed], w[mixed], bootstrap=80)
    assert tuple(one.interval) == pytest.approx(tuple(other.interval), abs=1e-12)


def test_replicates_are_worked_out_as_the_measure_itself() -> None:
    from maillon.analytics.progressivity import Pair, effects

    x, w = _country(80)
    x = np.round(x, -2)
    pair = Pair(x, x**0.5, w)
    counts = np.random.default_rng(0).integers(0, 4, 80)
    moments = pair.prepare()(pair.mass * counts)
    direct = assess(pair.resource, pair.grant, pair.mass * counts, bootstrap=0)
    again = effects(moments, "grant")
    assert again.kakwani == pytest.approx(direct.kakwani, abs=1e-12)
    assert again.gini_after == pytest.approx(direct.gini_after, abs=1e-12)


def test_sentences_follow_the_language() -> None:
    token = language.set("en")
    try:
        assert "." in assess(TEN, [1.0] * 10, bootstrap=0).sentence
    finally:
        language.reset(token)


def test_parts_of_several_grants() -> None:
    x, w = _country(200)
    grants = {"inverse": 1e5 / x, "proportional": x / 20, "levy": -(x**1.2) / 200}
    found = assess(x, grants, w, bootstrap=0)
    assert [part.name for part in found.parts] == list(grants)
    assert found.parts[1].vertical == pytest.approx(0, abs=1e-12)
    assert sum(part.vertical for part in found.parts) == pytest.approx(found.vertical, abs=1e-12)
    shapley = sum(part.redistributive_effect for part in found.parts)
    assert shapley == pytest.approx(found.redistributive_effect, abs=1e-12)
    assert assess(x, {"alone": grants["inverse"]}, w, bootstrap=0).parts == ()


def _unzipped(rows):
    return tuple(np.array(column, dtype=float) for column in zip(*rows, strict=True))


def _naive(x, d, w):
    p = w / w.sum()
    ranks = ((x[None, :] < x[:, None]) @ p) + ((x[None, :] == x[:, None]) @ p) / 2
    gini = 2 * float((p * (x - p @ x)) @ (ranks - 0.5)) / float(p @ x)
    concentration = 2 * float((p * (d - p @ d)) @ (ranks - 0.5)) / float(p @ d)
    return gini, concentration


@given(ROWS)
def test_identities(rows) -> None:
    x, d, w = _unzipped(rows)
    assume(float(d @ w) > 1e-3 * float(x @ w))
    found = assess(x, d, w, bootstrap=0)
    gini, concentration = _naive(x, d, w)
    assert found.gini_before == pytest.approx(gini, abs=1e-10)
    assert found.concentration == pytest.approx(concentration, abs=1e-9)
    assert found.kakwani == pytest.approx(gini - concentration, abs=1e-9)
    ratio = found.mean_grant / found.mean_resource
    assert found.vertical == pytest.approx(ratio / (1 + ratio) * found.kakwani, abs=1e-10)
    assert found.reranking >= 0
    assert found.redistributive_effect == pytest.approx(found.vertical - found.reranking, abs=1e-12)
    assert found.redistributive_effect == pytest.approx(found.gini_before - found.gini_after, abs=1e-12)
    assert found.gini_after == pytest.approx(_naive(x + d, d, w)[0], abs=1e-10)


@given(ROWS, st.integers(1, 4), st.randoms(use_true_random=False), st.floats(0.01, 100))
def test_order_replication_units_and_weights_do_not_matter(rows, times, chance, scale) -> None:
    x, d, w = _unzipped(rows)
    assume(float(d @ w) > 1e-3 * float(x @ w))
    mixed = list(range(len(x))) * times
    chance.shuffle(mixed)
    found = assess(x, d, w, bootstrap=0)
    counted = np.repeat(np.arange(len(x)), w.astype(int))
    for other in (
        assess(x[mixed], d[mixed], w[mixed], bootstrap=0),
        assess(x * scale, d * scale, w, bootstrap=0),
        assess(x, d, w * scale, bootstrap=0),
        assess(x[counted], d[counted], bootstrap=0),
    ):
        for name in ("gini_before", "kakwani", "vertical", "reranking", "redistributive_effect"):
            assert getattr(other, name) == pytest.approx(getattr(found, name), abs=1e-9)


@given(ROWS, st.integers(1, 3))
def test_parts_always_sum(rows, count) -> None:
    x, d, w = _unzipped(rows)
    grants = {f"grant {rank}": np.roll(d, rank) for rank in range(count + 1)}
    found = assess(x, grants, w, bootstrap=0)
    assert sum(part.vertical for part in found.parts) == pytest.approx(found.vertical, abs=1e-10)
    shapley = sum(part.redistributive_effect for part in found.parts)
    assert shapley == pytest.approx(found.redistributive_effect, abs=1e-10)
