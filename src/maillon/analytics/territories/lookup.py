"""From a code to a territory, to what it belongs to and to its communes."""

from __future__ import annotations

from maillon.analytics.territories.model import PREFIXES, Level, Resolution, Territory, level_label
from maillon.analytics.territories.store import store
from maillon.rules.wording import _

# order in which a bare code is looked for, by length; a région's digits are a département's too
_BY_LENGTH: dict[int, tuple[Level, ...]] = {
    2: ("departement", "region"),
    3: ("departement", "region"),
    5: ("commune", "arrondissement_municipal", "commune_deleguee", "commune_associee"),
    9: ("epci", "ept"),
}
_PARTS: frozenset[Level] = frozenset({"arrondissement_municipal", "commune_deleguee", "commune_associee"})
_LONGEST_CODE = 20


def territory(code: str, level: Level | None = None) -> Territory | None:
    """Return today's territory of this code, or None.

    Args:
        code: INSEE code, SIREN, or a COG form that lifts ambiguity ("REG-24", "COMD-01015"). Without a level,
            two or three characters are a département, five a commune, nine an EPCI, an EPT or a commune's SIREN.
        level: only look at this level.
    """
    row = _row(code, level)
    return None if row is None else store().at(row)


def _row(asked: str, level: Level | None) -> int | None:
    code = clean(asked)
    prefix, dash, rest = code.partition("-")
    if dash and prefix in PREFIXES:
        if level not in (None, PREFIXES[prefix]):
            return None
        code, level = rest, PREFIXES[prefix]
    data = store()
    for candidate in (level,) if level else _BY_LENGTH.get(len(code), ()):
        row = data.rows(candidate).get(code)
        if row is not None:
            return row
    if len(code) == 9:
        row = data.siren_rows.get(code)
        if row is not None and level in (None, data.levels[row]):
            return row
    return None


def clean(code: str) -> str:
    """Return a code as the COG writes it: no spaces, capitals, "2A" for Corsica."""
    return "".join(code[: 2 * _LONGEST_CODE].split()).upper()[:_LONGEST_CODE]


def resolve(code: str) -> Resolution:
    """Say what a code, current or former, stands for today.

    A code that is at once a commune's and a commune déléguée's stands for the commune. A commune out of which others
    were born since 2019 stays current; the note names them, because a document of before the split meant them too.
    """
    asked = clean(code)
    found = territory(asked)
    if found is None:
        return _former(code, asked)
    if found.level in _PARTS and found.parent:
        whole = territory(found.parent, "commune")
        note = _("{name}, {level}, fait partie de la commune {whole} ({code}).").format(
            name=found.name, level=level_label(found.level), whole=whole.name if whole else "", code=found.parent
        )
        return Resolution(code, (found.parent,), "delegated", note, name=found.name)
    note = _("{name} est un code actuel.").format(name=found.name)
    if found.level == "commune" and found.code in store().born_of_split:
        names = ", ".join(_named(born) for born in store().born_of_split[found.code])
        note = _("{name} est un code actuel ; {names} en faisaient partie avant de s’en séparer.").format(
            name=found.name, names=names
        )
    return Resolution(code, (found.ref,), "current", note, name=found.name)


def _named(code: str, level: Level = "commune") -> str:
    found = territory(code, level)
    return f"{found.name} ({code})" if found else code


def _former(code: str, asked: str) -> Resolution:
    data = store()
    row = data.former.get(asked)
    if row is None:
        return Resolution(
            code,
            (),
            "unknown",
            _("« {code} » n’est le code d’aucun territoire, ni actuel ni ancien.").format(code=code[:40]),
        )
    name, until = data.cells("former.name")[row], data.cells("former.until")[row]
    current = tuple(data.cells("former.current")[row].split())
    level: Level = "epci" if len(asked) == 9 else "commune"
    heirs = ", ".join(_named(heir, level) for heir in current)
    if level == "epci":
        note = _("{name} n’existe plus depuis {until} ; ses communes sont dans : {heirs}.")
    else:
        note = _("{asked} ({name}) n’est plus un code de commune depuis {until} ; voir {heirs}.")
    return Resolution(
        code,
        current,
        "former",
        note.format(asked=asked, name=name, until=_day(until), heirs=heirs),
        name=name,
        until=until,
    )


def _day(written: str) -> str:
    """Return an ISO date or a year as a French reader writes it."""
    parts = written.split("-")
    day = "/".join(reversed(parts))
    return day if len(parts) == 1 else _("le {day}").format(day=day)


def belongs_to(code: str) -> list[Territory]:
    """Return what a territory is part of, from the nearest to the widest; empty when unknown."""
    found = territory(code)
    if found is None:
        return []
    wider: list[tuple[str | None, Level]] = []
    if found.level in _PARTS:
        wider.append((found.parent, "commune"))
        parent = territory(found.parent or "", "commune")
        wider += _above(parent) if parent else []
    else:
        wider = _above(found)
    answers = (territory(other, level) for other, level in wider if other)
    return [answer for answer in answers if answer is not None]


def _above(found: Territory) -> list[tuple[str | None, Level]]:
    above: list[tuple[str | None, Level]] = []
    if found.level == "commune":
        above += [(store().ept_of.get(found.code), "ept"), (found.epci, "epci")]
    if found.level in ("commune", "epci", "ept"):
        above.append((found.department, "departement"))
    if found.level != "region":
        above.append((found.region, "region"))
    return above


def communes_of(code: str, level: Level | None = None) -> tuple[str, ...]:
    """Return the sorted current commune codes of any territory; empty when the code is unknown."""
    found = territory(code, level)
    if found is None:
        return ()
    if found.level == "commune":
        return (found.code,)
    if found.level in _PARTS:
        return (found.parent,) if found.parent else ()
    return store().members.get((found.level, found.code), ())


def within(code: str, level: Level) -> tuple[str, ...]:
    """Return the codes of one level that a territory holds or touches, sorted; all of France when `code` is empty.

    Only "commune", "epci", "ept", "departement" and "region" are looked for.
    """
    data = store()
    if level == "commune":
        return communes_of(code) if code else tuple(data.cells("code")[: data.commune_count])
    if not code:
        return tuple(sorted(other for kind, other in data.members if kind == level))
    inside = communes_of(code)
    if level == "ept":
        return tuple(sorted({data.ept_of[commune] for commune in inside if commune in data.ept_of}))
    column = {"epci": "epci", "departement": "department", "region": "region"}[level]
    cells = data.cells(column)
    return tuple(sorted({cells[data.rows("commune")[commune]] for commune in inside} - {""}))


def parts_of(code: str) -> tuple[Territory, ...]:
    """Return the communes déléguées and associées and the arrondissements municipaux of a commune."""
    data = store()
    parents = data.cells("parent")
    return tuple(data.at(row) for row in range(data.commune_count, len(parents)) if parents[row] == clean(code))


def postal_codes(code: str) -> tuple[str, ...]:
    """Return the postal codes of a commune or arrondissement municipal."""
    row = _row(code, None)
    return () if row is None else tuple(store().cells("postal_codes")[row].split())


def neighbours(code: str) -> tuple[str, ...]:
    """Return the communes that share a border with a commune; empty when its contour is unknown."""
    row = store().rows("commune").get(clean(code))
    return () if row is None else store().near(row)
