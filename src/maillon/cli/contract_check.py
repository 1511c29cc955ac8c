"""What `maillon contract check` answers, for a reader."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from maillon.analytics.territories import territory
from maillon.documents.contract.facts import from_document
from maillon.rules.contracts.answer import Answer, LegalStatus, Status
from maillon.rules.contracts.check import Report, check
from maillon.rules.wording import _
from maillon.rules.wording import gettext_noop as noted

if TYPE_CHECKING:
    from maillon.documents.contract.consolidate import Consolidated

_SIGNS: dict[Status | LegalStatus, tuple[str, str]] = {
    Status.MET: ("✓", noted("satisfaite")),
    Status.NOT_MET: ("✗", noted("non satisfaite")),
    Status.NOT_APPLICABLE: ("–", noted("sans objet")),
    Status.UNKNOWN: ("?", noted("le document ne permet pas de le dire")),
    LegalStatus.OK: ("✓", noted("conforme")),
    LegalStatus.WARNING: ("!", noted("à vérifier")),
    LegalStatus.BREACH: ("✗", noted("non conforme")),
    LegalStatus.NOT_APPLICABLE: ("–", noted("sans objet")),
    LegalStatus.UNKNOWN: ("?", noted("le document ne permet pas de le dire")),
}


def _population(code: str) -> int | None:
    found = territory(code)
    return found.population if found else None


def report_of(contract: Consolidated) -> Report:
    """Ask a consolidated contract everything that the rules can ask it."""
    return check(from_document(contract.document, consolidated=contract.whole, population_of=_population))


def told(name: str, report: Report, *, brief: bool) -> str:
    """Return the report for a terminal; with `brief`, one line."""
    counts = Counter(answer.status for answer in report.propositions)
    sums = ", ".join(f"{counts[status]} {_(_SIGNS[status][1])}" for status in Status if counts[status])
    head = _("{name} : {title}").format(name=name, title=report.facts.title)
    if brief:
        return f"{name} : {sums}"
    lines = [head, sums, ""]
    lines += [_line(answer) for answer in report.propositions]
    if report.legal:
        lines += ["", _("Vérifications légales")]
        lines += [_line(answer) for answer in report.legal]
    if report.problems:
        lines += ["", _("Accord de méthode")]
        lines += [f"  ! {problem}" for problem in report.problems]
    return "\n".join(lines)


def _line(answer: Answer) -> str:
    sign, _word = _SIGNS[answer.status]
    line = f"  {sign} {answer.id}  {answer.title} — {answer.reason} ({answer.source.text})"
    if answer.remedy:
        line += f"\n        {answer.remedy}"
    return line
