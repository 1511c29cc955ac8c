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
    "communaute de communes|communaute d agglomeration|communaute urbaine|agglomeration|(?:euro)?metropole|metro"
    "|comm? (?:de )?comm?|comcom|inter(?:co|communalite)|cc|ca|cda|cu|c c|c a|c u|epci|ept"
    "|etablissement public territorial|communaute|grand"
)
_KINDS: tuple[tuple[str, frozenset[Level]], ...] = (
    (_GROUPING_WORDS, _GROUPINGS),
    ("(?:conseil )?departement(?:al)?|conseil general|dept|dpt|dep|cd|cg", _DEPARTMENTS),
    ("(?:conseil )?region(?:al)?|cr|collectivite(?: territoriale)?", _REGIONS),
    ("commune(?: nouvelle| deleguee)?|ville|mairie|municipalite", _COMMUNES),
)
_AFTER: tuple[tuple[str, frozenset[Level]], ...] = (
    ("communaute(?: de communes| d agglomeration| urbaine)?|agglomeration|(?:euro)?metropole|metro", _GROUPINGS),
    ("interco(?:mmunalite)?|cc|ca|cu", _GROUPINGS),
    ("departement", _DEPARTMENTS),
    ("region", _REGIONS),
    ("ville|mairie", _COMMUNES),
)
_LED = tuple((re.compile(rf"(?:(?:le|la|les|l) )?(?:{words}) (?P<rest>.+)"), levels) for words, levels in _KINDS)
_FOLLOWED = tuple((re.compile(rf"(?P<rest>.+) (?:{words})"), levels) for words, levels in _AFTER)
# the words of a kind that are long enough for a mistake to be heard
_KIND_WORDS = (
    "agglomeration", "collectivite", "commune", "communes", "communaute", "conseil", "departement", "departemental",
    "eurometropole", "general", "intercommunalite", "mairie", "metropole", "region", "regional", "urbaine",
)  # fmt: skip
_LONG_KIND, _ONE_MISTAKE = 6, 9  # letters: none are mended below the first, one below the second, two from it on
_ARTICLED = re.compile(r"(?:(?P<of>du|des|de la|de l|de|d) )?(?:(?P<article>le|la|les|l) )?(?P<name>\S.*)")
_ARTICLES = {"du": "le", "des": "les", "de la": "la", "de l": "l"}

_CEDEX = re.compile(r"\bcedex\b(\s+\d{1,2}\b)?", re.IGNORECASE)
_COUNTRY = re.compile(r"^\s*fr?[\s-]+(?=\d{5}\b)|(?<=\d{5}\b)(.*?)[\s,]+france\s*$", re.IGNORECASE)
_BOX = re.compile(r"\b(?:bp|cs|tsa)\s*\d+\b", re.IGNORECASE)  # a number that only goes with a CEDEX
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi")
_RANKS = {roman: str(rank) for rank, roman in enumerate((*_ROMANS, "xvii", "xviii", "xix", "xx"), start=1)}
_DIVIDED = frozenset(("paris", "lyon", "marseille"))  # the communes with arrondissements municipaux

_BEFORE_CODE = re.compile(
    r"(?:(?P<department>(?:conseil )?departement(?:al)?|conseil general|dept|dpt|dep|cd|cg|le)"
    r"|(?P<region>region|reg|cr)"
    r"|(?:code )?(?:insee|cog|siren|siret|postal|cp|officiel geographique)|code|epci|commune|ept)"
    r"(?: insee| postal| siren| n| no| numero| du| de la| de)* ?(?P<code>[0-9][0-9ab ]*)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query.

    Attributes:
        name: key of a name.
        department: code of the département where it is said to be; empty when none is said.
        region: code of the région, likewise.
        postal_code: postal code beside it; empty when none is said.
        levels: the levels that its kind tells ("métropole de…"); empty when none is told.
    """

    name: str
    department: str = ""
    region: str = ""
    postal_code: str = ""
    levels: frozenset[Level] = frozenset()

    @property
    def is_placed(self) -> bool:
        """Tell whether the query says where."""
        return bool(self.department or self.region or self.postal_code)


def unposted(query: str) -> str:
    """Return a query without what only the post needs: “F-37032 Tours CEDEX 1” → “37032 Tours”."""
    here = _COUNTRY.sub(r"\1", query)
    bare = _CEDEX.sub(" ", here)
    return here if bare == here else _BOX.sub(" ", bare)


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
    mended = _mended(whole)
    read = [Reading(whole), *_by_kind(whole), Reading(mended), *_by_kind(mended)]
    for place in {0, len(words) - 1} if len(words) > 1 else ():
        rest = " ".join(words[:place] + words[place + 1 :])
        if _DEPARTMENT.fullmatch(words[place]):
            read.append(Reading(key(rest), department=words[place].upper()))
        elif _POSTAL.fullmatch(words[place]):
            read.append(Reading(key(rest), postal_code=words[place]))
    if len(words) == 2 and words[0] in _DIVIDED and words[1] in _RANKS:
        read.append(Reading(f"{words[0]} {_RANKS[words[1]]}"))
    spelt = " ".join(words)
    for level, code, name in (*_place_keys(), ("", "", "france")):
        rest = spelt.removesuffix(f" {name}")
        rest = rest.removesuffix(" de") if rest != spelt and code else rest  # “Saint-Denis de La Réunion”
        if rest != spelt and rest.split()[-1:] not in ([link] for link in _BESIDE):
            inside, around_it = (code, "") if level == "departement" else ("", code)
            read.append(Reading(key(rest), department=inside, region=around_it))
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
    for pattern, levels in _FOLLOWED:
        followed = pattern.fullmatch(whole)
        if followed is not None:
            return [Reading(followed["rest"], levels=levels)]
    return []


def _mended(whole: str) -> str:
    """Return a key whose words of a kind have lost their mistakes: “euromtropole de metz”."""
    words = whole.split()
    return " ".join(_kind_word(word) for word in words) if len(words) > 1 else whole


def _kind_word(word: str) -> str:
    if len(word) < _LONG_KIND or word in _KIND_WORDS:
        return word
    from rapidfuzz import process  # 30 ms that an exact code never needs
    from rapidfuzz.distance import OSA

    most = 1 if len(word) < _ONE_MISTAKE else 2
    found = process.extractOne(word, _KIND_WORDS, scorer=OSA.distance, score_cutoff=most)
    return found[0] if found else word


def around(query: str) -> list[tuple[str, str]]:
    """Return the first and the last word of a query, each with what stands beside it: “cud dunkerque”."""
    words = [word for word in key(query).split() if word not in _BESIDE]
    if len(words) < 2:
        return []
    return [(words[0], " ".join(words[1:])), (words[-1], " ".join(words[:-1]))]


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
def _place_keys() -> tuple[tuple[str, str, str], ...]:
    """Return (level, code, spelling) of the départements and régions, with and without their article."""
    data = store()
    levels: tuple[Level, ...] = ("departement", "region")
    placed = ((level, code, row) for level in levels for code, row in data.rows(level).items())
    spelt = ((level, code, spell(data.cells("name")[row])) for level, code, row in placed)
    return tuple(
        (level, code, name) for level, code, full in spelt for name in dict.fromkeys((full, without_article(full)))
    )
