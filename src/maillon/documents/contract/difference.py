"""What changed between two contract documents: by identifier, never by position, with amounts in euros."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from maillon.documents.contract import shown, words, wordwise
from maillon.documents.contract.document import ContractDocument
from maillon.rules.wording import _

Kind = Literal["added", "removed", "changed", "moved"]
_LONG = 60
# what tells two elements of a list apart, for classes without an identifier
_KEYS: dict[str, tuple[str, ...]] = {
    "SourceRef": ("reference", "passage"),
    "FinancingLine": ("funder", "scheme", "year"),
    "Milestone": ("label",),
    "Measure": ("on",),
    "Contribution": ("party", "what"),
    "Payment": ("kind", "on"),
    "Seat": ("party", "role", "function"),
    "Disagreement": ("path",),
    "Assertion": ("value",),
    "AccessCriterion": ("label",),
    "MainstreamMeans": ("policy", "provider"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        kind: "added", "removed", "changed" or "moved" (same element, other rank among those that stay).
        path: place by identifier: `actions[acces-dechetteries].cost.excluding_tax`.
        label: the place in French: "Actions › Accès aux déchetteries › Coût › Hors taxes".
        before: old value, a rank from 1 for a move; None for an addition.
        after: new value, likewise; None for a removal.
    """

    kind: Kind
    path: str
    label: str
    before: Any = None
    after: Any = None

    @property
    def pieces(self) -> tuple[wordwise.Piece, ...]:
        """The change word by word, for two long texts; empty otherwise."""
        before, after = self.before, self.after
        if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > _LONG:
            return wordwise.compare(before, after)
        return ()

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape of a change."""
        told: dict[str, Any] = {
            "kind": self.kind,
            "path": self.path,
            "label": self.label,
            "before": shown.portable(self.before),
            "after": shown.portable(self.after),
        }
        if pieces := self.pieces:
            told["words"] = [{"kind": kind, "text": text} for kind, text in pieces]
        return told

    def __str__(self) -> str:
        before, after = shown.text(self.before), shown.text(self.after)
        if self.kind in ("added", "removed"):
            value = _short(after if self.kind == "added" else before)
            sign = "+" if self.kind == "added" else "−"
            return f"{sign} {self.label}" if self.label.endswith(f"› {value}") else f"{sign} {self.label} : {value}"
        if self.kind == "moved":
            return _("↕ {label} : du rang {before} au rang {after}").format(
                label=self.label, before=before, after=after
            )
        if pieces := self.pieces:
            return _("~ {label} : {words}").format(label=self.label, words=wordwise.as_text(pieces))
        return _("~ {label} : {before} → {after}").format(label=self.label, before=before, after=after)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 160 else flat[:159] + "…"


@dataclass(frozen=True, slots=True)
class _Place:
    path: str = ""
    label: str = ""

    def field(self, model: type[BaseModel], name: str) -> _Place:
        return _Place(f"{self.path}.{name}" if self.path else name, self._under(words.of_field(model, name).title))

    def element(self, key: str, name: str) -> _Place:
        return _Place(f"{self.path}[{key}]", self._under(_short(name)))

    def _under(self, step: str) -> str:
        return f"{self.label} › {step}" if self.label else step


def compare(before: ContractDocument, after: ContractDocument) -> tuple[Change, ...]:
    """Return what changed from `before` to `after`, in the order of the format; empty when nothing did."""
    return tuple(_parts(before, after, _Place()))


def _parts(before: BaseModel, after: BaseModel, place: _Place) -> Iterator[Change]:
    model = type(after)
    for attribute, field in model.model_fields.items():
        old, new = getattr(before, attribute), getattr(after, attribute)
        if old != new:
            yield from _values(old, new, place.field(model, field.alias or attribute))


def _values(old: Any, new: Any, place: _Place) -> Iterator[Change]:
    if isinstance(old, BaseModel) and isinstance(new, BaseModel):
        yield from _parts(old, new, place)
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _dicts(old, new, place)
    elif isinstance(old, tuple) and isinstance(new, tuple):
        held = [*old, *new]
        yield from _elements(old, new, place) if isinstance(held[0], BaseModel) else _plain(old, new, place)
    elif old is None:
        yield Change("added", place.path, place.label, None, new)
    elif new is None:
        yield Change("removed", place.path, place.label, old, None)
    else:
        yield Change("changed", place.path, place.label, old, new)


def _dicts(old: dict[str, Any], new: dict[str, Any], place: _Place) -> Iterator[Change]:
    for key in [*old, *(key for key in new if key not in old)]:
        if old.get(key) != new.get(key):
            value = new.get(key, old.get(key))
            name = shown.name_of(value) if isinstance(value, BaseModel) and hasattr(value, "label") else key
            yield from _values(old.get(key), new.get(key), place.element(key, name))


def _plain(old: tuple[Any, ...], new: tuple[Any, ...], place: _Place) -> Iterator[Change]:
    gone = [value for value in old if value not in new]
    come = [value for value in new if value not in old]
    for value in gone:
        yield Change("removed", place.path, place.label, value, None)
    for value in come:
        yield Change("added", place.path, place.label, None, value)
    if not gone and not come:
        yield Change("changed", place.path, place.label, old, new)


def _keyed(elements: Sequence[BaseModel]) -> dict[str, BaseModel]:
    """Return the elements by what tells them apart; a repeated key takes a rank."""
    found: dict[str, BaseModel] = {}
    for element in elements:
        key = getattr(element, "id", None)
        if key is None:
            told = (shown.portable(getattr(element, name)) for name in _KEYS.get(type(element).__name__, ()))
            key = " · ".join(str(one) for one in told if one is not None) or "1"
        rank, base = 1, str(key)
        while key in found:
            rank += 1
            key = f"{base} ({rank})"
        found[str(key)] = element
    return found


def _elements(old: Sequence[BaseModel], new: Sequence[BaseModel], place: _Place) -> Iterator[Change]:
    before, after = _keyed(old), _keyed(new)
    for key, element in before.items():
        if key not in after:
            here = place.element(key, shown.name_of(element))
            yield Change("removed", here.path, here.label, element, None)
    ranks, places = {key: rank for rank, key in enumerate(before)}, {key: rank for rank, key in enumerate(after)}
    kept = steady([ranks[key] for key in after if key in ranks])
    for key, element in after.items():
        here = place.element(key, shown.name_of(element))
        if key not in before:
            yield Change("added", here.path, here.label, None, element)
            continue
        if ranks[key] not in kept:
            yield Change("moved", here.path, here.label, ranks[key] + 1, places[key] + 1)
        if before[key] != element:
            yield from _parts(before[key], element, here)


def steady(ranks: list[int]) -> set[int]:
    """Return the longest run of ranks that kept their order: the others are what moved."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int | None] = []
    for at, rank in enumerate(ranks):
        slot = bisect_left(tails, rank)
        previous.append(ends[slot - 1] if slot else None)
        tails[slot : slot + 1] = [rank]
        ends[slot : slot + 1] = [at]
    kept: set[int] = set()
    here = ends[-1] if ends else None
    while here is not None:
        kept.add(ranks[here])
        here = previous[here]
    return kept


def as_dict(before: ContractDocument, after: ContractDocument, changes: Sequence[Change]) -> dict[str, Any]:
    """Return the stable JSON shape of a comparison."""
    return {
        "before": {"id": before.id, "title": before.title},
        "after": {"id": after.id, "title": after.title},
        "counts": {
            kind: sum(change.kind == kind for change in changes) for kind in ("added", "removed", "changed", "moved")
        },
        "changes": [change.as_dict() for change in changes],
    }
