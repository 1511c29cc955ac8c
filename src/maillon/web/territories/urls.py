"""Public addresses of the territories; the page of one territory is the register's."""

from django.urls import path, register_converter

from maillon.web.territories.converters import TerritoryReference
from maillon.web.territories.views import compare, door, perimeters, writing

register_converter(TerritoryReference, "place")

urlpatterns = [
    path("territoires/", door.door, name="territories"),
    path("territoires/recherche.json", door.search, name="territories-search"),
    path("territoires/contours.geojson", door.contours, name="territories-geojson"),
    path("territoires/sources/", door.sources, name="territories-sources"),
    path("territoires/carte/<place:reference>/", door.explore, name="territories-explore"),
    path("territoires/comparer/", compare.compare, name="territories-compare"),
    path("territoires/comparer.<str:form>", compare.export, name="territories-compare-export"),
    path("territoires/perimetres/", perimeters.perimeters, name="perimeters"),
    path("territoires/perimetres.<str:form>", perimeters.export, name="perimeters-export"),
    path("territoires/perimetres/nouveau/", writing.create, name="perimeter-create"),
    path("territoires/perimetres/<uuid:pk>/", perimeters.perimeter, name="perimeter"),
    path("territoires/perimetres/<uuid:pk>/membres/", writing.follow, name="perimeter-follow"),
    path("territoires/perimetres/<uuid:pk>/communes.<str:form>", perimeters.communes, name="perimeter-communes"),
    path("territoires/perimetres/<uuid:pk>/contour.geojson", perimeters.outline, name="perimeter-geojson"),
]
