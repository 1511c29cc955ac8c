"""Forms in which people name a territory as they like, and describe a perimeter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.analytics.territories import Level, Match, Territory, find, level_label, resolve, territory
from maillon.web.accounts.models import Institution
from maillon.web.territories.kinds import PerimeterKind
from maillon.web.territories.models import Perimeter
from maillon.web.territories.queries import CODE_AT_END

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
        coded = CODE_AT_END.search(written)
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
        near = _(" ; ").join(f"{shown(match.territory)}, {level_label(match.territory.level)}" for match in found)
        raise ValidationError(_("Précisez le territoire. Les plus proches : {near}.").format(near=near))


def _day(label: Any, help_text: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


def _members() -> forms.CharField:
    return forms.CharField(required=False, max_length=400_000, widget=forms.HiddenInput)


class MembersForm(forms.Form):
    """How members are chosen; every field may be empty, and each answer is shown before anything is kept."""

    membres = _members()
    cherche = forms.CharField(
        label=gettext_lazy("Ajouter un territoire"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Commune, intercommunalité, département ou région : un nom, un code Insee ou un SIREN."),
    )
    codes = forms.CharField(
        label=gettext_lazy("Coller une liste de codes"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Un code par ligne, ou des lignes copiées d’un tableur : la colonne des codes est reconnue."
        ),
    )
    fichier = forms.FileField(
        label=gettext_lazy("Ou lire un fichier CSV"),
        required=False,
        help_text=gettext_lazy("Deux mégaoctets au plus. Un classeur s’enregistre d’abord au format CSV."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )
    colonne = forms.CharField(
        label=gettext_lazy("Nom de la colonne"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Seulement si la colonne reconnue n’est pas la bonne."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cherche"].widget.attrs |= {
            "autocomplete": "off",
            "data-territories": reverse_lazy("territories-search"),
            "data-level": "",
        }


class PeriodForm(forms.Form):
    """First and last day, and where they are written."""

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        given: dict[str, Any] = super().clean() or {}
        start, end = given.get("starts_on"), given.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("La date de fin précède la date de début."))
        return given


class PerimeterForm(PeriodForm):
    """A new perimeter, its members apart."""

    name = forms.CharField(label=gettext_lazy("Nom du périmètre"), max_length=250)
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=PerimeterKind.choices)
    holder = forms.ModelChoiceField(
        label=gettext_lazy("Institution qui le tient"), queryset=Institution.objects.none(), empty_label=None
    )
    starts_on = _day(gettext_lazy("À partir du"), gettext_lazy("Vide : depuis toujours."))
    ends_on = _day(gettext_lazy("Jusqu’au"), gettext_lazy("Vide : sans fin connue."))
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("L’arrêté, la délibération ou le document qui donne ses membres."),
    )

    def __init__(self, *args: Any, institutions: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holder: Any = self.fields["holder"]
        holder.queryset = Institution.objects.filter(pk__in=institutions)
        if len(institutions) < 2:
            del self.fields["holder"]


class FollowForm(PeriodForm):
    """A new version of a perimeter."""

    starts_on = _day(
        gettext_lazy("À partir du"),
        gettext_lazy("Premier jour de la nouvelle version ; l’actuelle vaut jusqu’à la veille."),
        required=True,
    )
    ends_on = _day(gettext_lazy("Jusqu’au"), gettext_lazy("Vide : sans fin connue."))
    source = forms.CharField(
        label=gettext_lazy("Source du changement"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("L’arrêté, la délibération ou le document qui change ses membres."),
    )

    def __init__(self, *args: Any, perimeter: Perimeter, **kwargs: Any) -> None:
        kwargs["initial"] = {"ends_on": perimeter.ends_on, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class PerimetersFilterForm(forms.Form):
    """The filters of the list of perimeters."""

    q = forms.CharField(
        label=gettext_lazy("Nom"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("Nature"),
        required=False,
        choices=[("", gettext_lazy("Toutes les natures")), *PerimeterKind.choices],
    )
    quand = forms.ChoiceField(
        label=gettext_lazy("Validité"),
        required=False,
        choices=[("", gettext_lazy("Valables aujourd’hui")), ("tous", gettext_lazy("Toutes les versions"))],
    )
