"""Ranks of many replicates summed up: against numpy, with ties, whatever the blocks."""

import numpy as np
import pytest
from scipy.stats import rankdata

from maillon.analytics.composite.classes import Tally, probabilities
from maillon.analytics.composite.summary import above, pairs_above, spread


def drawn(replicates, units, seed=1, *, ties=True):
    chance = np.random.default_rng(seed)
    scores = chance.integers(0, 9, (replicates, units)) if ties else chance.random((replicates, units))
    return rankdata(scores, "min", axis=1).astype(np.uint16)


@pytest.mark.parametrize("replicates", [1, 2, 7, 600])
@pytest.mark.parametrize("units", [1, 130])
def test_spread(replicates, units) -> None:
    ranks = drawn(replicates, units)
    found = spread(ranks, bounds=[3, 50], half=True, threads=2)
    np.testing.assert_allclose(found.quantiles, np.quantile(ranks, [0.05, 0.5, 0.95], axis=0).T)
    np.testing.assert_allclose(found.mean, ranks.mean(axis=0))
    np.testing.assert_array_equal(found.smallest, ranks.min(axis=0))
    np.testing.assert_array_equal(found.largest, ranks.max(axis=0))
    np.testing.assert_array_equal(found.within, [(ranks <= 3).sum(axis=0), (ranks <= 50).sum(axis=0)])
    if replicates > 1:
        first = np.quantile(ranks[: replicates // 2], [0.05, 0.5, 0.95], axis=0).T
        np.testing.assert_allclose(found.half, first)
    else:
        assert found.half is None


@pytest.mark.parametrize("ties", [True, False])
def test_pairs(ties) -> None:
    ranks = drawn(600, 150, ties=ties)
    told = []
    higher, tied = pairs_above(ranks, threads=2, progress=told.append)
    first, second = np.triu_indices(150, 1)
    np.testing.assert_array_equal(higher[first, second], (ranks[:, first] < ranks[:, second]).sum(axis=0))
    np.testing.assert_array_equal(tied[first, second], (ranks[:, first] == ranks[:, second]).sum(axis=0))
    assert told[-1] == 1
    assert [int(counts[0]) for counts in above(ranks, 4, [9])] == [higher[4, 9], tied[4, 9]]


def test_thresholds_reached_make_probabilities() -> None:
    scores = np.random.default_rng(1).uniform(0, 10, (40, 5))
    tally = Tally((7.0, 2.0), 5)
    for block in (slice(0, 15), slice(15, 40)):
        tally.add(np.arange(40)[block], scores[block])
    shares = probabilities(tally.reached, 40)
    expected = [(scores >= 7).mean(axis=0), ((scores < 7) & (scores >= 2)).mean(axis=0), (scores < 2).mean(axis=0)]
    np.testing.assert_allclose(shares, np.transpose(expected))
