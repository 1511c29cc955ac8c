"""Forms of the register: filters, upload, attachment."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.urls import reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from maillon.web.contracts.queries.listing import SORTS, Choice, Facets, Filters, label_of

SORT_NAMES = {
    "titre": _("titre"),
    "pertinence": _("pertinence"),
    "population": _("population"),
    "montant": _("montant connu"),
    "signature": _("date de signature"),
}


class PlainSelect(forms.Select):
    """A list written at once: a template for each of a hundred options takes a third of the page's time."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """Return the list, the option of `value` selected."""
        del renderer
        chosen = "" if value is None else str(value)
        mark = mark_safe(" selected")
        rows = ((key, mark if str(key) == chosen else "", text) for key, text in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html(
            "<select{}>{}</select>", flatatt({"name": name, **self.build_attrs(self.attrs, attrs)}), options
        )


class FilterForm(forms.Form):
    """The filters of the list; only shows what `Filters` has read, which never fails."""

    q = forms.CharField(
        label=_("Mots"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=_("Titre, thème, action, partie"),
    )
    territoire = forms.CharField(
        label=_("Territoire ou périmètre"),
        required=False,
        max_length=200,
        help_text=_("Nom, code postal, code Insee ou SIREN"),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "data-territories": reverse_lazy("territories-search"),
                "data-level": "",
                "data-perimeters": True,
            }
        ),
    )
    type = forms.ChoiceField(label=_("Type de contrat"), required=False, widget=PlainSelect)
    etat = forms.ChoiceField(label=_("État"), required=False, widget=PlainSelect)
    theme = forms.ChoiceField(label=_("Thème"), required=False, widget=PlainSelect)
    finalite = forms.ChoiceField(label=_("Finalité"), required=False, widget=PlainSelect)
    famille = forms.ChoiceField(label=_("Famille"), required=False, widget=PlainSelect)
    annee = forms.IntegerField(label=_("En cours l’année"), required=False, min_value=1950, max_value=2100)
    tri = forms.ChoiceField(label=_("Trier par"), required=False, widget=PlainSelect)

    def __init__(self, filters: Filters, facets: Facets) -> None:
        initial = {name: getattr(filters, name) for name in self.base_fields}
        initial["territoire"] = label_of(filters.territoire) or filters.territoire
        super().__init__(initial=initial)
        for name, every, found in (
            ("type", _("Tous les types"), facets.kinds),
            ("etat", _("Tous les états"), facets.states),
            ("theme", _("Tous les thèmes"), facets.themes),
            ("finalite", _("Toutes les finalités"), facets.goals),
            ("famille", _("Toutes les familles"), facets.families),
        ):
            self._offer(name, every, found, getattr(filters, name))
        tri: Any = self.fields["tri"]
        tri.choices = [(name, SORT_NAMES[name]) for name in SORTS if name != "pertinence" or filters.q]
        tri.initial = filters.tri or ("pertinence" if filters.q else "titre")

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields after the first, in order."""
        return [self[name] for name in self.fields if name != "q"]

    def _offer(self, name: str, every: object, found: tuple[Choice, ...], chosen: str) -> None:
        choices = [("", every), *((value, f"{title} ({number})") for value, title, number in found)]
        if chosen and chosen not in {value for value, _title, _number in found}:
            choices.append((chosen, chosen))
        shown: Any = self.fields[name]
        shown.choices = choices
        if not found and not chosen:
            del self.fields[name]
