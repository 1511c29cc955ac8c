"""`maillon allocate`: cut an envelope, share an amount or seats; the other verbs have their own files."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from maillon.cli import allocate_cofinancing, allocate_means, allocate_projects
from maillon.cli.columns import MOST_SAID, amount, amounts, answer, labels, needed, plain, values
from maillon.cli.measures import add_output_options, asked, manifest, read_frame
from maillon.rules.money import Money
from maillon.rules.phrases import whole
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    import polars as pl

OK = 0
METHODS = ("sainte_lague", "hamilton", "dhondt", "huntington_hill")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of `maillon allocate`."""
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERBE"), title=_("verbes"), required=True)
    _configure_envelope(verbs)
    _configure_share(verbs)
    for module in (allocate_means, allocate_projects, allocate_cofinancing):
        module.configure(verbs)


def _configure_envelope(verbs: Any) -> None:
    told = _("couper une enveloppe : évaluation, territoires prioritaires, projets")
    parser = verbs.add_parser("envelope", help=told, description=told)
    parser.add_argument("total", metavar=_("EUROS"), help=_("montant de l’enveloppe"))
    parser.add_argument("--evaluation", default="0", metavar=_("PART"), help=_("part réservée à l’évaluation"))
    priority = _("part de ce qui reste, réservée aux territoires prioritaires")
    parser.add_argument("--priority", default="0", metavar=_("PART"), help=priority)
    add_output_options(parser)
    parser.set_defaults(run=_envelope)


def _configure_share(verbs: Any) -> None:
    told = _("répartir un montant, ou des sièges, selon un ou plusieurs critères")
    parser = verbs.add_parser("share", help=told, description=told)
    parser.add_argument("table", metavar=_("TABLE"), help=_("une ligne par bénéficiaire : CSV, Parquet ou Excel"))
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--total", metavar=_("EUROS"), help=_("montant à répartir"))
    what.add_argument("--seats", type=int, metavar="N", help=_("nombre entier de sièges ou de postes à répartir"))
    keys = _("critère et son poids : --key population=0.6 --key equipements=0.4 (poids 1 à défaut)")
    parser.add_argument("--key", action="append", required=True, metavar=_("COLONNE=POIDS"), help=keys)
    parser.add_argument("--name", metavar=_("COLONNE"), help=_("nom ou code du bénéficiaire"))
    parser.add_argument("--floor", metavar=_("COLONNE"), help=_("plancher de chacun, en euros"))
    parser.add_argument("--cap", metavar=_("COLONNE"), help=_("plafond de chacun, en euros ; vide : sans plafond"))
    parser.add_argument("--method", choices=METHODS, default=METHODS[0], help=_("méthode, pour des sièges"))
    add_output_options(parser)
    parser.set_defaults(run=_share)


def _envelope(options: argparse.Namespace) -> int:
    import polars as pl

    from maillon.analytics.allocation import split_envelope

    total = amount(options.total, "total")
    evaluation, priority = plain(options.evaluation), plain(options.priority)
    split = split_envelope(total, evaluation_share=evaluation, priority_share=priority)
    parts = [("evaluation", split.evaluation), ("priority", split.priority), ("projects", split.projects)]
    frame = pl.DataFrame(parts, schema={"part": pl.String, "cents": pl.Int64}, orient="row")
    answer({"envelope": frame}, split.sentences(), manifest([], asked(options)), options)
    return OK


def _share(options: argparse.Namespace) -> int:
    frame = read_frame(options.table)
    thetas = _thetas(options.key)
    needed(frame, [*thetas, options.name, options.floor, options.cap], options.table)
    names = labels(frame, options.name)
    shared, sentences = _seats(frame, thetas, options) if options.seats is not None else _money(frame, thetas, options)
    answer({"share": shared.insert_column(0, names)}, sentences, manifest([options.table], asked(options)), options)
    return OK


def _thetas(keys: list[str]) -> dict[str, str]:
    thetas = {}
    for key in keys:
        column, _sign, weight = key.rpartition("=") if "=" in key else (key, "", "1")
        if not column or column in thetas:
            what = _("« {key} » ne se comprend pas, ou répète un critère").format(key=key[:40])
            raise InputError(Problem(what, "--key", expected=_("COLONNE=POIDS")))
        thetas[column] = plain(weight)
    return thetas


def _money(frame: pl.DataFrame, thetas: dict[str, str], options: argparse.Namespace) -> tuple[pl.DataFrame, list[str]]:
    import polars as pl

    from maillon.analytics.allocation import fill_level, share, sharing_keys
    from maillon.analytics.allocation.filling import fill

    total = amount(options.total, "--total")
    keys = sharing_keys({name: values(frame, name, signed=False) for name in thetas}, thetas)
    said = _("{total} répartis au centime près.").format(total=Money(total))
    if options.floor or options.cap:
        count = len(keys)
        floors = [cents or 0 for cents in amounts(frame, options.floor)] if options.floor else [0] * count
        caps: list[int | None] = amounts(frame, options.cap) if options.cap else [None] * count
        _refuse_crossed(floors, caps, options)
        _refuse_sums(total, keys, floors, caps)
        cents = fill(total, keys, floors, caps)
        level = fill_level(total, keys, floors, caps)
        bounds = _("Bénéficiaires à leur plancher : {floors} ; à leur plafond : {caps}.")
        sentences = [said, bounds.format(floors=len(level.at_floor), caps=len(level.at_cap))]
    else:
        cents, sentences = share(total, keys), [said]
    columns = {"key": pl.Series([float(key) for key in keys]), "cents": pl.Series(cents, dtype=pl.Int64)}
    return pl.DataFrame(columns), sentences


def _refuse_crossed(floors: list[int], caps: list[int | None], options: argparse.Namespace) -> None:
    pairs = enumerate(zip(floors, caps, strict=True), start=2)
    crossed = [(line, floor, cap) for line, (floor, cap) in pairs if cap is not None and floor > cap]
    if crossed:
        what = _("le plancher ({floor}) passe le plafond ({cap})")
        where = ", ".join(name for name in (options.floor, options.cap) if name)
        said = [
            Problem(what.format(floor=Money(low), cap=Money(high)), where, line=line) for line, low, high in crossed
        ]
        raise InputError(*said[:MOST_SAID])


def _refuse_sums(total: int, keys: Sequence[object], floors: list[int], caps: list[int | None]) -> None:
    """Refuse in euros what the library would refuse in cents."""
    least = sum(floors)
    if least > total:
        what = _("les planchers, dont la somme est {least}, passent le total")
        remedy = _("Baisser les planchers de {gap}, ou augmenter le total")
        said = Problem(what.format(least=Money(least)), "--total", remedy=remedy.format(gap=Money(least - total)))
        raise InputError(said)
    most = [cap if key else floor for key, floor, cap in zip(keys, floors, caps, strict=True)]
    if None not in most and sum(cap or 0 for cap in most) < total:
        reached = sum(cap or 0 for cap in most)
        what = _("les plafonds, dont la somme est {most}, ne laissent pas placer tout le total")
        remedy = _("Relever les plafonds de {gap}, ou réduire le total")
        said = Problem(what.format(most=Money(reached)), "--total", remedy=remedy.format(gap=Money(total - reached)))
        raise InputError(said)


def _seats(frame: pl.DataFrame, thetas: dict[str, str], options: argparse.Namespace) -> tuple[pl.DataFrame, list[str]]:
    import polars as pl

    from maillon.analytics.allocation import apportion, sharing_keys

    if options.floor or options.cap:
        raise InputError(Problem(_("planchers et plafonds vont avec un montant, pas avec des sièges"), "--seats"))
    keys = sharing_keys({name: values(frame, name, signed=False) for name in thetas}, thetas)
    found = apportion(keys, options.seats, options.method)
    sentences = [
        _("Sièges répartis : {count}.").format(count=whole(options.seats)),
        *found.sentences(labels(frame, options.name).to_list() if options.name else None),
    ]
    quotas = pl.Series([float(key * options.seats) for key in keys])
    return pl.DataFrame({"quota": quotas, "seats": found.seats}), sentences
