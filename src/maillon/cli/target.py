"""`maillon target`: draw a priority geography from an index, assess it, record the last word on it."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

from maillon.cli.columns import answer, labels, needed, number, values
from maillon.cli.measures import add_output_options, asked, manifest, read_frame, refuse_output
from maillon.cli.progress import Step
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    import polars as pl

    from maillon.analytics.targeting import Change, DecidedArea, PriorityArea

OK = 0
ZONES = ("urban", "rural", "mountain", "revitalisation")
CHANGE_COLUMNS = ("code", "inside", "reason", "decided_by", "decided_on")
_YES, _NO = {"1", "true", "vrai", "oui", "yes"}, {"0", "false", "faux", "non", "no"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `maillon target`."""
    parser.add_argument("table", metavar=_("TABLE"), help=_("une ligne par territoire : CSV, Parquet ou Excel"))
    columns = parser.add_argument_group(_("colonnes"))
    columns.add_argument("--code", required=True, metavar=_("COLONNE"), help=_("code Insee ou SIREN"))
    columns.add_argument("--index", required=True, metavar=_("COLONNE"), help=_("indice : plus haut, plus de besoin"))
    columns.add_argument("--population", required=True, metavar=_("COLONNE"), help=_("habitants"))
    columns.add_argument("--in-need", metavar=_("COLONNE"), help=_("personnes en difficulté : fuites et oublis"))
    probability = _("probabilité d’être dans la classe visée : stabilité du périmètre")
    columns.add_argument("--probability", metavar=_("COLONNE"), help=probability)
    criterion = _("critère à mettre en regard : urbain, rural, littoral, montagne… (oui ou non)")
    columns.add_argument("--criterion", action="append", default=[], metavar=_("COLONNE"), help=criterion)
    zone = _("zonage livré à mettre en regard, d’après les codes : urbain, rural, montagne, revitalisation rurale")
    columns.add_argument("--zone", action="append", default=[], choices=ZONES, help=zone)
    rule = parser.add_argument_group(_("règle"))
    which = rule.add_mutually_exclusive_group(required=True)
    which.add_argument("--threshold", type=number, metavar=_("INDICE"), help=_("tous les territoires à partir de là"))
    which.add_argument("--share", type=number, metavar=_("PART"), help=_("part de la population à couvrir"))
    rule.add_argument("--contiguous", action="store_true", help=_("d’un seul tenant, avec --share"))
    rule.add_argument("--parts", type=int, default=1, metavar="N", help=_("morceaux admis, avec --contiguous"))
    link = _("deux territoires à tenir pour voisins : un pont, un bac")
    rule.add_argument("--link", nargs=2, action="append", default=[], metavar="CODE", help=link)
    last = _("changements décidés : table aux colonnes code, inside, reason, decided_by, decided_on")
    rule.add_argument("--last-word", metavar=_("TABLE"), help=last)
    add_output_options(parser)
    parser.set_defaults(run=_target)


def _target(options: argparse.Namespace) -> int:
    import polars as pl

    refuse_output(options)
    frame = read_frame(options.table)
    named = [options.code, options.index, options.population, options.in_need, options.probability]
    needed(frame, [*named, *options.criterion], options.table)
    if options.contiguous and options.share is None:
        raise InputError(Problem(_("un périmètre d’un seul tenant se dessine avec --share"), "--contiguous"))
    if not options.contiguous and (options.parts != 1 or options.link):
        given = "--link" if options.link else "--parts"
        raise InputError(Problem(_("cette option ne sert à rien sans --contiguous"), given))
    with Step(_("Tracé du périmètre")):
        area = _drawn(frame, options)
    kept = area
    inputs = [options.table]
    columns = {"code": list(area.codes), "index": area.index, "population": area.population, "computed": area.inside}
    sentences = area.sentences()
    changes: list[dict[str, object]] = []
    if options.last_word:
        from maillon.analytics.targeting import decide

        inputs.append(options.last_word)
        decided: DecidedArea = decide(area, _changes(options.last_word))
        kept, sentences = decided.decided, [*sentences, *decided.sentences()]
        changes = [change.as_dict() for change in decided.changes]
    columns["inside"] = kept.inside
    frames = {"territories": pl.DataFrame(columns)}
    frames |= _assessed(frame, kept, options, frames, sentences)
    if changes:
        frames["changes"] = pl.DataFrame(changes)
    answer(frames, sentences, manifest(inputs, asked(options)), options)
    return OK


def _drawn(frame: pl.DataFrame, options: argparse.Namespace) -> PriorityArea:
    from maillon.analytics.targeting import draw_area, neighbour_graph

    codes = labels(frame, options.code).to_list()
    links = [(first, second) for first, second in options.link]
    return draw_area(
        codes,
        values(frame, options.index),
        values(frame, options.population, signed=False),
        threshold=options.threshold,
        share=options.share,
        neighbours=neighbour_graph(codes, links=links) if options.contiguous else None,
        parts=options.parts,
    )


def _assessed(
    frame: pl.DataFrame,
    area: PriorityArea,
    options: argparse.Namespace,
    frames: dict[str, pl.DataFrame],
    sentences: list[str],
) -> dict[str, pl.DataFrame]:
    import polars as pl

    from maillon.analytics.targeting import accuracy, side_by_side, stability, zone_criteria

    more: dict[str, pl.DataFrame] = {}
    if options.in_need:
        sentences += accuracy(area, values(frame, options.in_need)).sentences()
    if options.probability:
        found = stability(area, values(frame, options.probability))
        sentences += found.sentences()
        more["territories"] = frames["territories"].with_columns(standing=pl.Series(found.standing))
    zoned = zone_criteria(area.codes, options.zone) if options.zone else {}
    given = {name: frame[name].to_list() for name in options.criterion}
    if zoned.keys() & given.keys():
        what = _("une colonne et un zonage livré portent le même nom")
        raise InputError(Problem(what, "--criterion, --zone", remedy=_("Renommer cette colonne")))
    if zoned or given:
        more["criteria"] = side_by_side(area, {**zoned, **given})
    return more


def _changes(path: str) -> list[Change]:
    from maillon.analytics.targeting import Change

    frame = read_frame(path)
    needed(frame, CHANGE_COLUMNS, path)
    changes, problems = [], []
    for line, row in enumerate(frame.iter_rows(named=True), start=2):
        inside = str(row["inside"]).strip().lower()
        try:
            day = dt.date.fromisoformat(str(row["decided_on"]).strip())
        except ValueError:
            problems.append(Problem(_("ce n’est pas une date"), path, line=line, expected=_("Par exemple 2026-11-22")))
            continue
        if inside not in _YES | _NO:
            problems.append(Problem(_("« inside » n’est ni oui ni non"), path, line=line))
            continue
        reason, office = str(row["reason"] or ""), str(row["decided_by"] or "")
        changes.append(Change(str(row["code"]), inside in _YES, reason, office, day))
    if problems:
        raise InputError(*problems)
    return changes
