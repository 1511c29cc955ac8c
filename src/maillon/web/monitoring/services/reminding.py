"""Mail to each person what falls due, once when it comes near, once when it is close, once when it is late."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.web.accounts.mailing import deliver, queue
from maillon.web.accounts.models import Membership, User
from maillon.web.accounts.queries import actor_of
from maillon.web.common.templatetags.figures import day_words
from maillon.web.monitoring.models import ReminderSent
from maillon.web.monitoring.queries.reminders import Reminder, reminders


@dataclass(frozen=True, slots=True)
class Sent:
    """How many persons were written to, about how many due dates."""

    persons: int
    dues: int


def remind(*, on: dt.date) -> Sent:
    """Write to every person who sits at a table; what was told already, at the same urgency, is not told again.

    Raises:
        OSError, SMTPException: the post does not leave; what was to be told waits for the next time.
    """
    seated = Membership.objects.valid_on(on).filter(role__in=AT_THE_TABLE).values("user")
    persons = dues = 0
    with translation.override(settings.LANGUAGE_CODE):
        for pk in User.objects.filter(pk__in=seated, is_active=True).order_by("pk").values_list("pk", flat=True):
            told = _write_to(pk, on)
            persons, dues = persons + bool(told), dues + told
    deliver()
    return Sent(persons, dues)


@transaction.atomic
def _write_to(user_id: UUID, on: dt.date) -> int:
    """Write to one person; that it was told is noted in the transaction that puts the mail in the post."""
    user = User.objects.select_for_update().get(pk=user_id)
    marked = {_mark(one): one for one in reminders(actor_of(user_id, on))}
    known = set(ReminderSent.objects.filter(user=user, mark__in=marked).values_list("mark", flat=True))
    new = {mark: one for mark, one in marked.items() if mark not in known}
    if new:
        ReminderSent.objects.bulk_create(ReminderSent(user=user, mark=mark) for mark in new)
        subject = ngettext("Maillon : %(n)s échéance", "Maillon : %(n)s échéances", len(new)) % {"n": len(new)}
        queue([user.email], subject, _text(list(new.values())))
    return len(new)


def _mark(one: Reminder) -> str:
    said = "\n".join((one.href, one.what, one.urgency, one.on.isoformat() if one.on else ""))
    return hashlib.sha256(said.encode()).hexdigest()


def _text(new: list[Reminder]) -> str:
    lines = [_("Voici ce qui attend les institutions pour lesquelles vous siégez."), ""]
    for one in new:
        when = f"{one.urgency_name}, {day_words(one.on)}" if one.on else one.urgency_name
        lines += [f"- {one.what}", f"  {one.contract} ({when})", f"  {settings.URL}{one.href}", ""]
    return "\n".join([*lines, _("Toutes vos échéances : %s") % f"{settings.URL}/mon-espace/echeances/", ""])
