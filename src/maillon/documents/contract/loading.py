"""Read and write contract documents: a file in, a typed document or every fault out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from maillon.documents.contract import faults, json_form, paths, scalars, source, walk, yaml_form
from maillon.documents.contract.document import FORMAT, ContractDocument
from maillon.documents.contract.source import Form
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

_MOST_FAULTS = 2_000
_USUAL = 500_000


@dataclass(frozen=True)
class Loaded:
    """A document that was read.

    Attributes:
        document: the typed document.
        text: the source, as it was decoded.
        name: the file, or the name that the caller gave.
        form: "yaml" or "json".
        path: the file, when there is one: what `extends` is relative to.
    """

    document: ContractDocument
    text: str
    name: str = ""
    form: Form = "yaml"
    path: Path | None = None
    _cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def lines(self) -> dict[paths.Path, int]:
        """The 1-based line of each path; found again from the text the first time it is asked."""
        return _lines(self.text, self.form)

    @cached_property
    def parts(self) -> walk.ByClass:
        """Every part of the document, by its class."""
        return walk.by_class(self.document)

    def line_of(self, path: paths.Path) -> int | None:
        """Return the line of `path` in the text, or that of its closest ancestor."""
        return paths.line_of(path, self.lines)


def _lines(text: str, form: Form) -> dict[paths.Path, int]:
    return json_form.lines(text) if form == "json" else yaml_form.lines(text)


def load(path: Path | str) -> Loaded:
    """Read the contract document at `path`; references between its parts are checked by `checking`, not here.

    Raises:
        InputError: every fault found, with its path, its line and what was expected.
    """
    path = Path(path)
    read = source.read(path)
    return _loaded(read.text, read.name, read.form, path, read.data)


def loads(text: str, *, name: str = "", form: Form | None = None) -> Loaded:
    """Read a contract document from `text`.

    Args:
        text: the document; at most 10 MB.
        name: what the problems call it.
        form: "yaml" or "json"; told from the first character when not given.

    Raises:
        InputError: every fault found, with its path, its line and what was expected.
    """
    if len(text) > source.MOST_BYTES:
        raise source.too_large(name)
    form = form or source.form_of(text)
    return _loaded(text, name, form)


def loads_bytes(data: bytes, *, name: str = "", suffix: str = "") -> Loaded:
    """Read a contract document from the bytes of an upload or of the standard input.

    Raises:
        InputError: every fault found, wrong encodings and files given by mistake included.
    """
    if len(data) > source.MOST_BYTES:
        raise source.too_large(name, len(data))
    text = source.decode(data, name)
    return loads(text, name=name, form=source.form_of(text, suffix))


def _loaded(text: str, name: str, form: Form, path: Path | None = None, data: bytes | None = None) -> Loaded:
    if form == "json" and len(text) <= _USUAL and (found := _without_fault(text, name, path, data)):
        return found
    return Loaded(_document(text, name, form), text, name, form, path)


def _without_fault(text: str, name: str, path: Path | None, data: bytes | None = None) -> Loaded | None:
    """Return what a JSON text without any fault holds, read at once; None when it must be looked at closer.

    Of two fields of one name, pydantic keeps the last one: the document then has fewer names than the text.
    A binary float is refused wherever it stands, so that exact numbers are read by `json_form`. The bytes of the text,
    when they are at hand, are read sooner than the text.
    """
    try:
        found = Loaded(ContractDocument.model_validate_json(data or text), text, name, "json", path)
    except ValidationError:
        return None
    return found if json_form.only_names(text, found.parts.names) else None


def _document(text: str, name: str, form: Form) -> ContractDocument:
    tree = json_form.parse(text, name) if form == "json" else yaml_form.parse(text, name)
    _check_root(tree, name)
    try:
        return ContractDocument.model_validate(tree)
    except ValidationError as error:
        if error.error_count() > _MOST_FAULTS:
            tree = _pruned(tree)
            return _explain(tree, text, form)
        raise InputError(*faults.problems(error, tree, _lines(text, form))) from None


def _explain(tree: Any, text: str, form: Form) -> ContractDocument:
    try:
        return ContractDocument.model_validate(tree)
    except ValidationError as error:
        raise InputError(*faults.problems(error, tree, _lines(text, form))) from None


def _pruned(tree: Any) -> Any:
    """Keep the beginning of every list and group, so that a file with a million faults is still answered."""
    if isinstance(tree, dict):
        return {key: _pruned(value) for key, value in list(tree.items())[:60]}
    return [_pruned(value) for value in tree[:30]] if isinstance(tree, list) else tree


def _check_root(tree: Any, name: str) -> None:
    if not isinstance(tree, dict):
        raise InputError(
            Problem(
                _("ce fichier ne contient pas de champs"),
                where=name,
                line=1,
                expected=_("Un contrat commence par « format: {format} »").format(format=FORMAT),
            )
        )
    given = tree.get("format")
    if given != FORMAT:
        what = _("le champ « format » manque") if given is None else _("le format « {given} » n’est pas connu")
        raise InputError(
            Problem(
                what.format(given=str(given)[:60]),
                where="format",
                expected=_("Un contrat commence par « format: {format} »").format(format=FORMAT),
            )
        )


def tree_of(document: ContractDocument) -> dict[str, Any]:
    """Return the portable tree of `document`, in canonical order, without the fields that keep their default."""
    tree: dict[str, Any] = document.model_dump(mode="json", exclude_defaults=True)
    return {"format": FORMAT, **tree}


def dump(document: ContractDocument, form: Form = "yaml") -> str:
    """Write `document` in canonical order; comments and layout of the file it came from are not kept."""
    tree = tree_of(document)
    if form == "json":
        return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"
    text: str = yaml.dump(
        tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000, default_flow_style=False
    )
    return text


class _Dumper(yaml.CSafeDumper):
    """Writes long texts as literal blocks, so that a person can read and compare them."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's own signature
        return True


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if not isinstance(scalars.resolve(text), str):
        style = "'"
    elif "\n" in text and "\t" not in text and not any(line != line.rstrip() for line in text.split("\n")):
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
