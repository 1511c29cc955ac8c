"""The tables of the page, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from equalisation.study import Row
from equalisation.where import Split
from maillon.analytics.equalisation import Assessment
from maillon.analytics.resampling import Interval
from maillon.analytics.verdicts import number
from maillon.rules.phrases import whole

START, END = "<!-- tableaux : début -->", "<!-- tableaux : fin -->"
LEVELS = {"communes": "communes", "epci": "EPCI", "departements": "départements"}
RESOURCES = {"potentiel_financier": "", "potentiel_fiscal": "potentiel fiscal"}
TITLES = (
    "### Ce que reçoit chaque cinquième de la population, des communes les moins dotées aux mieux dotées",
    "### Chaque aide, à chaque échelle",
    "### Les cinq dotations de l’État ensemble, à partir du potentiel fiscal",
    "### Où sont les écarts entre communes",
)
HEADINGS = ("Aide", "Entre", "Charges", "Territoires", "M€", "Gini avant", "Gini après", "C", "K", "τ", "Constat")


def tables(rows: Iterable[Row], grants: Assessment, places: Iterable[Split], shares: pl.DataFrame) -> str:
    """Return the four tables between their marks, each under its title."""
    lines = [_line(HEADINGS), _line(["---"] * 3 + ["---:"] * 7 + ["---"]), *(_line(cells(row)) for row in rows)]
    parts = [_line(("Aide", "€ par habitant", "C", "K", "part de V", "part de RE")), _line(["---", *["---:"] * 5])]
    for part in grants.parts:
        concentration, kakwani = part.concentration or 0.0, part.kakwani or 0.0
        figures = (concentration, kakwani, part.vertical, part.redistributive_effect)
        parts.append(_line((part.name, number(part.mean, 2), *(number(figure) for figure in figures))))
    whole_effect = (grants.concentration or 0.0, grants.kakwani or 0.0)
    effects = (grants.vertical or 0.0, grants.redistributive_effect or 0.0)
    parts.append(_line(("ensemble", number(grants.mean_grant, 2), *(number(one) for one in (*whole_effect, *effects)))))
    split = [
        _line(("Groupes", "Ressource", "Theil", "entre groupes", "dans les groupes", "part entre")),
        _line(["---"] * 2 + ["---:"] * 4),
    ]
    split += [_line(_split(place)) for place in places]
    fifths = [_line(("€ par habitant", "1er cinquième", "2e", "3e", "4e", "5e")), _line(["---", *["---:"] * 5])]
    fifths += [
        _line((str(name), *(number(float(value), 1) for value in values))) for name, *values in shares.iter_rows()
    ]
    titled = zip(TITLES, (fifths, lines, parts, split), strict=True)
    return "\n".join([START, "", *(line for title, table in titled for line in (title, "", *table, "")), END])


def _split(place: Split) -> tuple[str, ...]:
    found = place.found
    theils = (_with(getattr(found, name), found.intervals.get(name), 4) for name in ("total", "between", "within"))
    return place.groups, place.resources, *theils, f"{number(found.between_share * 100, 1)} %"


def cells(row: Row) -> tuple[str, ...]:
    """Return one line of the first table."""
    found = row.found
    between = " ".join(word for word in (LEVELS[row.level], row.field) if word)
    resource = RESOURCES[row.resource]
    return (
        row.grant,
        f"{between} ({resource})" if resource else between,
        row.charges or "–",
        whole(found.units),
        whole(round(row.euros / 1e6)),
        number(found.gini_before),
        number(found.gini_after or 0.0),
        number(found.concentration or 0.0),
        _with(found.kakwani or 0.0, found.intervals.get("kakwani"), 4),
        _with((found.correction_rate or 0.0) * 100, _hundred(found.intervals.get("correction_rate")), 1) + " %",
        found.verdict.label(),
    )


def _with(value: float, interval: Interval | None, digits: int) -> str:
    if interval is None:
        return number(value, digits)
    return f"{number(value, digits)} [{number(interval.low, digits)} ; {number(interval.high, digits)}]"


def _hundred(interval: Interval | None) -> Interval | None:
    return interval and Interval(interval.low * 100, interval.high * 100, interval.level, interval.replicates)


def _line(parts: Iterable[str]) -> str:
    return f"| {' | '.join(parts)} |"
