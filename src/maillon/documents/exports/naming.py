"""Names in place of identifiers, and values as a reader writes them, for one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from maillon.analytics.territories import territory
from maillon.documents.contract import outline, shown, words
from maillon.documents.contract.actions import Action
from maillon.documents.contract.base import Part, Period, SourceRef
from maillon.documents.contract.document import ContractDocument, Parent
from maillon.documents.contract.overview import period
from maillon.documents.contract.parties import Perimeter
from maillon.documents.contract.references import LISTS, PLANS
from maillon.documents.exports.blocks import Facts, Paragraph
from maillon.rules.wording import _

_MOST_PLACES = 60
_APART = frozenset({"sources", "illustrative", "extra"})
_CONTRACTS = frozenset({(ContractDocument, "predecessor"), (Parent, "contract"), (Action, "shared_with")})


class Names:
    """Says the parts of one document by their names.

    Args:
        document: the document.
        contracts: titles of other contracts, by their identifiers; an unknown one keeps its identifier.
    """

    def __init__(self, document: ContractDocument, contracts: Mapping[str, str] | None = None) -> None:
        self.contracts = contracts or {}
        self.known = {name: {one.id: shown.name_of(one) for one in getattr(document, name)} for name in LISTS}
        self.illustrative = document.illustrative
        self.numbers = {one.id: str(rank) for rank, one in enumerate(document.references, start=1)}
        self.known["objectives"] = {one.id: one.title for theme in document.themes for one in theme.objectives}

    def name(self, lists: str, identifier: str | None) -> str:
        """Return the name of an element of one of `lists` ("parties|bodies"); its identifier when it is unknown."""
        if identifier is None:
            return ""
        for name in lists.split("|"):
            if identifier in self.known[name]:
                return self.known[name][identifier]
        return identifier

    def names(self, lists: str, identifiers: Iterable[str]) -> str:
        """Return several names, separated by commas."""
        return ", ".join(self.name(lists, one) for one in identifiers)

    def party(self, identifier: str | None) -> str:
        """Return the name of a party."""
        return self.name("parties", identifier)

    def value(self, model: type[BaseModel], attribute: str, value: Any) -> str:
        """Return the value of a field: names for identifiers, percentages for rates, territories for codes."""
        lists = dict(PLANS[model]).get(attribute)
        if lists:
            if isinstance(value, dict):
                return _(" ; ").join(
                    _("{title} : {value}").format(title=self.name(lists, key), value=shown.percent(one))
                    for key, one in value.items()
                )
            return self.name(lists, value) if isinstance(value, str) else self.names(lists, value)
        if (model, attribute) in _CONTRACTS:
            return ", ".join(self.contracts.get(one, one) for one in ((value,) if isinstance(value, str) else value))
        if outline.is_rate(model.model_fields[attribute].annotation):
            rates = value if isinstance(value, tuple) else (value,)
            return ", ".join(shown.percent(one) for one in rates if isinstance(one, Decimal))
        if isinstance(value, Perimeter):
            return ", ".join(named_places(value)) or value.label or ""
        if isinstance(value, Period):
            return period(value) or ""
        if isinstance(value, BaseModel):
            return _(" ; ").join(
                _("{title} : {value}").format(title=title, value=said) for title, said in self.rows(value)
            )
        if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            return _(" ; ").join(shown.name_of(one) for one in value)
        return shown.text(value)

    def rows(self, part: BaseModel, *, leave: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
        """Return (title, value) for each field that `part` gives, but those of `leave`."""
        model, left = type(part), {*_APART, *leave}
        rows = []
        for attribute, field in model.model_fields.items():
            value = getattr(part, attribute)
            if attribute in left or value is None or value == () or value == {} or value == field.default:
                continue
            said = self.value(model, attribute, value)
            if said:
                rows.append((words.of_field(model, field.alias or attribute).title, said))
        return tuple(rows)

    def sources(self, part: Part) -> list[Paragraph]:
        """Return what tells where a part comes from: the mark of an illustration, then the sources."""
        notes = []
        if part.illustrative:
            # the cover of a wholly illustrative contract says so already: each part then says it quietly
            style = "source" if self.illustrative else "notice"
            notes.append(Paragraph(_("Exemple illustratif, qui n’est pas un fait établi."), style))
        if part.sources:
            notes.append(Paragraph(_("Source : {sources}").format(sources=self.cited(part.sources)), "source"))
        return notes

    def cited(self, sources: Iterable[SourceRef]) -> str:
        """Return sources in one line: number of the document in the list of sources, passage."""
        said = []
        for source in sources:
            number = self.numbers.get(source.reference, source.reference)
            said.append(f"[{number}] {source.passage}" if source.passage else f"[{number}]")
        return _(" ; ").join(said)

    def free_fields(self, part: Part, title: str) -> list[Facts]:
        """Return the free fields of a part."""
        rows = []
        for field in part.extra.values():
            said = shown.text(field.value)
            rows.append((field.label, f"{said} {field.unit}" if field.unit else said))
        return [Facts(title, tuple(rows))] if rows else []


def named_places(perimeter: Perimeter) -> list[str]:
    """Return the names of the territories of a perimeter, widest first; the end of a long list is counted."""
    found = [_named(code, "region") for code in perimeter.regions]
    found += [_named(code, "departement") for code in perimeter.departements]
    found += [_named(code, "epci") for code in perimeter.epci]
    found += [_named(code, "commune") for code in perimeter.communes]
    if perimeter.excluded_communes:
        left = ", ".join(_named(code, "commune") for code in perimeter.excluded_communes)
        found.append(_("sauf {communes}").format(communes=left))
    if len(found) > _MOST_PLACES + 1:
        more = _("et {count} autres").format(count=len(found) - _MOST_PLACES)
        found = [*found[:_MOST_PLACES], more]
    return found


def _named(code: str, level: Any) -> str:
    found = territory(code, level)
    return found.name if found else code
