"""One spelling for comparing names: no accent, no case, no hyphen, abbreviations written out."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_WRITTEN_OUT = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "mt": "mont",
    "chap": "chapelle",
    "vx": "vieux",
    "nd": "notre dame",
    "bg": "bourg",
    "fg": "faubourg",
    "fd": "ferrand",
    "agglo": "agglomeration",
    "arrdt": "arrondissement",
}
_KINDS = re.compile(
    r"^(communaute (de communes|d agglomeration|urbaine)|com(m)? (de )?com(m)?|cc|ca|cu"
    r"|metropole|departement|region|conseil (departemental|regional)|commune|ville|mairie)"
    r"( (du|des|de la|de l|de|d))?( le| la| les)? "
)
_RANK = re.compile(r"\b(\d{1,2}) ?(er|e|eme|ieme)?( arrondissement)?$")
_OVER = re.compile(r"\bs/", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:l|la|le|les) (?=\w{2})")
_LONGEST = 120


def spell(text: str) -> str:
    """Return words of lower ASCII letters and digits, one space apart, abbreviations kept."""
    flat = unicodedata.normalize("NFKD", text[: _LONGEST * 2].translate(_LIGATURES))
    ascii_only = "".join(char for char in flat.casefold() if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", ascii_only).strip()[:_LONGEST]


def key(text: str) -> str:
    """Return the comparison key of a name: spelling with abbreviations written out ("st pierre" → "saint pierre").

    "s/" is "sur"; ranks of arrondissements lose their ending ("Paris 15e Arrondissement" → "paris 15").
    """
    words = spell(_OVER.sub("sur ", text)).split()
    full = [_WRITTEN_OUT.get(word, word) for word in words]
    return _RANK.sub(r"\1", " ".join(full))


def without_article(spelt: str) -> str:
    """Drop the leading article that people leave out: "le mans" → "mans"."""
    return _ARTICLE.sub("", spelt, count=1)


def without_kind(spelt: str) -> str:
    """Drop the kind of a grouping: "communaute de communes du val d amboise" → "val d amboise"."""
    return _KINDS.sub("", spelt, count=1) or spelt
