"""Forms of the saved simulations: keep one, share it, take one of its scenarios up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from maillon.web.accounts.models import Institution
from maillon.web.solidarity.models import SavedScenario

MOST_QUERY = 6000


class SaveForm(forms.Form):
    """What keeps a simulation."""

    title = forms.CharField(label=_("Intitulé"), max_length=200)
    query = forms.CharField(max_length=MOST_QUERY, widget=forms.HiddenInput)


class ShareForm(forms.Form):
    """Which parties read a simulation."""

    institutions = forms.ModelMultipleChoiceField(
        label=_("Parties qui la liront"),
        queryset=Institution.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Elles seules, et votre institution ; un partage ne se reprend pas."),
    )

    def __init__(self, *args: Any, saved: SavedScenario, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Institution.objects.none()
        if saved.contract is not None:
            parties = saved.contract.party_institutions.values("institution")
            readers = saved.shares.values("institution")
            rows = Institution.objects.filter(pk__in=parties).exclude(pk__in=readers).exclude(pk=saved.institution_id)
        cast("forms.ModelMultipleChoiceField[Institution]", self.fields["institutions"]).queryset = rows


class AdoptForm(forms.Form):
    """Which scenario becomes drafts of the contract."""

    letter = forms.ChoiceField(label=_("Scénario"))

    def __init__(self, *args: Any, saved: SavedScenario, said: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(one, f"{one} – {said[one]}" if one in said else one) for one in saved.letters]
        cast("forms.ChoiceField", self.fields["letter"]).choices = named
