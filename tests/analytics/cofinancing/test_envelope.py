"""An envelope is met to the cent, by shifting, whatever the shape."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from maillon.analytics.cofinancing import FORMS, Scale
from maillon.analytics.refusal import DataError

THRESHOLDS, RATES = (0.25, 0.5, 0.75), (0.30, 0.50, 0.70, 0.95)
PROJECTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 10**9)), min_size=1, max_size=25)


def _scale(form):
    return Scale(THRESHOLDS, RATES, form, 0.05 if form == "ramp" else None)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"z": [0.5]}, "longueur"),
        ({"z": [0.5, None]}, "besoin manquants"),
        ({"costs": [100, -1]}, "négatifs"),
        ({"costs": [100, 0.5]}, "centimes entiers"),
        ({"costs": [100, 10**17]}, "démesurés"),
        ({"envelope": 1}, "Au moins 60\u00a0€"),
        ({"envelope": 10**9}, "Au plus 190\u00a0€"),
        ({"previous": [0.3, 0.3]}, "ensemble"),
        ({"delta": 0.1}, "ensemble"),
        ({"previous": [0.3], "delta": 0.1}, "longueur"),
    ],
)
def test_what_cannot_be_met_is_refused(given_, said) -> None:
    with pytest.raises(DataError, match=said):
        _scale("linear").fit_envelope(**{"z": [0.1, 0.9], "costs": [10_000, 10_000], "envelope": 12_000, **given_})


@pytest.mark.parametrize("form", FORMS)
def test_the_bounds_themselves_are_met(form) -> None:
    for envelope, rate in ((6_000, 0.3), (19_000, 0.95)):
        fitted = _scale(form).fit_envelope([0.1, 0.9], [10_000, 10_000], envelope)
        assert sum(fitted.granted) == envelope
        assert fitted.rates == pytest.approx([rate, rate], abs=1e-6)


def test_those_who_stand_on_a_step_share_what_remains() -> None:
    fitted = _scale("step").fit_envelope([0.4, 0.4, 0.9], [10_000, 10_000, 10_000], 20_500)
    assert fitted.shared_at_step > 0
    assert sum(fitted.granted) == 20_500
    assert fitted.granted[0] == fitted.granted[1]


def test_equal_remainders_are_not_parted_by_the_machine() -> None:
    # 2.52, 42.52, 11.34 and 46.62 cents, exactly: the needier of the first two has the cent
    scale = Scale([0.05, 0.15, 0.7, 0.9], [0.12, 0.31, 0.48, 0.63])
    fitted = scale.fit_envelope([1.0, 0.1, 1.0, 0.9], [4, 85, 18, 74], 103)
    assert fitted.granted == (3, 42, 11, 47)


def test_nothing_to_share_between_nobody() -> None:
    assert _scale("linear").fit_envelope([], [], 0).granted == ()


def test_a_year_moves_rates_by_delta_at_most() -> None:
    previous = [0.30, 0.80, None]
    fitted = _scale("linear").fit_envelope([0.9, 0.1, 0.5], [10_000] * 3, 17_000, previous=previous, delta=0.05)
    assert sum(fitted.granted) == 17_000
    assert abs(fitted.rates[0] - 0.30) <= 0.05 + 1e-12
    assert abs(fitted.rates[1] - 0.80) <= 0.05 + 1e-12


@pytest.mark.parametrize("form", ["linear", "monotone_cubic", "ramp"])
def test_a_shifted_scale_is_read_like_the_scale_it_comes_from(form) -> None:
    z, costs, scale = [0.1, 0.48, 0.9], [10_000, 20_000, 30_000], _scale(form)
    fitted = scale.fit_envelope(z, costs, 40_000)
    shift = brentq(lambda shift: np.dot(scale.rate(np.array(z) + shift), costs) - 40_000, -1, 1, xtol=1e-15)
    assert fitted.rate(z).tolist() == pytest.approx(fitted.rates.tolist(), abs=1e-12)
    assert fitted.rate(0.48) == pytest.approx(scale.rate(0.48 + shift), abs=1e-9)
    assert fitted.lipschitz == scale.lipschitz


def test_all_communes_meet_a_real_size_of_envelope() -> None:
    chance = np.random.default_rng(2)
    z, costs = chance.random(35_000), chance.integers(1_000, 10**8, 35_000)
    envelope = int(costs.sum() * 0.61)
    fitted = _scale("linear").fit_envelope(pl.Series(z), costs, envelope)
    assert sum(fitted.granted) == envelope
    exact = fitted.scale.rate(z) * costs
    assert np.max(np.abs(exact - fitted.granted)) <= 1.01


@given(PROJECTS, st.sampled_from(FORMS), st.floats(0, 1), st.randoms(use_true_random=False))
def test_the_envelope_is_met_to_the_cent_in_any_order(projects, form, part, chance) -> None:
    scale, z, costs = _scale(form), [one[0] for one in projects], [one[1] for one in projects]
    least, most = sum(costs) * 0.3, sum(costs) * 0.95
    envelope = round(least + part * (most - least))
    fitted = scale.fit_envelope(z, costs, envelope)
    assert sum(fitted.granted) == envelope == fitted.envelope
    assert all(type(amount) is int and 0 <= amount <= cost for amount, cost in zip(fitted.granted, costs, strict=True))
    assert [own + grant for own, grant in zip(fitted.own, fitted.granted, strict=True)] == costs
    assert fitted.scale.lipschitz == scale.lipschitz
    by_need = np.argsort(z, kind="stable")
    assert np.all(np.diff(fitted.rates[by_need]) >= -1e-9)
    mixed = list(range(len(z)))
    chance.shuffle(mixed)
    again = scale.fit_envelope([z[rank] for rank in mixed], [costs[rank] for rank in mixed], envelope)
    twice = sorted(zip(z, costs, fitted.granted, strict=True))
    assert sorted((z[rank], costs[rank], amount) for rank, amount in zip(mixed, again.granted, strict=True)) == twice
