"""`maillon equity`: say whether an allocation reduces the gaps between territories or widens them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from maillon.cli.columns import MOST_SAID, needed, number, values
from maillon.cli.measures import add_output_options, asked, manifest, publish, read_frame, refuse_output
from maillon.cli.progress import Step
from maillon.rules.phrases import whole
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from maillon.analytics.equalisation import Assessment

OK = 0
_LINE = "line of the file"
MEASURES = (
    "gini_before",
    "gini_after",
    "concentration",
    "generalised_concentration",
    "kakwani",
    "vertical",
    "reranking",
    "redistributive_effect",
    "correction_rate",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of `maillon equity`."""
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERBE"), title=_("verbes"), required=True)
    told = _("dire si une aide est péréquatrice, de combien, avec quelle incertitude")
    assess = verbs.add_parser("assess", help=told, description=told)
    assess.add_argument("table", metavar=_("TABLE"), help=_("une ligne par territoire : CSV, Parquet ou Excel"))
    columns = assess.add_argument_group(_("colonnes"))
    columns.add_argument("--resource", required=True, metavar=_("COLONNE"), help=_("ressource par habitant"))
    many = _("aide par habitant ; répétable : plusieurs aides sont examinées ensemble, puis chacune")
    columns.add_argument("--grant", required=True, action="append", metavar=_("COLONNE"), help=many)
    columns.add_argument(
        "--weights", metavar=_("COLONNE"), help=_("population (à défaut, chaque territoire compte un)")
    )
    columns.add_argument("--charge", metavar=_("COLONNE"), help=_("indice de charges, 1 en moyenne"))
    columns.add_argument("--by", metavar=_("COLONNE"), help=_("réunir les territoires, par EPCI ou par département"))
    ways = assess.add_argument_group(_("manières"))
    whole_amounts = _("ressource et aides sont des montants entiers, à diviser par la population")
    ways.add_argument("--totals", action="store_true", help=whole_amounts)
    posts = _("les aides sont des postes : seuls leur concentration et l’indice de Kakwani ont un sens")
    ways.add_argument("--posts", action="store_true", help=posts)
    ways.add_argument(
        "--drop-missing", action="store_true", help=_("écarter les lignes incomplètes ou sans population")
    )
    ways.add_argument("--bootstrap", type=int, default=1000, metavar="N", help=_("rééchantillonnages (0 : aucun)"))
    ways.add_argument("--seed", type=int, default=1, metavar="N", help=_("graine des tirages"))
    ways.add_argument("--level", type=number, default=0.95, metavar=_("PART"), help=_("niveau de l’intervalle"))
    add_output_options(assess)
    assess.set_defaults(run=_assess)


def _assess(options: argparse.Namespace) -> int:
    refuse_output(options)
    frame = read_frame(options.table)
    columns = [name for name in (options.resource, *options.grant, options.weights, options.charge, options.by) if name]
    needed(frame, columns, options.table)
    if options.totals and not options.weights:
        raise InputError(Problem(_("il faut la population pour diviser des montants"), "--weights"))
    if options.posts and len(options.grant) > 1:
        raise InputError(Problem(_("les postes s’examinent un à la fois"), "--grant", expected=_("Une seule colonne")))
    kept = frame.select(list(dict.fromkeys(columns))).with_row_index(_LINE, 2)
    if options.drop_missing:
        kept = kept.drop_nulls()
        kept = kept.filter(kept[options.weights] != 0) if options.weights else kept
    lines = kept.drop_in_place(_LINE).to_list()
    _refuse_cells(kept, options, lines)
    with Step(_("Mesure de l’allocation")) as step:
        found = _measured(kept, options)
        noted = ngettext("{units} territoire", "{units} territoires", found.units)
        step.note(noted.format(units=whole(found.units)))
    frames = _frames(found, frame.height - kept.height)
    if options.output is None and options.format in {None, "table"}:
        print(f"{found.sentence}\n")
        del frames["verdict"]
    about = manifest([options.table], asked(options), options.seed)
    publish(frames, manifest=about, format=options.format, output=options.output, force=options.force)
    return OK


def _refuse_cells(frame: pl.DataFrame, options: argparse.Namespace, lines: list[int]) -> None:
    """Refuse cells that no measure can use, by their lines in the file.

    Raises:
        InputError: empty cells, text, negative populations or posts, charges that are not positive, amounts where
            nobody lives, territories without a group.
    """
    remedy = _("Renseigner ces lignes, ou les écarter avec --drop-missing")
    people = values(frame, options.weights, lines, signed=False, remedy=remedy) if options.weights else []
    measured = [options.resource, *options.grant]
    for name in measured:
        values(frame, name, lines, signed=not options.posts or name == options.resource, remedy=remedy)
    faults: list[Problem] = []
    if options.charge:
        what, charges = _("l’indice de charges n’est pas positif"), values(frame, options.charge, lines, remedy=remedy)
        faults += [
            Problem(what, options.charge, line=line) for line, one in zip(lines, charges, strict=True) if one <= 0
        ]
    if options.totals:
        what = _("ce montant est là où la population est nulle")
        for name in measured:
            paid = zip(lines, people, frame[name].to_list(), strict=True)
            faults += [Problem(what, name, line=line) for line, heads, cell in paid if cell and not heads]
    if options.by:
        what, groups = _("ce territoire est sans groupe"), frame[options.by].to_list()
        faults += [Problem(what, options.by, line=line) for line, one in zip(lines, groups, strict=True) if one is None]
    if faults:
        raise InputError(*faults[:MOST_SAID])


def _measured(frame: pl.DataFrame, options: argparse.Namespace) -> Assessment:
    from maillon.analytics.equalisation import assess, assess_posts
    from maillon.analytics.grouping import heads

    per_head, weights = heads(
        frame,
        [options.resource, *options.grant],
        options.weights,
        totals=options.totals,
        by=options.by,
        charge=options.charge,
    )
    resource, charge = per_head[options.resource], per_head.get(options.charge)
    draws: dict[str, Any] = {"bootstrap": options.bootstrap, "seed": options.seed, "level": options.level}
    grants = {name: per_head[name] for name in options.grant}
    if options.posts:
        (posts,) = grants.values()
        return assess_posts(resource, posts * weights, weights, charge_index=charge, **draws)
    grant = grants if len(grants) > 1 else grants[options.grant[0]]
    return assess(resource, grant, weights, charge_index=charge, **draws)


def _frames(found: Assessment, dropped: int) -> dict[str, pl.DataFrame]:
    import polars as pl

    rows = []
    for name in MEASURES:
        interval = found.intervals.get(name)
        bounds = (interval.low, interval.high) if interval else (None, None)
        rows.append((name, getattr(found, name), *bounds))
    about = [
        (name, float(getattr(found, name)), None, None) for name in ("units", "weight", "mean_resource", "mean_grant")
    ]
    schema = {"measure": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64}
    measures = pl.DataFrame([*rows, *about, ("dropped", float(dropped), None, None)], schema=schema, orient="row")
    said = {"verdict": [found.verdict.value], "form": [found.form], "sentence": [found.sentence]}
    frames = {"measures": measures, "verdict": pl.DataFrame(said)}
    if found.parts:
        names = ("name", "mean", "concentration", "kakwani", "vertical", "redistributive_effect")
        frames["parts"] = pl.DataFrame({name: [getattr(part, name) for part in found.parts] for name in names})
    return frames
