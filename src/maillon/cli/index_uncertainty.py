"""`maillon index uncertainty` and `maillon index sensitivity`: how sure the ranks of an index are."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from maillon.cli.index_options import add_index_options, files, making, tables
from maillon.cli.measures import add_output_options, manifest, publish, read_frame
from maillon.cli.progress import Step
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    import polars as pl

    from maillon.analytics.composite import Classes, Index, UncertaintyResult

OK = 0
SAMPLINGS = ("sobol", "random")
RANGES = ("interval", "pairwise", "exact")


def add_verbs(verbs: Any) -> None:
    """Add the verbs `uncertainty` and `sensitivity` to those of `maillon index`."""
    told = _("dire de combien les rangs bougent quand les choix bougent : intervalles, classes, paires")
    uncertainty = _verb(verbs, "uncertainty", _uncertainty, told)
    uncertainty.add_argument("--replicates", type=int, default=4096, metavar="N", help=_("nombre de tirages"))
    enough = _("s’arrêter quand doubler les tirages change moins que tant de rangs, en moyenne")
    uncertainty.add_argument("--tolerance", type=float, metavar=_("RANGS"), help=enough)
    letters = _("noms des classes, les plus grands scores d’abord (à défaut A B C D E) ; « none » : pas de classe")
    uncertainty.add_argument("--classes", nargs="+", metavar=_("NOM"), help=letters)
    cuts = _("scores qui séparent les classes, du plus grand au plus petit (à défaut, classes d’effectifs égaux)")
    uncertainty.add_argument("--thresholds", nargs="+", type=float, metavar="SCORE", help=cuts)
    pairs = _("unités à comparer deux à deux ; « all » : toutes, 2 000 au plus")
    uncertainty.add_argument("--pairs", nargs="+", metavar="CODE", help=pairs)
    ranges = _("ajouter le meilleur et le pire rang possibles quand la part de chaque élément varie de ± --spread")
    uncertainty.add_argument("--range", choices=RANGES, help=ranges)
    where = _("niveau dont les parts varient pour --range (1 : indicateurs)")
    uncertainty.add_argument("--range-level", type=int, default=1, metavar=_("NIVEAU"), help=where)
    told = _("dire quel choix fait bouger les rangs, et pour quelle part")
    sensitivity = _verb(verbs, "sensitivity", _sensitivity, told)
    size = _("taille N du plan : l’indice est recalculé N × (nombre d’hypothèses + 2) fois")
    sensitivity.add_argument("--size", type=int, default=1024, metavar="N", help=size)
    again = _("rééchantillonnages pour les intervalles (0 : aucun)")
    sensitivity.add_argument("--bootstrap", type=int, default=1000, metavar="N", help=again)
    sensitivity.add_argument("--level", type=float, default=0.95, metavar=_("PART"), help=_("niveau des intervalles"))


def _verb(verbs: Any, name: str, run: Callable[[argparse.Namespace], int], told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=told, description=told)
    add_index_options(parser, aliases=() if name == "sensitivity" else ("--level",))
    _add_assumptions(parser)
    add_output_options(parser)
    parser.set_defaults(run=run)
    return parser


def _add_assumptions(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(_("ce qui varie (à défaut, les poids de ± 25 %)"))
    group.add_argument("--spread", type=float, metavar=_("PART"), help=_("chaque poids varie de ± cette part : 0.25"))
    free = _("tirer les poids selon une loi de Dirichlet : petit, très libres ; grand, proches des poids donnés")
    group.add_argument("--concentration", type=float, metavar="C", help=free)
    sets = _("tirer parmi des jeux de poids : une table, un jeu par ligne, une colonne par élément")
    group.add_argument("--weight-sets", metavar=_("FICHIER"), help=sets)
    group.add_argument("--normalise-among", nargs="+", metavar=_("MANIÈRE"), help=_("normalisations possibles"))
    levels = _("agrégations possibles ; avec des virgules, une par niveau, de bas en haut")
    group.add_argument("--aggregate-among", nargs="+", metavar=_("MANIÈRE"), help=levels)
    ways = _("imputations possibles : none, mean, median, group_mean:COLONNE, hot_deck[:COLONNE], normal[:COLONNE]")
    group.add_argument("--impute-among", nargs="+", metavar=_("MANIÈRE"), help=ways)
    error = _("erreur de mesure : une part de l’écart type de chaque indicateur, ou CODE=ÉCART_TYPE ; répétable")
    group.add_argument("--error", action="append", metavar="SD", help=error)
    group.add_argument("--sampling", choices=SAMPLINGS, default="sobol", help=_("suite de Sobol’ brouillée, ou hasard"))
    group.add_argument("--seed", type=int, default=1, metavar="N", help=_("graine des tirages"))
    group.add_argument(
        "--threads", type=int, metavar="N", help=_("calculs menés de front (à défaut, un par processeur)")
    )


def _assumptions(options: argparse.Namespace) -> dict[str, Any]:
    """Return the assumptions in their plain form (see `composite.assumptions.assumptions_from`)."""
    ways = {"--spread": options.spread, "--concentration": options.concentration, "--weight-sets": options.weight_sets}
    given = [name for name, value in ways.items() if value is not None]
    if len(given) > 1:
        raise InputError(Problem(_("une seule de ces options à la fois"), " ".join(given)))
    found: dict[str, Any] = {}
    if options.spread is not None:
        found["weights"] = {"spread": options.spread}
    if options.concentration is not None:
        found["weights"] = {"concentration": options.concentration}
    if options.weight_sets is not None:
        found["weights"] = {"samples": read_frame(options.weight_sets)}
    if options.normalise_among:
        found["normalise"] = options.normalise_among
    if options.aggregate_among:
        found["aggregate"] = [how.split(",") if "," in how else how for how in options.aggregate_among]
    if options.impute_among:
        found["impute"] = options.impute_among
    if options.error:
        found["error"] = _error(options.error)
    return found or {"weights": {"spread": 0.25}}


def _error(written: list[str]) -> float | dict[str, float]:
    try:
        if len(written) == 1 and "=" not in written[0]:
            return float(written[0].replace(",", "."))
        pairs = [one.rpartition("=") for one in written]
        if all(code for code, _equal, _number in pairs):
            return {code.strip(): float(number.replace(",", ".")) for code, _equal, number in pairs}
    except ValueError:
        pass
    expected = _("Un nombre, ou un code, le signe égal et un nombre : Social=2")
    raise InputError(Problem(_("cette erreur de mesure n’est pas lisible"), "--error", expected=expected))


def _read(options: argparse.Namespace) -> Index:
    from maillon.analytics.composite import read_index

    return read_index(*tables(options))


def _manifest(options: argparse.Namespace, settings: dict[str, Any]) -> dict[str, Any]:
    read = [*files(options), *([options.weight_sets] if options.weight_sets else [])]
    settings.pop("seed", None)
    return manifest(read, {**making(options), **settings}, seed=options.seed)


def _uncertainty(options: argparse.Namespace) -> int:
    from maillon.analytics.composite import uncertainty

    index, assumptions, classes = _read(options), _assumptions(options), _classes(options)
    with Step(_("Tirages")) as step:
        result = uncertainty(
            index,
            replicates=options.replicates,
            seed=options.seed,
            assumptions=assumptions,
            classes=classes,
            sampling=options.sampling,
            tolerance=options.tolerance,
            threads=options.threads,
            progress=step.at,
            **making(options),
        )
    frames = {"units": result.units.sort("rank", nulls_last=True, maintain_order=True)}
    if classes is not None:
        frames["classes"] = result.classes
    frames["convergence"] = result.convergence
    if options.pairs:
        frames["pairs"] = _pairs(result, options.pairs)
    if options.range:
        frames["ranges"] = _ranges(index, options)
    _say(result.notes)
    told = _manifest(options, {**result.settings, "range": options.range, "classes": options.classes})
    publish(frames, manifest=told, format=options.format, output=options.output, force=options.force)
    return OK


def _classes(options: argparse.Namespace) -> Classes | None:
    from maillon.analytics.composite import Classes

    if options.classes == ["none"]:
        return None
    thresholds = tuple(options.thresholds) if options.thresholds else None
    return Classes(tuple(options.classes), thresholds=thresholds) if options.classes else Classes(thresholds=thresholds)


def _pairs(result: UncertaintyResult, units: list[str]) -> pl.DataFrame:
    with Step(_("Comparaison des paires")) as step:
        return result.pairwise(None if units == ["all"] else units, progress=step.at)


def _ranges(index: Index, options: argparse.Namespace) -> pl.DataFrame:
    from maillon.analytics.composite import rank_range

    limits = 0.25 if options.spread is None else options.spread
    with Step(_("Rangs possibles")) as step:
        return rank_range(
            index,
            limits=limits,
            level=options.range_level,
            method=options.range,
            seed=options.seed,
            progress=step.at,
            **making(options),
        )


def _sensitivity(options: argparse.Namespace) -> int:
    from maillon.analytics.composite import sensitivity

    index, assumptions = _read(options), _assumptions(options)
    with Step(_("Recalculs de l’indice")) as step:
        result = sensitivity(
            index,
            size=options.size,
            seed=options.seed,
            assumptions=assumptions,
            bootstrap=options.bootstrap,
            level=options.level,
            sampling=options.sampling,
            threads=options.threads,
            progress=step.at,
            **making(options),
        )
    _say(result.notes)
    moved = {"mean_shift": result.mean_shift, "variance": result.variance}
    told = _manifest(options, {**result.settings, **moved})
    frames = {"indices": result.indices, "units": result.units}
    publish(frames, manifest=told, format=options.format, output=options.output, force=options.force)
    return OK


def _say(notes: tuple[str, ...]) -> None:
    for note in notes:
        print(note, file=sys.stderr)
