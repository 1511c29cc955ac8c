"""A thing of another kind than what is asked is refused by name, whatever function is called."""

from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from analytics.composite.made import figures, tables
from maillon.analytics import allocation, composite, equalisation, inequality, targeting
from maillon.analytics.cofinancing import Scale
from maillon.analytics.refusal import DataError

DATA, META = tables(figures(6, 4))
MADE = composite.compute(DATA, META)
AREA = targeting.draw_area(["a", "b"], [1, 2], [3, 4], threshold=2)
SCALE = Scale([0.5], [0.2, 0.8])
LINES = [{"id": "a", "initial": 1000}, {"id": "b", "initial": 10, "spent": 5}]
ODD = [
    None,
    "a",
    1.5,
    float("nan"),
    10**400,
    [1],
    {"a": 1},
    np.zeros((3, 3)),
    pl.DataFrame({"a": [1]}),
    Decimal("sNaN"),
]

CALLS = {
    "normalisation": lambda odd: inequality.gini([1, 2], normalisation=odd),
    "groups": lambda odd: inequality.theil_decomposition([1, 2], [odd, Decimal("sNaN")]),
    "bootstrap": lambda odd: equalisation.assess([1, 2], [2, 1], bootstrap=odd),
    "post_value": lambda odd: equalisation.assess_posts([1, 2], [2, 1], [1, 1], post_value=odd, bootstrap=0),
    "form": lambda odd: Scale([0.5], [0.2, 0.8], odd),
    "cost": lambda odd: SCALE.eligibility_jump(0.2, odd),
    "seats": lambda odd: allocation.apportion([1, 2], odd),
    "method": lambda odd: allocation.apportion([1, 2], 3, odd),
    "lines": allocation.fungibility_room,
    "transfers": lambda odd: allocation.fungibility_room(LINES, odd),
    "projects": lambda odd: allocation.select_projects(odd, 1000),
    "bands": lambda odd: allocation.redistribute_means([1, 2], [1, 1], groups=["a", "b"], bands=odd),
    "points": lambda odd: allocation.pareto_front([1, 2], [1, 1], points=odd),
    "area": lambda odd: targeting.accuracy(odd, [1, 1]),
    "changes": lambda odd: targeting.decide(AREA, odd),
    "aggregate": lambda odd: composite.compute(DATA, META, aggregate=odd),
    "goalposts": lambda odd: composite.compute(DATA, META, goalposts=odd),
    "weights": lambda odd: composite.compute(DATA, META, weights=odd),
    "classes": lambda odd: composite.uncertainty(DATA, META, replicates=2, classes=odd),
    "tolerance": lambda odd: composite.uncertainty(DATA, META, replicates=2, tolerance=odd),
    "level": lambda odd: composite.sensitivity(DATA, META, size=2, level=odd),
    "limits": lambda odd: composite.rank_range(DATA, META, limits=odd),
    "b": lambda odd: composite.compare(MADE, odd),
    "result": lambda odd: composite.strengths(odd, "u000"),
    "y_ab": lambda odd: composite.sobol_indices(np.ones(2), np.ones(2), odd),
}
SUITS = {("post_value", "1.5"), ("tolerance", "1.5"), ("limits", "1.5")}  # these are what is asked
NONE = {"post_value", "bands", "goalposts", "weights", "classes", "tolerance"}


@pytest.mark.parametrize("name", CALLS)
def test_what_is_of_another_kind_is_refused(name: str) -> None:
    for odd in ODD:
        suits = (odd is None and name in NONE) or (name, repr(odd)) in SUITS
        if not suits:
            with pytest.raises(DataError):
                CALLS[name](odd)


def test_every_fault_is_said_at_once_under_its_name() -> None:
    with pytest.raises(DataError) as refusal:
        composite.rank_range(DATA, META, seed=1.5, level="top")  # type: ignore[arg-type]  # on purpose
    assert [problem.where for problem in refusal.value.problems] == ["level", "seed"]


def test_rows_of_a_file_serve_as_they_are() -> None:
    rooms = allocation.fungibility_room(LINES, [{"source": "a", "target": "b", "amount": 50}])
    assert [room.room for room in rooms] == [200, 2]
    asked = [{"id": "p", "cost": 1000, "grant": 500, "value": 2}, {"id": "q", "cost": 1000, "grant": 600, "value": 1}]
    assert allocation.select_projects(asked, 700).chosen == ["p"]
    assert allocation.select_projects(pl.DataFrame(asked), 700).chosen == ["p"]
    with pytest.raises(DataError, match=r"projects \(1\).*id, cost, grant, value"):
        allocation.select_projects([{"id": "p", "price": 3}], 700)
    with pytest.raises(DataError, match=r"lines \(2\)\.id"):
        allocation.fungibility_room([*LINES[:1], {"id": None, "initial": 3}])


@pytest.mark.parametrize("objective", ["l1", "max_min", "leximin"])
def test_nothing_to_share_leaves_nothing(objective: str) -> None:
    assert allocation.redistribute_means([0, 0], [1, 2], objective=objective).means == [0, 0]


def test_the_evolution_of_an_unknown_element_is_refused() -> None:
    years = pl.concat([DATA.with_columns(Time=pl.lit(year)) for year in (2018, 2019)])
    with pytest.raises(DataError, match="code est inconnu"):
        composite.evolution(composite.panel(years, META), "nowhere")
