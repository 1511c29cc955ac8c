"""The published description of the format: its JSON Schema and its reference page, both read from the classes."""

from __future__ import annotations

import json
from enum import Enum
from importlib.resources import files
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from maillon.documents.contract import outline, words
from maillon.documents.contract.document import FORMAT, ContractDocument
from maillon.documents.contract.labels import LABELS
from maillon.documents.contract.values import Rate

SCHEMA_ID = "urn:maillon:schema:maillon-contract-1"
_TYPES = {
    "str": "texte",
    "bool": "`true` ou `false`",
    "int": "nombre entier",
    "Decimal": "nombre",
    "Money": "montant en euros",
    "date": "date AAAA-MM-JJ",
}


class _French(GenerateJsonSchema):
    """Leaves out the English titles that pydantic makes up from names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's own signature
        return False


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the format, with French titles and descriptions."""
    made = ContractDocument.model_json_schema(by_alias=True, mode="validation", schema_generator=_French)
    definitions = made.pop("$defs")
    for model in outline.classes():
        target = made if model is ContractDocument else definitions.get(model.__name__)
        if target is not None:
            _describe(target, model)
    for name, definition in definitions.items():
        if name in LABELS:
            definition["title"] = name
            definition["description"] = " ; ".join(f"{value} : {text}" for value, text in LABELS[name].items())
    known = words.of_class(ContractDocument)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": f"{known.title} territorial ({FORMAT})",
        "description": known.about,
        **{key: value for key, value in made.items() if key not in ("title", "description")},
        "$defs": definitions,
    }


def _describe(target: dict[str, Any], model: type[BaseModel]) -> None:
    known = words.of_class(model)
    target["title"], target["description"] = known.title, known.about
    for name, field in target.get("properties", {}).items():
        told = words.of_field(model, name)
        field["title"], field["description"] = told.title, told.about
        # a class used as a field keeps its own description behind $ref
        field.pop("default", None)
        for pattern in field.get("patternProperties", {}):
            field.setdefault("propertyNames", {})["pattern"] = pattern


def schema_text() -> str:
    """Return the JSON Schema as it is published."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def page() -> str:
    """Return the reference page of the format, in Markdown."""
    lines = [
        "# Le document de contrat",
        "",
        "<!-- Page écrite par scripts/contract_reference.py à partir des classes : ne pas la modifier à la main. -->",
        "",
        files(__package__).joinpath("introduction.md").read_text(encoding="utf-8"),
        "",
    ]
    for model in outline.classes():
        lines += _class_lines(model)
    lines += ["## Listes de valeurs", ""]
    for name, choices in LABELS.items():
        lines += [f"### {name}", "", "| Valeur | Sens |", "| --- | --- |"]
        lines += [f"| `{value}` | {text} |" for value, text in choices.items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _class_lines(model: type[BaseModel]) -> list[str]:
    known = words.of_class(model)
    lines = [f"## {known.title} (`{model.__name__}`)", "", known.about, ""]
    lines += ["| Champ | Intitulé | Type | Description |", "| --- | --- | --- | --- |"]
    for name, field in model.model_fields.items():
        told = words.of_field(model, field.alias or name)
        mark = " *obligatoire*" if field.is_required() else ""
        kind = _type_name(field.annotation, field.metadata)
        lines.append(f"| `{field.alias or name}`{mark} | {told.title} | {kind} | {told.about} |")
    return [*lines, ""]


def _type_name(annotation: Any, metadata: Any = ()) -> str:
    found = outline.bare(annotation)
    origin, parts = get_origin(found), get_args(found)
    if origin is tuple:
        return f"liste de {_type_name(parts[0])}"
    if origin is dict:
        return f"groupe nom → {_type_name(parts[1])}"
    if annotation == Rate or tuple(getattr(Rate, "__metadata__", ())) == tuple(metadata) or outline.is_rate(annotation):
        return "taux entre 0 et 1"
    if isinstance(found, type) and issubclass(found, BaseModel):
        return f"[{words.of_class(found).title}](#{_anchor(found)})"
    if isinstance(found, type) and issubclass(found, Enum):
        return f"[une valeur](#{found.__name__.lower()})"
    if parts and all(isinstance(part, str) for part in parts):
        return " ou ".join(f"`{part}`" for part in parts)
    return _TYPES.get(getattr(found, "__name__", ""), "nombre, texte court, `true` ou `false`")


def _anchor(model: type[BaseModel]) -> str:
    title = f"{words.of_class(model).title} ({model.__name__})".lower()
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" if letter == " " else "" for letter in title)
