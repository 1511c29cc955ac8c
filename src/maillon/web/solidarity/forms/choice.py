"""The form of the indicator: a field per dimension, the scale, the extent, the bounds of the classes."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.analytics.solidarity import Level, default_index
from maillon.analytics.territories import territory, within
from maillon.rules.wording import _ as worded
from maillon.web.solidarity.levels import EPCI, LEVELS
from maillon.web.solidarity.queries.choice import BOUNDS, Choice, usual_weights

MOST = 100
PREFIX = "p-"


def weight_field(label: str, *, initial: int | None = None, required: bool = False) -> forms.IntegerField:
    """Return the field of a weight, in whole points."""
    widget = forms.NumberInput(attrs={"min": 0, "max": MOST, "step": 1, "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST, initial=initial, required=required, widget=widget
    )


class ChoiceForm(forms.Form):
    """Reads a choice from the address; what is absent is as the indicator ships."""

    niveau = forms.ChoiceField(label=gettext_lazy("Échelle"), choices=LEVELS, required=False)
    departement = forms.ChoiceField(label=gettext_lazy("Département"), required=False)
    bornes = forms.CharField(
        label=gettext_lazy("Bornes des classes"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Part cumulée des territoires, en %, de A à D. « 20 40 60 80 » : cinq classes égales."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = (territory(code, "departement") for code in within("", "departement"))
        named = [(one.code, f"{one.code} – {one.name}") for one in found if one]
        field = cast("forms.ChoiceField", self.fields["departement"])
        field.choices = [("", _("Toute la France")), *named]
        for one in default_index().dimensions:
            self.fields[f"{PREFIX}{one.code}"] = weight_field(worded(one.name))
        self.usual = usual_weights()

    def clean_bornes(self) -> tuple[int, ...]:
        """Read four rising percentages.

        Raises:
            ValidationError: something else.
        """
        words = self.cleaned_data["bornes"].replace(",", " ").replace(";", " ").replace("%", " ").split()
        if not words:
            return BOUNDS
        if len(words) != len(BOUNDS) or not all(word.isdecimal() and len(word) < 3 for word in words):
            raise ValidationError(_("Quatre nombres entiers entre 1 et 99, par exemple 20 40 60 80."))
        bounds = tuple(map(int, words))
        if not all(low < high for low, high in zip((0, *bounds), bounds, strict=False)):
            raise ValidationError(_("Ces bornes doivent croître : 10 30 70 90, par exemple."))
        return bounds

    def clean(self) -> dict[str, Any]:
        """Refuse weights that are all zero."""
        given = super().clean() or {}
        points = [given.get(f"{PREFIX}{code}") for code, _usual in self.usual]
        if all(value == 0 for value in points):
            raise ValidationError(_("L’un des poids au moins doit dépasser zéro."))
        return given

    def choice(self) -> Choice:
        """Return what was chosen; where a value makes no sense, what the indicator ships with."""
        given = self.cleaned_data if self.is_bound else {}
        points = [(code, given.get(f"{PREFIX}{code}")) for code, _usual in self.usual]
        asked = [
            (code, own if own is not None else usual)
            for (code, own), (_c, usual) in zip(points, self.usual, strict=True)
        ]
        weights = tuple(asked) if any(value for _code, value in asked) else self.usual
        level = cast("Level", given.get("niveau") or EPCI)
        return Choice(level, weights, given.get("bornes") or BOUNDS, given.get("departement") or "")


def choice_form(data: Any) -> tuple[ChoiceForm, Choice]:
    """Return the form that shows what was chosen, and the choice."""
    bound = ChoiceForm(data)
    bound.is_valid()
    chosen = bound.choice()
    shown = {
        "niveau": chosen.level,
        "departement": chosen.department,
        "bornes": " ".join(map(str, chosen.bounds)),
        **{f"{PREFIX}{code}": points for code, points in chosen.weights},
    }
    if bound.errors:
        return bound, chosen
    return ChoiceForm(initial=shown), chosen
