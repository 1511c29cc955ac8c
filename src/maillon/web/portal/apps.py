"""The portal app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Names the app for Django."""

    name = "maillon.web.portal"
    label = "portal"
    verbose_name = _("Accueil et recherche")
