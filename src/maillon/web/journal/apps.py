"""The journal app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """Names the app for Django."""

    name = "maillon.web.journal"
    label = "journal"
    verbose_name = _("Journal")
