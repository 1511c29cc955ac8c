"""Send the reminders of due dates, from the command line: `maillon site remind`, once a day."""

import os

from maillon.web.site.posting import not_sent


def reminded() -> tuple[int, int]:
    """Write to whoever has something new to be told; return how many persons, about how many due dates.

    Raises:
        InputError: the mails cannot be sent; what could not be sent will be tried again next time.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")
    from smtplib import SMTPException

    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from django.utils import timezone

    from maillon.web.adoption.services.effects import come_into_force
    from maillon.web.monitoring.services.reminding import remind

    come_into_force(timezone.localdate())
    try:
        sent = remind(on=timezone.localdate())
    except (OSError, SMTPException) as error:
        raise not_sent(error) from error
    return sent.persons, sent.dues
