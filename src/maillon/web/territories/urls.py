"""Public addresses of the territories; the page of one territory is the register's."""

from django.urls import path, register_converter

from maillon.web.territories import views
from maillon.web.territories.converters import TerritoryReference

register_converter(TerritoryReference, "place")

urlpatterns = [
    path("territoires/", views.door, name="territories"),
    path("territoires/recherche.json", views.search, name="territories-search"),
    path("territoires/contours.geojson", views.contours, name="territories-geojson"),
    path("territoires/sources/", views.sources, name="territories-sources"),
    path("territoires/carte/<place:reference>/", views.explore, name="territories-explore"),
]
