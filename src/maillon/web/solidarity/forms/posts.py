"""The form of the redistribution of posts: a table sent or pasted, an objective."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.documents.received_table import MOST_BYTES, SUFFIXES

OBJECTIVES = (
    ("l1", gettext_lazy("Au plus près du besoin")),
    ("max_min", gettext_lazy("Relever le moins bien servi")),
    ("leximin", gettext_lazy("Relever chacun, du moins bien servi au mieux servi")),
    ("least_moves", gettext_lazy("Le moins de mouvements pour un progrès donné")),
)


class PostsForm(forms.Form):
    """What redistributes posts."""

    fichier = forms.FileField(
        label=gettext_lazy("Fichier CSV ou Excel"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=gettext_lazy(
            "Colonnes : territoire, besoin (élèves, habitants…), postes ; minimum, maximum et ressource si l’on veut."
        ),
    )
    tableau = forms.CharField(
        label=gettext_lazy("Ou le tableau, collé d’un tableur"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false"}),
    )
    objectif = forms.ChoiceField(label=gettext_lazy("Objectif"), choices=OBJECTIVES)
    progres = forms.IntegerField(
        label=gettext_lazy("Progrès voulu, en % de l’écart au besoin"),
        min_value=0,
        max_value=100,
        initial=50,
        required=False,
        help_text=gettext_lazy("Pour le moins de mouvements seulement."),
    )
    mouvements = forms.IntegerField(
        label=gettext_lazy("Mouvements au plus (arrivées et départs)"),
        min_value=0,
        required=False,
        help_text=gettext_lazy("Pour « au plus près du besoin » seulement ; vide : sans limite."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a table."""
        given = super().clean() or {}
        if not given.get("fichier") and not given.get("tableau"):
            self.add_error("tableau", _("Envoyez un fichier, ou collez un tableau."))
        return given
