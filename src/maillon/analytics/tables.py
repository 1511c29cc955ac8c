"""Tables of figures as people have them: CSV of any French or English habit, Parquet, Excel.

Text stays text: a code such as 01004 keeps its zero. A column becomes numeric only when every cell that is filled
is a number; « 21 667,00 € » is one.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from maillon.analytics.refusal import DataError, data_error
from maillon.rules.problem import Problem
from maillon.rules.wording import _

MISSING = ("", "NA")
SEPARATORS = (",", ";", "\t")
MAX_BYTES = 2_000_000_000
HEADING_BYTES = 1 << 20
_SPACES = "[\u00a0\u202f ]"
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_COMMA_NUMBER = rf"^[+-]?(\d+|\d{{1,3}}({_SPACES}\d{{3}})+)(,\d+)?({_SPACES}*€)?$"
_LEADING_ZERO = r"^[+-]?0\d"


def read_table(path: str | Path) -> pl.DataFrame:
    """Return the table of a file.

    Args:
        path: `.csv`, `.tsv` or `.txt` (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252; `.gz` or not; decimal
            point or comma), `.parquet`, `.xlsx`, `.xlsm` or `.ods` (first sheet, headings in the first row).

    Returns:
        One row per line; integers, floats or text. Empty cells and the "NA" that R writes are null.

    Raises:
        DataError: the file is absent, unreadable, empty or not a table.
    """
    place = Path(path)
    if not place.is_file():
        raise data_error(_("ce fichier n’existe pas"), str(path), remedy=_("Vérifier le nom et le dossier"))
    suffix = place.with_suffix("").suffix.lower() if place.suffix.lower() == ".gz" else place.suffix.lower()
    try:
        if suffix == ".parquet":
            return pl.read_parquet(place)
        if suffix in {".xlsx", ".xlsm", ".xls", ".ods"}:
            return _typed(_sheet(place))
        return _typed(_text(place))
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, csv.Error, pl.exceptions.PolarsError) as error:
        expected = _("Un fichier CSV, Parquet ou Excel")
        raise data_error(_("ce fichier ne peut pas être lu comme une table"), str(path), expected=expected) from error


def as_frame(table: Any) -> pl.DataFrame:
    """Return `table` itself, the table of the file that it names, or the frame of its columns.

    Args:
        table: a Polars frame, lazy or not, a path, or what Polars makes a frame of: columns by name, rows by name.

    Raises:
        DataError: it is none of these.
    """
    if isinstance(table, pl.DataFrame):
        return table
    if isinstance(table, str | Path):
        return read_table(table)
    try:
        return table.collect() if isinstance(table, pl.LazyFrame) else pl.DataFrame(table)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        what = _("« {kind} » n’est pas une table").format(kind=type(table).__name__)
        raise data_error(what, expected=_("Un tableau Polars ou le nom d’un fichier")) from error


def _text(path: Path) -> pl.DataFrame:
    if path.suffix.lower() == ".gz":
        with gzip.open(path) as stream:
            content = stream.read(MAX_BYTES + 1)
    else:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise data_error(_("ce fichier est trop grand"), str(path), expected=_("2 Go au plus"))
    text = _utf8(content)
    if text is None:
        raise data_error(_("ce fichier n’est pas du texte"), str(path), expected=_("Un fichier CSV, Parquet ou Excel"))
    head = text[:HEADING_BYTES].decode("utf-8", errors="replace").lstrip("\n")
    heading = head.partition("\n")[0]
    if not heading.strip():
        raise data_error(_("ce fichier est vide"), str(path), expected=_("Des en-têtes, puis une ligne par unité"))
    separator = max(SEPARATORS, key=heading.count)
    _refuse_twice([name.strip() for name in next(csv.reader(io.StringIO(head.lstrip()), delimiter=separator))])
    return pl.read_csv(io.BytesIO(text), separator=separator, infer_schema=False, null_values=list(MISSING))


def _utf8(content: bytes) -> bytes | None:
    """Return a text as UTF-8 with ends of lines that Polars knows; None when it is not text."""
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            content = content.decode("utf-16").encode()
    except UnicodeDecodeError:
        return None
    if b"\0" in content[:HEADING_BYTES]:
        return None
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        content = content.decode("cp1252", errors="replace").encode()
    return content if b"\r" not in content else content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _sheet(path: Path) -> pl.DataFrame:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=True)
    except CalamineError as error:
        expected = _("Un classeur Excel lisible")
        raise data_error(_("ce classeur ne peut pas être lu"), str(path), expected=expected) from error
    if not rows:
        raise data_error(_("la première feuille est vide"), str(path))
    names = [_cell(name) or "" for name in rows[0]]
    _refuse_twice(names)
    kept = [(rank, name) for rank, name in enumerate(names) if name]
    cells = {name: [_cell(row[rank]) for row in rows[1:]] for rank, name in kept}
    return pl.DataFrame(cells, schema={name: pl.String for _rank, name in kept})


def _refuse_twice(names: list[str]) -> None:
    twice = sorted(name for name, count in Counter(names).items() if name and count > 1)
    if twice:
        raise DataError(*(Problem(_("cette colonne est écrite deux fois"), name) for name in twice))


def _cell(value: Any) -> str | None:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    written = str(value).strip()
    return None if written in MISSING else written


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    frame = frame.rename({name: name.strip() for name in frame.columns})
    return _ended(frame.with_columns(_numeric(frame[name].str.strip_chars()) for name in frame.columns))


def _ended(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out the empty lines that exports leave after the last; one between others keeps its place."""
    filled = pl.Series([False] * frame.height, dtype=pl.Boolean)
    for name in frame.columns:
        filled |= frame[name].is_not_null()
    last = filled.arg_true()
    return frame.head(int(last[-1]) + 1 if len(last) else 0)


def _numeric(column: pl.Series) -> pl.Series:
    """Return the column as numbers when each filled cell is one, else as it is."""
    column = column.set(column.is_in(MISSING).fill_null(value=False), None)
    filled = column.drop_nulls()
    if filled.is_empty() or filled.str.contains(_LEADING_ZERO).any():
        return column
    if filled.str.contains(_NUMBER).all():
        whole = not filled.str.contains(r"[.eE]").any() and not (filled.str.len_chars() > 17).any()
        return column.cast(pl.Int64 if whole else pl.Float64)
    if filled.str.contains(_COMMA_NUMBER).all():
        plain = column.str.replace_all(f"{_SPACES}|€", "").str.replace(",", ".", literal=True)
        return plain.cast(pl.Float64)
    return column
