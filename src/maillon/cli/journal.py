"""`maillon journal`: verify a journal file, without the site."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from maillon.cli.output import print_json
from maillon.cli.progress import Step
from maillon.rules.phrases import whole
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, ngettext

if TYPE_CHECKING:
    from maillon.rules.journal.report import Report

OK, FOUND_FAULTS = 0, 1
SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of `maillon journal`."""
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERBE"), title=_("verbes"), required=True)
    text = _("dire si un journal a été modifié, coupé, complété ou réécrit")
    verify = verbs.add_parser("verify", help=text, description=text)
    verify.add_argument(
        "file", metavar=_("FICHIER"), help=_("journal .jsonl ou .jsonl.gz ; « - » lit l’entrée standard")
    )
    verify.add_argument("--head", metavar=_("EMPREINTE"), help=_("tête publiée ailleurs : 64 chiffres hexadécimaux"))
    verify.add_argument("--count", type=int, metavar=_("NOMBRE"), help=_("nombre d’événements publié avec la tête"))
    verify.add_argument("--format", choices=("table", "json"), default="table", help=_("forme de la réponse"))
    verify.set_defaults(run=_verify)


def _verify(options: argparse.Namespace) -> int:
    report = _report(options)
    name = _("entrée standard") if options.file == "-" else options.file
    if options.format == "json":
        print_json({"file": options.file, **report.as_dict()})
    else:
        print(told(name, report, count=options.count, head=options.head))
    return OK if report.verified else FOUND_FAULTS


def _report(options: argparse.Namespace) -> Report:
    from maillon.documents.journal.reading import journal_lines
    from maillon.rules.journal.verify import verify

    try:
        with _progress() as progress, journal_lines(options.file, progress) as lines:
            return verify(lines, options.head, options.count)
    except InputError as error:
        raise InputError(*(_placed(options.file, problem) for problem in error.problems)) from None


@contextmanager
def _progress() -> Iterator[Callable[[float], None] | None]:
    """Give what shows the progress where someone watches, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with Step(_("lecture du journal")) as step:
        yield step.at


def _placed(name: str, problem: Problem) -> Problem:
    """Name the file in front of the place; options keep their own name."""
    if problem.where.startswith(("--", name)):
        return problem
    return replace(problem, where=f"{name} › {problem.where}" if problem.where else name)


def not_shown(found: int) -> list[str]:
    """Return the line that counts the faults beyond the first `SHOWN`; none when all are shown."""
    rest = found - SHOWN
    more = ngettext(
        "  et {count} autre : « --format json » les donne toutes",
        "  et {count} autres : « --format json » les donne toutes",
        rest,
    )
    return [more.format(count=whole(rest))] if rest > 0 else []


def told(name: str, report: Report, *, count: int | None, head: str | None) -> str:
    """Return the report for a terminal: the verdict first, then each fault, then what was not checked."""
    events = ngettext("{count} événement", "{count} événements", report.events).format(count=whole(report.events))
    if report.verified:
        lines = [_("✓ {name} : journal vérifié, {events}").format(name=name, events=events)]
        lines.append(_("  tête : {hash}, numéro {count}").format(hash=report.last, count=report.events))
    else:
        found = len(report.faults)
        faults = ngettext("{count} anomalie", "{count} anomalies", found).format(count=whole(found))
        lines = [_("✗ {name} : {faults} parmi {events}").format(name=name, faults=faults, events=events)]
        lines += [f"  {_placed(name, one.problem)}" for one in report.faults[:SHOWN]]
        lines += not_shown(found)
        if not report.complete:
            lines.append(_("  La lecture s’est arrêtée là : trop d’anomalies."))
    return "\n".join([*lines, *_notes(report, count=count, head=head)])


def _notes(report: Report, *, count: int | None, head: str | None) -> list[str]:
    notes = []
    if report.hidden:
        hidden = ngettext(
            "  {count} événement n’est donné que par son empreinte : son contenu n’est pas montré.",
            "  {count} événements ne sont donnés que par leur empreinte : leur contenu n’est pas montré.",
            report.hidden,
        )
        notes.append(hidden.format(count=whole(report.hidden)))
    if not report.verified:
        return notes
    if head is None:
        notes.append(
            _("  Sans tête publiée, ni fin retirée ni réécriture complète ne se voient : donner --head et --count.")
            if count is None
            else _("  Sans empreinte publiée, une réécriture complète ne se voit pas : donner --head.")
        )
    elif report.attested is not None and report.attested < report.events:
        later = report.events - report.attested
        attested = ngettext(
            "  La tête publiée atteste les événements 1 à {attested} ; {count} autre est venu ensuite.",
            "  La tête publiée atteste les événements 1 à {attested} ; {count} autres sont venus ensuite.",
            later,
        )
        notes.append(attested.format(attested=whole(report.attested), count=whole(later)))
    elif report.attested is not None:
        notes.append(_("  La tête publiée atteste tous ces événements."))
    return notes
