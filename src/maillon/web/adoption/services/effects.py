"""What was adopted takes effect: at once, or on its day, which nobody has to record."""

from __future__ import annotations

import logging
from datetime import date
from uuid import UUID

from django.db import transaction

from maillon.rules.contracts.life.states import ContractState
from maillon.rules.governance.policy import LIVE
from maillon.rules.problem import InputError
from maillon.web.adoption.models import Outcome, Version
from maillon.web.adoption.services import versions
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.journal.services import record
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment

LOG = logging.getLogger(__name__)


def effective_day(subject: Subject, signed: date) -> date:
    """Return the day from which a signed text holds: never before the one whose changes it takes up.

    Args:
        subject: the contract, or what was signed beside it.
        signed: day of the last signature.
    """
    amendment = subject.amendment
    planned = [amendment.effective_on if amendment else subject.contract.start]
    if amendment is not None and amendment.course.rewrites and (before := versions.in_force(subject)):
        planned.append(before.end.effective_on)
    return max(signed, *(day for day in planned if day is not None)) if any(planned) else signed


def apply(subject: Subject) -> None:
    """Have what was adopted hold: the text of an amendment becomes the contract's, a convention stands beside it."""
    amendment = subject.amendment
    if amendment is None:
        return
    if amendment.course.rewrites:
        _rewrite(subject)
    amendment.state = ContractState.IN_FORCE
    amendment.save(update_fields=["state"])


def _rewrite(subject: Subject) -> None:
    """Make of the amended text the contract's, keeping where the contract is in its life."""
    contract = subject.contract
    for heir in Contract.objects.filter(extends=contract, trunk_sha256="", public=True):
        Contract.objects.filter(pk=heir.pk).update(trunk_sha256=contract.sha256)
    today = Subject(contract).document
    kept = {"state": today.state, "signed_on": today.signed_on}
    versions.put_in_force(Subject(contract), subject.document.model_copy(update=kept))


def come_into_force(on: date) -> int:
    """Have every signed text whose day has come take effect; a text that cannot is told to the log, and others do.

    Args:
        on: today.

    Returns:
        How many took effect.
    """
    due = Version.objects.filter(end__outcome=Outcome.SIGNED, end__effective_on__lte=on)
    due = due.filter(amendment__state=ContractState.SIGNED, contract__state__in=LIVE)
    begun = 0
    for pk in due.order_by("end__effective_on", "number").values_list("pk", flat=True):
        try:
            begun += _begin(pk)
        except (InputError, Refused) as error:
            LOG.warning("version %s does not take effect: %s", pk, error)
    return begun


@transaction.atomic
def _begin(version_id: UUID) -> bool:
    version = Version.objects.defer("pdf", "docx", "own", "canonical").select_related("end").get(pk=version_id)
    contract = Contract.objects.select_related("extends", "holder").select_for_update(of=("self",))
    held = contract.get(pk=version.contract_id)
    amendment = Amendment.objects.select_for_update(of=("self",)).get(version_set=version)
    if amendment.state != ContractState.SIGNED:
        return False
    apply(Subject(held, amendment))
    told = {"amendment": amendment.number, "version": version.number, "effective_on": str(version.end.effective_on)}
    record("amendment.take_effect", held.slug, public=True, content=told)
    return True
