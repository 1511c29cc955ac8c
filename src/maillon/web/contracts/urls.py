"""Public addresses of the register."""

from django.urls import path, register_converter

from maillon.web.contracts.converters import Reference
from maillon.web.contracts.views import (
    action,
    actors,
    attach,
    bodies,
    clauses,
    contract,
    downloads,
    goals,
    imports,
    listing,
    parts,
    territory,
)
from maillon.web.territories.converters import TerritoryReference

register_converter(Reference, "ref")
register_converter(TerritoryReference, "territory")

urlpatterns = [
    path("contrats/", listing.contracts, name="contracts"),
    path("contrats.<str:form>", listing.export, name="contracts-export"),
    path("contrats/<ref:slug>/", contract.overview, name="contract"),
    path("contrats/<ref:slug>/parties/", parts.parties, name="contract-parties"),
    path("contrats/<ref:slug>/actions/", contract.actions, name="contract-actions"),
    path("contrats/<ref:slug>/actions/<ref:ref>/", action.action, name="action"),
    path("contrats/<ref:slug>/engagements/", parts.commitments, name="contract-commitments"),
    path("contrats/<ref:slug>/clauses/", clauses.clauses, name="contract-clauses"),
    path("contrats/<ref:slug>/propositions/", parts.checks, name="contract-checks"),
    path("contrats/<ref:slug>/documents/", parts.documents, name="contract-documents"),
    path("contrats/<ref:slug>/rattacher/", attach.attach, name="attach"),
    path("rattachements/<uuid:pk>/detacher/", attach.detach, name="detach"),
    path("contrats/<ref:slug>/document.<str:form>", downloads.download, name="contract-download"),
    path("finalites/", goals.goals, name="goals"),
    path("finalites/<ref:slug>/<ref:ref>/", goals.goal, name="goal"),
    path("acteurs/", actors.institutions, name="institutions"),
    path("acteurs/<uuid:pk>/", actors.institution, name="institution"),
    path("territoires/<territory:reference>/", territory.territory_page, name="territory"),
    path("instances/", bodies.bodies, name="bodies"),
    path("importer/", imports.upload, name="import"),
    path("importer/<uuid:pk>/", imports.preview, name="import-preview"),
    path("importer/<uuid:pk>/suivi/", imports.progress, name="import-progress"),
]
