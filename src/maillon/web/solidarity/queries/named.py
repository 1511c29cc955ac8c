"""Names and pages of what the journal's acts are about."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from maillon.web.common.actor import Actor
from maillon.web.solidarity.models import IndicatorVersion, SavedScenario, WeightingSession
from maillon.web.territories.queries import as_uuid


def sessions(identifiers: Iterable[str], by: Actor) -> dict[str, tuple[str, str]]:
    """Return name and address of weighting sessions, by their identifiers (one query)."""
    asked = [found for one in identifiers if (found := as_uuid(one)) is not None]
    rows = WeightingSession.objects.visible_to(by).filter(pk__in=asked).values_list("pk", "title")
    return {str(pk): (title, reverse("weighting", args=[pk])) for pk, title in rows}


def versions(identifiers: Iterable[str], by: Actor) -> dict[str, tuple[str, str]]:
    """Return name and address of published versions, by their identifiers (one query)."""
    asked = [found for one in identifiers if (found := as_uuid(one)) is not None]
    rows = IndicatorVersion.objects.visible_to(by).filter(pk__in=asked).values_list("pk", "number", "title")
    said = _("{title} (version {number})")
    return {
        str(pk): (said.format(title=title, number=number), reverse("solidarity-version", args=[number]))
        for pk, number, title in rows
    }


def scenarios(identifiers: Iterable[str], by: Actor) -> dict[str, tuple[str, str]]:
    """Return name and address of the saved simulations that one reads, by their identifiers (one query)."""
    asked = [found for one in identifiers if (found := as_uuid(one)) is not None]
    rows = SavedScenario.objects.visible_to(by).filter(pk__in=asked).values_list("pk", "title")
    return {str(pk): (title, reverse("scenario", args=[pk])) for pk, title in rows}
