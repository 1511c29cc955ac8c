"""Read a table from outside (CSV or Excel) in a process of its own, that memory and time limits bound."""

from __future__ import annotations

import csv
import io
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from maillon.documents.guard import Limits, guarded
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

MOST_BYTES = 2_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 40
MOST_CELL = 300
_WORKBOOKS = (".xlsx", ".ods")
SUFFIXES = (".csv", ".txt", ".tsv", *_WORKBOOKS)
_LIMITS = Limits(seconds=10, megabytes=800)
_SEPARATORS = "\t;,"


def received(data: bytes, *, name: str) -> list[list[str]]:
    """Return the rows of a table from outside, headings first, as text.

    Raises:
        InputError: it is no table, is damaged, too large, or is built to harm.
    """
    if PurePath(name).suffix.lower() not in SUFFIXES:
        raise InputError(Problem(_("ce type de fichier n’est pas reconnu"), name, expected=", ".join(SUFFIXES)))
    if len(data) > MOST_BYTES:
        raise InputError(Problem(_("le fichier dépasse {most} Mo").format(most=MOST_BYTES // 1_000_000), name))
    needs = ["python_calamine"] if PurePath(name).suffix.lower() in _WORKBOOKS else []
    rows: list[list[str]] = guarded(f"{__name__}:task", [data], {"name": name}, needs=needs, limits=_LIMITS, name=name)
    return rows


def task(blobs: list[bytes], options: dict[str, Any]) -> list[list[str]]:
    """Read the file in the bounded process; plain JSON values."""
    name = options["name"]
    if PurePath(name).suffix.lower() in _WORKBOOKS:
        return bounded(_sheet(blobs[0]), name)
    try:
        text = blobs[0].decode("utf-8-sig")
    except UnicodeDecodeError:
        text = blobs[0].decode("cp1252", errors="replace")
    return typed(text, name)


def typed(text: str, name: str = "") -> list[list[str]]:
    """Return the rows of a table that is written or pasted: tabs, semicolons or commas between cells.

    Raises:
        InputError: empty, too many rows or columns.
    """
    text = text.replace("\x00", "").strip("\r\n\ufeff")
    heading = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=heading.count)
    try:
        return bounded(list(csv.reader(io.StringIO(text), delimiter=separator)), name)
    except csv.Error:
        what = _("ce fichier est abîmé, ou n’est pas écrit comme son format le veut")
        raise InputError(Problem(what, name)) from None


def _sheet(data: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(cast("BinaryIO", io.BytesIO(data)))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=True)
    except CalamineError:
        raise InputError(Problem(_("ce classeur ne peut pas être lu"), expected=_("Un classeur Excel"))) from None
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value).strip()


def bounded(rows: list[list[str]], name: str) -> list[list[str]]:
    """Return the rows that hold something.

    Raises:
        InputError: none, too many rows or columns.
    """
    kept = [[cell.strip()[:MOST_CELL] for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if len(kept) < 2:
        expected = _("Des en-têtes, puis une ligne par territoire")
        raise InputError(Problem(_("ce tableau est vide"), name, expected=expected))
    if len(kept) > MOST_ROWS or max(map(len, kept)) > MOST_COLUMNS:
        expected = _("{rows} lignes et {columns} colonnes au plus").format(rows=MOST_ROWS, columns=MOST_COLUMNS)
        raise InputError(Problem(_("ce tableau est trop grand"), name, expected=expected))
    return kept
