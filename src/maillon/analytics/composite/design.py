"""Designs of numbers in [0, 1): random, or spread evenly (scrambled Sobol' sequence).

Sources: I. M. Sobol', Uniformly distributed sequences (1967); A. Owen, Scrambling Sobol' and Niederreiter–Xing
points (1998); A. Saltelli et al., Variance based sensitivity analysis of model output (2010).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from maillon.analytics.composite.kernel import Floats
from maillon.analytics.refusal import data_error
from maillon.rules.wording import _

Sampling = Literal["sobol", "random"]
SAMPLINGS: tuple[Sampling, ...] = ("sobol", "random")
MOST_ROWS = 2**24


def draw(rows: int, columns: int, *, seed: int, sampling: Sampling = "sobol") -> Floats:
    """Return a design of numbers in [0, 1).

    Args:
        rows: one a replicate; a power of two keeps the balance of a Sobol' sequence.
        columns: one a number that a replicate needs.
        seed: the same seed gives the same design.
        sampling: "sobol" (scrambled Sobol' sequence) or "random".

    Returns:
        (rows, columns).

    Raises:
        DataError: a number of rows, a seed or a sampling that cannot be used; too many columns for a Sobol' sequence.
    """
    check(rows, seed, sampling)
    chance = np.random.default_rng(seed)
    if sampling == "random" or columns == 0:
        return chance.random((rows, columns))
    from scipy.stats import qmc  # half a second to load, that a server has no need of before its first draw

    if columns > qmc.Sobol.MAXDIM:
        raise data_error(
            _("trop de grandeurs varient pour une suite de Sobol’"),
            "sampling",
            expected=_("{n} au plus").format(n=qmc.Sobol.MAXDIM),
            remedy=_("Choisir random"),
        )
    sequence = qmc.Sobol(columns, scramble=True, bits=53, rng=chance)
    points: Floats = sequence.random_base2(max(0, (rows - 1).bit_length()))[:rows]
    return points


def paired(rows: int, columns: int, *, seed: int, sampling: Sampling = "sobol") -> tuple[Floats, Floats]:
    """Return the designs A and B of a sensitivity analysis, independent of each other: (rows, columns) each."""
    both = draw(rows, 2 * columns, seed=seed, sampling=sampling)
    return both[:, :columns], both[:, columns:]


def is_balanced(rows: int) -> bool:
    """Say whether a Sobol' sequence of this length keeps its balance: a power of two."""
    return rows > 0 and rows & (rows - 1) == 0


def check(rows: int, seed: int, sampling: str) -> None:
    """Refuse what no design can be drawn with.

    Raises:
        DataError: a number of rows, a seed or a sampling that cannot be used.
    """
    if isinstance(rows, bool) or not isinstance(rows, int) or not 1 <= rows <= MOST_ROWS:
        expected = _("Un nombre entier entre 1 et {n}").format(n=MOST_ROWS)
        raise data_error(_("ce nombre de tirages ne convient pas"), "replicates", expected=expected)
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise data_error(_("cette graine ne convient pas"), "seed", expected=_("Un nombre entier positif ou nul"))
    if sampling not in SAMPLINGS:
        raise data_error(_("ce tirage n’est pas connu"), "sampling", expected=_("sobol ou random"))
