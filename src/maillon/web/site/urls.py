"""Public addresses. Each room writes its own in full (« territoires/… ») and is mounted at the root.

The pages of the site come last, so that a room can take over an address that the shell kept for it.
"""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from maillon.web.site import views
from maillon.web.site.settings import INSTALLED_ROOMS

_ROOMS = [room for room in INSTALLED_ROOMS if room != "site" and find_spec(f"maillon.web.{room}.urls")]

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"maillon.web.{room}.urls")) for room in _ROOMS),
    path("compte/", include("allauth.urls")),
    path("administration/", admin.site.urls),
    path("langue/", views.choose_language, name="language"),
    path("style/", views.style, name="style"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("sources/", views.sources, name="sources"),
    path("instances/", views.bodies, name="bodies"),
    path("observatoire/", views.observatory, name="observatory"),
    path("", views.home, name="home"),
]

handler400 = "maillon.web.site.views.bad_request"
handler403 = "maillon.web.site.views.forbidden"
handler404 = "maillon.web.site.views.not_found"
handler500 = "maillon.web.site.views.server_error"
