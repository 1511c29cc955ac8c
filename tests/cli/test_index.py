"""`maillon index`, as people type it."""

import json
from pathlib import Path

import polars as pl
import pytest

from analytics.composite.cases import asem, flat, published
from maillon.cli.main import OK, USAGE, main
from maillon.cli.measures import read_frame

MAKING = ["--denominate", "--impute", "group_mean:EurAsia_group", "--screen", "0.9", "--treat"]


@pytest.fixture
def small(tmp_path: Path) -> list[str]:
    data, meta = flat({"a": [1, 2, 3], "b": [3, 1, 2], "c": [9, 7, 8.5]}, Direction=[1, -1, 1])
    paths = [tmp_path / "data.csv", tmp_path / "meta.csv"]
    for frame, path in zip((data, meta), paths, strict=True):
        frame.write_csv(path)
    return [str(path) for path in paths]


def _read(path: Path) -> dict[str, list[dict[str, object]]]:
    return json.loads(path.read_text(encoding="utf-8"))


def test_compute(small: list[str], tmp_path: Path) -> None:
    out = tmp_path / "index.json"
    assert main(["index", "compute", *small, "-o", str(out)]) == OK
    written = _read(out)
    assert {"scores", "ranks", "coverage", "log", "manifest"} == set(written)
    assert [row["uCode"] for row in written["scores"]] == ["u2", "u1", "u0"]
    assert [row["rank"] for row in written["scores"]] == [1, 2, 3]
    assert written["manifest"]["options"]["normalise"] == "minmax:0:100"  # type: ignore[call-overload]  # a dictionary
    assert (tmp_path / "index.json.manifest.json").is_file()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--normalise", "minimax"], "normalisation"),
        (["--aggregate", "geometric"], "minmax:1:100"),
        (["--aggregate", "arithmetic", "arithmetic"], "agrégations"),
        (["--impute", "guess"], "imputation"),
        (["--screen", "2"], "part"),
        (["--weight", "a"], "poids"),
        (["--weight", "z=1"], "inconnu"),
        (["--unit", "nobody"], "nobody"),
        (["--panel"], "Time"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(
    small: list[str], capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert main(["index", "compute", *small, *options]) == USAGE
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_an_absent_table_is_refused(small: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", "compute", "absent.csv", small[1]]) == USAGE
    assert "absent.csv" in capsys.readouterr().err


def test_weights_of_the_command_line(small: list[str], tmp_path: Path) -> None:
    out = tmp_path / "index.csv"
    assert main(["index", "compute", *small, "--weight", "a=0", "--weight", "c=0", "-o", str(out)]) == OK
    assert read_frame(str(out)).sort("uCode")["I"].to_list() == [0, 100, 50]


def test_one_unit(small: list[str], tmp_path: Path) -> None:
    out = tmp_path / "unit.json"
    assert main(["index", "compute", *small, "--unit", "u1", "-o", str(out)]) == OK
    assert {"elements", "strengths", "weaknesses", "changes"} <= set(_read(out))


def test_several_years(tmp_path: Path, small: list[str]) -> None:
    one = pl.read_csv(small[0])
    years = pl.concat([one.with_columns(Time=2018), one.with_columns(Time=2019, a=pl.col("a") * 2)])
    years.write_csv(tmp_path / "years.csv")
    out = tmp_path / "panel.csv"
    command = ["index", "compute", str(tmp_path / "years.csv"), small[1], "--base", "2018", "-o", str(out)]
    assert main(command) == OK
    assert read_frame(str(out)).columns[:2] == ["uCode", "Time"]


def test_compare(small: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two, out = (str(tmp_path / name) for name in ("one.csv", "two.parquet", "shifts.json"))
    assert main(["index", "compute", *small, "-o", one]) == OK
    assert main(["index", "compute", *small, "--weight", "a=0", "-o", two]) == OK
    assert main(["index", "compare", one, two, "-o", out]) == OK
    written = _read(Path(out))
    assert written["summary"][0]["units"] == 3
    assert {row["uCode"] for row in written["shifts"]} == {"u0", "u1", "u2"}
    assert main(["index", "compare", one, two, "--column", "absent"]) == USAGE
    assert "absent" in capsys.readouterr().err


@published
def test_the_published_example(tmp_path: Path) -> None:
    tables = [str(asem("iData")), str(asem("iMeta"))]
    out = tmp_path / "audit.json"
    assert main(["index", "audit", *tables, *MAKING, "--optimise", "3", "-o", str(out)]) == OK
    written = _read(out)
    assert len(written["optimised"]) == 2
    assert len(written["statistics"]) == 49
    whole = tmp_path / "whole.xlsx"
    assert main(["index", "export", *tables, *MAKING, "-o", str(whole.with_suffix(""))]) == OK
    assert read_frame(str(whole)).height == 51
    assert main(["index", "export", *tables, *MAKING, "-o", str(whole)]) == USAGE
