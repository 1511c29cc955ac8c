"""Letters for territories: A holds the greatest scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from maillon.analytics.arguments import NUMBER
from maillon.analytics.composite.kernel import Floats, Integers
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import LARGEST
from maillon.rules.wording import _

LETTERS = ("A", "B", "C", "D", "E")


@dataclass(frozen=True)
class Classes:
    """How scores or ranks become letters, the first letter for the greatest scores.

    Attributes:
        labels: the letters, greatest scores first.
        shares: share of the units in each class, by rank; None: equal shares. Units that tie share the class of
            their rank.
        thresholds: falling scores: the first class holds scores at or above the first threshold, and so on; when
            given, `shares` is not.
    """

    labels: Sequence[str] = LETTERS
    shares: Sequence[float] | None = None
    thresholds: Sequence[float] | None = None

    def __post_init__(self) -> None:
        for figures in (self.shares, self.thresholds):
            if figures is not None and not (isinstance(figures, list | tuple) and all(map(_is_finite, figures))):
                raise data_error(_("ces seuils ne conviennent pas"), "classes", expected=_("Une liste de nombres"))
        if not isinstance(self.labels, list | tuple) or not all(isinstance(label, str) for label in self.labels):
            raise data_error(_("il faut au moins deux classes, de noms différents"), "classes")
        if len(self.labels) < 2 or len(set(self.labels)) < len(self.labels):
            raise data_error(_("il faut au moins deux classes, de noms différents"), "classes")
        if self.thresholds is not None and self.shares is not None:
            raise data_error(_("des parts ou des seuils, pas les deux"), "classes")
        if self.thresholds is not None and (
            len(self.thresholds) != len(self.labels) - 1 or not all(np.diff(self.thresholds) < 0)
        ):
            expected = _("Un seuil de moins que de classes, du plus grand au plus petit")
            raise data_error(_("ces seuils ne conviennent pas"), "classes", expected=expected)
        if self.shares is not None and (
            len(self.shares) != len(self.labels)
            or not all(share > 0 for share in self.shares)
            or not math.isclose(sum(self.shares), 1, abs_tol=1e-9)
        ):
            expected = _("Une part positive par classe, de somme 1")
            raise data_error(_("ces parts ne conviennent pas"), "classes", expected=expected)

    def last_ranks(self, units: int) -> Integers:
        """Return the last rank of each class but the last, among `units` units."""
        shares = self.shares or [1 / len(self.labels)] * len(self.labels)
        return np.ceil(np.cumsum(shares)[:-1] * units - 1e-9).astype(np.int64)

    def of(self, scores: Floats, ranks: Integers) -> list[str]:
        """Return the class of each unit from its score and its rank: both (n,)."""
        if self.thresholds is not None:
            places = (scores[:, None] < np.asarray(self.thresholds)).sum(axis=1)
        else:
            places = (ranks.astype(np.int64)[:, None] > self.last_ranks(len(ranks))).sum(axis=1)
        return [self.labels[place] for place in places.tolist()]


def _is_finite(figure: object) -> bool:
    return NUMBER.holds(figure) and abs(float(figure)) <= LARGEST  # type: ignore[arg-type]  # NUMBER says that it is one


class Tally:
    """Counts how many times each unit reaches each threshold; blocks may come from several threads, in any order."""

    def __init__(self, thresholds: Sequence[float], units: int) -> None:
        self.thresholds = tuple(thresholds)
        self.reached = np.zeros((len(self.thresholds), units), dtype=np.int64)
        self._lock = Lock()

    def add(self, _replicates: Integers, scores: Floats) -> None:
        """Count the scores of a block: (B, n)."""
        found = np.stack([np.count_nonzero(scores >= threshold, axis=0) for threshold in self.thresholds])
        with self._lock:
            self.reached += found


def probabilities(reached: Integers, replicates: int) -> Floats:
    """Return the probability of each class (n, K) from how many times each bound was reached: (K - 1, n)."""
    bounds = np.vstack([np.zeros(reached.shape[1]), reached, np.full(reached.shape[1], replicates)])
    shares: Floats = np.diff(bounds, axis=0).T / replicates
    return shares
