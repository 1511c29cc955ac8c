"""Addresses of the solidarity indicator."""

from django.urls import path

from maillon.web.solidarity.views import (
    actors,
    indicator,
    place,
    posts,
    simulator,
    simulator_saved,
    versions,
    weightings,
)

HERE = "observatoire/solidarite/"

urlpatterns = [
    path(HERE, indicator.indicator, name="solidarity"),
    path(f"{HERE}carte.svg", indicator.chart, name="solidarity-map"),
    path(f"{HERE}ici/", indicator.pointed_at, name="solidarity-pointed"),
    path(f"{HERE}communes.png", indicator.picture_of_communes, name="solidarity-communes"),
    path(f"{HERE}indicateur.<str:form>", indicator.export, name="solidarity-export"),
    path(f"{HERE}territoires/<place:reference>/", place.sheet, name="solidarity-place"),
    path(f"{HERE}territoires/<place:reference>/note.pdf", place.brief, name="solidarity-brief"),
    path(f"{HERE}simulateur/", simulator.simulator, name="simulator"),
    path(f"{HERE}simulateur/scenarios.xlsx", simulator.export, name="simulator-export"),
    path(f"{HERE}simulateur/note.pdf", simulator.brief, name="simulator-brief"),
    path(f"{HERE}simulateur/gardees/", simulator_saved.saved, name="scenarios"),
    path(f"{HERE}simulateur/gardees/<uuid:pk>/", simulator_saved.scenario, name="scenario"),
    path(f"{HERE}postes/", posts.posts, name="posts"),
    path(f"{HERE}acteurs/", actors.actors, name="solidarity-actors"),
    path(f"{HERE}seances/", weightings.sessions, name="weightings"),
    path(f"{HERE}seances/ouvrir/", weightings.create, name="weighting-open"),
    path(f"{HERE}seances/<uuid:pk>/", weightings.session, name="weighting"),
    path(f"{HERE}seances/<uuid:pk>/poids.<str:form>", weightings.export, name="weighting-export"),
    path(f"{HERE}versions/", versions.versions, name="solidarity-versions"),
    path(f"{HERE}versions/publier/", versions.publish, name="solidarity-publish"),
    path(f"{HERE}versions/<int:number>/", versions.version, name="solidarity-version"),
    path(f"{HERE}versions/<int:number>/resultat.<str:form>", versions.file, name="solidarity-version-file"),
]
