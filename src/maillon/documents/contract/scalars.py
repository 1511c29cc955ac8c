"""What an unquoted word of YAML means, without the surprises of YAML 1.1."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

_NUMBER_START = frozenset("0123456789+-.")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,99})", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(\.[0-9]{1,99}|(0|[1-9][0-9]{0,99})(\.[0-9]{0,99})?)([eE][-+]?[0-9]{1,3})?", re.ASCII)


def resolve(written: str) -> Any:
    """Return what an unquoted `written` means: null, a boolean, an exact number, or the text itself."""
    if written in _WORDS:
        return _WORDS[written]
    if written[0] not in _NUMBER_START:
        return written
    if _WHOLE.fullmatch(written):
        return int(written)
    return Decimal(written) if _DECIMAL.fullmatch(written) else written
