"""The indicator as a table to take away, with what made it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from maillon.analytics.solidarity import default_index
from maillon.rules.wording import _ as worded
from maillon.web.common.tables import Cell, Column, Table
from maillon.web.common.templatetags.figures import percent
from maillon.web.solidarity.levels import LEVELS
from maillon.web.solidarity.queries.choice import Choice
from maillon.web.solidarity.queries.manifest import manifest
from maillon.web.solidarity.queries.reading import made

_SCORE, _PROBABILITY = "0.001", "0.0001"
_SHOWN = ("code", "name", "rank", "rank_q5", "rank_q95", "class", "class_probability", "class_best", "class_worst")


def columns() -> list[Column]:
    """Return the columns of the table."""
    return [
        Column("code", _("Code"), 12),
        Column("name", _("Territoire"), 40),
        Column("rank", _("Rang (1 : besoin le plus grand)"), 14),
        Column("rank_q5", _("Rang, borne à 5 %"), 14),
        Column("rank_q95", _("Rang, borne à 95 %"), 14),
        Column("class", _("Classe (A : besoins les plus élevés)"), 14),
        Column("class_probability", _("Probabilité de cette classe"), 14),
        Column("class_best", _("Classe à la borne de 5 %"), 14),
        Column("class_worst", _("Classe à la borne de 95 %"), 14),
        Column("score", _("Score (0 à 100)"), 14),
        *(Column(one.code, worded(one.name), 16) for one in default_index().dimensions),
    ]


def cells(rows: pl.DataFrame) -> list[tuple[Cell, ...]]:
    """Return the rows of the table, rounded: scores to the thousandth, probabilities to the ten-thousandth."""
    scores = ["score", *(one.code for one in default_index().dimensions)]
    return [
        (
            row["code"],
            row["name"],
            row["rank"],
            _rounded(row["rank_q5"], "0.1"),
            _rounded(row["rank_q95"], "0.1"),
            row["class"],
            _rounded(row["class_probability"], _PROBABILITY),
            row["class_best"],
            row["class_worst"],
            *(_rounded(row[name], _SCORE) for name in scores),
        )
        for row in rows.select(*_SHOWN, *scores).iter_rows(named=True)
    ]


def _rounded(value: float | None, to: str) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).quantize(Decimal(to))


def table_of(rows: pl.DataFrame, choice: Choice) -> Table:
    """Return the table of rows of an indicator."""
    return Table(
        _("Indicateur de solidarité territoriale (modèle)"),
        columns(),
        cells(rows),
        notes(manifest(choice, made(choice))),
    )


def notes(told: Mapping[str, Any]) -> dict[str, str]:
    """Return a manifest as sentences for the reader of a file."""
    names = {one.code: worded(one.name) for one in default_index().dimensions}
    total = sum(told["weights"].values())
    shares = (
        _("{title} : {value}").format(title=names.get(code, code), value=percent(value / total))
        for code, value in told["weights"].items()
    )
    said = {
        _("Nature"): _("Modèle : rangs et classes dépendent des poids ; ils ne se lisent pas sans leur intervalle."),
        _("Échelle"): str(dict(LEVELS)[told["level"]]),
        _("Poids"): _(" ; ").join(shares),
        _("Bornes des classes"): _(" ; ").join(f"{bound}\u00a0%" for bound in told["bounds"]),
        _("Incertitude"): _("{n} tirages, poids à ± {spread} %, graine {seed}").format(
            n=told["replicates"], spread=round(100 * float(told["spread"])), seed=told["seed"]
        ),
        _("Définition"): f"{told['index']['version']} (SHA-256 {told['index']['sha256']})",
    }
    for name, stamp in told["data"].items():
        said[name] = f"{stamp['vintage']} – {stamp['package']} (SHA-256 {stamp['sha256']})"
    said[_("Versions")] = "Maillon {maillon} ; {reference}".format(**told["versions"])
    sources = {f"{one.source} {one.year}" for one in default_index().indicators}
    said[_("Sources des indicateurs")] = _(" ; ").join(sorted(sources))
    return said
