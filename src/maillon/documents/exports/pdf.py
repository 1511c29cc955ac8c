"""A contract as an accessible, archivable PDF (PDF/UA-1 and PDF/A-2a), set by Typst."""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib.resources import as_file, files
from typing import Literal

from maillon.documents.exports.blocks import Reading
from maillon.documents.exports.signing import SigningPages
from maillon.rules.wording import _

_UNDRAWN = re.compile(r'the text `?"(.*?)"`? could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
_MOST_TURNS = 6
_ASCII_END, _LATIN_END = 0x7F, 0x180
_SURE = frozenset("–—‘’“”„…•‹›€\u202f\u2009\u2011")

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]


def pdf(reading: Reading, on: dt.date, signing: SigningPages | None = None) -> bytes:
    """Return the PDF of a contract, with its signature pages when it is to be signed.

    The text of the contract reaches the template as data: nothing of it is ever read as code.
    """
    data = reading.as_dict() | {
        "day": [on.year, on.month, on.day],
        "words": {
            "contents": _("Sommaire"),
            "made": _("Document produit par Maillon le {day}").format(day=on.strftime("%d/%m/%Y")),
            "page": _("page"),
        },
        "signing": signing.as_dict() if signing else None,
    }
    return set_in_type(json.dumps(data, ensure_ascii=False), "contract.typ")


def set_in_type(data: str, template: str) -> bytes:
    """Set JSON data in a template of this folder.

    A character that no embedded font draws becomes "?", as PDF/A wants every one to be drawn.
    """
    import typst

    for _turn in range(_MOST_TURNS):
        try:
            return _compile(data, template)
        except typst.TypstError as error:
            found = _UNDRAWN.findall(str(error))
            if not found:
                raise
            for text in found:
                data = _without(data, _CODE.sub(lambda code: chr(int(code[1], 16)), text))
    return _compile(
        "".join(letter if letter in _SURE or ord(letter) < _LATIN_END else "?" for letter in data), template
    )


def _without(data: str, undrawn: str) -> str:
    for letter in set(undrawn):
        if ord(letter) > _ASCII_END:
            data = data.replace(letter, "?")
    return data


def _compile(data: str, name: str) -> bytes:
    import typst

    with as_file(files(__package__).joinpath(name)) as template:
        made: bytes = typst.compile(
            str(template),
            root=str(template.parent),
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=[*STANDARDS],
            sys_inputs={"data": data},
        )
    return made
