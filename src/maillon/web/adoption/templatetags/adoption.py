"""Filters that say what a signature is worth."""

from django import template

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
