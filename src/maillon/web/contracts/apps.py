"""The contracts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    """Names the app for Django."""

    name = "maillon.web.contracts"
    label = "contracts"
    verbose_name = _("Contrats")
