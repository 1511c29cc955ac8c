"""The shape of the format, read from its classes: which field leads to which class, and where a name is known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.values import Rate

ModelClass = type[BaseModel]


def bare(annotation: Any) -> Any:
    """Return `annotation` without Annotated and without "or None"."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            kept = [choice for choice in get_args(annotation) if choice is not NoneType]
            if len(kept) != 1:
                return annotation
            annotation = kept[0]
        else:
            return annotation


def inner(annotation: Any) -> Any:
    """Return what one element of a list or of a dictionary is; the annotation itself otherwise."""
    found = bare(annotation)
    if get_origin(found) is tuple:
        return bare(get_args(found)[0])
    if get_origin(found) is dict:
        return bare(get_args(found)[1])
    return found


def is_model(annotation: Any) -> bool:
    """Tell whether `annotation` is one of the classes of the format."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


@cache
def fields(model: ModelClass) -> dict[str, Any]:
    """Return the annotation of each field of `model`, by its name in a file."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def at(path: tuple[str | int, ...]) -> Any:
    """Return the annotation that stands at `path` of a contract document; None when the format has no such place."""
    here: Any = ContractDocument
    for step in path:
        found = bare(here)
        if isinstance(step, int) or get_origin(found) is dict:
            here = inner(found)
        elif is_model(found):
            here = fields(found).get(str(step))
        else:
            return None
        if here is None:
            return None
    return bare(here)


@cache
def classes() -> tuple[ModelClass, ...]:
    """Return every class of the format, each before those it holds."""
    seen: dict[ModelClass, None] = {}

    def visit(model: ModelClass) -> None:
        if model in seen:
            return
        seen[model] = None
        for annotation in fields(model).values():
            held = inner(annotation)
            if is_model(held):
                visit(held)

    visit(ContractDocument)
    return tuple(seen)


@cache
def places() -> dict[str, tuple[str, ...]]:
    """Return, for each field name, the places of the document where the format knows it, nearest the root first."""
    found: dict[str, list[str]] = {}
    for path, name in _places(ContractDocument, "", ()):
        found.setdefault(name, []).append(path)
    return {name: tuple(sorted(paths, key=lambda path: (path.count("."), path))) for name, paths in found.items()}


def _places(model: ModelClass, path: str, above: tuple[ModelClass, ...]) -> Iterator[tuple[str, str]]:
    for name, annotation in fields(model).items():
        here = f"{path}.{name}" if path else name
        yield here, name
        held = inner(annotation)
        if is_model(held) and held not in above:
            mark = "[]" if get_origin(bare(annotation)) is tuple else ""
            yield from _places(held, here + mark, (*above, model))


def is_rate(annotation: Any) -> bool:
    """Tell whether a field holds rates between 0 and 1, alone or in a list or a group."""
    return annotation == Rate or any(is_rate(part) for part in get_args(annotation) if part is not Ellipsis)
