"""`maillon index`: make a composite index, audit it, compare two, export it whole."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maillon.cli import index_actors, index_uncertainty
from maillon.cli.columns import needed
from maillon.cli.index_options import add_index_options, files, level_of, making, tables
from maillon.cli.measures import add_output_options, manifest, publish, read_frame
from maillon.cli.progress import Step
from maillon.rules.wording import _

if TYPE_CHECKING:
    import polars as pl

    from maillon.analytics.composite import CompositeResult

OK = 0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of `maillon index`."""
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERBE"), title=_("verbes"), required=True)
    compute = _verb(verbs, "compute", _compute, _("calculer les scores, les rangs et ce qui les couvre"))
    _years(compute)
    compute.add_argument("--unit", metavar="CODE", help=_("tout dire d’une unité, au lieu de toutes"))
    audit = _verb(verbs, "audit", _audit, _("éprouver l’indice : redondances, poids réels, effet de chaque élément"))
    wish = _("chercher les poids d’un niveau qui donnent à ses éléments la même importance")
    audit.add_argument("--optimise", type=int, metavar=_("NIVEAU"), help=wish)
    index_uncertainty.add_verbs(verbs)
    index_actors.add_verb(verbs)
    told = _("dire qui change de rang d’un indice à l’autre")
    compare = verbs.add_parser("compare", help=told, description=told)
    compare.add_argument("before", metavar=_("AVANT"), help=_("scores : uCode et une colonne de scores"))
    compare.add_argument("after", metavar=_("APRÈS"), help=_("scores à comparer"))
    compare.add_argument("--column", metavar=_("COLONNE"), help=_("colonne des scores (à défaut, la première)"))
    add_output_options(compare)
    compare.set_defaults(run=_compare)
    export = _verb(
        verbs,
        "export",
        _export,
        _("écrire l’indice entier : étapes, poids, journal (en Excel si le nom du fichier est sans extension)"),
    )
    _years(export)


def _verb(verbs: Any, name: str, run: Callable[[argparse.Namespace], int], told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=told, description=told)
    add_index_options(parser)
    add_output_options(parser)
    parser.set_defaults(run=run)
    return parser


def _years(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--panel", action="store_true", help=_("plusieurs années (colonne Time), sur une même échelle"))
    parser.add_argument("--base", type=int, metavar=_("ANNÉE"), help=_("année qui fixe les bornes ; implique --panel"))


def _made(options: argparse.Namespace) -> CompositeResult:
    from maillon.analytics import composite

    with Step(_("Calcul de l’indice")):
        if getattr(options, "panel", False) or getattr(options, "base", None) is not None:
            return composite.panel(*tables(options), base=options.base, **making(options))
        return composite.compute(*tables(options), **making(options))


def _manifest(options: argparse.Namespace, **more: Any) -> dict[str, Any]:
    years = {name: getattr(options, name) for name in ("panel", "base") if getattr(options, name, None)}
    level = {"level": level_of(options)} if options.default else {}
    return manifest(files(options), {**making(options), **years, **level, **more})


def _publish(frames: dict[str, pl.DataFrame], told: dict[str, Any], options: argparse.Namespace) -> int:
    publish(frames, manifest=told, format=options.format, output=options.output, force=options.force)
    return OK


def _compute(options: argparse.Namespace) -> int:
    if options.default and options.unit is None and _as_published(options):
        return _needs(options)
    result = _made(options)
    if options.unit is not None:
        from maillon.analytics.composite import unit_report

        return _publish(unit_report(result, options.unit).frames(), _manifest(options, unit=options.unit), options)
    frames = {"scores": _scores(result)}
    if options.format in {None, "table"} and options.output is None:
        frames["log"] = result.log.group_by("stage", "action", maintain_order=True).len("count")
    else:
        frames |= {"ranks": result.ranks, "coverage": result.coverage, "log": result.log}
    return _publish(frames, _manifest(options), options)


def _as_published(options: argparse.Namespace) -> bool:
    """Say whether the indicator is made as it ships: only its weights may differ."""
    changed = (options.normalise, options.aggregate, options.coverage, options.impute, options.screen, options.base)
    flags = (options.treat, options.denominate, options.panel)
    return not any(flags) and all(value is None for value in changed)


def _needs(options: argparse.Namespace) -> int:
    """Score and class territories by need, the greatest first, never a rank without its uncertainty."""
    from maillon.analytics.solidarity import balance, default_index, ranked

    tables(options)
    made = making(options)
    with Step(_("Calcul de l’indicateur")):
        found = ranked(level_of(options), made.get("weights"))
    definition = default_index()
    frames = {
        "scores": found.frame.sort("rank", nulls_last=True, maintain_order=True),
        "balance": balance(found),
    }
    drawn = {"replicates": found.replicates, "spread": found.spread, "index_version": definition.version}
    told = manifest(files(options), {**made, "level": found.level, **drawn}, seed=found.seed)
    return _publish(frames, told, options)


def _scores(result: CompositeResult) -> pl.DataFrame:
    """Return the scores, best first: keys, name, rank, coverage of the data, then the aggregates from the top down."""
    import polars as pl

    index = result.index
    keys = [pl.col(key) for key in result.keys]
    aggregates = [pl.col(code) for code in reversed(index.aggregates)]
    return (
        result.scores.with_columns(
            pl.Series("uName", index.names, dtype=pl.String),
            result.ranks[index.top].alias("rank"),
            result.coverage["data"],
        )
        .select(*keys, "uName", "rank", "data", *aggregates)
        .sort([*result.keys[1:], "rank"], nulls_last=True, maintain_order=True)
    )


def _audit(options: argparse.Namespace) -> int:
    import polars as pl

    from maillon.analytics.composite import audit, optimise_weights

    result = _made(options)
    with Step(_("Épreuve de l’indice")):
        frames = audit(result).frames()
        if options.optimise is not None:
            best = optimise_weights(result, level=options.optimise)
            columns = {"weight": best.weights, "r_index": best.correlations, "wanted": best.wanted}
            shown = {name: list(column.values()) for name, column in columns.items()}
            frames["optimised"] = pl.DataFrame({"iCode": list(best.weights), **shown})
    return _publish(frames, _manifest(options, optimise=options.optimise), options)


def _compare(options: argparse.Namespace) -> int:
    from maillon.analytics.composite import compare

    before, after = read_frame(options.before), read_frame(options.after)
    column = options.column or _first_scores(before)
    for path, frame in ((options.before, before), (options.after, after)):
        needed(frame, ["uCode", column], path)
    found = compare(before, after, column=column)
    frames = {"shifts": found.shifts, "summary": found.summary()}
    if options.format in {None, "table"} and options.output is None:
        frames = {"summary": found.summary(), "shifts": found.shifts}
    return _publish(frames, manifest([options.before, options.after], {"column": column}), options)


def _first_scores(frame: pl.DataFrame) -> str | None:
    """Return the first column of numbers that can be scores."""
    aside = {"uCode", "Time", "rank", "data"}
    return next((name for name, kind in frame.schema.items() if kind.is_numeric() and name not in aside), None)


def _export(options: argparse.Namespace) -> int:
    from maillon.analytics.composite.export import sheets

    result = _made(options)
    if options.format is None and options.output not in {None, "", "-"} and not Path(options.output).suffix:
        options.output += ".xlsx"
    return _publish(sheets(result), _manifest(options), options)
