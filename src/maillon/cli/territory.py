"""`maillon territory`: find a territory, say what it belongs to, describe a set of communes."""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from maillon.analytics.territories import lookup
from maillon.analytics.territories.model import LEVELS, Level, Territory, level_label
from maillon.cli.output import print_json, table
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, ngettext

if TYPE_CHECKING:
    from maillon.analytics.territories.model import Match, Overlap, Resolution
    from maillon.analytics.territories.perimeter import Perimeter

OK = 0
_POSTAL = re.compile(r"(?<!\d)\d{5}(?!\d)")
_PERIMETER = re.compile(r"\b(?:petr|pays|scot|pnr|bassin de vie)\b", re.IGNORECASE)
FORMATS = ("table", "json", "csv")
_NARROW = "\u202f"
_NO_BREAK = "\u00a0"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of `maillon territory`."""
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERBE"), title=_("verbes"), required=True)
    find = verbs.add_parser("find", help=_("chercher par nom, même mal écrit, par code, par code postal ou par SIREN"))
    find.add_argument("query", nargs="+", metavar=_("TEXTE"), help=_("ce que l’on cherche"))
    find.add_argument("--level", choices=LEVELS, help=_("seulement cette échelle"))
    find.add_argument("--limit", type=int, default=10, metavar="N", help=_("nombre de réponses au plus (1 à 100)"))
    _formats(find, _find)
    show = verbs.add_parser("show", help=_("dire ce qu’est un territoire et à quoi il appartient"))
    show.add_argument("code", metavar="CODE", help=_("code Insee, SIREN ou REG-24 ; ancien ou actuel"))
    _formats(show, _show)
    perimeter = verbs.add_parser("perimeter", help=_("décrire un ensemble de communes, en comparer deux"))
    perimeter.add_argument("codes", nargs="+", metavar="CODE", help=_("territoires réunis"))
    perimeter.add_argument("--with", dest="other", nargs="+", metavar="CODE", help=_("territoires à comparer"))
    _formats(perimeter, _perimeter)


def _formats(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("--format", choices=FORMATS, default="table", help=_("forme de la réponse"))
    parser.set_defaults(run=run)


def _find(options: argparse.Namespace) -> int:
    from maillon.analytics.territories.search import find  # slow to import, and only this verb searches

    if not 1 <= options.limit <= 100:
        raise InputError(
            Problem(
                what=_("« {limit} » n’est pas un nombre de réponses possible").format(limit=options.limit),
                where="--limit",
                expected=_("Un nombre entre 1 et 100"),
            )
        )
    query = " ".join(options.query)
    if not query.strip():
        raise InputError(Problem(what=_("il n’y a rien à chercher"), where="find", expected=_("Un nom ou un code")))
    found = find(query, level=options.level, limit=options.limit)
    if options.format == "json":
        print_json([match.as_dict() for match in found])
    elif options.format == "csv":
        columns = ("code", "name", "level", "department", "population", "score", "ref", "matched", "reason")
        _csv(columns, [[match.as_dict()[name] for name in columns] for match in found])
    elif found:
        print(_answers(found))
    else:
        print(_nothing(query))
    return OK


def _nothing(query: str) -> str:
    said = _("Aucun territoire ne ressemble à « {query} ».").format(query=query[:80])
    if _PERIMETER.search(query):
        remedy = _("Un PETR, un pays ou un SCoT est un périmètre : voir « maillon territory perimeter CODE… ».")
        return f"{said} {remedy}"
    if _POSTAL.search(query) is None:
        return said
    return said + " " + _("Si c’est un code CEDEX, il ne dit pas la commune : ajouter son nom, « 37925 Tours ».")


def _answers(found: Sequence[Match]) -> str:
    headings = (_("code"), _("nom"), _("échelle"), _("dép."), _("population"), _("score"))
    rows = [
        (
            match.territory.ref,
            _with_former_name(match),
            level_label(match.territory.level),
            match.territory.department or "",
            count(match.territory.population),
            f"{match.score:.0f}",
        )
        for match in found
    ]
    return table(headings, rows, numbers=(4, 5))


def _with_former_name(match: Match) -> str:
    if match.reason != "former_name":
        return match.territory.name
    return _("{name} (ancien nom : {former})").format(name=match.territory.name, former=match.matched)


def _show(options: argparse.Namespace) -> int:
    resolution = lookup.resolve(options.code)
    if resolution.status == "unknown":
        from maillon.analytics.territories.perimeter import unknown  # only an unknown code pays for the search

        raise InputError(unknown(options.code))
    asked = lookup.territory(options.code)
    shown = [asked] if asked else [found for code in resolution.current if (found := lookup.territory(code))]
    if options.format == "json":
        print_json({"resolution": _resolution(resolution), "territories": [_card(found) for found in shown]})
    elif options.format == "csv":
        rows = [found.as_dict() for found in shown]
        columns = tuple(name for name in rows[0] if name != "point")
        _csv(columns, [[row[name] for name in columns] for row in rows])
    else:
        parts = [resolution.note] if resolution.status != "current" or "," in resolution.note else []
        print("\n\n".join([*parts, *(_described(found) for found in shown)]))
    return OK


def _resolution(resolution: Resolution) -> dict[str, Any]:
    return {
        "asked": resolution.asked,
        "status": resolution.status,
        "current": list(resolution.current),
        "name": resolution.name,
        "until": resolution.until or None,
        "note": resolution.note,
    }


def _card(found: Territory) -> dict[str, Any]:
    communes = lookup.communes_of(found.ref)
    return found.as_dict() | {
        "belongs_to": [wider.as_dict() for wider in lookup.belongs_to(found.ref)],
        "communes": len(communes),
        "neighbours": list(lookup.neighbours(found.code)) if found.level == "commune" else [],
    }


def _described(found: Territory) -> str:
    from maillon.analytics.territories.provenance import provenance

    vintages = provenance()
    lines = [f"{found.name} ({found.ref}), {level_label(found.level)}"]
    if found.population is not None:
        lines.append(f"  {count(found.population)}{_NO_BREAK}{_('habitants')} ({vintages.population_vintage})")
    if found.population_total is not None:
        total = f"{count(found.population_total)}{_NO_BREAK}{_('habitants')}"
        lines.append(f"  {total} ({vintages.population_total_vintage})")
    if found.level not in ("commune", "commune_deleguee", "commune_associee", "arrondissement_municipal"):
        communes = len(lookup.communes_of(found.ref))
        lines.append("  " + ngettext("{n} commune", "{n} communes", communes).format(n=count(communes)))
    if found.siren:
        lines.append(f"  SIREN {found.siren}")
    wording = "  " + _("dans {name} ({ref}), {level}")
    lines.extend(
        wording.format(name=wider.name, ref=wider.ref, level=level_label(wider.level))
        for wider in lookup.belongs_to(found.ref)
    )
    near = [place.name for code in lookup.neighbours(found.code) if (place := lookup.territory(code, "commune"))]
    if found.level == "commune" and near:
        lines.append("  " + _("limitrophe de {names}").format(names=", ".join(sorted(near))))
    return "\n".join(lines)


def _perimeter(options: argparse.Namespace) -> int:
    from maillon.analytics.territories.perimeter import Perimeter

    drawn = Perimeter.of(*options.codes)
    other = Perimeter.of(*options.other) if options.other else None
    if options.format == "json":
        print_json(_perimeter_card(drawn, other))
    elif options.format == "csv":
        rows = [found for code in sorted(drawn.communes) if (found := lookup.territory(code, "commune"))]
        shared = other.communes if other else frozenset()
        columns = ("code", "name", "department", "epci", "population", *(("shared",) if other else ()))
        cells = [[row.code, row.name, row.department, row.epci, row.population, row.code in shared] for row in rows]
        _csv(columns, [line[: len(columns)] for line in cells])
    else:
        print(_perimeter_told(drawn, other))
    return OK


def _perimeter_card(drawn: Perimeter, other: Perimeter | None) -> dict[str, Any]:
    parts = drawn.parts()
    card: dict[str, Any] = {
        "communes": sorted(drawn.communes),
        "population": drawn.population,
        "parts": [sorted(part) for part in parts],
        "disjoint": len(parts) > 1,
        "unlocated": sorted(drawn.unlocated()),
    }
    crossed: tuple[tuple[str, Level], ...] = (("departments", "departement"), ("regions", "region"))
    for name, level in crossed:
        crossings = drawn.departments() if level == "departement" else drawn.regions()
        card[name] = [
            {
                "code": crossing.territory.code,
                "name": crossing.territory.name,
                "communes": crossing.communes,
                "population": crossing.population,
                "share": _rounded(crossing.share),
            }
            for crossing in crossings
        ]
    if other is not None:
        card["overlap"] = _overlap_card(drawn.overlap(other))
    return card


def _overlap_card(shared: Overlap) -> dict[str, Any]:
    return {
        "communes": sorted(shared.communes),
        "population": shared.population,
        "share_of_first": _rounded(shared.share_of_first),
        "share_of_second": _rounded(shared.share_of_second),
    }


def _perimeter_told(drawn: Perimeter, other: Perimeter | None) -> str:
    communes, parts = len(drawn.communes), drawn.parts()
    lines = [
        ngettext("{n} commune", "{n} communes", communes).format(n=count(communes)),
        f"{count(drawn.population)}{_NO_BREAK}{_('habitants')}",
    ]
    if len(parts) > 1:
        sizes = ", ".join(count(len(part)) for part in parts)
        lines.append(_("en {n} parties séparées, de {sizes} communes").format(n=len(parts), sizes=sizes))
    else:
        lines.append(_("d’un seul tenant"))
    for title, crossings in ((_("départements"), drawn.departments()), (_("régions"), drawn.regions())):
        told = ", ".join(f"{crossing.territory.name} ({_percent(crossing.share)})" for crossing in crossings)
        lines.append(f"{title} : {told}")
    if other is not None:
        shared = drawn.overlap(other)
        lines.append(
            _("en commun : {communes} communes, {people} habitants, {first} du premier et {second} du second").format(
                communes=count(len(shared.communes)),
                people=count(shared.population),
                first=_percent(shared.share_of_first),
                second=_percent(shared.share_of_second),
            )
        )
    return "\n".join(lines)


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])


def count(value: int | None) -> str:
    """Write a whole number with grouped thousands; a dash when unknown."""
    return "–" if value is None else f"{value:,}".replace(",", _NARROW)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}".replace(".", ",") + f"{_NO_BREAK}%"
