"""The solidarity app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SolidarityConfig(AppConfig):
    """Names the app for Django."""

    name = "maillon.web.solidarity"
    label = "solidarity"
    verbose_name = _("Solidarité territoriale")
