"""Kinds and levels of institutions, and the French names of the roles."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon.rules.governance.roles import Role


class InstitutionKind(models.TextChoices):
    """Legal nature of an institution; the same slugs as in the contract document."""

    COMMUNE = "commune", _("commune")
    EPCI = "epci", _("intercommunalité à fiscalité propre")
    PETR = "petr", _("pôle d’équilibre territorial et rural ou pays")
    SYNDICAT = "syndicat", _("syndicat")
    DEPARTEMENT = "departement", _("département")
    REGION = "region", _("région")
    ETAT = "etat", _("État")
    OPERATEUR = "operateur", _("opérateur public")
    CHAMBRE = "chambre", _("chambre consulaire")
    AGENCE_URBANISME = "agence_urbanisme", _("agence d’urbanisme")
    CONSEIL_DEVELOPPEMENT = "conseil_developpement", _("conseil de développement")
    CESER = "ceser", _("conseil économique, social et environnemental régional")
    ASSOCIATION = "association", _("association")
    ENTREPRISE = "entreprise", _("entreprise")
    UNION_EUROPEENNE = "union_europeenne", _("Union européenne")
    AUTRE = "autre", _("autre")


class Level(models.TextChoices):
    """Scale at which an institution acts."""

    COMMUNAL = "communal", _("communal")
    INTERCOMMUNAL = "intercommunal", _("intercommunal")
    DEPARTEMENTAL = "departemental", _("départemental")
    REGIONAL = "regional", _("régional")
    NATIONAL = "national", _("national")
    EUROPEAN = "european", _("européen")


class RoleName(models.TextChoices):
    """Roles that a membership can give; everyone is a visitor without one."""

    SECRETARIAT = Role.SECRETARIAT.value, _("secrétariat du contrat")
    AGENT = Role.AGENT.value, _("agent")
    ELECTED = Role.ELECTED.value, _("élu")
    PREFECT_SERVICES = Role.PREFECT_SERVICES.value, _("services du préfet")
    COUNCIL_MEMBER = Role.COUNCIL_MEMBER.value, _("membre du conseil de développement")
    CITIZEN = Role.CITIZEN.value, _("citoyen")
    TECHNICAL_ADMIN = Role.TECHNICAL_ADMIN.value, _("administrateur technique")


LEVEL_OF_KIND = {
    InstitutionKind.COMMUNE: Level.COMMUNAL,
    InstitutionKind.EPCI: Level.INTERCOMMUNAL,
    InstitutionKind.PETR: Level.INTERCOMMUNAL,
    InstitutionKind.SYNDICAT: Level.INTERCOMMUNAL,
    InstitutionKind.CONSEIL_DEVELOPPEMENT: Level.INTERCOMMUNAL,
    InstitutionKind.DEPARTEMENT: Level.DEPARTEMENTAL,
    InstitutionKind.REGION: Level.REGIONAL,
    InstitutionKind.CESER: Level.REGIONAL,
    InstitutionKind.UNION_EUROPEENNE: Level.EUROPEAN,
}
