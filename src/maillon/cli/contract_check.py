"""What `maillon contract check` answers, for a reader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticSerializationError, to_json

from maillon.analytics.territories import territory
from maillon.documents.contract.facts import from_document
from maillon.rules.contracts.answer import Answer, LegalStatus, Status
from maillon.rules.contracts.check import Report, check
from maillon.rules.wording import _, ngettext

if TYPE_CHECKING:
    from maillon.documents.contract.consolidate import Consolidated

_SIGNS: dict[Status | LegalStatus, str] = {
    Status.MET: "✓",
    Status.NOT_MET: "✗",
    Status.NOT_APPLICABLE: "–",
    Status.UNKNOWN: "?",
    LegalStatus.OK: "✓",
    LegalStatus.WARNING: "!",
    LegalStatus.BREACH: "✗",
    LegalStatus.NOT_APPLICABLE: "–",
    LegalStatus.UNKNOWN: "?",
}


def _counted(status: Status, count: int) -> str:
    """Return how many propositions have an answer, in the site's words."""
    if status is Status.MET:
        said = ngettext("{count} respectée", "{count} respectées", count)
    elif status is Status.NOT_MET:
        said = ngettext("{count} non respectée", "{count} non respectées", count)
    elif status is Status.NOT_APPLICABLE:
        said = ngettext("{count} sans objet", "{count} sans objet", count)
    else:
        said = ngettext("{count} sans réponse", "{count} sans réponse", count)
    return said.format(count=count)


def _population(code: str) -> int | None:
    found = territory(code)
    return found.population if found else None


def report_of(contract: Consolidated) -> Report:
    """Ask a consolidated contract everything that the rules can ask it."""
    return check(from_document(contract.document, consolidated=contract.whole, population_of=_population))


def as_json(answers: Any) -> str:
    """Return reports as `print_json` writes them, several times sooner: the standard library indents in Python."""
    try:
        return to_json(answers, indent=2).decode()
    except PydanticSerializationError:  # the name of a file is not in UTF-8
        return json.dumps(answers, ensure_ascii=False, indent=2)


def told(name: str, report: Report, *, brief: bool) -> str:
    """Return the report for a terminal; with `brief`, one line."""
    found = [one.status for one in report.findings]
    sums = ", ".join([_counted(status, found.count(status)) for status in Status if status in found])
    if brief:
        return f"{name} : {sums}"
    lines = [_("{name} : {title}").format(name=name, title=report.facts.title), sums, ""]
    lines += [_line(answer) for answer in report.propositions]
    if report.legal:
        lines += ["", _("Vérifications légales")]
        lines += [_line(answer) for answer in report.legal]
    if report.problems:
        lines += ["", _("Accord de méthode")]
        lines += [f"  ! {problem}" for problem in report.problems]
    return "\n".join(lines)


def _line(answer: Answer) -> str:
    line = f"  {_SIGNS[answer.status]} {answer.id}  {answer.title} — {answer.reason} ({answer.source.text})"
    if answer.remedy:
        line += f"\n        {answer.remedy}"
    return line
