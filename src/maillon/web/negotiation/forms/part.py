"""The structured form of one part of a contract: its fields, its lists of rows, what the method agreement may set."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from pydantic import BaseModel

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import Fragment, class_of, locate
from maillon.documents.contract.outline import bare, fields
from maillon.documents.contract.paths import read as steps_of
from maillon.rules.contracts.terms import METHOD
from maillon.rules.problem import Problem
from maillon.web.negotiation.forms.build import Fields, Names, lists_of
from maillon.web.negotiation.forms.layout import ADDED, ARRIVING, NAMING, Section, layout
from maillon.web.negotiation.forms.newcomer import KIND
from maillon.web.negotiation.forms.terms import TermsForm, bounded, told
from maillon.web.negotiation.queries.parties import named
from maillon.web.negotiation.queries.terms import judged

MOST_ROWS = 200
SAVE = "garder"


@dataclass(frozen=True)
class Row:
    """One element of a list: its key in the page, and its fields."""

    key: str
    form: Fields
    focused: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is typed in it."""
        return not any(value not in (None, "", [], {}) for value in self._typed())

    def _typed(self) -> Iterator[Any]:
        for bound in self.form:
            value = bound.value()
            yield value.strip() if isinstance(value, str) else value


@dataclass
class ShownSection:
    """A section as the page shows it."""

    section: Section
    bounds: list[BoundField] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    focused: bool = False

    @property
    def wrong(self) -> bool:
        """Whether something typed in it cannot be kept."""
        return any(one.errors for one in self.bounds) or any(row.form.errors for row in self.rows)

    @property
    def folded(self) -> bool:
        """Whether it is shown closed: nothing rare is in it yet."""
        return self.section.rare and not self.wrong and not any(one.value() for one in self.bounds)


class PartForm:
    """The form of a part; `value()` gives what the part becomes.

    Args:
        document: the working text.
        place: the part.
        current: what it holds: the party's draft, else the working text.
        data: what was posted; None to show what the part holds.
        accepted: what the working text holds there: a value that it already has is not judged again.
        on: the day whose allowed ranges hold.
        around: the whole text, what it inherits included, whose parts the lists of choices name; `document` by default.
    """

    def __init__(
        self,
        document: ContractDocument,
        place: Fragment,
        current: Any,
        data: QueryDict | None = None,
        *,
        accepted: Any = None,
        on: dt.date | None = None,
        around: ContractDocument | None = None,
    ) -> None:
        self.document, self.place, self.current = document, place, current
        self.data, self.accepted = data, accepted
        self.on = on or dt.datetime.now(tz=dt.UTC).date()
        self._names = Names(around or document)
        self._asked = data.get("faire", "") if data is not None else ""
        self._layout = _arriving(place, accepted)
        self.sections = [self._section(one) for one in self._layout]
        self.terms = None
        if place.field == "clauses" and place.name == METHOD:
            self.terms = TermsForm(document, current, accepted, self.on, data, quiet=self.reshaped)

    @cached_property
    def model(self) -> type[BaseModel]:
        """Class of what stands in the part, or that holds it when it is a plain value."""
        model = class_of(self.place)
        if not self.place.name:
            whole = bare(fields(ContractDocument)[self.place.field])
            return whole if isinstance(whole, type) and issubclass(whole, BaseModel) else model
        return model

    @cached_property
    def head(self) -> Fields:
        """The fields that stand in no list."""
        names = [name for one in self._layout if not one.rows for name in one.names]
        form = Fields(self.model, names, self._names, self.current, data=self.data, quiet=self.reshaped)
        for name, words in bounded(self.place, self.document, self.on).items():
            if name in form.fields:
                held = form.fields[name].help_text
                form.fields[name].help_text = f"{held} {words}" if held else words
        return form

    def _section(self, section: Section) -> ShownSection:
        if not section.rows:
            return ShownSection(section, [self.head[name] for name in section.names])
        keys, focused = self._keys(section.rows), self._asked == f"ajouter:{section.rows}"
        rows = [self._row(section, key, focused=focused and key == keys[-1]) for key in keys]
        return ShownSection(section, rows=rows, focused=self._asked.startswith(f"oter:{section.rows}:"))

    def _keys(self, rows: str) -> list[str]:
        """Return the keys of the rows of a list: ranks of those that the part holds, "n…" for those added."""
        held = self._held(rows)
        if self.data is None:
            return [str(rank) for rank in range(len(held))]
        keys = [key for key in dict.fromkeys(self.data.getlist(rows)) if _is_key(key)][:MOST_ROWS]
        if self._asked == f"ajouter:{rows}" and len(keys) < MOST_ROWS:
            last = max((int(key[1:]) for key in keys if key.startswith("n")), default=-1)
            keys.append(f"n{last + 1}")
        gone = self._asked.removeprefix(f"oter:{rows}:") if self._asked.startswith("oter:") else None
        return [key for key in keys if key != gone]

    def _held(self, rows: str) -> list[Any]:
        held = self.current.get(rows, []) if isinstance(self.current, dict) else []
        return list(held)

    def _row(self, section: Section, key: str, *, focused: bool) -> Row:
        held = self._held(section.rows)
        current = held[int(key)] if key.isdecimal() and int(key) < len(held) else {}
        data = None if focused else self.data
        model = lists_of(self.model, section.rows)
        prefix = f"{section.rows}-{key}"
        form = Fields(model, section.names, self._names, current, data=data, prefix=prefix, quiet=self.reshaped)
        if focused:
            next(iter(form.fields.values())).widget.attrs["autofocus"] = True
        return Row(key, form, focused)

    @property
    def reshaped(self) -> bool:
        """Whether a row was asked to come or to go: the page is shown again, and nothing is kept yet."""
        return self._asked.startswith(("ajouter:", "oter:"))

    def is_valid(self) -> bool:
        """Tell whether everything typed can be read and stays within its allowed range; every fault is said."""
        if self.data is None:
            return False
        told = [self.head.is_valid(), *(row.form.is_valid() for row in self._filled())]
        told.append(self.terms is None or self.terms.is_valid())
        told.append(self._within_ranges())
        return all(told)

    def _within_ranges(self) -> bool:
        refused = judged(self.place, self.head.tree(), self.document, self.on, self.accepted)
        for name, decision in refused.items():
            self.head.accuse((name,), told(decision))
        return not refused

    def _filled(self) -> list[Row]:
        return [row for one in self.sections for row in one.rows if not row.blank]

    def value(self) -> Any:
        """Return the part with what was typed in it; an emptied field is absent."""
        if not isinstance(self.current, dict) and not self.place.name and self.model is ContractDocument:
            return self.head.cleaned_data.get(self.place.field) or None
        tree = self.head.tree()
        for one in self.sections:
            if one.section.rows:
                tree.pop(one.section.rows, None)
                if rows := self._elements(one):
                    tree[one.section.rows] = rows
        if self.terms is not None:
            tree.pop("parameters", None)
            if parameters := self.terms.tree():
                tree["parameters"] = parameters
        if self.place.name and self.place.field != "clauses":
            tree["id"] = self.place.name
        return tree or (None if not self.place.name else tree)

    def _elements(self, shown: ShownSection) -> list[dict[str, Any]]:
        elements = [copy.copy(row.form.tree()) for row in shown.rows if not row.blank]
        if "id" in fields(lists_of(self.model, shown.section.rows)):
            taken = {one["id"] for one in elements if "id" in one}
            for one in elements:
                if "id" not in one:
                    one["id"] = free_name(next((one[name] for name in NAMING if name in one), ""), taken)
                    taken.add(one["id"])
        return elements

    def accuse(self, problems: Sequence[Problem]) -> list[Problem]:
        """Show each fault of the part beside its field; return those that have no field here."""
        return [problem for problem in problems if not self._placed(steps_of(problem.where), problem)]

    def _placed(self, path: tuple[str | int, ...], problem: Problem) -> bool:
        path, said = self._inside(path), _sentence(problem)
        if path and isinstance(path[0], str) and len(path) > 1 and isinstance(path[1], int):
            for one in self.sections:
                filled = [row for row in one.rows if not row.blank]
                if one.section.rows == path[0] and path[1] < len(filled):
                    form = filled[path[1]].form
                    if not form.accuse(path[2:], said):
                        form.add_error(None, said)
                    return True
        return self.head.accuse(path, said)

    def _inside(self, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """Return the path inside the part; nothing when it leads to another part."""
        place = self.place
        if place.field == "clauses":
            return path[2:] if path[:2] == ("clauses", place.name) else ()
        if not place.name:
            return (path if self.model is ContractDocument else path[1:]) if path[:1] == (place.field,) else ()
        names = [one.id for one in getattr(self.document, place.field)]
        rank = names.index(place.name) if place.name in names else len(names)
        return path[2:] if path[:2] == (place.field, rank) else ()

    @property
    def wrong(self) -> bool:
        """Whether something typed cannot be kept."""
        return any(one.wrong for one in self.sections) or bool(self.terms and self.terms.errors)


def _is_key(key: str) -> bool:
    return len(key) < 6 and (key.isdecimal() or (key[:1] == "n" and key[1:].isdecimal()))


def _arriving(place: Fragment, accepted: Any) -> tuple[Section, ...]:
    """Return the layout of a part; a party that is not in the text yet says first which institution it is."""
    held = layout(place)
    return (*ARRIVING, *held) if place.field == "parties" and accepted is None else held


def _sentence(problem: Problem) -> str:
    if problem.what.endswith(" manque"):
        return _("Ce champ est nécessaire.")
    parts = [problem.what[:1].upper() + problem.what[1:], problem.expected, problem.remedy]
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def free_name(title: str, taken: set[str]) -> str:
    """Return an identifier made of a title, apart from those that are taken."""
    base = slugify(title)[:80].strip("-_") or "partie"
    return next(name for name in (base, *(f"{base}-{rank}" for rank in range(2, 10_000))) if name not in taken)


def typed_name(asked: QueryDict) -> str:
    """Return the words by which a new part is known, from what was typed."""
    if written := asked.get("institution", ""):
        found = named(written, asked.get(KIND, "")[:40])
        return found[0].name if len(found) == 1 else written
    return next((typed for typed in (asked.get(name, "") for name in NAMING) if typed), "")


def new_place(document: ContractDocument, field_name: str, title: str) -> Fragment:
    """Name a new part after its title, apart from those that are there.

    Raises:
        InputError: parties cannot add to this list.
    """
    taken = {one.id for one in getattr(document, field_name, ())} if field_name in ADDED else set()
    return locate(f"{field_name}[{free_name(title, taken)}]" if field_name in ADDED else "?")
