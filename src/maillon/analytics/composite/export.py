"""An index as an Excel workbook, with everything that led to it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from maillon.analytics.arguments import FLAG, a, accepts
from maillon.analytics.composite.auditing import effective_weights, indicator_statistics
from maillon.analytics.composite.result import RESULT, STAGES, CompositeResult
from maillon.analytics.refusal import data_error
from maillon.analytics.workbook import workbook
from maillon.rules.wording import _

PATH = a(str, Path, said=lambda: _("Le nom d’un fichier"))


def sheets(result: CompositeResult) -> dict[str, pl.DataFrame]:
    """Return the sheets of an index: results, tree, statistics, stages that changed something, log."""
    index = result.index
    elements = pl.DataFrame(
        [
            {
                "iCode": element.code,
                "iName": element.name,
                "Level": element.level,
                "Parent": element.parent,
                "Direction": element.direction,
                "Weight": element.weight,
                "Unit": element.unit,
                "Denominator": element.denominator,
                "Target": element.target,
                "Type": element.kind,
            }
            for element in index.elements.values()
        ],
        schema_overrides={"Target": pl.Float64, "Denominator": pl.String, "Parent": pl.String},
        infer_schema_length=None,
    )
    options = {name: str(value) for name, value in result.options.as_dict().items()}
    frames = {
        "scores": result.scores,
        "ranks": result.ranks,
        "coverage": result.coverage,
        "iMeta": elements,
        "options": pl.DataFrame({"option": list(options), "value": list(options.values())}),
        "statistics": indicator_statistics(result),
        "weights": effective_weights(result),
    }
    before: pl.DataFrame | None = None
    for name in STAGES[:-1]:
        frame = result.stages[name]
        if before is None or frame is not before:
            frames[name] = frame
        before = frame
    return {**frames, "log": result.log}


@accepts(result=RESULT, path=PATH, force=FLAG)
def to_excel(result: CompositeResult, path: str | Path, *, force: bool = False) -> None:
    """Write an index to an Excel workbook.

    Args:
        result: an index.
        path: the file to write.
        force: whether an existing file is replaced.

    Raises:
        DataError: the file exists already, or cannot be written.
    """
    place = Path(path)
    if place.exists() and not force:
        raise data_error(_("ce fichier existe déjà"), str(path), remedy=_("Donner un autre nom, ou force=True"))
    try:
        place.write_bytes(workbook(sheets(result)))
    except OSError:
        remedy = _("Vérifier que le dossier existe et que l’écriture y est permise")
        raise data_error(_("ce fichier ne peut pas être écrit"), str(path), remedy=remedy) from None
