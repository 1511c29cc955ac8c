"""The one way of writing a value in JSON (RFC 8785), for values without fractions.

The RFC writes numbers as ECMAScript does. Events hold whole numbers only, so that Python's own encoder writes the same
bytes: the shortest escapes, no space, UTF-8. What it does otherwise, the order of names beyond U+FFFF, is mended here.
"""

from __future__ import annotations

import json
import re
from typing import Any

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

GREATEST_INTEGER = 2**53 - 1
MOST_DEPTH = 32
_FOUR_BYTES = re.compile(rb"[\xf0-\xf4]")
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
_ENCODE_IN_ORDER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def canonical(value: object) -> bytes:
    """Return the canonical JSON of `value`, in UTF-8.

    Args:
        value: text, whole number within ±(2⁵³ − 1), boolean, None, or lists and dictionaries of these.

    Raises:
        InputError: something else is in it, or it is nested more than 32 deep.

    Source: RFC 8785, sections 3.2.1 to 3.2.4.
    """
    problem = _fault(value, "", MOST_DEPTH)
    if problem:
        raise InputError(problem)
    return encode(value)


def encode(value: object) -> bytes:
    """Return the canonical JSON of a value that is known to hold nothing else than `canonical` admits."""
    written = _ENCODE(value).encode("utf-8")
    if _FOUR_BYTES.search(written):  # only then can the order of code points differ from that of UTF-16 units
        return _ENCODE_IN_ORDER(_ordered(value)).encode("utf-8")
    return written


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda name: name.encode("utf-16-be"))}
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    return value


def _fault(value: object, where: str, depth: int) -> Problem | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _text_fault(value, where)
    if isinstance(value, int):
        return None if abs(value) <= GREATEST_INTEGER else _too_great(where)
    if isinstance(value, dict | list):
        return _inner_fault(value, where, depth)
    what = _("« {kind} » ne s’écrit pas dans le journal").format(kind=type(value).__name__)
    remedy = _(
        "Écrire un texte, un nombre entier, vrai, faux, rien, une liste ou un objet ; un montant est en centimes"
    )
    return Problem(what, where, remedy=remedy)


def _inner_fault(value: dict[Any, Any] | list[Any], where: str, depth: int) -> Problem | None:
    if depth == 0:
        return Problem(_("cette valeur est imbriquée sur plus de {most} niveaux").format(most=MOST_DEPTH), where)
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        place = f"{where}.{key}" if where else str(key)
        if isinstance(value, dict):
            named = _text_fault(key, place) if isinstance(key, str) else Problem(_("ce nom n’est pas un texte"), place)
            if named:
                return named
        found = _fault(item, place, depth - 1)
        if found:
            return found
    return None


def _text_fault(text: str, where: str) -> Problem | None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return Problem(_("ce texte contient un demi-caractère, qui ne s’écrit pas en UTF-8"), ascii(where)[1:-1])
    return None


def _too_great(where: str) -> Problem:
    what = _("ce nombre dépasse {most}, le plus grand que toutes les machines lisent de la même façon")
    return Problem(what.format(most=GREATEST_INTEGER), where, remedy=_("L’écrire comme un texte"))
