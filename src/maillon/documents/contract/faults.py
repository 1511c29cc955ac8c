"""What pydantic refuses, said in French: where, on which line, what was expected, how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from maillon.documents.contract import outline, values, words
from maillon.documents.contract.paths import Path, line_of, written
from maillon.rules.problem import Problem
from maillon.rules.wording import _

MOST_SHOWN = 200
_PATTERNS: dict[str, Callable[[], str]] = {
    values.SLUG: lambda: _(
        "un identifiant s’écrit en minuscules sans accent, chiffres, tirets, points ou soulignés, par exemple "
        "« acces-dechetteries »"
    ),
    values.ONE_LINE: lambda: _("un texte d’une seule ligne est attendu, sans caractère invisible"),
    values.PARAGRAPHS: lambda: _("un texte sans caractère invisible est attendu"),
    values.COMMUNE: lambda: _("le code INSEE d’une commune est attendu : cinq caractères, par exemple 37261 ou 2A004"),
    values.DEPARTEMENT: lambda: _("le code d’un département est attendu, par exemple 37, 2A ou 974"),
    values.REGION: lambda: _("le code d’une région est attendu : deux chiffres, par exemple 24"),
    values.WEB_ADDRESS: lambda: _("une adresse web complète est attendue, commençant par https://"),
    values.BESIDE: lambda: _("le nom d’un fichier .yaml ou .json voisin est attendu, sans chemin absolu"),
}


def problems(error: ValidationError, tree: Any, lines: Mapping[Path, int]) -> list[Problem]:
    """Return one problem for each fault of `error`, in the order of the file.

    Args:
        error: what the classes refused.
        tree: the plain values that were refused.
        lines: the line of each path of the file.
    """
    said = [_problem(fault, tree, lines) for fault in error.errors(include_url=False)]
    said.sort(key=lambda problem: (problem.line or 0, problem.where))
    if len(said) > MOST_SHOWN + 1:
        more = _("{count} autres fautes ne sont pas affichées").format(count=len(said) - MOST_SHOWN)
        said = [*said[:MOST_SHOWN], Problem(more, remedy=_("Corriger les premières, puis valider de nouveau"))]
    return said


def _problem(fault: ErrorDetails, tree: Any, lines: Mapping[Path, int]) -> Problem:
    path: Path = tuple(step for step in fault["loc"] if step != "[key]")
    what, expected, remedy = _said(fault, path, tree)
    expected = expected[:1].upper() + expected[1:]
    return Problem(what, where=written(path), line=line_of(path, lines), expected=expected, remedy=remedy)


def _said(fault: ErrorDetails, path: Path, tree: Any) -> tuple[str, str, str]:
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "missing":
        return _("le champ « {name} » manque").format(name=path[-1]), _expected(path), ""
    if kind == "extra_forbidden":
        what = _("le champ « {name} » est inconnu").format(name=str(path[-1])[:80])
        return what, "", _suggestion(path, tree)
    if kind == "value_error":
        error = context.get("error", "")
        return str(error) or _("la valeur ne convient pas"), "", getattr(error, "remedy", "")
    if given is None:
        return _("la valeur est vide"), _expected(path), _("Donner une valeur, ou retirer le champ")
    return _said_of_value(fault, path)


def _said_of_value(fault: ErrorDetails, path: Path) -> tuple[str, str, str]:
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "string_pattern_mismatch":
        pattern = _PATTERNS.get(str(context.get("pattern")))
        return _("{value} ne convient pas").format(value=_shown(given)), pattern() if pattern else _expected(path), ""
    if kind in {"enum", "literal_error"}:
        return _choice(path, given)
    if kind == "string_too_long":
        what = _("le texte dépasse {most} caractères").format(most=context.get("max_length"))
        return what, "", _("Le raccourcir, ou le répartir entre plusieurs champs")
    if kind == "string_too_short":
        return _("le texte est vide"), "", _("Écrire le texte, ou retirer le champ")
    if kind == "string_type" and isinstance(given, int | Decimal):
        remedy = _('Mettre la valeur entre guillemets : "{value}"').format(value=_bare(given))
        return (
            _("{value} est lu comme un nombre ou un oui/non").format(value=_shown(given)),
            _("du texte est attendu"),
            remedy,
        )
    if kind in {"greater_than_equal", "less_than_equal"}:
        return _bound(kind, given, context)
    return _("{value} ne convient pas").format(value=_shown(given)), _expected(path), _remedy(kind, given)


def _bound(kind: str, given: Any, context: Mapping[str, Any]) -> tuple[str, str, str]:
    if kind == "greater_than_equal":
        expected = _("un nombre d’au moins {least} est attendu").format(least=context.get("ge"))
    else:
        expected = _("un nombre d’au plus {most} est attendu").format(most=context.get("le"))
    return _("{value} ne convient pas").format(value=_shown(given)), expected, ""


def _remedy(kind: str, given: Any) -> str:
    if kind == "tuple_type" and isinstance(given, str | int | dict):
        return _("Commencer l’élément par « - », même s’il est seul")
    if kind == "bool_type" and isinstance(given, str) and given.lower() in {"oui", "yes", "on", "vrai", "true"}:
        return _("Écrire true, sans guillemets")
    if kind == "bool_type" and isinstance(given, str) and given.lower() in {"non", "no", "off", "faux", "false"}:
        return _("Écrire false, sans guillemets")
    if kind == "int_type" and isinstance(given, str) and given.isdigit():
        return _("Écrire le nombre sans guillemets")
    return ""


def _bare(given: Any) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    text = str(given)
    return text if len(text) <= 60 else text[:59] + "…"


def _shown(given: Any) -> str:
    if isinstance(given, dict):
        return _("un groupe de champs")
    if isinstance(given, list | tuple):
        return _("une liste")
    return f"« {_bare(given)} »"


def _choice(path: Path, given: Any) -> tuple[str, str, str]:
    annotation = outline.at(path)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        choices = [str(member.value) for member in annotation]
    else:
        choices = [str(choice) for choice in get_args(annotation)]
    expected = _("une de ces valeurs est attendue : {choices}").format(choices=", ".join(choices))
    if not isinstance(given, str):
        return _("{value} ne convient pas").format(value=_shown(given)), expected, ""
    near = _nearest(given, {choice: choice for choice in choices} | words.choices(annotation))
    remedy = _("Peut-être « {near} »").format(near=near) if near else ""
    return _("{value} n’est pas une valeur connue").format(value=_shown(given)), expected, remedy


def _nearest(word: str, known: Mapping[str, str], cutoff: int = 75) -> str | None:
    """Return the value of the key of `known` nearest to `word`, or None when none is near."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        _folded(word), {name: _folded(name) for name in known}, scorer=fuzz.ratio, score_cutoff=cutoff
    )
    return known[found[2]] if found else None


def _titled(name: str, model: outline.ModelClass) -> str | None:
    """Return the field whose French title holds all the words of `name`: "revoyure" → "Clause de revoyure"."""
    asked = set(_folded(name).split())
    found = {field for title, field in words.fields(model).items() if asked and asked <= set(_folded(title).split())}
    return found.pop() if len(found) == 1 else None


def _folded(word: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", word[:80]).encode("ascii", "ignore").decode()
    return plain.lower().replace("_", " ").replace("-", " ").strip()


def _suggestion(path: Path, tree: Any) -> str:
    name, parent = str(path[-1]), outline.at(path[:-1])
    if name == "<<":
        return _("La fusion « << » n’est pas admise : recopier les champs")
    if not outline.is_model(parent):
        return ""
    known = list(outline.fields(parent))
    near = _nearest(name, {field: field for field in known} | words.fields(parent)) or _titled(name, parent)
    if near:
        taken = near in (_value_at(tree, path[:-1]) or {})
        sure = _("Peut-être « {near} », déjà présent ici") if taken else _("Peut-être « {near} »")
        return sure.format(near=near)
    if elsewhere := outline.places().get(name):
        return _("Ce champ existe ailleurs : {places}").format(places=", ".join(elsewhere[:3]))
    if "extra" in known:
        return _("Ce que le format ne prévoit pas se met sous « extra », avec son libellé et son type")
    return _("Champs connus ici : {fields}").format(fields=", ".join(known))


def _value_at(tree: Any, path: Path) -> Any:
    for step in path:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def _expected(path: Path) -> str:
    return words.expected(outline.at(path))
