"""The territories app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    """Names the app for Django."""

    name = "maillon.web.territories"
    label = "territories"
    verbose_name = _("Territoires")
