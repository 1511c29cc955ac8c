"""A contract as an accessible, archivable PDF (PDF/UA-1 and PDF/A-2a), set by Typst."""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import as_file, files
from typing import Literal

from maillon.documents.exports.blocks import Reading
from maillon.rules.wording import _

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]


def pdf(reading: Reading, on: dt.date) -> bytes:
    """Return the PDF of a contract.

    The text of the contract reaches the template as data: nothing of it is ever read as code.
    """
    import typst

    data = reading.as_dict() | {
        "day": [on.year, on.month, on.day],
        "words": {
            "contents": _("Sommaire"),
            "made": _("Document produit par Maillon le {day}").format(day=on.strftime("%d/%m/%Y")),
            "page": _("page"),
        },
    }
    with as_file(files(__package__).joinpath("contract.typ")) as template:
        made: bytes = typst.compile(
            str(template),
            root=str(template.parent),
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=[*STANDARDS],
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    return made
