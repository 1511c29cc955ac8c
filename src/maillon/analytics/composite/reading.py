"""Reads the tables of an index (COINr's iData and iMeta) and says everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl

from maillon.analytics.arguments import FLAG, accepts
from maillon.analytics.composite.meta import NAME, TIME, UNIT, Element, Floats, Index, Level
from maillon.analytics.composite.rows import read_elements
from maillon.analytics.composite.tree import tree_faults
from maillon.analytics.refusal import DataError
from maillon.analytics.tables import MISSING, as_frame
from maillon.rules.phrases import some
from maillon.rules.problem import Problem
from maillon.rules.wording import _

HEADING = 2  # the first row of figures is the second line of a file
SAID = 20
LARGEST = 1e60  # beyond, fourth powers of deviations overflow


@accepts(panel=FLAG)
def read_index(data: pl.DataFrame | str | Path, meta: pl.DataFrame | str | Path, *, panel: bool = False) -> Index:
    """Return the figures and the tree of an index, checked.

    Args:
        data: iData: one row per unit, columns uCode, uName (optional), Time (optional), one per indicator, and any
            groups or denominators; a column that the metadata do not name is carried with these.
        meta: iMeta: one row per indicator, aggregate, group or denominator, columns Level, iCode, Parent, Direction,
            and optionally Type (by default: Indicator at level 1, Aggregate above), Weight (1 by default), iName, Unit,
            Target, Denominator, goalpost_lower (or _min), goalpost_upper (or _max), goalpost_scale,
            goalpost_trunc2posts, dist2targ_cap_max.
        panel: whether a unit may have one row per year, told by Time; otherwise Time is a column like others.

    Returns:
        Units in the order of the data, indicators in the order of the metadata.

    Raises:
        DataError: every fault of both tables, each with its column and its line.
    """
    rows, figures = _emptied(as_frame(meta)), _emptied(as_frame(data))
    elements, faults = read_elements(rows)
    if elements or not faults:
        faults += tree_faults(elements)
    faults += _data_faults(figures, elements, panel=panel)
    if faults:
        raise DataError(*faults)
    indicators = [element for element in elements if element.kind == "Indicator"]
    codes = tuple(element.code for element in indicators)
    units = tuple(figures[UNIT].cast(pl.String).to_list())
    timed = panel and TIME in figures.columns
    aside = {UNIT, NAME, *codes, *([TIME] if timed else [])}
    kept = [name for name in figures.columns if name not in aside]
    divisors = {element.denominator for element in indicators if element.denominator}
    return Index(
        units=units,
        names=tuple(figures[NAME].cast(pl.String).fill_null("").to_list()) if NAME in figures.columns else units,
        times=tuple(int(year) for year in figures[TIME]) if timed else None,
        codes=codes,
        values=np.column_stack([_numbers(figures[code]) for code in codes]),
        directions=np.array([float(element.direction) for element in indicators]),
        levels=_levels(elements),
        elements={element.code: element for element in elements},
        denominators={code: _numbers(figures[code]) for code in sorted(divisors)},
        others=figures.select(pl.col(UNIT).cast(pl.String), *kept),
    )


def _emptied(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with its empty texts and the "NA" that R writes as missing; a uCode "NA" may be Namibia."""
    text = pl.selectors.string() - pl.selectors.by_name(UNIT, require_all=False)
    return table.with_columns(pl.when(text.str.strip_chars().is_in(MISSING)).then(None).otherwise(text).name.keep())


def _levels(elements: Iterable[Element]) -> tuple[Level, ...]:
    by_level: dict[int, list[Element]] = {}
    for element in elements:
        by_level.setdefault(element.level, []).append(element)
    levels = []
    for rank in range(2, max(by_level) + 1):
        above, below = by_level[rank], by_level[rank - 1]
        position = {element.code: place for place, element in enumerate(above)}
        levels.append(
            Level(
                level=rank,
                codes=tuple(element.code for element in above),
                children=tuple(element.code for element in below),
                parents=np.array([position[str(element.parent)] for element in below], dtype=np.intp),
                weights=np.array([element.weight for element in below]),
            )
        )
    return tuple(levels)


def _numbers(column: pl.Series) -> Floats:
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy().astype(float)


def _data_faults(figures: pl.DataFrame, elements: list[Element], *, panel: bool) -> list[Problem]:
    if UNIT not in figures.columns:
        said = some(figures.columns)
        return [Problem(_("cette colonne manque aux données"), UNIT, expected=_("Colonnes lues : {c}").format(c=said))]
    if figures.is_empty():
        return [Problem(_("les données n’ont aucune ligne"), UNIT, expected=_("Une ligne par unité"))]
    faults = _unit_faults(figures, panel=panel)
    wanted = [element.code for element in elements if element.kind == "Indicator"]
    wanted += sorted({str(element.denominator) for element in elements if element.denominator})
    for code in wanted:
        if code not in figures.columns:
            remedy = _("Ajouter la colonne aux données, ou retirer la ligne des métadonnées")
            faults.append(Problem(_("cette colonne manque aux données"), code, remedy=remedy))
        else:
            faults += _figure_faults(figures[code])
    return faults


def _unit_faults(figures: pl.DataFrame, *, panel: bool) -> list[Problem]:
    blank = figures[UNIT].cast(pl.String).str.strip_chars().is_in([""]).fill_null(value=True)
    faults = [
        Problem(_("ce code d’unité est vide"), UNIT, line=row + HEADING) for row in blank.arg_true().to_list()[:SAID]
    ]
    timed = TIME in figures.columns
    if timed and panel:
        years = figures[TIME].cast(pl.Int64, strict=False)
        faults += [
            Problem(_("cette année n’est pas un nombre entier"), TIME, line=row + HEADING)
            for row in years.is_null().arg_true().to_list()[:SAID]
        ]
    keys = [UNIT, TIME] if timed and panel else [UNIT]
    twice = (figures.select(keys).is_duplicated() & figures[UNIT].is_not_null()).arg_true().to_list()
    several = timed and figures[TIME].n_unique() > 1
    remedy = _("Pour plusieurs années, employer panel") if several and not panel else _("Garder une ligne par unité")
    faults += [
        Problem(
            _("l’unité « {unit} » est écrite plusieurs fois").format(unit=figures[UNIT][row]),
            UNIT,
            line=row + HEADING,
            remedy=remedy,
        )
        for row in twice[:SAID]
    ]
    return faults


def _figure_faults(column: pl.Series) -> list[Problem]:
    expected = _("Un nombre, ou une cellule vide si la valeur manque")
    if column.dtype.is_numeric() or column.dtype in {pl.Boolean, pl.Null}:
        numbers = column.cast(pl.Float64)
        wrong = (numbers.abs() > LARGEST) & numbers.is_not_nan()
    elif column.dtype == pl.String:
        numbers = column.cast(pl.Float64, strict=False)
        wrong = column.is_not_null() & ~((numbers.abs() <= LARGEST) & numbers.is_not_nan()).fill_null(value=False)
    else:
        wrong = column.is_not_null()
    return [
        Problem(
            _("« {cell} » n’est pas un nombre utilisable").format(cell=str(column[row])[:40]),
            column.name,
            line=row + HEADING,
            expected=expected,
        )
        for row in wrong.fill_null(value=False).arg_true().to_list()[:SAID]
    ]
