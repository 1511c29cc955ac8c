"""A table as a file to take away: CSV for a French spreadsheet, XLSX, JSON; the one place where cells are made safe."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from maillon.rules.money import Money

Cell = str | int | Decimal | date | Money | None
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in JSON, its title for people, its width in characters."""

    name: str
    title: str
    width: int = 18


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to take away.

    Attributes:
        title: what the table is.
        columns: its columns.
        rows: cells in the order of the columns; None for what is not known.
        notes: what a reader must know: the filters, the date, how amounts were counted.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    notes: Mapping[str, str]


def harmless(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _euros(amount: Money) -> Decimal:
    return Decimal(amount.cents).scaleb(-2)


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return f"{_euros(cell):.2f}".replace(".", ",")
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else str(cell)


def as_csv(table: Table) -> bytes:
    """Write UTF-8 with a byte-order mark and semicolons, which Excel in French opens by itself; notes come last."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    writer.writerow([])
    for name, note in table.notes.items():
        writer.writerow([harmless(name), harmless(note)])
    return ("\ufeff" + out.getvalue()).encode()


def as_json(table: Table) -> bytes:
    """Write an object: title, notes, rows as objects; amounts in euros, as in contract documents."""
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, map(_json_cell, row), strict=True)) for row in table.rows]
    return json.dumps({"title": table.title, "notes": dict(table.notes), "rows": rows}, ensure_ascii=False).encode()


def _json_cell(cell: Cell) -> object:
    if isinstance(cell, Money):
        return cell.euros
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, Decimal) else cell


def as_xlsx(table: Table) -> bytes:
    """Write a workbook: the rows as a filtered table, the notes on a second sheet; text is never a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}),
            "money": book.add_format({"num_format": '# ##0.00 "€"'.replace(" ##0", "\u00a0##0")}),
            "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        }
        _fill(book.add_worksheet("Données"), table, styles)
        notes = book.add_worksheet("Lecture")
        notes.set_column(0, 0, 24)
        notes.set_column(1, 1, 100)
        for rank, (name, note) in enumerate(table.notes.items()):
            notes.write_string(rank, 0, name)
            notes.write_string(rank, 1, note)
    return out.getvalue()


def _fill(sheet: Any, table: Table, styles: Mapping[str, Any]) -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, styles["head"])
    last = 0
    for last, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            _write(sheet, last, place, cell, styles)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)


def _write(sheet: Any, line: int, place: int, cell: Cell, styles: Mapping[str, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, Money):
        sheet.write_number(line, place, _euros(cell), styles["money"])
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, styles["date"])
    elif isinstance(cell, str):
        sheet.write_string(line, place, cell)
    else:
        sheet.write_number(line, place, cell)


WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}
