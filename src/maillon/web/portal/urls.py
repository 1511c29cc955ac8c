"""Public addresses of the portal."""

from django.urls import path

from maillon.web.portal.views import engagement, home, mine, search

urlpatterns = [
    path("", home.home, name="home"),
    path("recherche/", search.everything, name="search"),
    path("mon-espace/", mine.mine, name="mine"),
    path("engagement/", engagement.engagement, name="engagement"),
]
