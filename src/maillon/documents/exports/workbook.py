"""A contract as an Excel workbook: typed cells, filters, totals by formula, nothing that a cell could run."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from maillon.documents.contract.consolidate import Consolidated
from maillon.documents.exports.sheets import Column, Sheet, sheets
from maillon.rules.money import Money

_RISKY = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60


def workbook(contract: Consolidated, on: dt.date) -> bytes:
    """Return the .xlsx of a contract, what it inherits included."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties(
        {
            "title": contract.document.title[:255],
            "author": "Maillon",
            "comments": "",
            "created": dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC),
        }
    )
    writer = _Writer(book)
    for sheet in sheets(contract, on):
        writer.add(sheet)
    book.close()
    return stream.getvalue()


class _Writer:
    """Writes sheets with one set of formats."""

    def __init__(self, book: Any) -> None:
        self.book = book
        base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        self.head = book.add_format(base | {"bold": True, "bg_color": "#E9E2D3", "text_wrap": True, "bottom": 1})
        self.text = book.add_format(base | {"text_wrap": True})
        self.quoted = book.add_format(base | {"text_wrap": True, "quote_prefix": True})
        self.euro = book.add_format(base | {"num_format": '#,##0.00\u00a0"€"'})
        self.rate = book.add_format(base | {"num_format": "0.##%"})
        self.whole = book.add_format(base | {"num_format": "0"})
        self.number = book.add_format(base | {"num_format": "#,##0.######"})
        self.day = book.add_format(base | {"num_format": "dd/mm/yyyy", "align": "left"})
        self.total = book.add_format(base | {"bold": True, "top": 1, "num_format": '#,##0.00\u00a0"€"'})
        self.total_text = book.add_format(base | {"bold": True, "top": 1})
        self.title = book.add_format(base | {"bold": True, "font_size": 16, "font_color": "#3B5166"})

    def add(self, sheet: Sheet) -> None:
        """Write one sheet: a header row that stays, the lines, the totals under them."""
        page = self.book.add_worksheet(sheet.name)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        if sheet.title:
            page.write_string(0, 0, sheet.title, self.title)
        top = 2 if sheet.title else 0
        for rank, column in enumerate(sheet.columns):
            page.write_string(top, rank, column.title, self.head)
            page.set_column(rank, rank, self._width(column, rank, sheet.rows))
        for at, row in enumerate(sheet.rows, start=top + 1):
            for rank, value in enumerate(row):
                self._cell(page, at, rank, value, rate=sheet.columns[rank].rate)
        page.freeze_panes(top + 1, 0)
        page.repeat_rows(top)
        if sheet.rows:
            page.autofilter(top, 0, top + len(sheet.rows), len(sheet.columns) - 1)
            self._totals(page, sheet, top)

    def _totals(self, page: Any, sheet: Sheet, top: int) -> None:
        summed = [rank for rank, column in enumerate(sheet.columns) if column.total]
        if not summed:
            return
        first, last = top + 1, top + len(sheet.rows)
        at = last + 2  # one line below, so that sorting and filtering leave the totals in place
        page.write_string(at, 0, sheet.total_title, self.total_text)
        for rank in summed:
            start = xlsxwriter.utility.xl_rowcol_to_cell(first, rank)
            end = xlsxwriter.utility.xl_rowcol_to_cell(last, rank)
            known = sum(row[rank].cents for row in sheet.rows if isinstance(row[rank], Money))
            # 109 leaves out the lines that a filter hides
            page.write_formula(at, rank, f"=SUBTOTAL(109,{start}:{end})", self.total, Decimal(known) / 100)

    def _cell(self, page: Any, at: int, rank: int, value: Any, *, rate: bool) -> None:
        if value is None or value == "":
            page.write_blank(at, rank, None, self.text)
        elif isinstance(value, Money):
            page.write_number(at, rank, Decimal(value.cents) / 100, self.euro)
        elif isinstance(value, Decimal):
            page.write_number(at, rank, value, self.rate if rate else self.number)
        elif isinstance(value, int):
            page.write_number(at, rank, value, self.whole)
        elif isinstance(value, dt.date):
            page.write_datetime(at, rank, dt.datetime(value.year, value.month, value.day), self.day)  # noqa: DTZ001 - a day in a cell has no zone
        else:
            text = str(value)[:32_000]
            page.write_string(at, rank, text, self.quoted if text.startswith(_RISKY) else self.text)

    def _width(self, column: Column, rank: int, rows: Sequence[Sequence[Any]]) -> int:
        longest = max((len(str(row[rank])) for row in rows if row[rank] is not None), default=0)
        return max(10, min(max(longest, len(column.title)) + 2, _WIDEST))
