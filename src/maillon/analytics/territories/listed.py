"""A list of territories as people paste it: codes alone, or a column of a spreadsheet, former codes included."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from maillon.analytics.territories.lookup import resolve, territory
from maillon.analytics.territories.model import Territory
from maillon.analytics.territories.perimeter import unknown
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

MOST_LINES = 40_000
"""More than there are communes."""
MOST_PROBLEMS = 50
_CODE = re.compile(r"(?:[A-Z]{3,4}-)?[0-9][0-9AB][0-9]{0,7}")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_DECIMALS = re.compile(r"\.0+$")
_COMMUNE_DIGITS = 5
_WHOLE = frozenset({"commune", "epci", "ept", "departement", "region"})


@dataclass(frozen=True, slots=True)
class Replaced:
    """A code that is no longer in use, or that a spreadsheet spoilt, and what it stands for.

    Attributes:
        written: the code as it was given.
        references: today's references.
        note: one sentence that says what happened.
    """

    written: str
    references: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list names.

    Attributes:
        references: today's territories, in the order of the list, each once.
        replaced: the codes that were not today's.
        column: name of the column that was read; empty for codes alone.
    """

    references: tuple[str, ...]
    replaced: tuple[Replaced, ...] = ()
    column: str = ""


def read_list(text: str, *, column: str = "") -> Listed:
    """Read codes, one a line or in a column of a table, separated by tabs, semicolons, commas or spaces.

    Args:
        text: what was pasted, or the contents of a CSV file.
        column: heading of the column to read; empty to take the one that holds most codes of territories.

    Returns:
        Today's territories, and what was replaced.

    Raises:
        InputError: unknown codes, all at once with their lines, a missing column, too many lines.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise InputError(Problem(_("cette liste a plus de {most} lignes").format(most=MOST_LINES)))
    rows = _rows(lines)
    if column or (max((len(row) for row in rows), default=0) > 1 and not _all_codes(rows)):
        return _column(rows, column)
    words = [(number, word) for number, row in enumerate(rows, 1) for word in row]
    if len(words) > 1 and not _coded(words[0][1]) and _code(words[1][1]):
        words = words[1:]  # the heading of a column that was copied whole
    return _gathered(words)


def _rows(lines: Sequence[str]) -> list[list[str]]:
    counts = {mark: sum(line.count(mark) for line in lines) for mark in ("\t", ";", ",")}
    mark = max(counts, key=lambda one: counts[one])
    if not counts[mark]:
        return [_words(line) for line in lines]
    cut = csv.reader(io.StringIO("\n".join(lines)), delimiter=mark)
    try:
        return [[cell.strip() for cell in row] for row in cut]
    except csv.Error as error:
        raise InputError(Problem(_("ce tableau n’est pas lisible"), line=cut.line_num)) from error


def _words(line: str) -> list[str]:
    """Cut a line without marks: « 243 700 754 » is one code, « 37261 37233 » are two."""
    if _code(line) or not _all_codes([line.split()]):
        return [line.strip()]
    return line.split()


def _all_codes(rows: Iterable[Sequence[str]]) -> bool:
    return all(_coded(cell) for row in rows for cell in row if cell)


def _tidy(written: str) -> str:
    return _DECIMALS.sub("", _SPACES.sub("", written)).upper()


def _coded(written: str) -> bool:
    return _CODE.fullmatch(_tidy(written)) is not None


def _todays(written: str) -> Territory | None:
    """Return the territory of a code of today; None for a part of a commune, and for what must be looked at closer."""
    place = territory(written.strip())
    return place if place and place.level in _WHOLE else None


def _code(written: str) -> str:
    """Return the code that a cell means, with the zero that a spreadsheet takes away; empty when it means none."""
    tidy = _tidy(written)
    if not _CODE.fullmatch(tidy):
        return ""
    if len(tidy) == _COMMUNE_DIGITS - 1 and resolve(f"0{tidy}").status != "unknown":
        return f"0{tidy}"
    return tidy if resolve(tidy).status != "unknown" else ""


def _column(rows: list[list[str]], asked: str) -> Listed:
    heading, body = rows[0], rows[1:]
    if asked:
        wanted = asked.strip().casefold()
        places = [place for place, name in enumerate(heading) if name.casefold() == wanted]
        if not places:
            raise InputError(
                Problem(
                    _("il n’y a pas de colonne « {name} »").format(name=asked[:60]),
                    line=1,
                    expected=_("Colonnes trouvées : {names}").format(names=", ".join(heading)[:300]),
                )
            )
        place = places[0]
    else:
        place = _fullest(body or rows)
    headed = len(rows) > 1 and place < len(heading) and not _coded(heading[place])
    kept = enumerate(rows[1:], 2) if headed else enumerate(rows, 1)
    words = [(number, row[place]) for number, row in kept if place < len(row)]
    found = _gathered(words)
    return Listed(found.references, found.replaced, heading[place] if headed else "")


def _fullest(rows: Sequence[Sequence[str]]) -> int:
    """Return the column with most codes of communes or groupings; départements and régions come after."""
    seen = rows[:200]
    width = max(len(row) for row in seen)

    def score(place: int) -> tuple[int, int]:
        cells = [_tidy(row[place]) for row in seen if place < len(row)]
        codes = [code for cell in cells if (code := _code(cell))]
        return sum(len(code) >= _COMMUNE_DIGITS for code in codes), len(codes)

    best = max(range(width), key=score)
    if score(best) == (0, 0):
        raise InputError(
            Problem(
                _("aucune colonne de ce tableau ne contient de codes de territoires"),
                expected=_("Une colonne de codes Insee ou de SIREN d’intercommunalités"),
            )
        )
    return best


def _gathered(words: Iterable[tuple[int, str]]) -> Listed:
    references: dict[str, None] = {}
    replaced: list[Replaced] = []
    problems: list[Problem] = []
    unread = 0
    for line, written in words:
        if not written.strip():
            continue
        if place := _todays(written):  # nearly all of them; the rest is slower, and has something to say
            references[place.ref] = None
            continue
        code = _code(written)
        if not code:
            unread += 1
            if unread <= MOST_PROBLEMS:  # each looks for the nearest territory
                problems.append(_unknown(written, line))
            continue
        said = resolve(code)
        today = tuple(place.ref for one in said.current if (place := territory(one)))
        references.update(dict.fromkeys(today))
        if said.status in {"former", "delegated"}:
            replaced.append(Replaced(written, today, said.note))
        elif code != _tidy(written):
            replaced.append(Replaced(written, today, _("zéro de tête remis : {code}").format(code=code)))
    if problems:
        if unread > MOST_PROBLEMS:
            problems.append(Problem(_("et {n} autres lignes").format(n=unread - MOST_PROBLEMS)))
        raise InputError(*problems)
    return Listed(tuple(references), tuple(replaced))


def _unknown(written: str, line: int) -> Problem:
    told = unknown(written)
    return Problem(told.what, line=line, expected=told.expected, remedy=told.remedy)
