"""`maillon index uncertainty` and `maillon index sensitivity`, as a terminal sees them."""

import json

import polars as pl
import pytest

from analytics.composite.made import figures, tables
from maillon.analytics.composite import uncertainty
from maillon.cli.main import main


@pytest.fixture
def files(tmp_path):
    data, meta = tables(figures(20), extra={"side": pl.Series(["a", "b"] * 10)})
    data.write_csv(tmp_path / "data.csv")
    meta.write_csv(tmp_path / "meta.csv")
    return [str(tmp_path / "data.csv"), str(tmp_path / "meta.csv")]


def run(capsys, *argv: str) -> tuple[int, str, str]:
    code = main(["index", *argv])
    out, err = capsys.readouterr()
    return code, out, err


def test_uncertainty_answers_what_the_library_says_with_what_redoes_it(files, capsys) -> None:
    code, out, _err = run(capsys, "uncertainty", *files, "--replicates", "64", "--seed", "5", "--format", "json")
    answer = json.loads(out)
    assert code == 0
    assert list(answer) == ["units", "classes", "convergence", "manifest"]
    expected = uncertainty(*files, replicates=64, seed=5).units.sort("rank", maintain_order=True)
    assert [row["uCode"] for row in answer["units"]] == expected["uCode"].to_list()
    assert [row["rank_mean"] for row in answer["units"]] == pytest.approx(expected["rank_mean"].to_list())
    assert answer["manifest"]["seed"] == 5
    assert answer["manifest"]["options"]["assumptions"] == {"weights": {"spread": 0.25}}
    assert [source["name"] for source in answer["manifest"]["inputs"]] == ["data.csv", "meta.csv"]
    assert len(answer["manifest"]["inputs"][0]["sha256"]) == 64


def test_every_assumption_may_be_asked(files, capsys, tmp_path) -> None:
    sets = tmp_path / "sets.csv"
    pl.DataFrame({"i0": [1.0, 4.0], "g1": [1.0, 2.0]}).write_csv(sets)
    code, out, _err = run(
        capsys, "uncertainty", *files, "--replicates", "32", "--weight-sets", str(sets),
        "--normalise", "minmax:1:100", "--normalise-among", "minmax:1:100", "rank",
        "--aggregate-among", "arithmetic", "geometric,arithmetic", "--impute-among", "mean", "hot_deck:side",
        "--error", "i0=0,1", "--error", "i1=0.2", "--pairs", "u001", "u002", "--range", "exact",
        "--classes", "haut", "bas", "--thresholds", "30", "--tolerance", "1", "--sampling", "random",
        "--threads", "1", "--format", "json",
    )  # fmt: skip
    answer = json.loads(out)
    assert code == 0
    assert list(answer) == ["units", "classes", "convergence", "pairs", "ranges", "manifest"]
    assert set(answer["classes"][0]) == {"uCode", "haut", "bas"}
    assert len(answer["pairs"]) == 1
    assert len(answer["manifest"]["inputs"]) == 3
    assert answer["manifest"]["options"]["assumptions"]["error"] == {"sd": {"i0": 0.1, "i1": 0.2}}


def test_sensitivity_tells_the_share_of_each_assumption(files, capsys) -> None:
    code, out, _err = run(
        capsys, "sensitivity", *files, "--size", "16", "--bootstrap", "10", "--spread", "0.5",
        "--normalise-among", "minmax:0:100", "rank", "--format", "json",
    )  # fmt: skip
    answer = json.loads(out)
    assert code == 0
    assert [row["assumption"] for row in answer["indices"]] == ["weights", "normalise"]
    assert len(answer["units"]) == 40
    assert answer["manifest"]["options"]["regenerations"] == 64


def test_files_are_written_with_their_manifest(files, capsys, tmp_path) -> None:
    place = tmp_path / "out.csv"
    code, _out, err = run(capsys, "uncertainty", *files, "--replicates", "30", "-o", str(place), "--classes", "none")
    assert code == 0
    assert "puissance de deux" in err
    assert "class" not in pl.read_csv(place).columns
    assert json.loads((tmp_path / "out.csv.manifest.json").read_text())["options"]["replicates"] == 30
    again = run(capsys, "uncertainty", *files, "--replicates", "30", "-o", str(place))
    assert again[0] == 2


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--spread", "0.1", "--concentration", "2"], "une seule"),
        (["--error", "beaucoup"], "--error"),
        (["--error", "0.1", "--error", "i0=2"], "--error"),
        (["--replicates", "0"], "tirages"),
        (["--pairs", "nulle-part", "u001"], "nulle-part"),
        (["--thresholds", "1", "2", "3", "4"], "seuils"),
        (["--weight-sets", "absent.csv"], "absent.csv"),
        (["--aggregate-among", "au-hasard"], "agrégation"),
    ],
)
def test_a_request_that_cannot_be_met_is_one_sentence(files, capsys, argv, words) -> None:
    code, _out, err = run(capsys, "uncertainty", *files, *argv)
    assert code == 2
    assert words in err
    assert "Traceback" not in err
