"""The common app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    """Names the app for Django."""

    name = "maillon.web.common"
    label = "common"
    verbose_name = _("Commun")
