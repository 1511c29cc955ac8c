"""What every page of the indicator shares."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillon.web.common.parts import Tab

SECTIONS = (
    ("solidarity", _("Indicateur")),
    ("solidarity-actors", _("Effort des acteurs")),
    ("simulator", _("Simulateur")),
    ("posts", _("Postes")),
    ("weightings", _("Séances de pondération")),
    ("solidarity-versions", _("Versions publiées")),
)


def frame(here: str) -> dict[str, object]:
    """Context of the tabs of the indicator."""
    return {"tabs": [Tab(title, reverse(name)) for name, title in SECTIONS], "here": reverse(here)}
