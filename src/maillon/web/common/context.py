"""What every page receives: the five doors, the version, the tools of the header."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon import __version__


@dataclass(frozen=True, slots=True)
class Door:
    """One of the five entries of the header.

    Attributes:
        path: public path, also the prefix of every page behind the door.
        name: its name.
        says: what is behind it, a few words.
    """

    path: str
    name: Promise
    says: Promise


DOORS = (
    Door("/territoires/", _("Territoires"), _("Où : communes, intercommunalités, périmètres")),
    Door("/contrats/", _("Contrats"), _("Ce qui a été promis, et ce qu’il en est")),
    Door("/instances/", _("Instances"), _("Qui décide, et quand")),
    Door("/observatoire/", _("Observatoire"), _("Ce qui se mesure")),
    Door("/mon-espace/", _("Mon espace"), _("Ce qui vous attend")),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the shell: `doors`, the `door` where the page is, `version`, `search_text`, `sends_mail`."""
    here = next((door.path for door in DOORS if request.path.startswith(door.path)), "")
    return {
        "doors": DOORS,
        "door": here,
        "version": __version__,
        "search_text": "",
        "sends_mail": settings.SENDS_MAIL,
    }
