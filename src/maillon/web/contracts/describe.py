"""Any part of a contract document as lines that people read: a name, a value, its sources."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from django.utils.translation import gettext as _
from pydantic import BaseModel

from maillon.analytics.territories import Level, territory
from maillon.documents.contract.base import Part, Reference, SourceRef
from maillon.documents.contract.labels import LABELS, label
from maillon.documents.contract.shown import name_of
from maillon.documents.contract.words import of_field
from maillon.rules.money import Money
from maillon.rules.parameters import parameters
from maillon.web.common.templatetags.figures import day_words

HIDDEN = frozenset({"id", "sources", "illustrative", "extra", "article", "text"})
WHOLE = frozenset({"actions", "clauses", "extra"})
"""Fields of a document whose parts are shown with all their facts on their own pages."""
LEVEL_OF: dict[str, Level] = {
    "communes": "commune",
    "excluded_communes": "commune",
    "epci": "epci",
    "departements": "departement",
    "regions": "region",
}
SHARES = frozenset(
    {
        "reserved_share",
        "random_sample_share",
        "ceiling",
        "state_share",
        "territories_share",
        "projects_share",
        "rates",
        "value",
        "shares",
    }
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as a reader sees it."""

    title: str
    passage: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is, its value, and further lines when it is itself a group."""

    name: str
    value: str
    about: str = ""
    under: tuple["Fact", ...] = field(default=())


class Reader:
    """Words the parts of one contract: knows its references and the names of its parties, themes and actions."""

    def __init__(self, references: tuple[Reference, ...], names: Mapping[str, str]) -> None:
        self._references = {reference.id: reference for reference in references}
        self._names = names

    def cited(self, sources: tuple[SourceRef, ...]) -> list[Cited]:
        """Return the sources of a part with their titles."""
        found = []
        for source in sources:
            reference = self._references.get(source.reference)
            title = reference.title if reference else source.reference
            found.append(Cited(title, source.passage or "", (reference.url or "") if reference else ""))
        return found

    def facts(self, part: BaseModel) -> list[Fact]:
        """Return what a part says, field by field, silence left out."""
        return list(self._facts(part))

    def _facts(self, part: BaseModel) -> Iterator[Fact]:
        for name, info in type(part).model_fields.items():
            value = getattr(part, name)
            if name in HIDDEN or value is None or value in ((), {}):
                continue
            words = of_field(type(part), info.alias or name)
            fact = self._fact(words.title, words.about, name, value)
            if fact.value or fact.under:
                yield fact
        if isinstance(part, Part):
            yield from self.extras(part)

    def extras(self, part: Part) -> list[Fact]:
        """Return the facts that the format has no field for, as the document labels them."""
        said = [(one, self._value("", one.value)) for one in part.extra.values()]
        return [Fact(one.label, f"{value} {one.unit}" if one.unit else value) for one, value in said]

    def extras_inside(self, part: BaseModel) -> Iterator[tuple[str, list[Fact]]]:
        """Yield the parts of a document that carry such facts, by their names; those that pages show whole are left."""
        for name in type(part).model_fields:
            value = getattr(part, name)
            if name in WHOLE:
                continue
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, Part) and one.extra:
                    yield name_of(one), self.extras(one)
                if isinstance(one, BaseModel):
                    yield from self.extras_inside(one)

    def _fact(self, title: str, about: str, name: str, value: object) -> Fact:
        if isinstance(value, BaseModel):
            return Fact(title, "", about, tuple(self._facts(value)))
        if isinstance(value, tuple) and isinstance(value[0], BaseModel):
            return Fact(title, "", about, tuple(self._group(part) for part in value))
        if isinstance(value, dict):
            groups = [
                self._named(_parameter_label(key), item)
                if isinstance(item, BaseModel)
                else Fact(self._names.get(key, key), self._value(name, item))
                for key, item in value.items()
            ]
            return Fact(title, "", about, tuple(groups))
        values = value if isinstance(value, tuple) else (value,)
        return Fact(title, ", ".join(self._value(name, one) for one in values), about)

    def _group(self, part: BaseModel) -> Fact:
        heading = next((str(getattr(part, name)) for name in ("label", "policy") if hasattr(part, name)), "")
        under = [fact for fact in self._facts(part) if fact.value != heading]
        return Fact(heading, "", "", tuple(under))

    def _named(self, key: str, part: BaseModel) -> Fact:
        return Fact(key, "", "", tuple(self._facts(part)))

    def _value(self, name: str, value: object) -> str:
        if isinstance(value, bool):
            return _("oui") if value else _("non")
        if isinstance(value, Enum):
            return label(value)
        if isinstance(value, dt.date):
            return day_words(value)
        if isinstance(value, Decimal):
            share = name in SHARES and 0 <= value <= 1
            shown = f"{value * 100 if share else value:f}"
            shown = (shown.rstrip("0").rstrip(".") if "." in shown else shown).replace(".", ",")
            return f"{shown}\u00a0%" if share else shown
        if isinstance(value, Money):
            return str(value)
        if name in LEVEL_OF and (place := territory(str(value), LEVEL_OF[name])):
            return place.name
        if name == "value" and str(value) in LABELS["ParticipationDegree"]:
            return str(_(LABELS["ParticipationDegree"][str(value)]))
        return self._names.get(str(value), str(value))


def _parameter_label(name: str) -> str:
    known = parameters().get(name)
    return _(known.label).capitalize() if known else name
