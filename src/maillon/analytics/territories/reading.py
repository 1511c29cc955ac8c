"""What a person may mean by what is typed: every way to read it, as a name, a place beside it, a kind before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from maillon.analytics.territories.model import Level
from maillon.analytics.territories.normalise import key, spell, without_article
from maillon.analytics.territories.store import store

_DEPARTMENT = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-8]|98[46-9])")
_POSTAL = re.compile(r"\d{5}")
_BESIDE = frozenset(("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur"))
_LINKS = _BESIDE | {"lez", "pres"}

_COMMUNES: frozenset[Level] = frozenset(("commune", "commune_deleguee", "commune_associee", "arrondissement_municipal"))
_GROUPINGS: frozenset[Level] = frozenset(("epci", "ept"))
_DEPARTMENTS: frozenset[Level] = frozenset(("departement",))
_REGIONS: frozenset[Level] = frozenset(("region",))
_GROUPING_WORDS = (
    "communaute de communes|communaute d agglomeration|communaute urbaine|agglomeration|(?:euro)?metropole"
    "|comm? (?:de )?comm?|comcom|inter(?:co|communalite)|cc|ca|cu|c c|c a|c u|epci|ept"
    "|etablissement public territorial"
)
_KINDS: tuple[tuple[str, frozenset[Level]], ...] = (
    (_GROUPING_WORDS, _GROUPINGS),
    ("(?:conseil )?departement(?:al)?|dept|dpt|dep|cd", _DEPARTMENTS),
    ("(?:conseil )?region(?:al)?|collectivite(?: territoriale)?", _REGIONS),
    ("commune(?: nouvelle| deleguee)?|ville|mairie|municipalite", _COMMUNES),
)
_LED = tuple((re.compile(rf"(?:{words}) (?P<rest>.+)"), levels) for words, levels in _KINDS)
_FOLLOWED = re.compile(r"(?P<rest>.+) (?:agglomeration|metropole|interco(?:mmunalite)?)")
_ARTICLED = re.compile(r"(?:(?P<of>du|des|de la|de l|de|d) )?(?:(?P<article>le|la|les|l) )?(?P<name>\S.*)")
_ARTICLES = {"du": "le", "des": "les", "de la": "la", "de l": "l"}

_CEDEX = re.compile(r"\bcedex\b(\s+\d{1,2}\b)?", re.IGNORECASE)
_BOX = re.compile(r"\b(?:bp|cs|tsa)\s*\d+\b", re.IGNORECASE)  # a number that only goes with a CEDEX
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi")
_RANKS = {roman: str(rank) for rank, roman in enumerate((*_ROMANS, "xvii", "xviii", "xix", "xx"), start=1)}
_DIVIDED = frozenset(("paris", "lyon", "marseille"))  # the communes with arrondissements municipaux

_BEFORE_CODE = re.compile(
    r"(?:(?P<department>(?:conseil )?departement(?:al)?|dept|dpt|dep|cd|le)|(?P<region>region|reg)"
    r"|(?:code )?(?:insee|cog|siren|siret|postal|cp|officiel geographique)|code|epci|commune|ept)"
    r"(?: insee| postal| siren| n| no| numero| du| de la| de)* ?(?P<code>[0-9][0-9ab ]*)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query.

    Attributes:
        name: key of a name.
        department: code of the département where it is said to be; empty when none is said.
        postal_code: postal code beside it; empty when none is said.
        levels: the levels that its kind tells ("métropole de…"); empty when none is told.
    """

    name: str
    department: str = ""
    postal_code: str = ""
    levels: frozenset[Level] = frozenset()

    @property
    def is_placed(self) -> bool:
        """Tell whether the query says where."""
        return bool(self.department or self.postal_code)


def without_cedex(query: str) -> str:
    """Return a query without what only the post needs: “37032 Tours CEDEX 1” → “37032 Tours”."""
    bare = _CEDEX.sub(" ", query)
    return query if bare == query else _BOX.sub(" ", bare)


def labelled_code(query: str) -> tuple[str, Level | None]:
    """Return the code that a query writes with its name (“dept 37”, “SIREN 243 700 754”), and its level if told."""
    said = _BEFORE_CODE.fullmatch(spell(query))
    if said is None:
        return "", None
    code = said["code"].replace(" ", "").upper()
    if said["department"] or said["region"]:
        return (code, "departement" if said["department"] else "region") if len(code) <= 3 else ("", None)
    return (code, None) if len(code) >= 5 else ("", None)


def readings(query: str) -> list[Reading]:
    """Return every way to read a query as a name, the plainest first."""
    whole, words = key(query), spell(query).split()
    read = [Reading(whole), *_by_kind(whole)]
    for place in {0, len(words) - 1} if len(words) > 1 else ():
        rest = " ".join(words[:place] + words[place + 1 :])
        if _DEPARTMENT.fullmatch(words[place]):
            read.append(Reading(key(rest), department=words[place].upper()))
        elif _POSTAL.fullmatch(words[place]):
            read.append(Reading(key(rest), postal_code=words[place]))
    if len(words) == 2 and words[0] in _DIVIDED and words[1] in _RANKS:
        read.append(Reading(f"{words[0]} {_RANKS[words[1]]}"))
    spelt = " ".join(words)
    for code, name in (*_department_keys(), ("", "france")):
        rest = spelt.removesuffix(f" {name}")
        rest = rest.removesuffix(" de") if rest != spelt else rest  # “Saint-Denis de La Réunion”
        if rest != spelt and rest.split()[-1:] not in ([link] for link in _BESIDE):
            read.append(Reading(key(rest), department=code))
    return [reading for reading in dict.fromkeys(read) if reading.name]


def _by_kind(whole: str) -> list[Reading]:
    """Return the names without the kind that comes before or after them, with the article that it may hide."""
    for pattern, levels in _LED:
        led = pattern.fullmatch(whole)
        if led is not None:
            parts = _ARTICLED.fullmatch(led["rest"])
            if parts is None:
                return []
            article = parts["article"] or _ARTICLES.get(parts["of"] or "", "")
            with_article = [Reading(f"{article} {parts['name']}", levels=levels)] if article else []
            return [*with_article, Reading(parts["name"], levels=levels)]
    followed = _FOLLOWED.fullmatch(whole)
    return [Reading(followed["rest"], levels=_GROUPINGS)] if followed else []


def heads(query: str) -> list[str]:
    """Return what stands before each qualifier, longest first: “montreuil sous bois” → “montreuil”.

    A person adds to a name a river, a forest or a country that the official name does not have, or no longer has.
    """
    words = key(query).split()
    cuts = [rank for rank in range(len(words) - 1, 0, -1) if words[rank] in _LINKS and words[rank - 1] not in _LINKS]
    if len(words) > 1 and words[-2] not in _LINKS:
        cuts.append(len(words) - 1)
    names = [" ".join(words[:rank]) for rank in cuts]
    return list(dict.fromkeys(read.name for name in names for read in (Reading(name), *_by_kind(name))))


@cache
def _department_keys() -> tuple[tuple[str, str], ...]:
    data = store()
    spelt = ((code, spell(data.cells("name")[row])) for code, row in data.rows("departement").items())
    return tuple((code, name) for code, full in spelt for name in dict.fromkeys((full, without_article(full))))
