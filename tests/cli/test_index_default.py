"""`maillon index` on the indicator that ships, and `maillon index actors`, as people type them."""

import json
from pathlib import Path

import polars as pl
import pytest

from maillon.analytics.solidarity import default_index, needs, ranked
from maillon.cli.main import OK, USAGE, main


def test_the_need_of_every_epci(tmp_path: Path) -> None:
    out = tmp_path / "need.json"
    assert main(["index", "compute", "--default", "--level", "epci", "-o", str(out)]) == OK
    written = json.loads(out.read_text(encoding="utf-8"))
    scores = written["scores"]
    assert len(scores) == 1_253
    first = scores[0]
    assert (first["rank"], first["class"]) == (1, "A")
    assert first["rank_q5"] <= 1 <= first["rank_q95"]
    assert 0 < first["class_probability"] <= 1
    assert [row["group"] for row in written["balance"]] == [group.code for group in default_index().groups]
    manifest = written["manifest"]
    assert manifest["options"]["level"] == "epci"
    assert manifest["options"]["index_version"] == default_index().version
    assert {row["name"] for row in manifest["inputs"]} >= {"need_index.yaml", "needs.parquet"}
    assert manifest["seed"] == 1


def test_other_weights(tmp_path: Path) -> None:
    out = tmp_path / "need.csv"
    assert main(["index", "compute", "--default", "--weight", "access=60", "-o", str(out)]) == OK
    told = pl.read_csv(out, schema_overrides={"code": pl.String}).sort("code")
    expected = ranked("epci", {"access": 60.0}).frame.sort("code")
    assert told["class"].to_list() == expected["class"].to_list()


def test_the_other_verbs_read_it_too(tmp_path: Path) -> None:
    for name, verb in (
        ("audit", ["audit", "--default"]),
        ("uncertainty", ["uncertainty", "--default", "--level", "epci", "--replicates", "16"]),
        ("sensitivity", ["sensitivity", "--default", "--territories", "epci", "--size", "4", "--bootstrap", "0"]),
        ("unit", ["compute", "--default", "--unit", "243700754"]),
        ("rank", ["compute", "--default", "--normalise", "rank"]),
    ):
        out = tmp_path / f"{name}.json"
        assert main(["index", *verb, "-o", str(out)]) == OK
        manifest = json.loads(out.read_text(encoding="utf-8"))["manifest"]
        assert manifest["options"]["coverage"] == default_index().making["coverage"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "--default"),
        (["data.csv"], "--default"),
        (["data.csv", "meta.csv", "--default"], "--default remplace"),
        (["data.csv", "meta.csv", "--level", "epci"], "--territories"),
        (["--default", "--weight", "nothing=1"], "nothing"),
    ],
)
def test_what_cannot_be_made_is_refused(capsys: pytest.CaptureFixture[str], options: list[str], said: str) -> None:
    assert main(["index", "compute", *options]) == USAGE
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_the_state_is_rated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "state.json"
    assert main(["index", "actors", "--replicates", "32", "-o", str(out)]) == OK
    written = json.loads(out.read_text(encoding="utf-8"))
    assert len(written["ratings"]) == len(written["sentences"]) == 7
    for row in written["ratings"]:
        assert row["low"] <= row["high"]
        assert row["letter"] is None or row["letter"] in row["plausible"]
    assert "grants.parquet" in {row["name"] for row in written["manifest"]["inputs"]}
    assert main(["index", "actors", "--replicates", "8"]) == OK
    assert "par habitant" in capsys.readouterr().out


def test_an_actor_of_ones_own(tmp_path: Path) -> None:
    given = needs("epci").select("code", (pl.col("population_dgf") * 2.5).alias("euros"), pl.lit("Région").alias("who"))
    source, out = tmp_path / "given.csv", tmp_path / "rating.json"
    given.write_csv(source)
    options = ["--amount", "euros", "--actor", "who", "--replicates", "64"]
    assert main(["index", "actors", str(source), *options, "-o", str(out)]) == OK
    (row,) = json.loads(out.read_text(encoding="utf-8"))["ratings"]
    assert row["actor"] == "Région"
    assert row["letter"] is None
    assert row["per_head"] == pytest.approx(2.5, rel=1e-3)


def test_a_table_that_lacks_a_column_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "given.csv"
    source.write_text("code,montant\n243700754,5\n", encoding="utf-8")
    assert main(["index", "actors", str(source)]) == USAGE
    assert "amount" in capsys.readouterr().err
