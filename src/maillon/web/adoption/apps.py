"""The adoption app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdoptionConfig(AppConfig):
    """Names the app for Django."""

    name = "maillon.web.adoption"
    label = "adoption"
    verbose_name = _("Adoption et signature")
