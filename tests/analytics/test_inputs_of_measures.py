"""What a program may hand over by mistake, or in another form, to the measures of solidarity and to the sharings."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from maillon.analytics import french_indices
from maillon.analytics.allocation import (
    Project,
    apportion,
    fill,
    pareto_front,
    redistribute_means,
    select_projects,
    sharing_keys,
)
from maillon.analytics.allocation import share as shared
from maillon.analytics.cofinancing import Scale, smooth
from maillon.analytics.equalisation import assess
from maillon.analytics.inequality import atkinson, gini, theil_decomposition
from maillon.analytics.refusal import DataError
from maillon.analytics.targeting import accuracy, draw_area, stability

SCALE = Scale([0.25, 0.5, 0.75], [0.3, 0.5, 0.7, 0.95])
AREA = draw_area(["a", "b"], [1, 2], [3, 4], share=0.5)
DSU = french_indices.DsuCriteria(*[[9000.0, 12000.0]] * 7)


@pytest.mark.parametrize(
    "values",
    [
        [Fraction(1), Fraction(2), Fraction(3)],
        [np.int64(1), 2, Decimal(3)],
        (value for value in (1, 2, 3)),
        {"a": 1, "b": 2, "c": 3}.values(),
        pl.Series([Decimal(1), Decimal(2), Decimal(3)]),
    ],
)
def test_exact_numbers_and_what_can_be_walked_are_read_as_lists_are(values) -> None:
    assert gini(values) == gini([1.0, 2.0, 3.0])


def test_a_rate_is_asked_in_any_number_and_answered_plainly() -> None:
    for half in (Decimal("0.5"), Fraction(1, 2), np.float32(0.5)):
        assert SCALE.rate(half) == SCALE.rate(0.5)
    assert isinstance(SCALE.rate(Fraction(1, 2)), float)
    wide = Scale([0.5], [0.1, 0.2], "ramp", half_width=np.array([0.1]))
    assert wide == Scale([0.5], [0.1, 0.2], "ramp", half_width=(Fraction(1, 10),))
    assert SCALE.no_overtaking(Fraction(1), Decimal("0.5"))


def test_a_promise_that_holds_exactly_is_not_lost_to_rounding() -> None:
    steep = Scale((0.3, 0.6), (0.1, 0.4, 0.7))
    assert steep.lipschitz == pytest.approx(1, abs=1e-12)
    assert steep.no_overtaking(1, 1)
    assert not steep.no_overtaking(1, 1.000001)
    assert steep.tolerates(0.05 / 1.96, 0.05)


def test_several_grants_may_be_a_frame_and_projects_may_hold_cells_of_arrays() -> None:
    frame = pl.DataFrame({"a": [3, 2, 1], "b": [0, 1, 2]})
    assert assess([1, 2, 3], frame, bootstrap=0) == assess([1, 2, 3], frame.to_dict(as_series=False), bootstrap=0)
    chosen = select_projects([Project("p", np.int64(10), np.int64(5), np.float64(1))], 10).chosen
    assert [str(one) for one in chosen] == ["p"]


def test_bounds_that_are_not_given_bind_nobody() -> None:
    assert fill(10, [1, 1], None, None) == fill(10, [1, 1], [None, 0], [None, None]) == [5, 5]


def test_a_compromise_is_exact_to_the_billionth() -> None:
    assert [point.moves for point in pareto_front([3, 0], [1, 1], points=3)] == pytest.approx([0, 1.5, 3], abs=1e-10)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: gini([1, None, 3, math.nan]), "aux rangs 2 et 4 .le premier est 1."),
        (lambda: gini("123"), "toutes des nombres"),
        (lambda: atkinson([1, 2], epsilon="a"), "epsilon : ce n’est pas un nombre"),
        (lambda: theil_decomposition([1, 2], [[1], [2]]), "noms de groupes"),
        (lambda: theil_decomposition([1, 2], 3), "0 groupes pour 2"),
        (lambda: assess([1, 2], [1, 1], bootstrap=2.5), "rééchantillonnages"),
        (lambda: assess([1, 2], [1, 1], seed="a"), "graine impossible"),
        (lambda: assess([1, 2], [1, 1], level="a"), "level : ce n’est pas un nombre"),
        (lambda: shared(10, "123"), "« 123 » n’est pas une liste"),
        (lambda: shared(10, None), "n’est pas une liste"),
        (lambda: shared(10, {1: 2}), "n’est pas une liste"),
        (lambda: shared(10, np.ones((2, 2))), "rang 1"),
        (lambda: apportion({3, 4}, 5), "n’est pas une liste"),
        (lambda: fill(10, [1, 1], 0, 5), "n’est pas une liste"),
        (lambda: sharing_keys([1], [1]), "pas nommés"),
        (lambda: redistribute_means([1, 1], [1, 1], total="a"), "total : ce n’est pas un nombre"),
        (lambda: redistribute_means([1, 1], [1, 1], groups=["a", None]), "rang 2 est sans groupe"),
        (lambda: redistribute_means([1, 1], [1, 1], groups=["a", "b"], bands={"a": 3}), "fourchette"),
        (lambda: select_projects([Project("p", 10, 5, 1, theme="t")], 10, themes={"t": 0.5}), "part de ce thème"),
        (lambda: Scale(None, [0.1]), "pas une liste de nombres"),
        (lambda: Scale([0.5], ["a", "b"]), "rates : ce n’est pas un nombre"),
        (lambda: Scale([0.5], [0.1, 0.2], shift="a"), "shift : ce n’est pas un nombre"),
        (lambda: SCALE.noise("a"), "sigma_z : ce n’est pas un nombre"),
        (lambda: SCALE.no_overtaking("a", 1), "cost : ce n’est pas un nombre"),
        (lambda: smooth([0.3], [0.5], None), "delta : ce n’est pas un nombre"),
        (lambda: draw_area(["a"], [1], [1], threshold="a"), "threshold : ce n’est pas un nombre"),
        (lambda: accuracy(AREA, [1]), "1 valeurs pour 2 territoires"),
        (lambda: stability(AREA, [1]), "1 valeurs pour 2 territoires"),
        (lambda: french_indices.dsu_index(DSU, [1]), "même longueur"),
    ],
)
def test_a_mistake_is_said_in_words(call, said) -> None:
    with pytest.raises(DataError, match=said):
        call()
