"""Names that the reference data lacks: départements and régions of before, initials, names that all say.

Former names come from the history of the Code officiel géographique (INSEE): the six départements renamed since 1941
and the régions grouped or renamed in 2015 and 2016 (loi n° 2015-29 du 16 janvier 2015). The usual names are those
that the institutions give themselves. Only an exact name answers, accents, hyphens and case aside.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from maillon.analytics.territories.model import Level
from maillon.analytics.territories.normalise import key, spell
from maillon.analytics.territories.store import store

_FORMER_DEPARTMENTS = {
    "Basses-Alpes": "04",
    "Basses-Pyrénées": "64",
    "Charente-Inférieure": "17",
    "Côtes-du-Nord": "22",
    "Loire-Inférieure": "44",
    "Seine-Inférieure": "76",
}
_FORMER_REGIONS = {
    "Alsace": "44",
    "Aquitaine": "75",
    "Auvergne": "84",
    "Basse-Normandie": "28",
    "Bourgogne": "27",
    "Centre": "24",
    "Champagne-Ardenne": "44",
    "Franche-Comté": "27",
    "Haute-Normandie": "28",
    "Languedoc-Roussillon": "76",
    "Limousin": "75",
    "Lorraine": "44",
    "Midi-Pyrénées": "76",
    "Nord-Pas-de-Calais": "32",
    "Picardie": "32",
    "Poitou-Charentes": "75",
    "Rhône-Alpes": "84",
}
_USUAL: dict[str, tuple[Level, str]] = {
    "AURA": ("region", "84"),
    "Région Sud": ("region", "93"),
    "Grand Lyon": ("epci", "200046977"),
    "Tour(s)plus": ("epci", "243700754"),
    "Tour(s) plus": ("epci", "243700754"),
}
_SILENT = frozenset(("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"))
_SHORTEST, _LONGEST = 3, 8
_ABBREVIATED: frozenset[Level] = frozenset(("epci", "ept", "region"))


@cache
def popular() -> dict[str, tuple[int, str, str]]:
    """Return key of a name → row of its territory, the name as written, why it answers."""
    named: dict[str, tuple[Level, str, str]] = {
        **{name: ("departement", code, "former_name") for name, code in _FORMER_DEPARTMENTS.items()},
        **{name: ("region", code, "former_name") for name, code in _FORMER_REGIONS.items()},
        **{name: (level, code, "name") for name, (level, code) in _USUAL.items()},
    }
    return {key(name): (store().rows(level)[code], name, why) for name, (level, code, why) in named.items()}


def initials(written: str) -> tuple[int, ...]:
    """Return the rows of the groupings and régions that a word abbreviates: “cctvi”, “idf”, “mel”."""
    return _initials().get(written, ()) if _SHORTEST <= len(written) <= _LONGEST else ()


@cache
def _initials() -> dict[str, tuple[int, ...]]:
    data, found = store(), defaultdict(set)
    for row in range(data.commune_count, len(data.levels)):
        if data.levels[row] in _ABBREVIATED:
            words = spell(data.cells("name")[row]).split()
            for kept in (words, [word for word in words if word not in _SILENT]):
                found["".join(word[0] for word in kept)].add(row)
    return {letters: tuple(sorted(rows)) for letters, rows in found.items()}
