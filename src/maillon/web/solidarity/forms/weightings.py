"""Forms of the weighting sessions and of the published versions."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from maillon.analytics.solidarity import default_index
from maillon.rules.wording import _ as worded
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.solidarity.forms.choice import PREFIX, weight_field
from maillon.web.solidarity.levels import LEVELS
from maillon.web.solidarity.models import WeightingSession


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class SessionForm(forms.Form):
    """What opens a session."""

    title = forms.CharField(label=_("Intitulé"), max_length=200)
    purpose = forms.CharField(
        label=_("À quoi serviront ces poids"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Les parties lisent cette phrase avant de peser."),
    )
    level = forms.ChoiceField(label=_("Échelle"), choices=LEVELS)
    opens_on = _day(_("Premier jour"))
    closes_on = _day(_("Dernier jour"))
    institutions = forms.ModelMultipleChoiceField(
        label=_("Institutions invitées"),
        queryset=Institution.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Collectivités, État, et autres acteurs locaux : deux au moins, rurales et urbaines ensemble."),
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast("forms.ModelMultipleChoiceField[Institution]", self.fields["institutions"])
        field.queryset = Institution.objects.visible_to(by).order_by("name")


class WeightsForm(forms.Form):
    """The weights of a party, and why."""

    def __init__(self, *args: Any, weights: dict[str, int], **options: Any) -> None:
        super().__init__(*args, **options)
        for one in default_index().dimensions:
            field = weight_field(worded(one.name), initial=weights.get(one.code), required=True)
            field.help_text = worded(one.reason)
            self.fields[f"{PREFIX}{one.code}"] = field
        self.fields["reason"] = forms.CharField(
            label=_("Pourquoi ces poids"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )

    def weights(self) -> dict[str, int]:
        """Return the weights that were typed."""
        return {one.code: self.cleaned_data[f"{PREFIX}{one.code}"] for one in default_index().dimensions}


class PublishForm(forms.Form):
    """What a published version says of itself."""

    title = forms.CharField(label=_("Intitulé de la version"), max_length=200)
    statement = forms.CharField(
        label=_("Ce qui justifie ces poids"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Qui les a choisis, comment, et pour quel usage."),
    )
    session = forms.ModelChoiceField(
        label=_("Séance de pondération d’où ils viennent"),
        queryset=WeightingSession.objects.none(),
        required=False,
        empty_label=_("Aucune"),
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast("forms.ModelChoiceField[WeightingSession]", self.fields["session"])
        field.queryset = WeightingSession.objects.visible_to(by)
