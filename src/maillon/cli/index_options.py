"""Options that every command on an index shares: its two tables and how it is made."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    import polars as pl

    Table = pl.DataFrame | str
USUAL = {"normalise": "minmax:0:100", "aggregate": "arithmetic", "coverage": 0.0}
TERRITORIES = ("epci", "commune")


def add_index_options(parser: argparse.ArgumentParser, *, aliases: Sequence[str] = ("--level",)) -> None:
    """Add the two tables and the options of `maillon.analytics.composite.compute`.

    Args:
        parser: of a verb.
        aliases: other names of --territories, where the verb does not use them for something else.
    """
    units = _("table des unités (iData) : CSV, Parquet ou Excel")
    parser.add_argument("data", nargs="?", metavar=_("DONNÉES"), help=units)
    tree = _("table des indicateurs et des agrégats (iMeta)")
    parser.add_argument("meta", nargs="?", metavar=_("MÉTADONNÉES"), help=tree)
    own = _("au lieu des deux tables, l’indicateur de solidarité territoriale livré avec Maillon")
    parser.add_argument("--default", action="store_true", help=own)
    which = _("avec --default, territoires à classer (à défaut, epci)")
    parser.add_argument("--territories", *aliases, choices=TERRITORIES, help=which)
    group = parser.add_argument_group(_("comment l’indice est fait"))
    group.add_argument("--denominate", action="store_true", help=_("diviser par les dénominateurs des métadonnées"))
    group.add_argument("--impute", metavar=_("MANIÈRE"), help=_("mean, median ou group_mean:COLONNE"))
    group.add_argument(
        "--screen", type=float, metavar=_("PART"), help=_("part minimale de données présentes, de 0 à 1")
    )
    group.add_argument("--treat", action="store_true", help=_("ramener les valeurs aberrantes"))
    group.add_argument("--winmax", type=int, default=5, metavar="N", help=_("points ramenés au plus, par indicateur"))
    ways = _("minmax:0:100, zscore, rank, borda, percentile, goalposts ou distance_to_target")
    group.add_argument("--normalise", metavar=_("MANIÈRE"), help=ways)
    means = _("arithmetic, geometric, harmonic, copeland ou power:q ; un seul, ou un par niveau, de bas en haut")
    group.add_argument("--aggregate", nargs="+", metavar=_("MANIÈRE"), help=means)
    least = _("part minimale de poids présente derrière un agrégat, de 0 à 1")
    group.add_argument("--coverage", type=float, metavar=_("PART"), help=least)
    change = _("poids d’un élément, à la place de celui des métadonnées ; répétable")
    group.add_argument("--weight", action="append", default=[], metavar="CODE=POIDS", help=change)


def making(options: argparse.Namespace) -> dict[str, Any]:
    """Return the keyword arguments of `compute` that the options say.

    Raises:
        InputError: a weight is not written CODE=NUMBER.
    """
    usual = USUAL
    if options.default:
        from maillon.analytics.solidarity import default_index

        usual = dict(default_index().making)
    ways = options.aggregate or [usual["aggregate"]]
    made = {
        "denominate": options.denominate,
        "impute": options.impute,
        "screen": options.screen,
        "treat": options.treat,
        "winmax": options.winmax,
        "normalise": options.normalise or usual["normalise"],
        "aggregate": ways[0] if len(ways) == 1 else tuple(ways),
        "coverage": usual["coverage"] if options.coverage is None else options.coverage,
    }
    weights = weights_of(options)
    return {**made, "weights": weights} if weights else made


def weights_of(options: argparse.Namespace) -> dict[str, float]:
    """Return the weights that --weight gives, by code.

    Raises:
        InputError: a weight is not written CODE=NUMBER, or is given twice.
    """
    pairs = [_weight(written) for written in options.weight]
    twice = [code for code, count in Counter(code for code, _number in pairs).items() if count > 1]
    if twice:
        raise InputError(*(Problem(_("ce poids est donné deux fois"), f"--weight {code}") for code in twice))
    return dict(pairs)


def tables(options: argparse.Namespace) -> tuple[Table, Table]:
    """Return iData and iMeta: the two files, or those of the indicator that ships.

    Raises:
        InputError: files and --default together, or one of them alone, or --territories without --default.
    """
    if not options.default:
        if options.territories:
            raise InputError(Problem(_("ce choix ne va qu’avec --default"), f"--territories {options.territories}"))
        if options.data is None or options.meta is None:
            expected = _("Les deux tables de l’indice, ou --default")
            raise InputError(Problem(_("il manque une table"), options.data or "", expected=expected))
        return options.data, options.meta
    if options.data is not None:
        raise InputError(Problem(_("--default remplace les tables"), options.data, remedy=_("Garder l’un ou l’autre")))
    from maillon.analytics.solidarity import default_index, figures

    level = level_of(options)
    return figures(level), default_index().meta(level)


def level_of(options: argparse.Namespace) -> Any:
    """Return the level of territories that --default ranks."""
    return options.territories or TERRITORIES[0]


def files(options: argparse.Namespace) -> list[str | Path]:
    """Return the files that an index is made of, for its manifest."""
    if not options.default:
        return [options.data, options.meta]
    from maillon.analytics.solidarity import sources

    return [*sources()]


def _weight(written: str) -> tuple[str, float]:
    code, _equal, number = written.rpartition("=")
    try:
        return code.strip(), float(number.replace(",", "."))
    except ValueError:
        expected = _("Un code, le signe égal, un nombre : Social=2")
        raise InputError(Problem(_("ce poids n’est pas lisible"), f"--weight {written}", expected=expected)) from None
