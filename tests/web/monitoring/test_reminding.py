"""Reminders by mail: each thing once at each urgency, to those who sit and to nobody else."""

from datetime import date

import pytest
from django.core import mail

from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Mail
from maillon.web.monitoring.models import ReminderSent
from maillon.web.monitoring.services.reminding import Sent, remind

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture
def people(contract, seats, user_for):
    user_for(Role.CITIZEN, seats["metropole"])
    user_for(Role.TECHNICAL_ADMIN)
    user_for(Role.AGENT)
    left = user_for(Role.AGENT, seats["metropole"])
    left.is_active = False
    left.save()
    return {key: user_for(Role.AGENT, seats[key]) for key in ("metropole", "communaute")}


def test_each_is_told_once_of_what_its_institution_must_do(people) -> None:
    assert remind(on=DAY) == Sent(2, 5)
    assert {message.to[0] for message in mail.outbox} == {user.email for user in people.values()}
    text = next(one.body for one in mail.outbox if one.to == [people["metropole"].email])
    assert "Payer les navettes" in text
    assert "/contrats/essai-suivi/suivi/revoyures/" in text
    assert "30\u00a0juin 2025" in text
    for _again in range(3):
        assert remind(on=DAY) == Sent(0, 0)
    assert len(mail.outbox) == 2


def test_what_comes_nearer_is_told_again(people) -> None:
    remind(on=DAY)
    assert remind(on=date(2026, 10, 10)) == Sent(2, 2)  # the mid-term of 1 January 2027 is less than ninety days ahead
    assert remind(on=date(2026, 11, 10)) == Sent(0, 0)
    assert remind(on=date(2026, 12, 10)) == Sent(2, 2)
    assert remind(on=date(2027, 1, 2)) == Sent(2, 2)


def test_a_mail_that_fails_waits_and_leaves_once(people, settings) -> None:
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _again in range(2):
        with pytest.raises(ConnectionRefusedError):
            remind(on=DAY)
    assert (mail.outbox, Mail.objects.count(), ReminderSent.objects.count()) == ([], 2, 5)
    settings.EMAIL_BACKEND = works
    assert remind(on=DAY) == Sent(0, 0)
    assert (len(mail.outbox), Mail.objects.count()) == (2, 0)
