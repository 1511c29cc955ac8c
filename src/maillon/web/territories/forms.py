"""A form field in which people name a territory as they like."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from maillon.analytics.territories import Level, Match, Territory, find, level_label, resolve, territory

_CODE_AT_END = re.compile(r"\(([A-Z]*-?[0-9A-Z]{2,9})\)\s*$")
_SURE, _AHEAD = 90.0, 4.0


def shown(place: Territory) -> str:
    """Write a territory as the field shows it and reads it back: "Tours (37261)"."""
    return f"{place.name} ({place.ref})"


class TerritoryField(forms.CharField):
    """Reads a name, even misspelt, a code, or "Tours (37261)"; gives a `Territory`.

    A name that several territories share, or that none has, is refused with suggestions.
    """

    def __init__(self, *, level: Level | None = None, **options: Any) -> None:
        super().__init__(max_length=150, **options)
        self.level = level
        self.widget.attrs |= {
            "autocomplete": "off",
            "data-territories": reverse_lazy("territories-search"),
            "data-level": level or "",
        }

    def clean(self, value: Any) -> Territory | None:
        """Return the territory that was named; None when the field is empty and may be.

        Raises:
            ValidationError: nothing like it, or several.
        """
        written = super().clean(value)
        if not written:
            return None
        coded = _CODE_AT_END.search(written)
        place = self._coded(coded.group(1) if coded else written)
        if place is not None:
            return place
        return self._named(find(written, level=self.level, limit=4), written)

    def _coded(self, code: str) -> Territory | None:
        current = resolve(code).current
        return territory(current[0], self.level) if len(current) == 1 else None

    def _named(self, found: list[Match], written: str) -> Territory:
        if not found:
            raise ValidationError(_("Aucun territoire ne ressemble à « {text} ».").format(text=written[:80]))
        first = found[0]
        alone = len(found) == 1 or first.score - found[1].score >= _AHEAD
        if first.score >= _SURE and alone:
            return first.territory
        near = " ; ".join(f"{shown(match.territory)}, {level_label(match.territory.level)}" for match in found)
        raise ValidationError(_("Précisez le territoire. Les plus proches : {near}.").format(near=near))
