"""Read and write contract documents: bytes in, typed document or a list of problems out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from maillon.documents.contract.document import ContractDocument
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

Form = Literal["yaml", "json"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document that was read.

    Attributes:
        document: the typed document.
        text: the source, as it was decoded.
        name: the file or the name that the caller gave.
    """

    document: ContractDocument
    text: str
    name: str


def load(path: Path | str) -> Loaded:
    """Read the contract document at `path`.

    Raises:
        InputError: every fault found, with path, line and what was expected.
    """
    path = Path(path)
    form: Form = "json" if path.suffix.lower() == ".json" else "yaml"
    return loads(path.read_text(encoding="utf-8-sig"), name=str(path), form=form)


def loads(text: str, *, name: str = "", form: Form = "yaml") -> Loaded:
    """Read a contract document from `text`; `name` is what the problems call it.

    Raises:
        InputError: every fault found.
    """
    try:
        tree: Any = json.loads(text, parse_float=Decimal) if form == "json" else yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - base loader builds text only
        document = ContractDocument.model_validate(tree)
    except ValidationError as error:
        raise InputError(*(_problem(fault) for fault in error.errors())) from error
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(Problem(_("ce fichier n’est pas lisible"), where=name)) from error
    return Loaded(document, text, name)


def _problem(fault: Any) -> Problem:
    where = ".".join(str(step) for step in fault["loc"])
    return Problem(str(fault["msg"]), where=where)


def dump(document: ContractDocument, form: Form = "yaml") -> str:
    """Write `document` in canonical order, without the fields that keep their default."""
    tree = document.model_dump(mode="json", exclude_defaults=True)
    if form == "json":
        return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"
    text: str = yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110)
    return text
