"""The shipped data agrees with itself, with what its provenance says, and with independent public files."""

import csv
import gzip
import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from maillon.analytics.territories import provenance, territory
from maillon.analytics.territories.store import REFERENCE_DIR, store
from maillon.rules.identifiers import valid_siren

SHARED = Path(__file__).parents[4] / "shared" / "data"


def table(name: str) -> pl.DataFrame:
    return pl.read_parquet(REFERENCE_DIR / f"{name}.parquet")


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the project")
    return path


def test_every_file_is_declared_with_its_digest() -> None:
    declared = {source.file: source.sha256 for source in provenance().sources}
    present = {path.name for path in REFERENCE_DIR.iterdir() if path.name not in {"provenance.yaml", "__init__.py"}}
    assert present == set(declared)
    for name, digest in declared.items():
        assert hashlib.sha256((REFERENCE_DIR / name).read_bytes()).hexdigest() == digest


def test_the_whole_stays_small() -> None:
    assert sum(path.stat().st_size for path in REFERENCE_DIR.iterdir() if path.is_file()) <= 8_000_000


def test_known_counts() -> None:
    communes = table("communes")
    assert communes.height == communes["code"].n_unique() == 34_969
    assert communes.filter(pl.col("zone") == "com").height == 94
    assert communes["population"].null_count() == 6
    assert communes.filter(pl.col("epci").is_null() & (pl.col("zone") != "com")).height == 4
    groupings = table("groupings")
    assert groupings.filter(pl.col("level") == "epci").height == 1_253
    assert groupings.filter(pl.col("level") == "ept").height == 11


def test_the_index_says_what_the_tables_say() -> None:
    data = store()
    communes = table("communes")
    count = communes.height
    assert data.cells("code")[:count] == communes["code"].to_list()
    assert data.cells("name")[:count] == communes["name"].to_list()
    people = [str(value) if value is not None else "" for value in communes["population"].to_list()]
    assert data.cells("population")[:count] == people
    for row in table("groupings").iter_rows(named=True):
        assert data.members[row["level"], row["code"]] == tuple(row["members"])


def test_every_siren_has_a_right_key() -> None:
    sirens = [*table("communes")["siren"].drop_nulls(), *table("groupings")["code"]]
    assert all(valid_siren(siren) for siren in sirens)


def test_sums_agree_from_level_to_level() -> None:
    communes = table("communes")
    total = communes["population"].sum()
    assert table("regions")["population"].sum() == table("departments")["population"].sum() == total
    held = communes.filter(pl.col("epci").is_not_null())["population"].sum()
    assert table("groupings").filter(pl.col("level") == "epci")["population"].sum() == held


def test_former_codes_lead_to_codes_of_today() -> None:
    former = table("former_codes")
    assert former["code"].n_unique() == former.height
    for row in former.iter_rows(named=True):
        assert row["current"]
        assert all(territory(code, row["level"]) for code in row["current"])


def test_defects_are_sentences() -> None:
    defects = provenance().defects
    assert len(defects) >= 15
    assert all(defect[0].isupper() or defect[0].isdigit() for defect in defects)
    assert all(defect.endswith(".") for defect in defects)


def test_the_communes_are_those_of_the_official_code() -> None:
    with gzip.open(shared("cog_decoupage_administratif/6.0.0-2026/communes.json.gz")) as official:
        current = {row["code"]: row["nom"] for row in json.load(official) if row["type"] == "commune-actuelle"}
    ours = dict(table("communes").select("code", "name").iter_rows())
    assert ours == current


def test_former_codes_agree_with_an_independent_table() -> None:
    with gzip.open(shared("cog_historique/anciens_codes_vers_2026_derive.csv.gz"), "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    ours = {row["code"]: row["current"][0] for row in table("former_codes").iter_rows(named=True)}
    parts = dict(table("parts").select("code", "parent").iter_rows())
    wrong = [(old, new) for old, new in rows if ours.get(old, parts.get(old)) != new]
    assert wrong == []


def test_memberships_agree_with_the_2026_file() -> None:
    source = pl.read_csv(shared("contours_communes_2026/communes_2026_points.csv.gz"), infer_schema=False)
    theirs = dict(source.filter(pl.col("type") == "COM").select("code", "epci_siren").iter_rows())
    ours = dict(table("communes").select("code", "epci").iter_rows())
    assert {code: siren for code, siren in theirs.items() if siren and ours[code] != siren} == {}
