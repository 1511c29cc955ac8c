"""The real grant requests of 2019, when they are at hand: defects set aside with a reason, limits met to the cent."""

from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from maillon.analytics.allocation import Project, Reserve, select_projects
from maillon.analytics.tables import read_table

FILE = (
    Path(__file__).parents[4] / "shared/data/dotations_investissement_2019/projets_dotations_investissement_2019.csv.gz"
)


@pytest.mark.skipif(not FILE.exists(), reason="the grant requests of 2019 are not beside the repository")
def test_requests_of_one_year() -> None:
    rows = read_table(FILE).filter(pl.col("id_dep").is_in(["36", "37", "41"]))
    projects = [
        Project(row["id_projet"], round(100 * row["cout_total"]), round(100 * row["montant_sub"]), row["cout_total"],
                f"thème {row['categorie'][:1]}", (row["id_dep"],))
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    envelope = sum(project.grant for project in projects) // 2
    reserves = [Reserve(place, Fraction(1, 5)) for place in ("36", "37", "41")]
    found = select_projects(projects, envelope, reserves=reserves)
    assert found.gap <= 1e-4
    assert found.spent <= envelope
    assert all(use.low <= use.spent <= use.high for use in found.uses)
    grants = {project.id: project.grant for project in projects}
    assert sum(grants[name] for name in found.chosen) == found.spent


@pytest.mark.skipif(not FILE.exists(), reason="the grant requests of 2019 are not beside the repository")
def test_many_requests_alike_under_few_limits_are_soon_chosen() -> None:
    projects = [
        Project(row["id_projet"], round(100 * row["cout_total"]), round(100 * row["montant_sub"]), row["pop19"] or 0,
                row["dotation"])
        for row in read_table(FILE).iter_rows(named=True)
    ]  # fmt: skip
    found = select_projects(projects, 90_000_000_000, reserves=[Reserve("DETR", Fraction(1, 5), Fraction(3, 5))])
    assert found.gap <= 1e-4
    assert found.spent <= 90_000_000_000
