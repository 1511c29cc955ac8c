"""`maillon allocate projects`: choose projects under an envelope, and say why each is in or out."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from maillon.cli.columns import amount, amounts, answer, labels, needed, number, plain, values
from maillon.cli.measures import add_output_options, asked, manifest, read_frame, refuse_output
from maillon.cli.progress import Step
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    import polars as pl

    from maillon.analytics.allocation import Conditions, Project, Reserve

OK = 0
_YES = {"1", "true", "vrai", "oui", "yes", "x", "o"}
_NO = {"0", "false", "faux", "non", "no", "n"}


def configure(subparsers: Any) -> None:
    """Add the verb `projects` to those of `maillon allocate`."""
    told = _("choisir des projets sous une enveloppe, et dire pourquoi chacun est retenu ou écarté")
    parser = subparsers.add_parser("projects", help=told, description=told)
    parser.add_argument("table", metavar=_("TABLE"), help=_("une ligne par projet : CSV, Parquet ou Excel"))
    columns = parser.add_argument_group(_("colonnes"))
    columns.add_argument("--id", required=True, metavar=_("COLONNE"), help=_("identifiant du projet"))
    columns.add_argument("--cost", required=True, metavar=_("COLONNE"), help=_("coût hors taxes, en euros"))
    columns.add_argument("--grant", required=True, metavar=_("COLONNE"), help=_("subvention demandée, en euros"))
    columns.add_argument("--value", required=True, metavar=_("COLONNE"), help=_("valeur : points, habitants"))
    columns.add_argument("--theme", metavar=_("COLONNE"), help=_("thème"))
    columns.add_argument("--tag", action="append", default=[], metavar=_("COLONNE"), help=_("autre groupe du projet"))
    columns.add_argument("--own", metavar=_("COLONNE"), help=_("apport du maître d’ouvrage, en euros"))
    columns.add_argument("--other-public", metavar=_("COLONNE"), help=_("autres fonds publics, en euros"))
    columns.add_argument("--required", metavar=_("COLONNE"), help=_("projet déjà engagé (oui ou non)"))
    limits = parser.add_argument_group(_("limites"))
    limits.add_argument("--envelope", required=True, metavar=_("EUROS"), help=_("enveloppe"))
    reserve = _("groupe et ses parts de l’enveloppe, au moins et au plus : --reserve Santé=0.05:0.4")
    limits.add_argument("--reserve", action="append", default=[], metavar=_("GROUPE=MIN:MAX"), help=reserve)
    own = _("part du maître d’ouvrage, au moins (à défaut celle de la loi ; « non » pour l’ignorer)")
    limits.add_argument("--least-own-share", metavar=_("PART"), help=own)
    limits.add_argument("--most-rate", default="1", metavar=_("PART"), help=_("subvention sur coût, au plus"))
    limits.add_argument("--least-grant", default="0.01", metavar=_("EUROS"), help=_("subvention, au moins"))
    limits.add_argument("--most-grant", metavar=_("EUROS"), help=_("subvention par projet, au plus"))
    limits.add_argument("--least-value", type=number, default=0.0, metavar="N", help=_("valeur, au moins"))
    limits.add_argument("--seconds", type=number, default=60.0, metavar="S", help=_("temps de recherche, au plus"))
    limits.add_argument("--gap", type=number, default=1e-4, metavar=_("PART"), help=_("écart au meilleur choix admis"))
    add_output_options(parser)
    parser.set_defaults(run=_projects)


def _projects(options: argparse.Namespace) -> int:
    import polars as pl

    from maillon.analytics.allocation import select_projects

    refuse_output(options)
    frame = read_frame(options.table)
    columns = [options.id, options.cost, options.grant, options.value, options.theme, *options.tag]
    needed(frame, [*columns, options.own, options.other_public, options.required], options.table)
    projects = _read(frame, options)
    with Step(_("Recherche du meilleur choix")):
        found = select_projects(
            projects,
            amount(options.envelope, "--envelope"),
            reserves=[_reserve(written) for written in options.reserve],
            conditions=_conditions(options),
            seconds=options.seconds,
            gap=options.gap,
        )
    fates = [(fate.project, fate.chosen, fate.why, fate.because) for fate in found.fates]
    uses = [(use.group, use.spent, use.low, use.high, use.projects) for use in found.uses]
    frames = {
        "projects": pl.DataFrame(fates, schema=["project", "chosen", "why", "because"], orient="row"),
        "uses": pl.DataFrame(
            uses, schema=["group", "spent_cents", "low_cents", "high_cents", "projects"], orient="row"
        ),
    }
    answer(frames, found.sentences(), manifest([options.table], asked(options)), options)
    return OK


def _read(frame: pl.DataFrame, options: argparse.Namespace) -> list[Project]:
    from maillon.analytics.allocation import Project

    def euros(name: str | None) -> list[int | None]:
        return amounts(frame, name) if name else [None] * frame.height

    def words(name: str | None) -> list[str]:
        return labels(frame, name).to_list() if name else [""] * frame.height

    def groups(name: str) -> list[str]:
        # a column of yes and no is a group that bears its name
        return [name if word.lower() in _YES else "" if word.lower() in _NO else word for word in words(name)]

    rows = zip(
        words(options.id),
        euros(options.cost),
        euros(options.grant),
        values(frame, options.value),
        words(options.theme),
        zip(*(groups(tag) for tag in options.tag), strict=True) if options.tag else [()] * frame.height,
        euros(options.own),
        euros(options.other_public),
        words(options.required),
        strict=True,
    )
    return [
        Project(name, cost or 0, grant or 0, value, theme, tags, own, other or 0, required.strip().lower() in _YES)
        for name, cost, grant, value, theme, tags, own, other, required in rows
    ]


def _reserve(written: str) -> Reserve:
    from maillon.analytics.allocation import Reserve
    from maillon.analytics.allocation.exact import exact

    group, sign, bounds = written.rpartition("=")
    low, _sign, high = bounds.replace(",", ".").partition(":")
    least, most = exact(low or "0"), exact(high) if high else None
    if not sign or not group or least is None or (high and most is None):
        what = _("« {written} » ne se comprend pas").format(written=written[:40])
        raise InputError(Problem(what, "--reserve", expected=_("GROUPE=MIN:MAX, en parts de l’enveloppe")))
    return Reserve(group, least, most)


def _conditions(options: argparse.Namespace) -> Conditions:
    from dataclasses import replace

    from maillon.analytics.allocation import Conditions

    found = Conditions(
        least_grant=amount(options.least_grant, "--least-grant"),
        most_grant=None if options.most_grant is None else amount(options.most_grant, "--most-grant"),
        most_rate=plain(options.most_rate),
        least_value=options.least_value,
    )
    if options.least_own_share is None:
        return found
    ignored = options.least_own_share == "non"
    return replace(found, least_own_share=None if ignored else plain(options.least_own_share))
