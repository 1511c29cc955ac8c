"""The order of the articles: one moves an article up or down, then keeps the order as a draft."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict

from maillon.documents.contract.document import ContractDocument


class OrderForm:
    """An order being made, without JavaScript as with it: each press of a button moves one article by one rank."""

    def __init__(self, document: ContractDocument, held: Sequence[str] | None, data: QueryDict | None = None) -> None:
        self.names = {one.id: f"{one.number}. {one.title}" if one.number else one.title for one in document.articles}
        known = [one for one in held or () if one in self.names]
        typed = [one for one in data.getlist("rang") if one in self.names] if data is not None else known
        given = list(dict.fromkeys(typed))
        self.order = [*given, *(one for one in self.names if one not in given)]

    def moved(self, asked: str) -> bool:
        """Move one article, as "monter:objet" or "descendre:objet" asks; tell whether it asked for it."""
        way, _sep, name = asked.partition(":")
        if way not in ("monter", "descendre") or name not in self.order:
            return False
        at = self.order.index(name)
        to = at - 1 if way == "monter" else at + 1
        if 0 <= to < len(self.order):
            self.order[at], self.order[to] = self.order[to], self.order[at]
        return True

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The articles in the order made, each with how people name it."""
        return [(one, self.names[one]) for one in self.order]

    def value(self) -> list[str]:
        """Return the identifiers in their order."""
        return self.order
