"""Every measure against its formula written plainly here (double sums, loops, permutations), on figures with ties."""

import math
from itertools import permutations
from statistics import mean

import numpy as np
import pytest

from analytics.composite.cases import flat
from maillon.analytics.allocation import apportion, fill, share, sharing_keys
from maillon.analytics.composite import compute
from maillon.analytics.composite.copeland import copeland
from maillon.analytics.equalisation import assess
from maillon.analytics.inequality import atkinson, gini, mean_log_deviation, theil, theil_decomposition

SEEDS = range(6)
NEAR = 1e-9


def _country(seed: int, size: int = 40):
    chance = np.random.default_rng(seed)
    values = np.round(chance.lognormal(1, 0.7, size), 1) + 0.1  # one decimal: many ties
    return values, chance.integers(1, 9, size).astype(float), chance


def _gini(x, w):
    total, mu = w.sum(), (w * x).sum() / w.sum()
    pairs = sum(w[i] * w[j] * abs(x[i] - x[j]) for i in range(len(x)) for j in range(len(x)))
    return pairs / (2 * total**2 * mu)


def _concentration(d, x, w):
    """Return 2 cov(d, R of x) / mean of d, ranks counted one by one."""
    total = w.sum()
    rank = [(w[x < value].sum() + w[x == value].sum() / 2) / total for value in x]
    mu = (w * d).sum() / total
    return 2 * sum(w * (d - mu) * (np.array(rank) - 0.5)) / total / mu


@pytest.mark.parametrize("seed", SEEDS)
def test_gini_is_the_double_sum(seed) -> None:
    x, w, _chance = _country(seed)
    assert gini(x, w) == pytest.approx(_gini(x, w), abs=NEAR)
    negative = np.concatenate([x, [-2.0, -0.5]])
    weights = np.concatenate([w, [1.0, 3.0]])
    assert gini(negative, weights) == pytest.approx(_gini(negative, weights), abs=NEAR)


@pytest.mark.parametrize("seed", SEEDS)
def test_entropies_and_atkinson(seed) -> None:
    x, w, chance = _country(seed)
    x[:3] = 0.0
    p, mu = w / w.sum(), (w * x).sum() / w.sum()
    terms = [pi * v / mu * math.log(v / mu) for pi, v in zip(p, x, strict=True) if v > 0]
    assert theil(x, w) == pytest.approx(sum(terms), abs=NEAR)
    assert mean_log_deviation(x, w) == math.inf
    assert atkinson(x, w, epsilon=1) == atkinson(x, w, epsilon=2.5) == 1
    assert atkinson(x, w, epsilon=0.5) == pytest.approx(1 - sum(p * np.sqrt(x / mu)) ** 2, abs=NEAR)
    x[:3] = 0.2
    mu = (w * x).sum() / w.sum()
    assert mean_log_deviation(x, w) == pytest.approx(sum(p * np.log(mu / x)), abs=NEAR)
    assert atkinson(x, w, epsilon=1) == pytest.approx(1 - math.exp(sum(p * np.log(x))) / mu, abs=NEAR)
    assert atkinson(x, w, epsilon=2) == pytest.approx(1 - 1 / sum(p / (x / mu)), abs=NEAR)
    groups = chance.choice(list("abc"), len(x))
    found = theil_decomposition(x, groups, w)
    between = within = 0.0
    for name in "abc":
        inside = groups == name
        mass, mean_g = p[inside].sum(), (w[inside] * x[inside]).sum() / w[inside].sum()
        q = w[inside] / w[inside].sum()
        between += mass * mean_g / mu * math.log(mean_g / mu)
        within += mass * mean_g / mu * sum(q * x[inside] / mean_g * np.log(x[inside] / mean_g))
    assert (found.between, found.within) == pytest.approx((between, within), abs=NEAR)
    assert found.between + found.within == pytest.approx(theil(x, w), abs=NEAR)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("charged", [False, True])
def test_kakwani_and_reynolds_smolensky(seed, charged) -> None:
    x, w, chance = _country(seed)
    d = np.round(chance.lognormal(0, 1, len(x)), 1)
    charge = chance.choice([0.8, 1.0, 1.5], len(x)) if charged else None
    found = assess(x, d, w, charge_index=charge, bootstrap=0)
    if charge is not None:
        x, d, w = x / charge, d / charge, w * charge
    before, after, c = _gini(x, w), _gini(x + d, w), _concentration(d, x, w)
    vertical, reranking = before - _concentration(x + d, x, w), after - _concentration(x + d, x, w)
    g = (w * d).sum() / (w * x).sum()
    assert (found.gini_before, found.gini_after) == pytest.approx((before, after), abs=NEAR)
    assert (found.concentration, found.kakwani) == pytest.approx((c, before - c), abs=NEAR)
    assert (found.vertical, found.reranking) == pytest.approx((vertical, reranking), abs=NEAR)
    assert found.vertical == pytest.approx(g / (1 + g) * (before - c), abs=NEAR)
    assert found.redistributive_effect == pytest.approx(vertical - reranking, abs=NEAR)
    assert found.correction_rate == pytest.approx((before - after) / before, abs=NEAR)


@pytest.mark.parametrize("seed", SEEDS)
def test_shares_of_several_grants_are_shapley_values_over_every_order(seed) -> None:
    x, w, chance = _country(seed, 25)
    grants = {name: np.round(chance.lognormal(0, 1, len(x)), 1) for name in "abcd"}
    found = assess(x, grants, w, bootstrap=0)
    marginal = {name: [] for name in grants}
    for order in permutations(grants):
        held = x.copy()
        for name in order:
            before = _gini(held, w)
            held = held + grants[name]
            marginal[name].append(before - _gini(held, w))
    mu = ((x + sum(grants.values())) * w).sum() / w.sum()
    for part in found.parts:
        d = grants[part.name]
        assert part.redistributive_effect == pytest.approx(mean(marginal[part.name]), abs=NEAR)
        shared = (d * w).sum() / w.sum() / mu * (_gini(x, w) - _concentration(d, x, w))
        assert part.vertical == pytest.approx(shared, abs=NEAR)
    assert sum(part.vertical for part in found.parts) == pytest.approx(found.vertical, abs=NEAR)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("method", "divisor"),
    [
        ("sainte_lague", lambda s: (2 * s + 1) ** 2),
        ("dhondt", lambda s: (s + 1) ** 2),
        ("huntington_hill", lambda s: s * (s + 1)),
    ],
)
def test_seats_go_one_by_one_to_the_greatest_claim(seed, method, divisor) -> None:
    chance = np.random.default_rng(seed)
    weights = chance.integers(1, 30, 12).tolist()  # many equal claims
    seats = [0] * 12
    for _seat in range(47):
        claims = [math.inf if divisor(s) == 0 else w * w / divisor(s) for w, s in zip(weights, seats, strict=True)]
        best = max(claims)
        waiting = [i for i in range(12) if claims[i] == best or (best < math.inf and abs(claims[i] / best - 1) < 1e-12)]
        seats[max(waiting, key=lambda i: weights[i]) if best == math.inf else waiting[0]] += 1
    assert apportion(weights, 47, method).seats == seats


@pytest.mark.parametrize("seed", SEEDS)
def test_the_largest_remainders_take_the_last_cents(seed) -> None:
    chance = np.random.default_rng(seed)
    weights, total = chance.integers(0, 9, 15).tolist(), int(chance.integers(1, 10**6))
    quotas = [total * w // sum(weights) for w in weights]
    rests = sorted(range(15), key=lambda i: (-(total * weights[i] % sum(weights)), i))
    for i in rests[: total - sum(quotas)]:
        quotas[i] += 1
    assert share(total, weights) == quotas
    other = [w + 1 for w in weights]
    keys = sharing_keys({"a": weights, "b": other}, {"a": 3, "b": 1})
    plain = [0.75 * w / sum(weights) + 0.25 * o / sum(other) for w, o in zip(weights, other, strict=True)]
    assert [float(key) for key in keys] == pytest.approx(plain, abs=NEAR)


@pytest.mark.parametrize("seed", SEEDS)
def test_filling_between_floors_and_caps_is_a_clip(seed) -> None:
    chance = np.random.default_rng(seed)
    weights = chance.integers(0, 9, 20) + 0.5
    floors, caps = chance.integers(0, 30, 20) + 0.25, chance.integers(30, 90, 20) + 0.25
    total = float(floors.sum() + chance.uniform(0.05, 0.95) * (caps - floors).sum())
    low, high = 0.0, 1e6
    for _step in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.clip(middle * weights, floors, caps).sum() < total else (low, middle)
    found = fill(total, weights.tolist(), floors.tolist(), caps.tolist())
    assert [float(one) for one in found] == pytest.approx(np.clip(high * weights, floors, caps).tolist(), abs=1e-7)
    assert float(sum(found)) == pytest.approx(total, abs=NEAR)


@pytest.mark.parametrize("seed", SEEDS)
def test_copeland_is_the_count_of_duels(seed) -> None:
    chance = np.random.default_rng(seed)
    values, weights = chance.integers(0, 4, (25, 5)).astype(float), chance.integers(1, 4, 5).astype(float)
    values[chance.random((25, 5)) < 0.1] = np.nan
    expected = []
    for one in values:
        score = 0
        for two in values:
            both = ~np.isnan(one) & ~np.isnan(two)
            above = sum(weights[both & (one > two)]) + sum(weights[both & (one == two)]) / 2
            score += int(np.sign(2 * above - sum(weights[both]))) if both.any() and one is not two else 0
        expected.append(float(score))
    kept = ~np.isnan(values).all(axis=1)
    assert copeland(values, weights)[kept].tolist() == np.array(expected)[kept].tolist()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("power", ["arithmetic", "geometric", "harmonic", "power:3", "power:-2.5", "power:0.5"])
def test_aggregates_are_power_means_of_what_is_present(seed, power) -> None:
    chance = np.random.default_rng(seed)
    values = chance.integers(1, 6, (30, 4)).astype(float)
    weights, directions = [1.0, 2.0, 0.5, 3.0], [1, -1, 1, -1]
    columns = {f"i{k}": values[:, k].tolist() for k in range(4)}
    data, meta = flat(columns, Weight=weights, Direction=directions)
    found = compute(data, meta, normalise="minmax:1:100", aggregate=power).scores["I"].to_list()
    turned = values * directions
    scaled = 1 + 99 * (turned - turned.min(axis=0)) / (turned.max(axis=0) - turned.min(axis=0))
    q = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}.get(power) if ":" not in power else float(power[6:])
    for row, score in zip(scaled, found, strict=True):
        share_ = np.array(weights) / sum(weights)
        plain = math.prod(row**share_) if q == 0 else sum(share_ * row**q) ** (1 / q)
        assert score == pytest.approx(plain, rel=NEAR)


@pytest.mark.parametrize("seed", SEEDS)
def test_normalisations_by_counting(seed) -> None:
    chance = np.random.default_rng(seed)
    x = chance.integers(0, 12, 25).astype(float)
    for sign in (1, -1):
        y = [sign * value for value in x]
        rank = [1 + sum(other < value for other in y) for value in y]
        spread = math.sqrt(sum((value - mean(y)) ** 2 for value in y) / 24)
        expected = {
            "minmax:0:100": [100 * (v - min(y)) / (max(y) - min(y)) for v in y],
            "zscore": [(v - mean(y)) / spread for v in y],
            "rank": rank,
            "borda": [r - 1 for r in rank],
            "percentile": [(r - 1) / 24 for r in rank],
            "goalposts": [min(max((v - 2) / 7 if sign > 0 else (9 - v) / 7, 0), 1) for v in x],
            "distance_to_target": [(v - min(y)) / (sign * 6 - min(y)) for v in y],
        }
        data, meta = flat({"a": x.tolist()}, Direction=[sign], Target=[6.0], goalpost_lower=[2.0], goalpost_upper=[9.0])
        for how, plain in expected.items():
            result = compute(data, meta, normalise=how)
            assert result.scores["I"].to_list() == pytest.approx(plain, abs=NEAR), how
            scores = result.scores["I"].to_list()
            assert result.ranks["I"].to_list() == [1 + sum(o > s + 1e-9 for o in scores) for s in scores]
