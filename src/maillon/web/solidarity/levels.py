"""Scales at which the indicator is computed."""

from django.utils.translation import gettext_lazy as _

EPCI, COMMUNE = "epci", "commune"
LEVELS = ((EPCI, _("Intercommunalités")), (COMMUNE, _("Communes")))
