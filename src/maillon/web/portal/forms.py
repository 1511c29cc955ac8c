"""The filters of the engagement diagram."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillon.analytics.territories import Territory, find, territory
from maillon.web.contracts.labels import FAMILIES

LIKELY = 80.0


class DiagramForm(forms.Form):
    """What a reader may restrict the diagram to."""

    type = forms.ChoiceField(label=_("Type de contrat"), required=False)
    territoire = forms.CharField(
        label=_("Territoire"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text=_("Nom, code Insee, SIREN ou département"),
    )
    famille = forms.ChoiceField(label=_("Famille"), required=False)

    def __init__(self, asked: "Asked", kinds: Iterable[tuple[str, str, int]]) -> None:
        initial = {"type": asked.type, "famille": asked.famille, "territoire": asked.shown}
        super().__init__(initial=initial)
        choices: Any = [("", _("Tous les types")), *((slug, f"{name} ({count})") for slug, name, count in kinds)]
        shown: Any = self.fields["type"]
        shown.choices = choices
        families: Any = self.fields["famille"]
        families.choices = [("", _("Toutes les familles")), *FAMILIES]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of an address, read; what makes no sense is left out.

    Attributes:
        type: slug of a kind of contract.
        famille: slug of a family.
        place: the territory named, when one answers.
        unknown: what was typed and names no territory.
    """

    type: str = ""
    famille: str = ""
    place: Territory | None = None
    unknown: str = ""

    @property
    def active(self) -> bool:
        """Tell whether something is filtered."""
        return bool(self.type or self.famille or self.place or self.unknown)

    @property
    def shown(self) -> str:
        """What the field of the territory shows."""
        return self.place.name if self.place else self.unknown


def read(given: dict[str, str], kinds: Iterable[tuple[str, str, int]]) -> Asked:
    """Read the filters of an address; a territory may be typed by name."""
    words = "".join(char for char in given.get("territoire", "")[:100] if char.isprintable()).strip()
    place = territory(words) if words else None
    if words and place is None:
        found = find(words, limit=1)
        place = found[0].territory if found and found[0].score >= LIKELY else None
    kind, family = given.get("type", ""), given.get("famille", "")
    return Asked(
        type=kind if kind in {slug for slug, _name, _count in kinds} else "",
        famille=family if family in dict(FAMILIES) else "",
        place=place,
        unknown=words if words and place is None else "",
    )
