"""JSON read strictly: exact numbers, no duplicate field, no NaN, and the line of each fault."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from maillon.documents.contract.paths import Path
from maillon.documents.contract.source import MOST_NODES
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _
from maillon.rules.wording import gettext_noop as noted

_MOST_DIGITS = 100
_FAULTS = {
    "Expecting property name": (
        noted("un nom de champ entre guillemets est attendu"),
        noted("Retirer la virgule après le dernier champ ; entourer chaque nom de guillemets doubles"),
    ),
    "Expecting value": (
        noted("une valeur est attendue"),
        noted("Donner une valeur ; les textes sont entre guillemets doubles, sans virgule après le dernier élément"),
    ),
    "Expecting ':'": (noted("un « : » est attendu après le nom du champ"), noted("Ajouter « : »")),
    "Expecting ','": (
        noted("une virgule ou une fermeture est attendue"),
        noted("Ajouter la virgule entre deux éléments, ou refermer"),
    ),
    "Unterminated string": (noted("un guillemet ouvert n’est pas refermé"), noted("Fermer le guillemet")),
    "Invalid control character": (
        noted("un saut de ligne ou une tabulation se trouve dans un texte"),
        noted("Écrire \\n ou \\t à la place"),
    ),
    "Invalid \\": (
        noted("une barre oblique inverse introduit un code inconnu"),
        noted("Doubler la barre oblique inverse"),
    ),
    "Extra data": (
        noted("du texte suit la fin du document"),
        noted("Garder un seul contrat par fichier"),
    ),
}
_OTHER = (noted("le texte n’est pas du JSON lisible"), noted("Vérifier la ponctuation de cette ligne"))


class _TwiceError(Exception):
    """A field is written twice in one object."""


def parse(text: str, name: str = "") -> Any:
    """Return the tree of plain values that the JSON `text` holds.

    Raises:
        InputError: the text is not JSON, or uses what this format refuses.
    """
    if len(text) > 2 * MOST_NODES and text.count(",") + text.count(":") > 2 * MOST_NODES:
        raise InputError(Problem(_("le document compte plus de {most} éléments").format(most=MOST_NODES), where=name))
    try:
        return _decoded(text)
    except _TwiceError:
        lines(text, name)
        raise
    except json.JSONDecodeError as error:
        what, remedy = next((said for sign, said in _FAULTS.items() if error.msg.startswith(sign)), _OTHER)
        raise InputError(Problem(_(what), where=name, line=error.lineno, remedy=_(remedy))) from None
    except RecursionError:
        remedy = _("Un contrat en a une dizaine : vérifier les crochets et les accolades")
        raise InputError(Problem(_("le document est imbriqué sur trop de niveaux"), name, remedy=remedy)) from None
    except _ConstantError as constant:
        found = re.search(rf"(?<![\w\"]){re.escape(str(constant))}(?![\w\"])", text)
        line = text.count("\n", 0, found.start()) + 1 if found else None
        raise InputError(
            Problem(
                _("{constant} n’est pas un nombre").format(constant=constant),
                where=name,
                line=line,
                remedy=_("Donner un nombre, ou retirer le champ si la valeur n’est pas connue"),
            )
        ) from None


class _ConstantError(Exception):
    """NaN or an infinity is written."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) != len(pairs):
        raise _TwiceError
    return built


def _constant(written: str) -> NoReturn:
    raise _ConstantError(written)


def _whole(written: str) -> Any:
    return int(written) if len(written) <= _MOST_DIGITS else written


def _decimal(written: str) -> Any:
    exponent = written.lower().partition("e")[2]
    return Decimal(written) if len(written) <= 2 * _MOST_DIGITS and len(exponent) <= 4 else written


def _decoded(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a whole number of thousands of digits, which Python refuses to read
        return _PATIENT_DECODER.decode(text)


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_decimal, parse_constant=_constant)
_PATIENT_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_decimal, parse_int=_whole, parse_constant=_constant
)

_NAME_END = re.compile(r'"[ \t\n\r]*:')


def only_names(text: str, known: int) -> bool:
    """Tell whether a JSON text that was read into `known` names holds no other: none is written twice.

    Each name is followed by a colon. A text may hold others, between quotes: they are told apart when it has any, and
    what still looks like a name makes the answer no.
    """
    return text.count(":") == known or len(_NAME_END.findall(text)) == known


_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)


def lines(text: str, name: str = "") -> dict[Path, int]:
    """Return the 1-based line of every path of a JSON text whose punctuation is right.

    Raises:
        InputError: a field is written twice in one object; both lines are told.
    """
    found: dict[Path, int] = {(): 1}
    stack: list[tuple[Path, bool]] = []  # path of each open container, and whether it is an object
    ranks: list[int] = []
    line, last = 1, 0
    key: str | None = None
    tokens = _TOKEN.finditer(text)
    for token in tokens:
        line += text.count("\n", last, token.start())
        last, word = token.start(), token[0]
        if word in "}]":
            stack.pop()
            ranks.pop()
            key = None
            continue
        if word == ",":
            ranks[-1] += 1
            key = None
            continue
        if word == ":":
            continue
        if stack and stack[-1][1] and key is None:
            key = str(json.loads(word))
            _note((*stack[-1][0], key), line, found, name)
            continue
        step: Path = () if not stack else (*stack[-1][0], key if stack[-1][1] and key is not None else ranks[-1])
        found.setdefault(step, line)
        if word in "{[":
            stack.append((step, word == "{"))
            ranks.append(0)
            key = None
    return found


def _note(path: Path, line: int, found: dict[Path, int], name: str) -> None:
    if path in found:
        raise InputError(
            Problem(
                _("le champ « {key} » est écrit deux fois, lignes {first} et {second}").format(
                    key=str(path[-1])[:80], first=found[path], second=line
                ),
                where=name,
                line=line,
                remedy=_("Garder une seule des deux valeurs"),
            )
        )
    found[path] = line
