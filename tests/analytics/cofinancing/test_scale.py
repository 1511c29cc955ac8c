"""Scales of cofinancing rates: what makes no scale first, then shapes and what they promise."""

import datetime as dt
import math
from decimal import Decimal
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.analytics.cofinancing import FORMS, Jump, Scale, smooth
from maillon.analytics.refusal import DataError

THRESHOLDS, RATES = (0.25, 0.5, 0.75), (0.30, 0.50, 0.70, 0.95)
SCORES = st.floats(min_value=-0.5, max_value=1.5)


def _scale(form, thresholds=THRESHOLDS, rates=RATES):
    return Scale(thresholds, rates, form, 0.05 if form == "ramp" else None)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"rates": ()}, "aucun taux"),
        ({"rates": (0.3, 0.5, 0.7, 1.2)}, "taux hors"),
        ({"rates": (0.3, 0.5, 0.7, math.nan)}, "taux hors"),
        ({"rates": (0.5, 0.3, 0.7, 0.9)}, "un taux baisse"),
        ({"thresholds": (0.25, 0.25, 0.75)}, "ne se suivent pas"),
        ({"thresholds": (0.25, 0.5, 1.75)}, "hors de l’échelle"),
        ({"thresholds": (0.5,)}, "ne se correspondent pas"),
        ({"form": "spline"}, "forme de barème inconnue"),
        ({"form": "ramp"}, "demi-largeur absente"),
        ({"half_width": 0.1}, "demi-largeur absente ou sans objet"),
        ({"form": "ramp", "half_width": 0.0}, "demi-largeurs nulles"),
        ({"form": "ramp", "half_width": 0.2}, "chevauchent"),
        ({"form": "ramp", "half_width": (0.1, 0.1)}, "une par seuil"),
        ({"shift": math.inf}, "décalage"),
    ],
)
def test_what_makes_no_scale_is_refused(given_, said) -> None:
    with pytest.raises(DataError, match=said):
        Scale(**{"thresholds": THRESHOLDS, "rates": RATES, **given_})


@pytest.mark.parametrize("form", FORMS)
def test_a_missing_score_is_refused(form) -> None:
    with pytest.raises(DataError, match="au rang 2"):
        _scale(form).rate([0.5, None])


@pytest.mark.parametrize("form", FORMS)
def test_one_rate_for_all_never_moves(form) -> None:
    scale = Scale((), (0.4,), form, 0.05 if form == "ramp" else None)
    assert scale.rate([0.0, 0.5, 1.0]).tolist() == [0.4] * 3
    assert scale.lipschitz == 0
    assert scale.jumps == ()
    assert scale.tolerates(10.0, 0.0)


@pytest.mark.parametrize(
    ("form", "z", "expected"),
    [
        ("step", (-1, 0, 0.2499, 0.25, 0.5, 0.75, 1, 2), (0.3, 0.3, 0.3, 0.5, 0.7, 0.95, 0.95, 0.95)),
        ("linear", (-1, 0.125, 0.25, 0.375, 0.5, 0.625, 0.875, 2), (0.3, 0.3, 0.4, 0.5, 0.6, 0.7, 0.95, 0.95)),
        ("monotone_cubic", (-1, 0.125, 0.375, 0.625, 0.875, 2), (0.3, 0.3, 0.5, 0.7, 0.95, 0.95)),
        ("ramp", (0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 0.8, 1), (0.3, 0.3, 0.4, 0.5, 0.5, 0.6, 0.825, 0.95, 0.95)),
    ],
)
def test_rates(form, z, expected) -> None:
    assert _scale(form).rate(z) == pytest.approx(expected, abs=1e-12)


def test_a_number_gives_a_number_and_a_series_an_array() -> None:
    assert isinstance(_scale("linear").rate(0.5), float)
    assert _scale("linear").rate(pl.Series([0.5])).tolist() == [_scale("linear").rate(0.5)]
    assert Scale((Decimal("0.5"),), (Decimal("0.3"), Decimal("0.9")), "step").rate(0.5) == 0.9


def test_the_cubic_bends_as_fritsch_and_butland_say() -> None:
    # weighted harmonic mean of the secants 0.8 and 1 around 0.625, equal steps: 2 / (1/0.8 + 1/1)
    z, step = 0.625, 1e-6
    cubic = _scale("monotone_cubic")
    assert (cubic.rate(z + step) - cubic.rate(z - step)) / (2 * step) == pytest.approx(2 / (1 / 0.8 + 1), abs=1e-6)


def test_the_slope_of_the_cubic_never_jumps_between_its_first_node_and_its_last() -> None:
    z = np.linspace(0.125, 0.875, 100_001)
    slopes = np.diff(_scale("monotone_cubic").rate(z)) / np.diff(z)
    assert np.abs(np.diff(slopes)).max() < 1e-3
    assert np.abs(np.diff(np.diff(_scale("linear").rate(z)) / np.diff(z))).max() > 0.1


@pytest.mark.parametrize(
    ("form", "expected"), [("step", math.inf), ("linear", 1.0), ("ramp", 2.5), ("monotone_cubic", None)]
)
def test_lipschitz_constants(form, expected) -> None:
    found = _scale(form).lipschitz
    if expected is None:
        assert 1.0 <= found <= 3.0
        z = np.linspace(0, 1, 200_001)
        assert found == pytest.approx(float(np.max(np.diff(_scale(form).rate(z)) / np.diff(z))), rel=1e-4)
    else:
        assert found == pytest.approx(expected)


def test_jumps_in_cents_and_eligibility() -> None:
    scale = _scale("step")
    assert scale.jumps[0] == Jump(0.25, 0.3, 0.5)
    assert scale.largest_jump(10_000_000) == 2_500_000
    assert scale.largest_jump([100, 2_000, 40]) == 500
    assert scale.largest_jump(np.int64(2_000)) == scale.largest_jump(np.array([2_000])) == 500
    with pytest.raises(DataError, match="négatifs"):
        scale.largest_jump(-1)
    assert all(_scale(form).largest_jump(10_000_000) == 0 for form in FORMS[1:])
    entry = Scale((0.1, 0.25, 0.5, 0.75), RATES, "step")
    assert entry.rate(0.05) == 0
    assert entry.largest_jump(10_000_000) == 3_000_000
    assert _scale("linear").eligibility_jump(0.2, 10_000_000) == 3_600_000


def test_eligibility_as_a_node_has_no_cliff() -> None:
    scale = _scale("linear").with_entry(0.05)
    assert scale.rate([0.0, 0.05, 0.125]).tolist() == pytest.approx([0.0, 0.0, 0.3])
    assert scale.lipschitz == pytest.approx(0.3 / 0.075)
    with pytest.raises(DataError, match="ne se suivent pas"):
        _scale("linear").with_entry(0.2)
    with pytest.raises(DataError, match="où commencer"):
        _scale("step").with_entry(0.05)


def test_nodes_at_the_medians_of_the_population() -> None:
    z, people = [0.1, 0.2, 0.6, 0.9], [1, 9, 5, 5]
    scale = Scale.at_medians(z, people, (0.5, 0.8), (0.3, 0.6, 0.9))
    assert scale.thresholds == (0.2, 0.6, 0.9)
    assert Scale.at_medians([0.1], [1], (0.5,), (0.3, 0.6)).thresholds == (0.1, 0.75)


def test_the_uncertainty_of_the_index_bounds_the_scale() -> None:
    scale = _scale("linear")
    assert scale.noise(0.02) == pytest.approx(0.0392)
    assert scale.tolerates(0.02, 0.04)
    assert not scale.tolerates(0.02, 0.03)
    assert scale.largest_sigma(0.0196) == pytest.approx(0.01)
    assert not _scale("step").tolerates(1e-9, 0.9)
    assert _scale("step").largest_sigma(0.5) == 0
    with pytest.raises(DataError, match="incertitude"):
        scale.noise(-1)


def test_more_than_four_fifths_asks_for_a_documented_derogation() -> None:
    refused = _scale("linear").public_ceiling(dt.date(2026, 1, 1))
    assert not refused.allowed
    assert "L1111-10" in refused.citations[0].text
    assert "dérogation" in refused.remedy
    assert Scale((0.5,), (0.3, 0.8)).public_ceiling(dt.date(2026, 1, 1)).allowed


def test_years_follow_each_other_softly() -> None:
    assert smooth([0.3, 0.9, None], [0.5, 0.5, 0.5], 0.05).tolist() == pytest.approx([0.35, 0.85, 0.5])
    for previous, wanted, delta in (
        ([0.3], [0.5, 0.6], 0.1),
        ([0.3], [0.5], -0.1),
        ([1.3], [0.5], 0.1),
        ([0.3], [None], 0.1),
    ):
        with pytest.raises(DataError):
            smooth(previous, wanted, delta)


def test_the_order_of_territories() -> None:
    scale = _scale("linear")
    assert scale.no_overtaking(cost=1000.0, need_slope=0.001)
    assert not scale.no_overtaking(cost=1001.0, need_slope=0.001)
    assert scale.no_overtaking(500.0, 0.001).cost_most == pytest.approx(1000)
    assert not _scale("step").no_overtaking(1.0, 0.001)
    assert _scale("step").no_overtaking(0.0, 0.001)
    with pytest.raises(DataError, match="pente"):
        scale.no_overtaking(-1.0, 0.1)
    assert _scale("step").overtaken([100.0, 101.0], [0.26, 0.24], 50.0).count == 1
    assert _scale("step").overtaken([100.0, 101.0], [0.26, 0.24], 50.0).largest == pytest.approx(9.0)
    assert _scale("step").overtaken([100.0, 100.0], [0.26, 0.24], 50.0).count == 0
    assert scale.overtaken([], [], 50.0).count == 0
    with pytest.raises(DataError, match="longueur"):
        scale.overtaken([1.0], [0.1, 0.2], 5.0)


@st.composite
def scales(draw):
    form = draw(st.sampled_from(FORMS))
    rates = sorted(draw(st.lists(st.floats(0, 1), min_size=2, max_size=6)))
    nodes = draw(st.booleans())
    count = len(rates) if nodes else len(rates) - 1
    gaps = np.cumsum(draw(st.lists(st.floats(0.05, 1), min_size=count + 1, max_size=count + 1)))
    thresholds = (gaps[:-1] / gaps[-1]).tolist()
    gap = min((later - earlier for earlier, later in pairwise(thresholds)), default=0.2)
    return Scale(thresholds, rates, form, gap * draw(st.floats(0.05, 0.5)) if form == "ramp" else None)


@given(scales(), SCORES, SCORES, st.floats(-1, 1))
def test_rates_never_fall_and_never_move_faster_than_promised(scale, one, other, shift) -> None:
    shifted = Scale(scale.thresholds, scale.rates, scale.form, scale.half_width, shift=shift)
    assert shifted.lipschitz == scale.lipschitz
    low, high = sorted((one, other))
    rise = shifted.rate(high) - shifted.rate(low)
    assert rise >= 0
    assert min(0.0, *scale.rates) <= shifted.rate(low) <= max(scale.rates)
    if scale.form != "step":
        assert rise <= scale.lipschitz * (high - low) + 1e-9


@given(scales())
def test_the_cubic_is_never_three_times_steeper_than_the_lines(scale) -> None:
    cubic = Scale(scale.thresholds, scale.rates, "monotone_cubic")
    lines = Scale(scale.thresholds, scale.rates, "linear")
    assert lines.lipschitz - 1e-9 <= cubic.lipschitz <= 3 * lines.lipschitz + 1e-9


@given(scales(), st.lists(st.floats(100, 2000), min_size=2, max_size=15), st.floats(1e-5, 1e-3), st.floats(0, 1))
def test_no_territory_is_overtaken_where_it_is_promised(scale, resource, slope, part) -> None:
    promise = scale.no_overtaking(1.0, slope)
    cost = min(promise.cost_most, 1e6) * part
    assert scale.no_overtaking(cost, slope) or cost * slope * scale.lipschitz > 1
    z = [1 - slope * (value - 100) for value in resource]
    if scale.no_overtaking(cost, slope):
        assert scale.overtaken(resource, z, cost).count == 0
