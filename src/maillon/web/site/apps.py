"""The site app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """Names the app for Django."""

    name = "maillon.web.site"
    label = "site"
    verbose_name = _("Site")
