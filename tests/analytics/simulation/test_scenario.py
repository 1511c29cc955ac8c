"""Scenarios worked out: sums to the cent, earmarks, bounds, cliffs, order; whatever the territories."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.analytics.cofinancing import FORMS
from maillon.analytics.refusal import DataError
from maillon.analytics.simulation import Terms, Unit, compare, keys, medians, noise, quartiles, select, simulate
from maillon.rules.money import Money

TERMS = Terms(
    envelope=100_000_00,
    evaluation_share=Decimal("0.02"),
    priority_share=Decimal(0),
    form="linear",
    rates=tuple(map(Decimal, ("0.3", "0.5", "0.7", "0.95"))),
    thresholds=tuple(map(Decimal, ("0.25", "0.5", "0.75"))),
    nodes=(0.125, 0.375, 0.625, 0.875),
    half_width=Decimal("0.05"),
    key=(("population", 1),),
)


def unit(code: str, need: float, population: int = 1000, resource: float = 800, *, priority: bool = False) -> Unit:
    return Unit(code, code, population, need, resource, resource * 0.9, priority)


THREE = (unit("a", 0.8, resource=500, priority=True), unit("b", 0.5), unit("c", 0.1, resource=1500))


@pytest.mark.parametrize("form", FORMS)
def test_by_default_the_scale_as_written_spends_the_envelope(form) -> None:
    outcome = simulate(replace(TERMS, form=form), THREE)
    assert sum(outcome.granted) == 98_000_00
    assert outcome.scales[0][0].shift == 0
    for one, granted, cost in zip(THREE, outcome.granted, outcome.costs, strict=True):
        assert granted == pytest.approx(cost * outcome.terms.scale.rate(one.need), abs=2)


def test_the_reserve_comes_first_and_is_rounded_up() -> None:
    outcome = simulate(replace(TERMS, envelope=101, evaluation_share=Decimal("0.005")), THREE, 200)
    assert (outcome.split.evaluation, outcome.available, sum(outcome.granted)) == (1, 100, 100)


def test_priority_territories_receive_their_share_at_least() -> None:
    free = simulate(TERMS, THREE)
    earmarked = simulate(replace(TERMS, priority_share=Decimal("0.52")), THREE, free.programme)
    assert not free.earmark_binds
    assert earmarked.earmark_binds
    assert earmarked.to_priority == earmarked.split.priority > free.to_priority
    assert sum(earmarked.granted) == earmarked.available


def test_a_share_without_priority_territory_stays_with_projects() -> None:
    outcome = simulate(replace(TERMS, priority_share=Decimal("0.5")), THREE[1:])
    assert sum(outcome.granted) == 98_000_00
    assert not outcome.earmark_binds


def test_floors_and_caps_hold_and_are_named() -> None:
    outcome = simulate(replace(TERMS, floor=20_00, cap=40_00), THREE)
    heads = [cents / 1000 for cents in outcome.granted]
    assert min(heads) >= 20_00
    assert max(heads) <= 40_00
    assert outcome.bounded
    assert sum(outcome.granted) == 98_000_00


def test_a_cliff_is_worth_its_step_on_the_dearest_projects() -> None:
    outcome = simulate(replace(TERMS, form="step", key=(("equal", 1),)), THREE)
    dearest = max(outcome.costs)
    assert [cliff.cents for cliff in outcome.cliffs] == [round(step * dearest) for step in (0.2, 0.2, 0.25)]
    assert outcome.largest_jump == round(0.25 * dearest)


def test_the_key_weighs_what_it_says() -> None:
    units = (unit("a", 0.8, 1000, 400), unit("b", 0.4, 3000, 1200))
    shares = {name: [float(key) for key in keys(replace(TERMS, key=((name, 1),)), units)] for name in
              ("population", "need", "fiscal", "equal")}  # fmt: skip
    assert shares["population"] == [0.25, 0.75]
    assert shares["need"] == pytest.approx([0.4, 0.6])
    assert shares["fiscal"] == pytest.approx([0.5, 0.5])
    assert shares["equal"] == [0.5, 0.5]


def test_a_poorer_territory_that_passes_a_richer_one_is_counted() -> None:
    units = (unit("poor", 0.9, resource=100), unit("rich", 0.1, resource=101))
    outcome = simulate(replace(TERMS, envelope=100_000_00), units)
    assert outcome.overtaken.count == 1
    assert outcome.overtaken.largest > 0


def test_what_cannot_be_is_refused_in_words() -> None:
    with pytest.raises(DataError, match="aucun territoire"):
        simulate(TERMS, ())
    with pytest.raises(DataError, match="enveloppe"):
        simulate(TERMS, THREE, 1_000_00)
    with pytest.raises(DataError, match="planchers"):
        simulate(replace(TERMS, floor=50_00), THREE)
    with pytest.raises(DataError, match="plafonds"):
        simulate(replace(TERMS, cap=1_00), THREE)


amounts = st.integers(0, 10**10)


@st.composite
def territories(draw) -> Sequence[Unit]:
    count = draw(st.integers(1, 12))
    return [
        unit(
            str(rank),
            draw(st.floats(0, 1)),
            draw(st.integers(1, 10**6)),
            draw(st.floats(50, 5000)),
            priority=draw(st.booleans()),
        )
        for rank in range(count)
    ]


@settings(max_examples=40, deadline=None)
@given(territories(), st.sampled_from(FORMS), st.integers(100, 10**10), st.sampled_from(["0", "0.02", "0.5"]))
def test_whatever_the_territories_sums_are_exact_and_rates_follow_need(units, form, envelope, evaluation) -> None:
    terms = replace(TERMS, form=form, envelope=envelope, evaluation_share=Decimal(evaluation))
    outcome = simulate(terms, units)
    assert sum(outcome.granted) == outcome.available == envelope - outcome.split.evaluation
    assert sum(outcome.costs) == outcome.programme
    assert all(own >= 0 for own in outcome.own)
    rates = [rate for _need, rate in sorted((one.need, outcome.terms.scale.rate(one.need)) for one in units)]
    assert all(low <= high + 1e-12 for low, high in pairwise(rates))
    assert set(compare(outcome, outcome).each) == {0}
    assert Money(outcome.programme) >= Money(outcome.available)


def test_the_shipped_data_give_territories_with_their_needs() -> None:
    scores = {"200072650": 40.0, "243700754": 50.0, "200073237": 60.0}
    found = select("epci", [*scores, "999999999"], {}, scores, priority=0.05)
    assert [one.code for one in found.units] == ["200073237", "243700754", "200072650"]
    assert [one.priority for one in found.units] == [True, False, False]
    assert found.left_out == ("999999999",)
    assert 300_000 < found.units[1].population < 320_000
    assert quartiles(scores) == (40, 50, 60)
    assert medians("epci", scores, (Decimal("0.45"), Decimal("0.55"))) == (0.4, 0.5, 0.6)


def test_no_rate_leaves_last_years_by_more_than_the_terms_allow() -> None:
    steps = replace(TERMS, form="step")
    before = simulate(steps, THREE)
    free = simulate(TERMS, THREE, before.programme, before.rates)
    held = simulate(replace(TERMS, delta=Decimal("0.02")), THREE, before.programme, before.rates)
    assert free.largest_move > 0.02
    assert held.largest_move <= 0.02 + 1e-6
    assert sum(held.granted) == sum(free.granted)
    assert held.held
    still = simulate(replace(TERMS, delta=Decimal(0)), THREE, before.programme, before.rates)
    assert (still.granted, still.kept) == (before.granted, (0, 1, 2))


def test_a_territory_without_last_year_has_its_rate_at_once() -> None:
    outcome = simulate(replace(TERMS, delta=Decimal("0.05")), THREE, None, [0.6, None, 0.3])
    assert outcome.moves[1] is None
    assert all(abs(move) <= 0.05 + 1e-6 for move in outcome.moves if move is not None)


@pytest.mark.parametrize(
    ("previous", "says"), [(None, "an dernier"), ([0.5], "longueur"), ([0.9, 0.9, 0.9], "aucun décalage")]
)
def test_smoothing_that_cannot_be_is_said(previous, says) -> None:
    with pytest.raises(DataError, match=says):
        simulate(replace(TERMS, delta=Decimal("0.01")), THREE, None, previous)


def test_a_floor_per_inhabitant_comes_before_last_years_rate() -> None:
    terms = replace(TERMS, delta=Decimal("0.1"), floor=20_00)
    before = simulate(replace(TERMS, form="step"), THREE)
    outcome = simulate(terms, THREE, before.programme, before.rates)
    assert min(outcome.granted) >= 20_00 * 1000
    assert sum(outcome.granted) == 98_000_00
    with pytest.raises(DataError, match="les planchers et les taux de l’an dernier"):
        simulate(replace(terms, delta=Decimal("0.02")), THREE, before.programme, before.rates)


def test_steps_promise_nothing_about_noise_and_say_whom_it_moves() -> None:
    near = (unit("a", 0.51), unit("b", 0.6), unit("c", 0.1))
    errors = dict.fromkeys("abc", 0.01)
    steps = noise(simulate(replace(TERMS, form="step"), near), errors, Decimal("0.05"))
    assert (steps.moved, steps.tolerated, steps.promised) == ((0,), False, float("inf"))
    slope = noise(simulate(TERMS, near), errors, Decimal("0.05"))
    assert slope.promised == pytest.approx(1.0 * 1.96 * 0.01)
    assert (slope.moved, slope.tolerated) == ((), True)
    assert noise(simulate(replace(TERMS, form="step"), near), {}, Decimal(0)).tolerated
