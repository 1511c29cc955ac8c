"""Public addresses. Each room writes its own in full (« territoires/… ») and is mounted at the root."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from maillon.web.site import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("maillon.web.portal.urls")),
    path("", include("maillon.web.contracts.urls")),
    path("", include("maillon.web.adoption.urls")),
    path("", include("maillon.web.negotiation.urls")),
    path("", include("maillon.web.monitoring.urls")),
    path("", include("maillon.web.territories.urls")),
    path("", include("maillon.web.solidarity.urls")),
    path("", include("maillon.web.journal.urls")),
    path("compte/", include("allauth.urls")),
    path("administration/", admin.site.urls),
    path("langue/", views.choose_language, name="language"),
    path("style/", views.style, name="style"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("sources/", views.sources, name="sources"),
    path("observatoire/", views.observatory, name="observatory"),
]

handler400 = "maillon.web.site.views.bad_request"
handler403 = "maillon.web.site.views.forbidden"
handler404 = "maillon.web.site.views.not_found"
handler429 = "maillon.web.site.views.too_many"  # asked for by allauth
handler500 = "maillon.web.site.views.server_error"
