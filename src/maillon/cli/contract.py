"""`maillon contract`: validate, show, check, consolidate, compare and export contract documents."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maillon.cli.output import print_json, write
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, ngettext

if TYPE_CHECKING:
    from maillon.documents.contract.checking import Findings
    from maillon.documents.contract.consolidate import Consolidated, Finder
    from maillon.documents.contract.document import Extends
    from maillon.documents.contract.loading import Loaded

OK, FOUND_FAULTS, USAGE = 0, 1, 2
EXPORTS = ("yaml", "json", "docx", "pdf", "xlsx")
STANDARD_INPUT = "-"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of `maillon contract`."""
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERBE"), title=_("verbes"), required=True)
    _verb(verbs, "validate", _validate, _("dire tout ce qui ne va pas dans un document"), formats=True)
    _verb(verbs, "show", _show, _("montrer l’essentiel d’un contrat"), formats=True)
    _verb(verbs, "check", _check, _("répondre aux 25 propositions et aux vérifications légales"), formats=True)
    merge = _verb(verbs, "consolidate", _consolidate, _("écrire le contrat avec ce qu’il hérite de son tronc commun"))
    merge.add_argument("--to", choices=("yaml", "json"), default="yaml", help=_("forme du document écrit"))
    merge.add_argument("--origin", action="store_true", help=_("dire d’où vient chaque élément, en JSON"))
    _output_options(merge)
    compare = verbs.add_parser("diff", help=_("comparer deux contrats, élément par élément"))
    compare.add_argument("before", metavar=_("AVANT"), help=_("document de départ"))
    compare.add_argument("after", metavar=_("APRÈS"), help=_("document d’arrivée"))
    _formats(compare)
    compare.set_defaults(run=_diff)
    out = _verb(verbs, "export", _export, _("écrire le contrat en YAML, JSON, Word, PDF ou Excel"))
    out.add_argument("--to", choices=EXPORTS, required=True, help=_("forme voulue"))
    _output_options(out)
    schema = verbs.add_parser("schema", help=_("écrire le schéma JSON du format"))
    _output_options(schema)
    schema.set_defaults(run=_schema)


def _verb(
    verbs: Any, name: str, run: Callable[[argparse.Namespace], int], text: str, *, formats: bool = False
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    files = _("document .yaml ou .json ; « - » lit l’entrée standard")
    parser.add_argument("files", nargs="+", metavar=_("FICHIER"), help=files)
    if formats:
        _formats(parser)
    parser.set_defaults(run=run)
    return parser


def _formats(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json"), default="table", help=_("forme de la réponse"))


def _output_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--output", "-o", metavar=_("CHEMIN"), help=_("fichier à écrire, ou dossier s’il y en a plusieurs")
    )
    parser.add_argument("--force", action="store_true", help=_("remplacer un fichier qui existe"))


@dataclass(frozen=True, slots=True)
class _Read:
    """One file of the command line: what it holds, or why it cannot be used."""

    name: str
    contract: Consolidated | None = None
    findings: Findings | None = None
    problems: tuple[Problem, ...] = ()


def _loader() -> Callable[[str], Loaded]:
    """Return what reads a file of the command line; the standard input, which can be read once, is kept."""
    from maillon.documents.contract import loading, source

    @cache
    def standard_input() -> Loaded:
        data = sys.stdin.buffer.read(source.MOST_BYTES + 1)
        return loading.loads_bytes(data, name=_("entrée standard"))

    return lambda name: standard_input() if name == STANDARD_INPUT else loading.load(name)


def _finder(names: list[str], load: Callable[[str], Loaded]) -> Finder:
    """Return what finds a trunk among the files given, then beside the contract's own file.

    Nothing is read before a contract extends another; of the files that are no trunk, only the name is kept.
    """
    from maillon.documents.contract.finding import on_disk

    @cache
    def given() -> dict[str, str]:
        found = {}
        for name in names:
            with suppress(InputError):
                found[load(name).document.id] = name
        return found

    beside, trunk = on_disk(), cache(load)

    def find(extends: Extends, child: Loaded) -> Loaded | None:
        name = given().get(extends.contract)
        return beside(extends, child) if name is None else trunk(name)

    return find


def _read_all(names: Iterable[str]) -> Iterator[_Read]:
    """Read each file, consolidate it with the trunks among them or beside it, and check it.

    One contract at a time: ten thousand files take no more memory than a few.
    """
    from maillon.documents.contract.consolidate import consolidate, examine

    names, load = list(dict.fromkeys(names)), _loader()
    find = _finder(names, load)
    for name in names:
        try:
            contract = consolidate(load(name), find)
            findings = examine(contract)
        except InputError as error:
            yield _Read(name, problems=error.problems)
        else:
            yield _Read(name, contract, findings, findings.errors)


def _named(name: str) -> str:
    return _("entrée standard") if name == STANDARD_INPUT else name


def _placed(name: str, problem: Problem) -> Problem:
    """Name the file in front of the place, once, and tell the place in words first."""
    from maillon.documents.contract.readable import placed

    name = _named(name)
    if problem.where.startswith(name) or name == problem.where:
        return problem
    return replace(problem, where=f"{name} › {placed(problem).where}" if problem.where else name)


def _tell(read: _Read) -> None:
    for problem in read.problems:
        print(_placed(read.name, problem), file=sys.stderr)


def _usable(names: list[str]) -> list[tuple[str, Consolidated, Findings]]:
    """Return the files when all can be used.

    Raises:
        InputError: every problem of every file.
    """
    reads = list(_read_all(names))
    problems = [_placed(read.name, problem) for read in reads for problem in read.problems]
    if problems:
        raise InputError(*problems)
    return [(read.name, read.contract, read.findings) for read in reads if read.contract and read.findings]


def _validate(options: argparse.Namespace) -> int:
    from maillon.documents.contract.checking import Findings, as_dict

    told, worst = [], OK
    for read in _read_all(options.files):
        worst = USAGE if read.problems else worst
        if options.format == "json":
            findings = read.findings or Findings(errors=read.problems)
            identifier = read.contract.document.id if read.contract else None
            told.append({"document": read.name, "id": identifier, "valid": not read.problems, **as_dict(findings)})
            continue
        _tell(read)
        if not read.problems and read.contract and read.findings:
            print(_valid(read.name, read.contract, read.findings))
    if options.format == "json":
        print_json({"documents": told})
    return worst


def _valid(name: str, contract: Consolidated, findings: Findings) -> str:
    lines = [_("{name} : document valide").format(name=_named(name))]
    lines += [_("  à regarder : {problem}").format(problem=warning) for warning in findings.warnings]
    if contract.missing:
        count = len(findings.deferred)
        lines.append(
            ngettext(
                "  le tronc commun « {trunk} » n’a pas été trouvé : {count} renvoi n’a pas pu être vérifié",
                "  le tronc commun « {trunk} » n’a pas été trouvé : {count} renvois n’ont pas pu être vérifiés",
                count,
            ).format(trunk=contract.missing, count=count)
        )
    return "\n".join(lines)


def _show(options: argparse.Namespace) -> int:
    from maillon.documents.contract import overview

    contracts = [contract.document for _name, contract, _findings in _usable(options.files)]
    if options.format == "json":
        told = [overview.as_dict(document) for document in contracts]
        print_json(told[0] if len(told) == 1 else told)
    else:
        print("\n\n".join(overview.as_text(document) for document in contracts))
    return OK


def _check(options: argparse.Namespace) -> int:
    from maillon.cli.contract_check import as_json, report_of, told

    answers, worst, alone = [], OK, len(set(options.files)) == 1
    for read in _read_all(options.files):
        if read.problems or not read.contract:
            _tell(read)
            worst = USAGE
            continue
        report = report_of(read.contract)
        worst = worst if report.all_met else max(worst, FOUND_FAULTS)
        if options.format == "json":
            answers.append({**report.as_dict(), "file": read.name})
        else:
            print(told(read.name, report, brief=not alone))
    if answers:
        print(as_json(answers[0] if alone else answers))
    return worst


def _consolidate(options: argparse.Namespace) -> int:
    from maillon.documents.contract.loading import dump

    contracts = _usable(options.files)
    for name, contract, _findings in contracts:
        if contract.missing:
            what = _("le tronc commun « {trunk} » n’a pas été trouvé").format(trunk=contract.missing)
            remedy = _("Donner aussi son fichier, ou écrire son nom dans « extends.file »")
            raise InputError(Problem(what, f"{name} › extends.contract", remedy=remedy))
    if options.origin:
        told = [{"document": contract.document.id, **contract.as_dict()} for _name, contract, _findings in contracts]
        print_json(told[0] if len(told) == 1 else told)
        return OK
    results = [
        (contract.document.id, dump(contract.document, options.to).encode()) for _name, contract, _findings in contracts
    ]
    return _deliver(results, options.to, options)


def _diff(options: argparse.Namespace) -> int:
    from maillon.documents.contract.difference import as_dict, compare

    pair = _usable([options.before, options.after])
    before, after = pair[0][1].document, pair[-1][1].document
    changes = compare(before, after)
    if options.format == "json":
        print_json(as_dict(before, after, changes))
    elif changes:
        print("\n".join(str(change) for change in changes))
    else:
        print(_("Aucune différence."))
    return OK


def _export(options: argparse.Namespace) -> int:
    from maillon.documents.exports import export

    contracts = _usable(options.files)
    for name, contract, _findings in contracts:
        if contract.missing:
            what = _("le tronc commun « {trunk} » n’a pas été trouvé : seul ce que ce fichier dit est exporté")
            print(_placed(name, Problem(what.format(trunk=contract.missing))), file=sys.stderr)
    titles = {contract.document.id: contract.document.title for _name, contract, _findings in contracts}
    results = [
        (contract.document.id, export(contract, options.to, titles=titles)) for _name, contract, _findings in contracts
    ]
    return _deliver(results, options.to, options)


def _deliver(results: list[tuple[str, bytes]], suffix: str, options: argparse.Namespace) -> int:
    text = suffix in ("yaml", "json")
    output = options.output
    folder = output is not None and Path(output).is_dir()
    if len(results) > 1 and not folder:
        what = _("plusieurs documents ne tiennent pas dans un seul fichier")
        remedy = _("Donner un dossier existant avec --output")
        raise InputError(Problem(what, output or "--output", remedy=remedy))
    for identifier, content in results:
        target = f"{identifier}.{suffix}"
        if folder:
            target = str(Path(output) / target)
        elif output is not None or text:
            target = output or STANDARD_INPUT
        write(content, target, force=options.force)
        if target != STANDARD_INPUT:
            print(_("Écrit : {file}").format(file=target), file=sys.stderr)
    return OK


def _schema(options: argparse.Namespace) -> int:
    from maillon.documents.contract.reference import schema_text

    write(schema_text().encode(), options.output, force=options.force)
    return OK
