"""What the style page shows in each component. The figures are samples, and the page says so."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillon.rules.decision import Citation, Decision
from maillon.web.common.parts import Download, Figure, Segment, Source, Tab


class SampleFilters(forms.Form):
    """Filters: none is ever required."""

    kind = forms.ChoiceField(
        label=_("Famille"), required=False, choices=[("", _("Toutes")), ("project", _("De projet"))]
    )
    year = forms.IntegerField(label=_("Année"), required=False, min_value=1980, max_value=2100)
    mine = forms.BooleanField(label=_("Seulement les miens"), required=False)


class SampleForm(forms.Form):
    """One field of each sort."""

    text = forms.CharField(label=_("Nom du contrat"), help_text=_("Tel qu’il figure en tête du document."))
    year = forms.IntegerField(label=_("Année"), min_value=1980, max_value=2100)
    state = forms.MultipleChoiceField(
        label=_("Étapes"),
        required=False,
        choices=[("signed", _("Signé")), ("in_force", _("En vigueur"))],
        widget=forms.CheckboxSelectMultiple,
    )


def samples(request: HttpRequest) -> dict[str, Any]:
    """Return the style page's context."""
    refused = Decision(
        allowed=False,
        because=gettext("Aucun de vos rôles ne permet cela aujourd’hui."),
        rule="policy.contract.import",
        citations=(Citation("Rapport INET, fiche action 6"),),
        remedy=gettext("Rôles qui le permettent : secrétariat du contrat, agent, services du préfet."),
    )
    allowed = Decision(
        allowed=True,
        because=gettext("Votre rôle vous charge de tenir le registre des contrats."),
        rule="policy.contract.import",
    )
    return {
        "figures": [
            Figure("1 234", _("exemples de contrats"), _("contrats"), "2026", _("échantillon")),
            Figure("12,5", _("exemple de montant"), "M€", "2026", _("échantillon")),
            Figure("62 %", _("exemple de part"), "", "2026", _("échantillon")),
        ],
        "rows": [("Exemple A", 1200, 45), ("Exemple B", 20350, 8), ("Exemple C", 310, 112)],
        "page": Paginator(range(200), 10).get_page(request.GET.get("page", "3")),
        "refused": refused,
        "allowed": allowed,
        "entries": [
            Tab(_("Couleurs"), "#couleurs"),
            Tab(_("Textes"), "#textes"),
            Tab(_("Chiffres"), "#chiffres", 3),
            Tab(_("Formulaires"), "#formulaires"),
            Tab(_("Messages"), "#messages"),
        ],
        "files": [
            Download(_("Le contrat"), "#fichiers", "PDF", 184_320),
            Download(_("Les actions"), "#fichiers", "XLSX", 23_400),
            Download(_("Le document"), "#fichiers", "JSON"),
        ],
        "segments": [
            Segment(_("État"), 40, "40 %"),
            Segment(_("Région"), 25, "25 %"),
            Segment(_("Département"), 15, "15 %"),
            Segment(_("Intercommunalité"), 20, "20 %"),
        ],
        "cited": Source(text=_("Rapport INET sur la contractualisation, 2014"), href=""),
        "made_up": Source(illustrative=True, text=_("chiffres d’exemple")),
        "filters": SampleFilters(request.GET or None),
        "form": SampleForm(),
        "wrong": SampleForm({"text": "", "year": "12"}),
    }
