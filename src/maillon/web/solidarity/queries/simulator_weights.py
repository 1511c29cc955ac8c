"""Weights behind the needs of a simulation: proposed ones, those of a published version, those of an ended session."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.web.common.actor import Actor
from maillon.web.common.templatetags.figures import day
from maillon.web.solidarity.models import IndicatorVersion, WeightingSession
from maillon.web.solidarity.queries.choice import usual_weights, with_weights
from maillon.web.solidarity.queries.weightings import agreed_points, closing_of, recorded

MOST = 40
_TOKEN = re.compile(r"version-(?P<number>[0-9]{1,6})|seance-(?P<session>[0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class Weighed:
    """Weights that a simulation may read needs with.

    Attributes:
        token: how an address says them; empty for the proposed ones.
        points: (dimension, points), in the order of the indicator.
        name: what people call them.
        source: where they come from, with their day.
    """

    token: str
    points: tuple[tuple[str, int], ...]
    name: str
    source: str

    @property
    def proposed(self) -> bool:
        """Whether they are those of the indicator as it ships."""
        return not self.token


def proposed() -> Weighed:
    """Return the weights of the indicator as it ships."""
    return Weighed("", usual_weights(), _("poids proposés"), _("poids proposés avec l’indicateur (modèle)"))


def offered(by: Actor) -> list[tuple[str, str]]:
    """Return what an actor may choose: (token, name), the newest first (two queries)."""
    versions = IndicatorVersion.objects.visible_to(by).only("number", "title")[:MOST]
    sessions = _ended(by).filter(weightings__isnull=False).distinct()[:MOST]
    found = [(f"version-{one.number}", _version_name(one)) for one in versions]
    return [*found, *((f"seance-{one.pk}", _session_name(one)) for one in sessions)]


def weights_of(token: str, by: Actor) -> Weighed | None:
    """Return the weights of a token; None when it names none that the actor may see."""
    if not token:
        return proposed()
    asked = _TOKEN.fullmatch(token)
    if asked is None:
        return None
    if asked["number"]:
        rows = IndicatorVersion.objects.visible_to(by).select_related("institution").defer("table")
        version = rows.filter(number=int(asked["number"])).first()
        return _of_version(version) if version else None
    try:
        wanted = UUID(asked["session"])
    except ValueError:
        return None
    session = _ended(by).filter(pk=wanted).select_related("closing").first()
    return _of_session(session, by) if session else None


def _ended(by: Actor) -> QuerySet[WeightingSession]:
    return WeightingSession.objects.visible_to(by).filter(Q(closing__isnull=False) | Q(closes_on__lt=by.on))


def _version_name(version: IndicatorVersion) -> str:
    return _("version {number}, « {title} »").format(number=version.number, title=version.title)


def _session_name(session: WeightingSession) -> str:
    return _("séance « {title} »").format(title=session.title)


def _of_version(version: IndicatorVersion) -> Weighed:
    said = _("{name} de l’indicateur, publiée par {institution} le {on}").format(
        name=_version_name(version), institution=version.institution.name, on=strip_tags(day(version.on))
    )
    points = with_weights("epci", version.manifest["weights"]).weights
    return Weighed(f"version-{version.number}", points, _version_name(version), said)


def _of_session(session: WeightingSession, by: Actor) -> Weighed | None:
    agreed = agreed_points(session, by)
    if not agreed:
        return None
    closing = closing_of(session)
    count = len(recorded(session, by))
    parties = ngettext("poids d’une partie", "moyenne des poids de %(n)s parties", count) % {"n": count}
    said = _("{name} close le {on}, {parties}").format(
        name=_session_name(session), on=strip_tags(day(closing.on if closing else session.closes_on)), parties=parties
    )
    return Weighed(f"seance-{session.pk}", with_weights("epci", agreed).weights, _session_name(session), said)
