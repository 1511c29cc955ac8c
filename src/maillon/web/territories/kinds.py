"""Words of the territories: levels and kinds of perimeters, a slug in the database and a French label on screen."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Levels of the reference data."""

    COMMUNE = "commune", _("commune")
    EPCI = "epci", _("intercommunalité")
    EPT = "ept", _("établissement public territorial")
    DEPARTEMENT = "departement", _("département")
    REGION = "region", _("région")
    ARRONDISSEMENT_MUNICIPAL = "arrondissement_municipal", _("arrondissement municipal")
    COMMUNE_DELEGUEE = "commune_deleguee", _("commune déléguée")
    COMMUNE_ASSOCIEE = "commune_associee", _("commune associée")


class PerimeterKind(models.TextChoices):
    """What a perimeter is drawn for."""

    PETR = "petr", _("pôle d’équilibre territorial et rural")
    PAYS = "pays", _("Pays")
    SCOT = "scot", _("schéma de cohérence territoriale")
    BASSIN_DE_VIE = "bassin_de_vie", _("bassin de vie")
    CONTRAT = "contrat", _("périmètre d’un contrat")
    AUTRE = "autre", _("autre périmètre")
