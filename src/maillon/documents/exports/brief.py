"""A brief of two pages for elected members, as an accessible and archivable PDF: one sentence, then the figures."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from maillon.documents.exports.pdf import set_in_type
from maillon.rules.wording import _, language


@dataclass(frozen=True, slots=True)
class BriefPart:
    """A part of a brief.

    Attributes:
        title: its heading.
        lines: paragraphs.
        headings: of the columns of its table.
        rows: cells, as many as headings in each; none without a table.
    """

    title: str
    lines: Sequence[str] = ()
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default=())


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief.

    Attributes:
        title: its title.
        kicker: what kind of thing it is: a simulation is never shown as a fact.
        lead: what it says in one sentence.
        parts: in order.
        sources: where its figures come from, one line each.
    """

    title: str
    kicker: str
    lead: str
    parts: Sequence[BriefPart]
    sources: Sequence[str]


def brief_pdf(brief: Brief, on: dt.date) -> bytes:
    """Return the PDF of a brief; its texts reach the template as data, never as code."""
    made = _("Document produit par Maillon le {day}").format(day=on.strftime("%d/%m/%Y"))
    data = asdict(brief) | {"day": [on.year, on.month, on.day], "language": language.get(), "made": made}
    return set_in_type(json.dumps(data, ensure_ascii=False), "brief.typ")
