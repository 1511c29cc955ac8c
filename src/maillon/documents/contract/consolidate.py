"""A contract with what it inherits: the common trunk that it `extends` is merged in, element by element.

In lists, an element of the contract takes the place of the trunk's element of the same identifier, whole, at its rank;
the others follow. Clauses and free fields are merged the same way, by name. Other fields are inherited when the
contract does not give them, except what identifies the contract itself (see `OWN`). `without` drops what the contract
does not take. The decision and what was set aside are in docs/adr/0005-heritage-du-tronc-commun.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from maillon.documents.contract import checking
from maillon.documents.contract.clauses import Clauses
from maillon.documents.contract.document import ContractDocument, Extends
from maillon.documents.contract.loading import Loaded
from maillon.documents.contract.paths import Path, written
from maillon.documents.contract.references import LISTS
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

Finder = Callable[[Extends, Loaded], Loaded | None]
Status = Literal["inherited", "overridden", "own"]
MOST_LEVELS = 8
OWN = frozenset(
    {
        "format", "id", "title", "kind", "summary", "excerpt", "illustrative", "generation", "predecessor",
        "extends", "state", "signed_on",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one element of a consolidated contract comes from.

    Attributes:
        status: "inherited" from a trunk, "overridden" (the trunk has it too), or "own".
        contract: identifier of the contract that gives it.
    """

    status: Status
    contract: str


@dataclass(frozen=True)
class Consolidated:
    """A contract with its trunk merged in.

    Attributes:
        document: the whole contract, which stands alone.
        chain: the contract and its trunks, nearest first.
        missing: identifier of the trunk that could not be found; None when nothing is missing.
    """

    document: ContractDocument
    chain: tuple[Loaded, ...]
    missing: str | None = None
    _merged: Mapping[str, Origin] | None = field(default=None, repr=False)

    @cached_property
    def origin(self) -> Mapping[str, Origin]:
        """Where each element comes from, by path: "actions.acces-dechetteries", "clauses.data", "period"."""
        return _all_own(self.document) if self._merged is None else self._merged

    @property
    def whole(self) -> bool:
        """Whether every trunk was found."""
        return self.missing is None

    def locate(self, path: Path) -> tuple[Loaded, Path]:
        """Return the file that gives the element at `path`, and the element's path in that file."""
        key, own = _key_of(self.document, path)
        origin = self.origin.get(key)
        giver = self.chain[0]
        if origin is not None:
            giver = next((one for one in self.chain if one.document.id == origin.contract), giver)
        if own is None:
            return giver, path
        name, identifier = own
        elements = getattr(giver.document, name)
        rank = next((at for at, element in enumerate(elements) if element.id == identifier), None)
        return (giver, (name, rank, *path[2:])) if rank is not None else (giver, path)

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape of the origins."""
        return {
            "chain": [loaded.document.id for loaded in self.chain],
            "missing": self.missing,
            "origin": {path: {"status": one.status, "contract": one.contract} for path, one in self.origin.items()},
        }


def _key_of(document: ContractDocument, path: Path) -> tuple[str, tuple[str, str] | None]:
    name = str(path[0]) if path else ""
    if name in LISTS and len(path) > 1 and isinstance(path[1], int):
        identifier = getattr(document, name)[path[1]].id
        return f"{name}.{identifier}", (name, identifier)
    if name in ("clauses", "extra") and len(path) > 1:
        return f"{name}.{path[1]}", None
    return name, None


def consolidate(loaded: Loaded, find: Finder) -> Consolidated:
    """Merge into `loaded` the trunk that it extends, and the trunk of that trunk.

    Args:
        loaded: the contract.
        find: gives the trunk of a contract, or None when it cannot be found.

    Raises:
        InputError: the trunks form a cycle, are too many, or `without` names what the trunk does not hold.
    """
    return _consolidate(loaded, find, ())


def _consolidate(loaded: Loaded, find: Finder, below: tuple[Loaded, ...]) -> Consolidated:
    document, extends = loaded.document, loaded.document.extends
    below = (*below, loaded)
    if extends is None or extends.included:
        return Consolidated(document, (loaded,))
    ids = [one.document.id for one in below]
    if extends.contract in ids:
        raise InputError(_cycle(loaded, [*ids, extends.contract]))
    if len(below) > MOST_LEVELS:
        what = _("les troncs communs s’enchaînent sur plus de {most} niveaux").format(most=MOST_LEVELS)
        raise InputError(Problem(what, "extends", loaded.line_of(("extends",))))
    trunk = find(extends, loaded)
    if trunk is None:
        return Consolidated(document, (loaded,), missing=extends.contract)
    above = _consolidate(trunk, find, below)
    merged, origin = _merge(loaded, above)
    return Consolidated(merged, (loaded, *above.chain), above.missing, origin)


def _cycle(loaded: Loaded, ids: list[str]) -> Problem:
    return Problem(
        _("les contrats s’étendent en rond : {chain}").format(chain=" → ".join(ids)),
        "extends.contract",
        loaded.line_of(("extends", "contract")),
        remedy=_("Un tronc commun n’étend pas un contrat qui l’étend : retirer l’un des « extends »"),
    )


def _all_own(document: ContractDocument) -> dict[str, Origin]:
    own = Origin("own", document.id)
    found: dict[str, Origin] = {}
    for name in document.model_fields_set:
        value = getattr(document, name)
        if name in LISTS:
            found |= {f"{name}.{element.id}": own for element in value}
        elif name == "clauses":
            found |= {f"clauses.{clause}": own for clause in _clauses(value)}
        elif name == "extra":
            found |= {f"extra.{key}": own for key in value}
        else:
            found[name] = own
    return found


def _clauses(clauses: Clauses) -> dict[str, Any]:
    return {name: clause for name in Clauses.model_fields if (clause := getattr(clauses, name)) is not None}


def _merge(loaded: Loaded, above: Consolidated) -> tuple[ContractDocument, dict[str, Origin]]:
    child, trunk = loaded.document, above.document
    dropped = _dropped(loaded, above)
    origin = _all_own(child)
    values: dict[str, Any] = {"extends": child.extends.model_copy(update={"included": True}) if child.extends else None}

    def inherit(path: str) -> None:
        origin[path] = Origin("inherited", above.origin[path].contract if path in above.origin else trunk.id)

    def settle(path: str, *, given: bool) -> None:
        if given:
            origin[path] = Origin("overridden", child.id)
        else:
            inherit(path)

    for name in LISTS:
        kept, named = [], {element.id: element for element in getattr(child, name)}
        for element in getattr(trunk, name):
            path = f"{name}.{element.id}"
            if path in dropped and element.id not in named:
                continue
            settle(path, given=element.id in named)
            kept.append(named.pop(element.id, element))
        values[name] = (*kept, *named.values())
    for name, held in (("clauses", _clauses(trunk.clauses)), ("extra", trunk.extra)):
        own = _clauses(child.clauses) if name == "clauses" else child.extra
        taken = {key: value for key, value in held.items() if f"{name}.{key}" not in dropped or key in own}
        for key in taken:
            settle(f"{name}.{key}", given=key in own)
        merged = {**taken, **own}
        values[name] = Clauses(**merged) if name == "clauses" else merged
    values |= _plain_fields(child, trunk, dropped, settle)
    values["excerpt"] = child.excerpt or trunk.excerpt
    return child.model_copy(update=values), origin


def _plain_fields(
    child: ContractDocument, trunk: ContractDocument, dropped: frozenset[str], settle: Callable[..., None]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in ContractDocument.model_fields:
        if name in OWN or name in LISTS or name in ("clauses", "extra") or name not in trunk.model_fields_set:
            continue
        given = name in child.model_fields_set
        if name == "disagreements":
            paths = {one.path for one in child.disagreements}
            values[name] = (*(one for one in trunk.disagreements if one.path not in paths), *child.disagreements)
        if name in dropped and not given:
            continue
        settle(name, given=given)
        if not given:
            values.setdefault(name, getattr(trunk, name))
    return values


def _dropped(loaded: Loaded, above: Consolidated) -> frozenset[str]:
    """Return the paths that `without` drops; a list's or a group's name drops all that it holds."""
    extends = loaded.document.extends
    known = set(above.origin)
    dropped: set[str] = set()
    problems = []
    for rank, entry in enumerate(extends.without if extends else ()):
        matched = {path for path in known if path == entry or path.startswith(f"{entry}.")}
        dropped |= matched
        if not matched or entry in OWN:
            problems.append(_unknown_entry(loaded, rank, entry, known))
    if problems:
        raise InputError(*problems)
    return frozenset(dropped)


def _unknown_entry(loaded: Loaded, rank: int, entry: str, known: set[str]) -> Problem:
    from rapidfuzz import process

    path: Path = ("extends", "without", rank)
    near = process.extractOne(entry, sorted(known), score_cutoff=70)
    return Problem(
        _("« {entry} » n’est pas dans le tronc commun").format(entry=entry[:80]),
        written(path),
        loaded.line_of(path),
        expected=_("Écrire une liste ou un élément, par exemple articles.revision ou clauses.data"),
        remedy=_("Peut-être « {near} »").format(near=near[0]) if near else "",
    )


def examine(consolidated: Consolidated) -> checking.Findings:
    """Check a consolidated contract; each problem is placed in the file that holds it.

    A fault of a trunk is told with the trunk's name, because the reader opened another file.
    """
    document, own = consolidated.document, consolidated.chain[0]
    held = own.parts if own.document is document else None
    placed = checking.examine_placed(document, whole=consolidated.whole, held=held)
    return checking.Findings(*(tuple(_place(consolidated, one) for one in group) for group in placed))


def _place(consolidated: Consolidated, found: tuple[Path, Problem]) -> Problem:
    path, problem = found
    giver, place = consolidated.locate(path)
    where = written(place)
    if giver is not consolidated.chain[0]:
        where = f"{giver.name or giver.document.id} › {where}"
    return Problem(problem.what, where, giver.line_of(place), problem.expected, problem.remedy)
