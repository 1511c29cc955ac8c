"""Quantities add up; an EPCI's indicator is a ratio of sums; what is unknown stays unknown."""

import math
from pathlib import Path

import polars as pl
import pytest

from maillon.analytics.dgcl import read_criteria
from maillon.analytics.solidarity import GRANTS, communes, default_index, figures, grants, needs
from maillon.analytics.territories.store import REFERENCE_DIR

CRITERIA = Path(__file__).parents[4] / "shared" / "data" / "dgcl_dotations" / "criteres_repartition_2022.csv.gz"


@pytest.fixture(scope="module")
def raw() -> pl.DataFrame:
    names = pl.read_parquet(REFERENCE_DIR / "communes.parquet")
    return names.join(pl.read_parquet(REFERENCE_DIR / "needs.parquet"), on="code")


def test_known_totals(raw: pl.DataFrame) -> None:
    assert raw.height == 34_969
    assert raw["population_dgf"].sum() == 72_705_723
    assert raw["census_population"].sum() == 67_408_104
    assert grants()["dotation_forfaitaire"].sum() == 678_000_081_500
    assert grants()["dsu"].sum() == 240_211_158_300


def test_grants_are_cents_and_add_up_between_levels() -> None:
    of_communes = grants("commune").join(communes().select("code", "epci"), on="code").drop_nulls("epci")
    for name in GRANTS:
        assert of_communes[name].dtype == pl.Int64
        assert grants("epci")[name].sum() == of_communes[name].sum()


def test_paris_is_one_commune_with_its_arrondissements(raw: pl.DataFrame) -> None:
    (paris,) = raw.filter(pl.col("code") == "75056").to_dicts()
    assert paris["census_population"] > 2_000_000
    assert not raw.filter(pl.col("code").str.starts_with("751")).height


def test_an_epci_is_the_ratio_of_sums_over_its_communes(raw: pl.DataFrame) -> None:
    table = {row["code"]: row for row in needs("epci").to_dicts()}
    inside = communes().drop_nulls("epci").partition_by("epci", as_dict=True)
    for siren in needs("epci").sample(25, seed=4)["code"]:
        rows = inside[(siren,)].to_dicts()
        for indicator in default_index().indicators:
            known = [row for row in rows if all(row[name] is not None for name in (*indicator.over, *indicator.per))]
            people = sum(row["population_dgf"] or 0 for row in rows)
            if sum(row["population_dgf"] or 0 for row in known) < 0.8 * people:
                assert table[siren][indicator.code] is None
                continue
            above = math.fsum(row[name] for row in known for name in indicator.over)
            below = math.fsum(row[name] for row in known for name in indicator.per)
            assert table[siren][indicator.code] == pytest.approx(indicator.times * above / below, rel=1e-12)


def test_the_mean_of_communes_is_not_the_ratio_of_an_epci() -> None:
    one = needs("epci").filter(pl.col("code") == "243700754")["income"].item()
    inside = needs("commune").join(communes().select("code", "epci"), on="code").filter(pl.col("epci") == "243700754")
    assert one != pytest.approx(inside["income"].mean(), rel=1e-3)


def test_hidden_incomes_take_the_mean_of_their_group_and_say_so(raw: pl.DataFrame) -> None:
    hidden = raw.filter(pl.col("income").is_null() & (pl.col("population_insee") > 0))
    assert hidden.height > 100
    made = communes().join(hidden.select("code"), on="code")
    assert made["income_assumed"].all()
    assert made["income"].null_count() == 0
    small = made.filter(pl.col("population_dgf") < 500)
    assert (small["income"] / small["population_insee"]).n_unique() <= 3  # one mean, up to rounding


def test_a_head_counts_for_one_to_two() -> None:
    ratio = (pl.col("weighted_population") / pl.col("population_dgf")).alias("ratio")
    table = communes().filter(pl.col("population_dgf") > 0).select("population_dgf", ratio).sort("population_dgf")
    assert table["ratio"].min() == 1
    assert table["ratio"].max() == 2
    assert table["ratio"].diff().drop_nulls().min() >= 0  # type: ignore[operator]  # a number
    assert (
        table.filter(pl.col("population_dgf") == 500)["ratio"].to_list()
        == [1] * table.filter(pl.col("population_dgf") == 500).height
    )


def test_a_centre_is_at_no_distance_of_itself_and_nearer_than_a_larger_one() -> None:
    table = communes().drop_nulls("metres_to_10000")
    centres = table.filter(pl.col("population") >= 10_000)
    assert (centres["metres_to_10000"] == 0).all()
    assert (table["metres_to_3500"] <= table["metres_to_10000"]).all()


def test_distances_are_those_of_the_sphere() -> None:
    raw = pl.read_parquet(REFERENCE_DIR / "communes.parquet").drop_nulls("lon")
    needs_of = dict(communes().select("code", "metres_to_10000").iter_rows())
    centres = [row for row in raw.to_dicts() if (row["population"] or 0) >= 10_000]
    for row in raw.sample(20, seed=7).to_dicts():
        nearest = min(_haversine(row, centre) for centre in centres)
        assert needs_of[row["code"]] == pytest.approx(nearest, abs=51)


def _haversine(one: dict[str, float], other: dict[str, float]) -> float:
    lon, lat, lon2, lat2 = (math.radians(place[name]) for place in (one, other) for name in ("lon", "lat"))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def test_a_territory_without_a_whole_dimension_has_no_figure() -> None:
    table = figures("commune").join(needs("commune").select("code", "zone"), left_on="uCode", right_on="code")
    codes = [indicator.code for indicator in default_index().indicators]
    mayotte = table.filter(pl.col("uCode").str.starts_with("976"))
    assert mayotte.height == 17
    assert mayotte.select(pl.all_horizontal(pl.col(codes).is_null())).to_series().all()
    mainland = table.filter(pl.col("zone") == "metropole")
    assert mainland.filter(pl.all_horizontal(pl.col(codes).is_null())).height < 30


def test_criteria_are_those_that_the_dgcl_published() -> None:
    if not CRITERIA.exists():
        pytest.skip("the criteria of 2022 are not beside the project")
    theirs = read_criteria(CRITERIA)
    raw = pl.read_parquet(REFERENCE_DIR / "communes.parquet", columns=["code", "former_codes"])
    unmerged = raw.filter(pl.col("former_codes").list.len() == 0).select("code")
    both = theirs.join(unmerged, on="code").join(communes(), on="code", suffix="_ours")
    assert both.height > 30_000
    for name in ("population_dgf", "potentiel_financier"):
        assert (both[name] - both[f"{name}_ours"]).abs().max() == 0


def test_groups_follow_density() -> None:
    table = needs("commune").drop_nulls("density")
    for group, low, high in (("dense", 1500, math.inf), ("intermediate", 300, 1500), ("rural", 25, 300)):
        inside = table.filter(pl.col("group") == group)["density"]
        assert inside.min() >= low  # type: ignore[operator]  # a number
        assert inside.max() < high  # type: ignore[operator]  # a number
