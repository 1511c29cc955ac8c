"""Field validators of the institutions' numbers."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from maillon.rules.identifiers import valid_siren, valid_siret


def validate_siren(value: str) -> None:
    """Refuse what is not a SIREN: nine digits whose key is right."""
    if not valid_siren(value):
        raise ValidationError(_("Un SIREN a neuf chiffres, et leur clé doit être juste."), code="siren")


def validate_siret(value: str) -> None:
    """Refuse what is not a SIRET: fourteen digits whose key is right."""
    if not valid_siret(value):
        raise ValidationError(_("Un SIRET a quatorze chiffres, et leur clé doit être juste."), code="siret")
