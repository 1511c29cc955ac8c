"""What a proposition's rule finds, before it is numbered and sourced.

The words of the four answers, everywhere:

- *met*: the document holds what the proposition asks, within the thresholds;
- *not met*: the document says something else, or the contract is firm and the thing is absent from it;
- *not applicable*: the proposition does not concern this contract;
- *unknown*: the contract is still in preparation, or the document is incomplete, or it names the thing without the
  detail that decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from maillon.rules.contracts.answer import Status
from maillon.rules.contracts.facts import ContractFacts, Stage
from maillon.rules.parameters import Resolved
from maillon.rules.phrases import listing
from maillon.rules.wording import _


class Finding(NamedTuple):
    """What a rule finds: status, reason, paths, parameters read, remedy, and the place where it would be filled."""

    status: Status
    reason: str
    evidence: tuple[str, ...] = ()
    uses: tuple[Resolved, ...] = ()
    remedy: str = ""
    where: str = ""


def met(reason: str, *evidence: str, uses: Sequence[Resolved] = (), missing: Sequence[str] = ()) -> Finding:
    """Say that the proposition is met; `missing` names details that the document could still give."""
    if missing:
        reason = _("{reason} Reste à préciser : {missing}.").format(reason=reason, missing=listing(missing))
    return Finding(Status.MET, reason, evidence, tuple(uses))


def not_met(reason: str, *evidence: str, remedy: str, where: str = "", uses: Sequence[Resolved] = ()) -> Finding:
    """Say that the proposition is not met."""
    return Finding(Status.NOT_MET, reason, evidence, tuple(uses), remedy, where)


def not_applicable(reason: str, *evidence: str) -> Finding:
    """Say that the proposition does not concern this contract."""
    return Finding(Status.NOT_APPLICABLE, reason, evidence)


def unknown(reason: str, *evidence: str, remedy: str, where: str = "", uses: Sequence[Resolved] = ()) -> Finding:
    """Say that the document alone cannot tell."""
    return Finding(Status.UNKNOWN, reason, evidence, tuple(uses), remedy, where)


def absent(
    facts: ContractFacts,
    what: str,
    *,
    remedy: str,
    where: str,
    uses: Sequence[Resolved] = (),
    more: str = "",
) -> Finding:
    """Answer for something that is not in the document: what this proves depends on the contract's stage.

    `what` names what is lacking, as it follows "Le contrat n’a pas": "de clause de revoyure"; `more` is a sentence
    that says what there is instead.
    """
    if facts.stage is Stage.FIRM:
        reason = _("Le contrat n’a pas {what}.").format(what=what)
    elif not facts.whole:
        reason = _("Ce document, qui est incomplet, ne mentionne pas {what}.").format(what=what)
    elif facts.stage is Stage.PREPARATORY:
        reason = _("Le contrat, encore en préparation, n’a pas {what}.").format(what=what)
    else:
        reason = _("Ce document, qui ne dit pas où en est le contrat, ne mentionne pas {what}.").format(what=what)
    status = Status.NOT_MET if facts.stage is Stage.FIRM else Status.UNKNOWN
    return Finding(status, f"{reason} {more}" if more else reason, (), tuple(uses), remedy, where)


def too_few(
    facts: ContractFacts, reason: str, *evidence: str, remedy: str, where: str = "", uses: Sequence[Resolved] = ()
) -> Finding:
    """Say that what is there does not suffice; an incomplete document may leave out the rest."""
    if facts.whole:
        return not_met(reason, *evidence, remedy=remedy, where=where, uses=uses)
    doubt = _("Ce document est incomplet : il peut y en avoir d’autres.")
    return unknown(f"{reason} {doubt}", *evidence, remedy=remedy, where=where, uses=uses)
