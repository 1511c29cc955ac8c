"""The negotiation app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NegotiationConfig(AppConfig):
    """Names the app for Django."""

    name = "maillon.web.negotiation"
    label = "negotiation"
    verbose_name = _("Négociation")
