"""Results are published whole, with what lets one redo them."""

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from maillon.cli.measures import FORMATS, manifest, publish, read_frame
from maillon.rules.problem import InputError

FRAMES = {
    "scores": pl.DataFrame({"uCode": ["01004", "=A1"], "x": [1.5, None], "n": [12345, 2]}),
    "log": pl.DataFrame({"uCode": ["01004"], "parts": [[1.0, float("nan")]]}),
}


@pytest.fixture
def told(tmp_path: Path) -> dict[str, object]:
    source = tmp_path / "source.csv"
    source.write_text("a\n1\n", encoding="utf-8")
    return manifest([source], {"impute": None, "place": Path("x")}, seed=7)


def test_a_manifest_lets_one_redo_the_result(told: dict[str, object]) -> None:
    expected = {"name": "source.csv", "bytes": 4, "sha256": hashlib.sha256(b"a\n1\n").hexdigest()}
    assert told["inputs"] == [expected]
    assert told["seed"] == 7
    assert set(told["versions"]) == {"maillon", "numpy", "polars", "scipy", "highspy"}  # type: ignore[call-overload]  # a dictionary
    assert "date" in told


def test_an_unreadable_input_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        manifest([tmp_path / "absent"], {})


@pytest.mark.parametrize("shape", FORMATS)
def test_each_form_has_its_manifest_beside(tmp_path: Path, told: dict[str, object], shape: str) -> None:
    path = tmp_path / f"result.{shape}"
    publish(FRAMES, manifest=told, format=shape, output=str(path))
    assert path.stat().st_size > 0
    beside = json.loads((tmp_path / f"result.{shape}.manifest.json").read_text(encoding="utf-8"))
    assert beside["inputs"] == told["inputs"]
    assert beside["options"] == {"impute": None, "place": "x"}


def test_the_suffix_says_the_form(tmp_path: Path, told: dict[str, object]) -> None:
    publish(FRAMES, manifest=told, output=str(tmp_path / "result.json"))
    written = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert written["scores"][1] == {"uCode": "=A1", "x": None, "n": 2}
    assert written["log"][0]["parts"] == [1.0, None]
    assert written["manifest"]["seed"] == 7


def test_a_name_that_says_no_known_form_is_refused_and_nothing_written(tmp_path: Path, told: dict[str, object]) -> None:
    with pytest.raises(InputError, match="inconnue"):
        publish(FRAMES, manifest=told, output=str(tmp_path / "result.zip"))
    assert not (tmp_path / "result.zip").exists()
    publish(FRAMES, manifest=told, format="csv", output=str(tmp_path / "result.zip"))
    assert (tmp_path / "result.zip").exists()


def test_forms_that_hold_one_frame_write_the_others_beside(tmp_path: Path, told: dict[str, object]) -> None:
    publish(FRAMES, manifest=told, output=str(tmp_path / "result.csv"))
    assert read_frame(str(tmp_path / "result.csv")).equals(FRAMES["scores"])
    assert read_frame(str(tmp_path / "result-log.csv"))["parts"].to_list() == ["[1.0, null]"]


def test_excel_has_a_sheet_per_frame_and_no_formula(tmp_path: Path, told: dict[str, object]) -> None:
    path = tmp_path / "result.xlsx"
    publish(FRAMES, manifest=told, output=str(path))
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["scores", "log", "manifeste"]
    assert book.get_sheet_by_name("scores").to_python()[2][0] == "=A1"


def test_a_table_is_written_as_people_read(capfdbinary: pytest.CaptureFixture[bytes], told: dict[str, object]) -> None:
    many = {"scores": pl.concat([FRAMES["scores"]] * 40), "log": FRAMES["log"]}
    publish(many, manifest=told)
    text = capfdbinary.readouterr().out.decode()
    assert "12\u202f345" in text
    assert "1,5" in text
    assert "–" in text
    assert "… et 20 autres lignes" in text
    assert "parts" not in text


def test_on_the_standard_output_csv_is_the_main_frame(
    capfdbinary: pytest.CaptureFixture[bytes], told: dict[str, object]
) -> None:
    publish(FRAMES, manifest=told, format="csv")
    assert capfdbinary.readouterr().out.decode().splitlines()[0] == "uCode,x,n"


@pytest.mark.parametrize("shape", ["xlsx", "parquet"])
def test_some_forms_demand_a_file(told: dict[str, object], shape: str) -> None:
    with pytest.raises(InputError, match="--output"):
        publish(FRAMES, manifest=told, format=shape)


def test_nothing_is_replaced_unasked(tmp_path: Path, told: dict[str, object]) -> None:
    path = tmp_path / "result.csv"
    publish(FRAMES, manifest=told, output=str(path))
    with pytest.raises(InputError) as refusal:
        publish({"scores": FRAMES["scores"].head(0)}, manifest=told, output=str(path))
    assert len(refusal.value.problems) == 2
    assert read_frame(str(path)).height == 2
    publish({"scores": FRAMES["scores"].head(1)}, manifest=told, output=str(path), force=True)
    assert read_frame(str(path)).height == 1
