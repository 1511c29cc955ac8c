"""Needs and grants of today's communes are exact sums over codes of then; what is unknown stays unknown."""

import csv
import io
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from reference.needs import CENSUS, CODE, CRITERIA, FLAGS, GRANTS, Needs, read_needs

HEADINGS = {**CRITERIA, **FLAGS, **GRANTS}


class Shelf:
    """Two packages of a few lines."""

    def __init__(self, iris: list[dict[str, Any]], criteria: list[dict[str, Any]]) -> None:
        self.iris, self.criteria = iris, criteria

    def census_iris(self) -> bytes:
        zero = dict.fromkeys(CENSUS, 0)
        out = io.BytesIO()
        pl.DataFrame([zero | row for row in self.iris]).write_parquet(out)
        return out.getvalue()

    def grant_criteria(self) -> bytes:
        out = io.StringIO()
        writer = csv.DictWriter(out, [CODE, *HEADINGS.values()])
        writer.writeheader()
        for row in self.criteria:
            figures = {heading: row.get(name, 0) for name, heading in HEADINGS.items()}
            writer.writerow({CODE: row["code"], **figures})
        return out.getvalue().encode()


def _commune(code: str, population: int = 100, lon: float | None = 2.0, lat: float = 48.0) -> dict[str, Any]:
    return {"code": code, "name": code, "population": population, "zone": "metropole", "lon": lon, "lat": lat}


COMMUNES = [
    _commune("00001"),
    _commune("00002", 12_000, 2.0, 49.0),
    _commune("00003", 4_000, lon=None),
    _commune("00004", 500),
    _commune("75056", 2_000_000, 3.0, 48.0),
]
PARTS = [
    {"code": "75101", "level": "arrondissement_municipal", "parent": "75056", "lon": 3.0, "lat": 48.0},
    {"code": "00003", "level": "commune_deleguee", "parent": "00003", "lon": 2.0, "lat": 48.5},
]
FORMER = [{"code": "00009", "level": "commune", "current": ["00001"]}]
LIVED = {"population_dgf": 10, "population_insee": 10, "income": 50, "road_metres": 7, "fiscal_yield": 3}
LIVED |= {"fiscal_yield_at_mean_rates": 2, "potentiel_fiscal": 1}


@pytest.fixture
def made() -> Needs:
    iris = [
        {"com": "00001", "pop": 40, "pop_65p": 9},
        {"com": "00009", "pop": 2},
        {"com": "75101", "pop": 16},
        {"com": "00002", "pop": 1},
    ]
    criteria = [
        LIVED | {"code": "00001", "mountain_share": 1, "dsu": 5},
        LIVED | {"code": "00009", "population_dgf": 30, "income": "nd", "dsu": 6, "road_metres": 0},
        LIVED | {"code": "00002", "fiscal_yield_at_mean_rates": 0},
        LIVED | {"code": "00003", "population_insee": 0, "population_dgf": 0, "income": 0},
        LIVED | {"code": "75056"},
    ]
    return read_needs(Shelf(iris, criteria), COMMUNES, PARTS, FORMER)  # type: ignore[arg-type]  # the two it reads


def _row(table: pl.DataFrame, code: str) -> dict[str, Any]:
    (row,) = table.filter(pl.col("code") == code).to_dicts()
    return row


def test_merged_communes_are_summed(made: Needs) -> None:
    row = _row(made.needs, "00001")
    assert (row["census_population"], row["census_65_or_more"]) == (42, 9)
    assert row["population_dgf"] == 40
    assert row["mountain_share"] == 10 / 40
    assert _row(made.grants, "00001")["dsu"] == 11


def test_a_ratio_keeps_what_it_takes_to_be_made_again(made: Needs) -> None:
    row = _row(made.needs, "00001")
    assert row["income"] == 50
    assert row["income_known_share"] == 10 / 20
    assert row["road_metres"] == 7


def test_arrondissements_make_one_commune(made: Needs) -> None:
    assert _row(made.needs, "75056")["census_population"] == 16


def test_zero_where_people_live_is_an_absent_figure(made: Needs) -> None:
    row = _row(made.needs, "00002")
    assert row["fiscal_yield"] is None
    assert row["fiscal_yield_at_mean_rates"] is None
    assert _row(made.needs, "00003")["income"] == 0


def test_a_commune_that_a_source_lacks_has_no_figure_and_is_named(made: Needs) -> None:
    assert _row(made.needs, "00004")["population_dgf"] is None
    assert _row(made.needs, "00004")["census_population"] is None
    assert _row(made.grants, "00004")["dsu"] is None
    assert made.counted["no_criteria"] == "00004 (00004)"
    assert made.counted["hidden_income"] == 1


def test_distances_start_from_a_part_when_the_town_hall_is_unknown(made: Needs) -> None:
    degree = 111_195  # metres in a degree of latitude
    assert _row(made.needs, "00002")["metres_to_10000"] == 0
    assert _row(made.needs, "00003")["metres_to_3500"] == 0
    assert _row(made.needs, "00003")["metres_to_10000"] == pytest.approx(degree / 2, abs=51)
    assert _row(made.needs, "00001")["metres_to_3500"] == pytest.approx(degree / 2, abs=51)


def test_a_code_that_nobody_inherits_stops_the_build() -> None:
    with pytest.raises(LookupError, match="99999"):
        read_needs(Shelf([{"com": "99999"}], []), COMMUNES, PARTS, FORMER)  # type: ignore[arg-type]  # as above


def test_grants_are_whole_euros(made: Needs) -> None:
    assert all(made.grants[name].dtype == pl.Int32 for name in GRANTS)
    assert made.grants["code"].to_list() == [row["code"] for row in COMMUNES]
