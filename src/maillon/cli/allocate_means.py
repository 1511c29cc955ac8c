"""`maillon allocate means`: redistribute ordinary means (posts) after needs, and the front of compromises."""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from maillon.cli.columns import answer, bounds, labels, needed, number, values
from maillon.cli.measures import add_output_options, asked, manifest, read_frame, refuse_output
from maillon.cli.progress import Step
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    import polars as pl

OK = 0
OBJECTIVES = ("l1", "max_min", "leximin", "least_moves")


def configure(subparsers: Any) -> None:
    """Add the verb `means` to those of `maillon allocate`."""
    told = _("redistribuer des moyens de droit commun (des postes) selon les besoins")
    parser = subparsers.add_parser("means", help=told, description=told)
    parser.add_argument("table", metavar=_("TABLE"), help=_("une ligne par unité : CSV, Parquet ou Excel"))
    columns = parser.add_argument_group(_("colonnes"))
    columns.add_argument("--current", required=True, metavar=_("COLONNE"), help=_("postes d’aujourd’hui"))
    columns.add_argument("--need", required=True, metavar=_("COLONNE"), help=_("poids du besoin"))
    columns.add_argument("--name", metavar=_("COLONNE"), help=_("nom ou code de l’unité"))
    columns.add_argument("--group", metavar=_("COLONNE"), help=_("groupe de l’unité : le département"))
    columns.add_argument("--lower", metavar=_("COLONNE"), help=_("postes au moins"))
    columns.add_argument("--upper", metavar=_("COLONNE"), help=_("postes au plus"))
    limits = parser.add_argument_group(_("limites"))
    limits.add_argument("--total", type=number, metavar="N", help=_("postes à répartir (à défaut ceux d’aujourd’hui)"))
    band = _("variation de chaque groupe, au plus (0.03 pour 3 %%)")
    limits.add_argument("--band", type=number, metavar=_("PART"), help=band)
    limits.add_argument("--move-limit", type=number, metavar="N", help=_("postes gagnés ou perdus par unité, au plus"))
    most = _("postes déplacés en tout, au plus : arrivées et départs comptés (objectif l1)")
    limits.add_argument("--most-moves", type=number, metavar="N", help=most)
    wanted = parser.add_argument_group(_("objectif"))
    told = _("au plus près des besoins, moins bien couvertes d’abord, ou le moins de mouvements")
    wanted.add_argument("--objective", choices=OBJECTIVES, default="l1", help=told)
    reduction = _("part de l’écart aux besoins à supprimer (objectif least_moves)")
    wanted.add_argument("--reduction", type=number, metavar=_("PART"), help=reduction)
    wanted.add_argument("--fractions", action="store_true", help=_("admettre des fractions de poste"))
    wanted.add_argument("--front", type=int, metavar="N", help=_("donner aussi N compromis entre mouvements et écart"))
    wanted.add_argument("--seconds", type=number, default=60.0, metavar="S", help=_("temps de recherche, au plus"))
    add_output_options(parser)
    parser.set_defaults(run=_means)


def _means(options: argparse.Namespace) -> int:
    import polars as pl

    from maillon.analytics.allocation import pareto_front, redistribute_means

    refuse_output(options)
    frame = read_frame(options.table)
    needed(
        frame,
        [options.current, options.need, options.name, options.group, options.lower, options.upper],
        options.table,
    )
    names = labels(frame, options.name)
    current, need = values(frame, options.current, signed=False), values(frame, options.need, signed=False)
    constraints = _constraints(frame, current, options) | {"names": names.to_list()}
    with Step(_("Recherche de la répartition")):
        found = redistribute_means(
            current,
            need,
            objective=options.objective,
            most_moves=options.most_moves,
            reduction=options.reduction,
            whole=not options.fractions,
            seconds=options.seconds,
            **constraints,
        )
    now = pl.Series("current", current)
    rows = pl.DataFrame({"name": names, "current": now, "target": found.target, "proposed": found.means})
    frames = {"means": rows.with_columns(change=pl.col("proposed") - pl.col("current"))}
    frames["binding"] = pl.DataFrame(
        [(one.kind, one.name, one.limit, one.price, one.because) for one in found.binding],
        schema={"kind": pl.String, "name": pl.String, "limit": pl.Float64, "price": pl.Float64, "because": pl.String},
        orient="row",
    )
    if options.front is not None:
        with Step(_("Recherche des compromis")):
            front = pareto_front(current, need, points=options.front, seconds=options.seconds, **constraints)
        points = [(point.reduction, point.moves, point.hoover) for point in front]
        frames["front"] = pl.DataFrame(points, schema=["reduction", "moves", "hoover"], orient="row")
    # what binds is said by its own table
    sentences = found.sentences()[: len(found.sentences()) - len(found.binding)]
    answer(frames, sentences, manifest([options.table], asked(options)), options)
    return OK


def _constraints(frame: pl.DataFrame, current: list[float], options: argparse.Namespace) -> dict[str, Any]:
    groups = None if options.group is None else labels(frame, options.group).to_list()
    if options.band is not None and (groups is None or not 0 <= options.band <= 1):
        expected = _("Une part entre 0 et 1, avec --group")
        raise InputError(Problem(_("cette fourchette ne se comprend pas"), "--band", expected=expected))
    bands = None
    if groups is not None and options.band is not None:
        sums: dict[str, float] = defaultdict(float)
        for group, posts in zip(groups, current, strict=True):
            sums[group] += posts
        # a band never excludes today's distribution, whatever its rounding
        bands = {
            group: (math.floor(posts * (1 - options.band)), math.ceil(posts * (1 + options.band)))
            for group, posts in sums.items()
        }
    return {
        "total": options.total,
        "lower": bounds(frame, options.lower) if options.lower else None,
        "upper": bounds(frame, options.upper) if options.upper else None,
        "groups": groups,
        "bands": bands,
        "move_limits": options.move_limit,
    }
