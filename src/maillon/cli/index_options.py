"""Options that every command on an index shares: its two tables and how it is made."""

from __future__ import annotations

import argparse
from typing import Any

from maillon.rules.wording import _


def add_index_options(parser: argparse.ArgumentParser) -> None:
    """Add the two tables and the options of `maillon.analytics.composite.compute`."""
    parser.add_argument("data", metavar=_("DONNÉES"), help=_("table des unités (iData) : CSV, Parquet ou Excel"))
    parser.add_argument("meta", metavar=_("MÉTADONNÉES"), help=_("table des indicateurs et des agrégats (iMeta)"))
    group = parser.add_argument_group(_("comment l’indice est fait"))
    group.add_argument("--denominate", action="store_true", help=_("diviser par les dénominateurs des métadonnées"))
    group.add_argument("--impute", metavar=_("MANIÈRE"), help=_("mean, median ou group_mean:COLONNE"))
    group.add_argument(
        "--screen", type=float, metavar=_("PART"), help=_("part minimale de données présentes, de 0 à 1")
    )
    group.add_argument("--treat", action="store_true", help=_("ramener les valeurs aberrantes"))
    group.add_argument("--winmax", type=int, default=5, metavar="N", help=_("points ramenés au plus, par indicateur"))
    ways = _("minmax:0:100, zscore, rank, borda, percentile, goalposts ou distance_to_target")
    group.add_argument("--normalise", default="minmax:0:100", metavar=_("MANIÈRE"), help=ways)
    means = _("arithmetic, geometric, harmonic, copeland ou power:q ; un seul, ou un par niveau, de bas en haut")
    group.add_argument("--aggregate", nargs="+", default=["arithmetic"], metavar=_("MANIÈRE"), help=means)
    least = _("part minimale de poids présente derrière un agrégat, de 0 à 1")
    group.add_argument("--coverage", type=float, default=0.0, metavar=_("PART"), help=least)
    change = _("poids d’un élément, à la place de celui des métadonnées ; répétable")
    group.add_argument("--weight", action="append", default=[], metavar="CODE=POIDS", help=change)


def making(options: argparse.Namespace) -> dict[str, Any]:
    """Return the keyword arguments of `compute` that the options say.

    Raises:
        InputError: a weight is not written CODE=NUMBER.
    """
    aggregate = options.aggregate
    made = {
        "denominate": options.denominate,
        "impute": options.impute,
        "screen": options.screen,
        "treat": options.treat,
        "winmax": options.winmax,
        "normalise": options.normalise,
        "aggregate": aggregate[0] if len(aggregate) == 1 else tuple(aggregate),
        "coverage": options.coverage,
    }
    weights = dict(_weight(written) for written in options.weight)
    return {**made, "weights": weights} if weights else made


def _weight(written: str) -> tuple[str, float]:
    from maillon.rules.problem import InputError, Problem

    code, _equal, number = written.rpartition("=")
    try:
        return code.strip(), float(number.replace(",", "."))
    except ValueError:
        expected = _("Un code, le signe égal, un nombre : Social=2")
        raise InputError(Problem(_("ce poids n’est pas lisible"), f"--weight {written}", expected=expected)) from None
