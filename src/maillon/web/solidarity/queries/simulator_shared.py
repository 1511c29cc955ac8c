"""Simulations that others shared with one's institutions, and that one has not put aside."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.web.common.actor import Actor
from maillon.web.solidarity.models import ScenarioAside, ScenarioShare


def to_read(by: Actor) -> QuerySet[ScenarioShare]:
    """Return the shares that await a person."""
    aside = ScenarioAside.objects.visible_to(by).filter(share=OuterRef("pk"))
    mine = by.institutions_as(*AT_THE_TABLE)
    return ScenarioShare.objects.filter(institution__in=mine).exclude(Exists(aside))
