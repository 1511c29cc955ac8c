"""The monitoring app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    """Names the app for Django."""

    name = "maillon.web.monitoring"
    label = "monitoring"
    verbose_name = _("Suivi")
