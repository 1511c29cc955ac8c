"""`maillon index actors`: how the allocations of public actors follow the need of territories."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from maillon.cli.columns import amounts, answer, needed
from maillon.cli.index_options import TERRITORIES, weights_of
from maillon.cli.measures import add_output_options, manifest, read_frame
from maillon.cli.progress import Step
from maillon.rules.wording import _

if TYPE_CHECKING:
    import polars as pl

    from maillon.analytics.solidarity import ActorRating

OK = 0


def add_verb(verbs: Any) -> None:
    """Add the verb `actors` to those of `maillon index`."""
    told = _("dire si ce que donne un acteur public suit les besoins : une lettre, sa probabilité, son intervalle")
    parser: argparse.ArgumentParser = verbs.add_parser("actors", help=told, description=told)
    rows = _("montants en euros par territoire ; à défaut, les dotations de l’État de 2022 livrées avec Maillon")
    parser.add_argument("allocations", nargs="?", metavar=_("MONTANTS"), help=rows)
    parser.add_argument("--level", choices=TERRITORIES, default=TERRITORIES[0], help=_("territoires (à défaut, epci)"))
    parser.add_argument("--code", default="code", metavar=_("COLONNE"), help=_("colonne du code Insee ou du SIREN"))
    parser.add_argument("--amount", default="amount", metavar=_("COLONNE"), help=_("colonne des montants en euros"))
    parser.add_argument("--actor", metavar=_("COLONNE"), help=_("colonne du nom de l’acteur, s’ils sont plusieurs"))
    change = _("poids d’une dimension ou d’un indicateur ; répétable")
    parser.add_argument("--weight", action="append", default=[], metavar="CODE=POIDS", help=change)
    parser.add_argument("--replicates", type=int, metavar="N", help=_("nombre de tirages"))
    parser.add_argument("--seed", type=int, default=1, metavar="N", help=_("graine des tirages"))
    add_output_options(parser)
    parser.set_defaults(run=_actors)


def _actors(options: argparse.Namespace) -> int:
    from maillon.analytics.solidarity import (
        GRANTS_FILE,
        REPLICATES,
        default_index,
        rate_all,
        sources,
        state_allocations,
    )

    count = REPLICATES[options.level] if options.replicates is None else options.replicates
    given, read = (state_allocations(options.level), GRANTS_FILE) if not options.allocations else _given(options)
    weights = weights_of(options)
    with Step(_("Notation")):
        ratings = rate_all(given, options.level, weights=weights, replicates=count, seed=options.seed)
    settings = {"level": options.level, "weights": weights, "replicates": count}
    told = manifest([read, *sources()], {**settings, "index_version": default_index().version}, seed=options.seed)
    sentences = [f"{rating.actor or _('Cet acteur')} : {rating.sentence}" for rating in ratings]
    answer({"ratings": _frame(ratings)}, sentences, told, options)
    return OK


def _given(options: argparse.Namespace) -> tuple[pl.DataFrame, str]:
    """Return the user's table as allocations in cents."""
    import polars as pl

    table = read_frame(options.allocations)
    needed(table, [options.code, options.amount, options.actor], options.allocations)
    actor = pl.col(options.actor).cast(pl.String).fill_null("") if options.actor else pl.lit("")
    cents = pl.Series("amount", amounts(table, options.amount), dtype=pl.Int64)
    code = pl.col(options.code).cast(pl.String).alias("code")
    return table.select(code, actor.alias("actor")).with_columns(cents), options.allocations


def _frame(ratings: list[ActorRating]) -> pl.DataFrame:
    import polars as pl

    rows = [
        {
            "actor": rating.actor,
            "letter": rating.letter,
            "probability": rating.probability,
            "plausible": " ".join(rating.plausible),
            "phi": rating.phi,
            "low": rating.interval.low if rating.interval else None,
            "high": rating.interval.high if rating.interval else None,
            "finding": str(rating.finding),
            "per_head": rating.per_head,
            "neediest_share": rating.neediest_share,
            "neediest_people": rating.neediest_people,
            "territories": rating.territories,
            "total_cents": rating.total_cents,
        }
        for rating in ratings
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
