"""Scans of signed papers that wait for a second person: what is awaited, and from whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import cached_property

from maillon.rules.contracts.adoption import may_confirm
from maillon.rules.decision import Decision
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.web.accounts.models import Membership
from maillon.web.adoption.models import ScanDeposit, Signature, Version
from maillon.web.common.actor import Actor


@dataclass(frozen=True)
class Pending:
    """A scan that one's institution deposited, and that is no signature yet.

    Attributes:
        deposit: the scan, without its file.
        by: who reads.
    """

    deposit: ScanDeposit
    by: Actor

    @cached_property
    def decision(self) -> Decision:
        """Whether the reader may confirm it."""
        return may_confirm(depositor=str(self.deposit.deposited_by), by=str(self.by.user_id))

    @cached_property
    def others(self) -> int:
        """How many other people of the institution may confirm it today."""
        seats = Membership.objects.valid_on(self.by.on).filter(institution=self.deposit.institution_id)
        people = seats.filter(role__in=AT_THE_TABLE).exclude(user=self.deposit.deposited_by)
        return people.order_by().values("user").distinct().count()


def pending(version: Version | None, by: Actor) -> list[Pending]:
    """Return the scans of a version that wait for a second person of the reader's institution, the latest first."""
    if version is None or version.ended is not None:
        return []
    rows = ScanDeposit.objects.visible_to(by).filter(version=version).select_related("institution").defer("file")
    signed = Signature.objects.filter(version=version).values("institution")
    return [Pending(one, by) for one in rows.exclude(institution__in=signed).order_by("-at")]
