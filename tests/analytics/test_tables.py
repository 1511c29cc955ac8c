"""Tables as people have them are read as they mean them."""

import gzip
import io
from pathlib import Path

import polars as pl
import pytest

from maillon.analytics.refusal import DataError
from maillon.analytics.tables import as_frame, read_table
from maillon.analytics.workbook import workbook


def _read(folder: Path, content: bytes, name: str = "table.csv") -> pl.DataFrame:
    path = folder / name
    path.write_bytes(content)
    return read_table(path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\n1,2.5\n", {"a": [1], "b": [2.5]}),
        ("a;b\n1;2,5\n", {"a": [1], "b": [2.5]}),
        ("a\tb\n1\t-3e2\n", {"a": [1], "b": [-300.0]}),
        ("a;b\n01004;1 234,5\n02001;-7\n", {"a": ["01004", "02001"], "b": [1234.5, -7.0]}),
        ("a;b\n1;12\u202f345\n2;NA\n", {"a": [1, 2], "b": [12345.0, None]}),
        ("a,b\n2A004,\n2B033,x\n", {"a": ["2A004", "2B033"], "b": [None, "x"]}),
        ("a,b\n0.5,0\n.25,-0.1\n", {"a": [0.5, 0.25], "b": [0.0, -0.1]}),
        ("\ufeff a , b \n1,2\n", {"a": [1], "b": [2]}),
        ("a;b\n1;n.d.\n2;3\n", {"a": [1, 2], "b": ["n.d.", "3"]}),
        ("a;b\n12345678901234567890;1\n", {"a": [12345678901234567890.0], "b": [1]}),
        ('a,b\n"x,y",1\n', {"a": ["x,y"], "b": [1]}),
    ],
)
def test_text(tmp_path: Path, content: str, expected: dict[str, list[object]]) -> None:
    assert _read(tmp_path, content.encode()).to_dict(as_series=False) == expected


def test_windows_text(tmp_path: Path) -> None:
    assert _read(tmp_path, "commune;x\nÉvreux;1\n".encode("cp1252"))["commune"].to_list() == ["Évreux"]


def test_packed_text(tmp_path: Path) -> None:
    assert _read(tmp_path, gzip.compress(b"a,b\n1,2\n"), "table.csv.gz").shape == (1, 2)


def test_excel_and_parquet(tmp_path: Path) -> None:
    frame = pl.DataFrame({"uCode": ["01004", "=A1"], "x": [1.5, None], "year": [2018, 2019]})
    assert _read(tmp_path, workbook({"first": frame}), "table.xlsx").equals(frame)
    stream = io.BytesIO()
    frame.write_parquet(stream)
    assert _read(tmp_path, stream.getvalue(), "table.parquet").equals(frame)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("table.csv", b"", "vide"),
        ("table.csv", b"\n\n", "vide"),
        ("table.csv.gz", b"not packed", "ne peut pas être lu"),
        ("table.parquet", b"not parquet", "ne peut pas être lu"),
        ("table.xlsx", b"not a workbook", "ne peut pas être lu"),
        ("table.csv", b"a,b\n1,2,3\n", "ne peut pas être lu"),
        ("table.csv", b"a,a\n1,2\n", "deux fois"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said):
        _read(tmp_path, content, name)


def test_a_column_written_twice_in_excel_is_refused(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    path = tmp_path / "twice.xlsx"
    book = Workbook(path)
    book.add_worksheet().write_row(0, 0, ["x", "x"])
    book.close()
    with pytest.raises(DataError, match="deux fois"):
        read_table(path)


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="n’existe pas"):
        read_table(tmp_path / "absent.csv")


def test_columns_by_name_make_a_frame() -> None:
    assert as_frame({"a": [1, 2]}).shape == (2, 1)
    assert as_frame(pl.LazyFrame({"a": [1, 2]})).shape == (2, 1)
    with pytest.raises(DataError, match="n’est pas une table"):
        as_frame(3)


def test_a_long_frame_goes_on_in_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    from python_calamine import CalamineWorkbook

    monkeypatch.setattr("maillon.analytics.workbook.ROWS", 2)
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook({"a/b": pl.DataFrame({"x": [1, 2, 3]})})))
    assert book.sheet_names == ["a_b", "a_b 2"]


def test_amounts_in_euros_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "grants.csv"
    path.write_text("a;b\n21\u202f667,00 €;5 €\n600 092,50 €;n.c.\n;0 €\n", encoding="utf-8")
    found = read_table(path)
    assert found["a"].to_list() == [21667.0, 600092.5, None]
    assert found["b"].to_list() == ["5 €", "n.c.", "0 €"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("habit", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_ends_of_lines(tmp_path: Path, ends: str, habit: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(ends.join(["code;nom", "01004;Été", "01005;Là"]).encode(habit))
    assert read_table(path).to_dicts() == [{"code": "01004", "nom": "Été"}, {"code": "01005", "nom": "Là"}]


@pytest.mark.parametrize("content", [b"\x00\x01,b\n", b"\xff\xfea", b"PK\x03\x04\x14\x00\x00", b"x" * 200_000])
def test_what_is_not_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(DataError):
        read_table(path)


def test_empty_lines_after_the_last_are_left_out_and_one_between_keeps_its_place(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_text("a;b\n1;x\n\n3;y\n\n;\n \n", encoding="utf-8")
    assert read_table(place).to_dict(as_series=False) == {"a": [1, None, 3], "b": ["x", None, "y"]}
    place.write_text("a;b\n", encoding="utf-8")
    assert read_table(place).is_empty()
