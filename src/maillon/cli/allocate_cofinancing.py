"""`maillon allocate cofinancing`: rates that vary with need, without threshold effects, within an envelope."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, Any

from maillon.cli.columns import amount, amounts, bounds, needed, number, values
from maillon.cli.measures import add_output_options, asked, manifest, publish, read_frame, refuse_output
from maillon.cli.progress import Step
from maillon.rules.money import Money
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    import polars as pl

    from maillon.analytics.cofinancing import Scale

OK = 0
FORMS = ("step", "linear", "monotone_cubic", "ramp")
RATES = (0.30, 0.50, 0.70, 0.95)
THRESHOLDS = (0.25, 0.50, 0.75)
MONEY = ("cost", "granted", "own")


def configure(subparsers: Any) -> None:
    """Add the verb `cofinancing` to those of `maillon allocate`."""
    told = _("faire varier le taux de cofinancement selon le besoin, sans effet de seuil")
    parser = subparsers.add_parser("cofinancing", help=told, description=told)
    parser.add_argument("table", metavar=_("TABLE"), help=_("une ligne par projet : CSV, Parquet ou Excel"))
    columns = parser.add_argument_group(_("colonnes"))
    columns.add_argument("--need", required=True, metavar=_("COLONNE"), help=_("indice de besoin, entre 0 et 1"))
    columns.add_argument("--cost", required=True, metavar=_("COLONNE"), help=_("coût du projet, en euros"))
    columns.add_argument("--name", metavar=_("COLONNE"), help=_("nom ou code du bénéficiaire"))
    columns.add_argument("--previous", metavar=_("COLONNE"), help=_("taux de l’année précédente"))
    medians = _("population : les nœuds du barème sont les médianes des strates, au lieu de leurs milieux")
    columns.add_argument("--population", metavar=_("COLONNE"), help=medians)
    scale = parser.add_argument_group(_("barème"))
    rates = _("taux, du moindre besoin au plus grand (à défaut ceux du rapport : 0.3 0.5 0.7 0.95)")
    scale.add_argument("--rates", type=number, nargs="+", default=list(RATES), metavar=_("TAUX"), help=rates)
    limits = _("limites des strates, ou nœuds s’il y en a autant que de taux (à défaut 0.25 0.5 0.75)")
    scale.add_argument(
        "--thresholds", type=number, nargs="*", default=list(THRESHOLDS), metavar=_("SEUIL"), help=limits
    )
    scale.add_argument("--form", choices=FORMS, default="linear", help=_("forme (à défaut linear)"))
    scale.add_argument("--half-width", type=number, metavar=_("ÉCART"), help=_("demi-largeur des rampes"))
    entry = _("indice à partir duquel on est aidé : un nœud de taux 0, au lieu d’une marche")
    scale.add_argument("--entry", type=number, metavar=_("INDICE"), help=entry)
    limits_group = parser.add_argument_group(_("bornes"))
    limits_group.add_argument("--envelope", metavar=_("EUROS"), help=_("enveloppe à atteindre, au centime près"))
    limits_group.add_argument(
        "--delta", type=number, metavar=_("PART"), help=_("variation annuelle d’un taux, au plus")
    )
    limits_group.add_argument("--sigma", type=number, metavar=_("ÉCART"), help=_("erreur type de l’indice de besoin"))
    noise = _("effet admis de cette erreur sur un taux (à défaut 0.05)")
    limits_group.add_argument("--tolerance", type=number, default=0.05, metavar=_("PART"), help=noise)
    add_output_options(parser)
    parser.set_defaults(run=_cofinancing)


def _cofinancing(options: argparse.Namespace) -> int:
    refuse_output(options)
    frame = read_frame(options.table)
    columns = [options.need, options.cost, options.name, options.previous, options.population]
    needed(frame, columns, options.table)
    _refuse_alone(options)
    values(frame, options.need)
    if options.population:
        values(frame, options.population, signed=False)
    if options.previous:
        bounds(frame, options.previous)
    with Step(_("Calcul des taux")):
        costs = _costs(frame, options.cost)
        scale = _scale(frame, options)
        scale, grants = _granted(scale, frame, costs, options)
        summary, remarks = _told(scale, grants, options)
    on_screen = options.output is None and options.format in {None, "table"}
    frames = {"grants": _in_words(grants) if on_screen else grants, "summary": summary, "remarks": remarks}
    if on_screen:
        print("\n".join(remarks["sentence"].to_list()), end="\n\n")
        del frames["remarks"]
    about = manifest([options.table], asked(options))
    publish(frames, manifest=about, format=options.format, output=options.output, force=options.force)
    return OK


def _refuse_alone(options: argparse.Namespace) -> None:
    """Refuse options that would do nothing by themselves."""
    if (options.delta is None) != (options.previous is None):
        given = "--delta" if options.previous is None else "--previous"
        raise InputError(Problem(_("cette option ne sert à rien seule"), given, expected="--delta, --previous"))
    if not 0 <= options.tolerance <= 1:
        raise InputError(Problem(_("cette tolérance ne convient pas"), "--tolerance", expected=_("Une part, de 0 à 1")))


def _costs(frame: pl.DataFrame, name: str) -> list[int]:
    found = amounts(frame, name)
    blank = [row for row, cents in enumerate(found, start=2) if cents is None]
    if blank:
        raise InputError(*(Problem(_("le coût manque"), name, line=row) for row in blank[:10]))
    return [cents or 0 for cents in found]


def _scale(frame: pl.DataFrame, options: argparse.Namespace) -> Scale:
    from maillon.analytics.cofinancing import Scale

    if options.population:
        if options.form not in ("linear", "monotone_cubic"):
            expected = _("Un barème « linear » ou « monotone_cubic »")
            raise InputError(Problem(_("cette forme n’a pas de nœuds"), "--population", expected=expected))
        people = frame[options.population]
        scale = Scale.at_medians(frame[options.need], people, options.thresholds, options.rates, options.form)
    else:
        scale = Scale(options.thresholds, options.rates, options.form, options.half_width)
    return scale if options.entry is None else scale.with_entry(options.entry)


def _granted(
    scale: Scale, frame: pl.DataFrame, costs: list[int], options: argparse.Namespace
) -> tuple[Scale, pl.DataFrame]:
    import polars as pl

    from maillon.analytics.cofinancing import smooth

    need = frame[options.need]
    if options.envelope is not None:
        envelope = amount(options.envelope, "--envelope")
        previous = frame[options.previous] if options.previous else None
        fitted = scale.fit_envelope(need, costs, envelope, previous=previous, delta=options.delta)
        scale, rates, granted = fitted.scale, fitted.rates, list(fitted.granted)
    else:
        rates = scale.rate(need)
        if options.previous and options.delta is not None:
            rates = smooth(frame[options.previous], rates, options.delta)
        granted = [round(rate * cost) for rate, cost in zip(rates.tolist(), costs, strict=True)]
    own = [cost - amount for cost, amount in zip(costs, granted, strict=True)]
    named = {"name": frame[options.name]} if options.name else {}
    return scale, pl.DataFrame({**named, "need": need, "rate": rates, "cost": costs, "granted": granted, "own": own})


def _told(scale: Scale, grants: pl.DataFrame, options: argparse.Namespace) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the figures of the scale, and what must be known of it in words."""
    import polars as pl

    dearest = max(grants["cost"].to_list(), default=0)
    jump = scale.largest_jump(dearest)
    figures = {
        "cost_cents": float(grants["cost"].sum()),
        "granted_cents": float(grants["granted"].sum()),
        "shift": scale.shift,
        "lipschitz": scale.lipschitz,
        "largest_jump_cents": float(jump),
    }
    remarks = []
    if jump:
        sentence = _("Ce barème a des marches : la plus haute coûte {jump} au projet le plus cher ({cost}).")
        remarks.append(("largest_jump", sentence.format(jump=Money(jump), cost=Money(dearest)), ""))
    else:
        remarks.append(
            ("largest_jump", _("Ce barème n’a pas de marche : deux besoins voisins ont des taux voisins."), "")
        )
    if options.sigma is not None:
        figures["noise"] = scale.noise(options.sigma)
        held = scale.tolerates(options.sigma, options.tolerance)
        sentence = (
            _("L’incertitude de l’indice ne fait pas bouger un taux de plus que la tolérance.")
            if held
            else _("L’incertitude de l’indice peut faire bouger un taux de plus que la tolérance : adoucir le barème.")
        )
        remarks.append(("noise", sentence, ""))
    ceiling = scale.public_ceiling(dt.datetime.now(tz=dt.UTC).date())
    if not ceiling.allowed:
        source = " ; ".join(citation.text for citation in ceiling.citations)
        remarks.append(("public_ceiling", f"{ceiling.because} {ceiling.remedy} ({source}).", source))
    summary = pl.DataFrame({"measure": list(figures), "value": list(figures.values())})
    return summary, pl.DataFrame(remarks, schema=["remark", "sentence", "source"], orient="row")


def _in_words(grants: pl.DataFrame) -> pl.DataFrame:
    """Return the grants with amounts as people write them."""
    import polars as pl

    return grants.with_columns(
        pl.Series(name, [str(Money(cents)) for cents in grants[name].to_list()]) for name in MONEY
    )
