"""Public addresses of the portal."""

from django.urls import path

from maillon.web.portal.views import engagement, home, search

urlpatterns = [
    path("", home.home, name="home"),
    path("recherche/", search.everything, name="search"),
    path("engagement/", engagement.engagement, name="engagement"),
]
