"""Have the post leave from a command: what the mail server answers becomes one sentence."""

from smtplib import SMTPException

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _


def posted() -> int:
    """Send the mails that wait; return how many left.

    Raises:
        InputError: the server does not answer or refuses; what is left waits for the next time.
    """
    from maillon.web.accounts.mailing import deliver

    try:
        return deliver()
    except (OSError, SMTPException) as error:
        raise not_sent(error) from error


def not_sent(error: Exception) -> InputError:
    """Say that the mails do not leave, and what to do."""
    what = _("les courriels ne partent pas : {error}").format(error=error)
    remedy = _("Vérifier MAILLON_SMTP_URL, puis relancer")
    return InputError(Problem(what=what, where="MAILLON_SMTP_URL", remedy=remedy))
