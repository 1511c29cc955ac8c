"""How an article is known inside a Word file: its bookmark, its heading, and which version the file comes from."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from maillon.documents.contract.content import Article
from maillon.rules.wording import _

PREFIX = "maillon_"
CONTRACT, VERSION = "MaillonContrat", "MaillonVersion"
"""Names of the custom properties of the file."""
_LITERAL = re.compile(
    r"(?:articles?\s+)?((?:\d+|[IVXLC]+)(?:[.-]\d+)*(?:\s?(?:er|bis|ter|quater))?)\s*[.:–—-]\s*(\S.*)", re.IGNORECASE
)
_ORDINAL = re.compile(r"\d|[IVXLC]+\b")


def bookmark(slug: str) -> str:
    """Return the name of an article's bookmark: what Word accepts (40 letters, digits or "_"), one for each slug."""
    told = re.sub(r"[^a-z0-9]", "_", slug)[:20]
    return f"{PREFIX}{told}_{hashlib.sha256(slug.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class HeadingText:
    """What the heading of an article says.

    Attributes:
        automatic: whether Word itself writes its number.
        prefix: the number as it is written otherwise, with what parts it from the title.
        title: the title.
    """

    automatic: bool
    prefix: str
    title: str


def headings(articles: Iterable[Article]) -> list[HeadingText]:
    """Return the headings of articles: numbers that follow one another from 1 are left to Word."""
    found = []
    rank = 0
    for article in articles:
        title = " ".join(article.title.split())
        if article.number == str(rank + 1):
            rank += 1
            found.append(HeadingText(automatic=True, prefix="", title=title))
        else:
            found.append(HeadingText(automatic=False, prefix=_prefix(article.number), title=title))
    return found


def _prefix(number: str | None) -> str:
    if number is None:
        return ""
    told = " ".join(number.split())
    return (_("Article {number} – ") if _ORDINAL.match(told) else "{number} – ").format(number=told)


def numbered(text: str) -> tuple[str | None, str]:
    """Cut a heading that someone wrote into its number, if it tells one, and its title."""
    found = _LITERAL.fullmatch(text)
    return (found[1], found[2]) if found else (None, text)


def slug(title: str, taken: Iterable[str]) -> str:
    """Return an identifier made from a title, apart from those that are taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = "-".join(re.findall(r"[a-z0-9]+", plain))[:80].strip("-") or "article"
    held = set(taken)
    rank, name = 1, base
    while name in held:
        rank += 1
        name = f"{base}-{rank}"
    return name
