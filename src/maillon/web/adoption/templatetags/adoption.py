"""Filters that say what a signature is worth."""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime

from maillon.documents.signature.verifying import LABELS, SignatureStatus
from maillon.rules.wording import _

register = template.Library()
TONES = {SignatureStatus.VALID: "good", SignatureStatus.ALTERED: "bad"}


@register.filter
def signature_status(status: str) -> str:
    """Return what people read for what is known of a signature."""
    return _(LABELS[SignatureStatus(status)])


@register.filter
def signature_tone(status: str) -> str:
    """Return the colour that goes with it."""
    return TONES.get(SignatureStatus(status), "warning")


@register.filter
def moment(written: str) -> str:
    """Return a time of a report, ISO 8601, as people read it here."""
    return date_format(localtime(datetime.fromisoformat(written)), "j F Y, H:i")
