"""Mail, in one place: an act queues what it has to say in its own transaction, and the post leaves once it is done.

Nothing is sent under a lock, and nothing is lost when the server that sends does not answer: what could not leave
waits for the next delivery. Once sent, a mail is forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Mail, Membership

AGAIN = timedelta(minutes=15)
"""After which a mail that somebody began to send, and that is still there, is sent by another."""


def queue(to: Iterable[str], subject: str, text: str) -> int:
    """Put a mail in the post for each address; call inside the transaction of the act that it tells.

    Returns:
        How many mails.

    Raises:
        TransactionManagementError: called outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a mail is queued in the transaction of its act")
    rows = [Mail(to=address, subject=subject, text=text) for address in sorted(set(to))]
    return len(Mail.objects.bulk_create(rows))


def deliver_afterwards() -> None:
    """Have the post leave when the act in progress is written; a server that does not answer spoils nothing."""
    transaction.on_commit(deliver, robust=True)


def deliver() -> int:
    """Send what waits, each mail by one sender; return how many left.

    Raises:
        OSError, SMTPException: the server does not answer or refuses; what is left waits for the next time.
    """
    sent = 0
    for pk in Mail.objects.order_by("queued_at", "pk").values_list("pk", flat=True):
        sent += _send(pk)
    return sent


def _send(pk: UUID) -> bool:
    now = timezone.now()
    free = Q(taken_at=None) | Q(taken_at__lt=now - AGAIN)
    if not Mail.objects.filter(free, pk=pk).update(taken_at=now):
        return False
    one = Mail.objects.get(pk=pk)
    try:
        send_mail(one.subject, one.text, None, [one.to])
    except BaseException:
        Mail.objects.filter(pk=pk).update(taken_at=None)
        raise
    one.delete()
    return True


def secretariats(institutions: Collection[UUID], on: date) -> dict[UUID, set[str]]:
    """Return the addresses to which an institution is written: its secretariat's, else those who sit for it.

    Args:
        institutions: identifiers of the institutions.
        on: the day on which the roles hold.

    Returns:
        Addresses by institution; none for one that nobody represents on this site.
    """
    rows = Membership.objects.valid_on(on).filter(
        institution__in=institutions, role__in=AT_THE_TABLE, user__is_active=True
    )
    told: dict[UUID, dict[str, set[str]]] = {pk: {} for pk in institutions}
    for pk, role, address in rows.values_list("institution_id", "role", "user__email"):
        told[pk].setdefault(role, set()).add(address)
    return {pk: roles.get(Role.SECRETARIAT) or set().union(*roles.values()) for pk, roles in told.items()}
