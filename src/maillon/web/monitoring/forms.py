"""Forms of the follow-up."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from maillon.web.monitoring.models.commitments import STATEMENTS
from maillon.web.monitoring.services.evidence import BEGINNINGS, Proof

AGREES = [("oui", _("Approuver")), ("non", _("Contester"))]


def _day(label: object, **more: object) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)  # type: ignore[arg-type]  # a lazy label


def _long(label: object, help_text: object = "", *, required: bool = False, rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # a lazy label
        required=required,
        max_length=4000,
        widget=area,
        help_text=help_text,  # type: ignore[arg-type]  # a lazy text
    )


class ProofForm(forms.Form):
    """A file or an address; `proof()` gives what was brought."""

    file = forms.FileField(
        label=_("Fichier"),
        required=False,
        help_text=_("PDF, image, document ou tableau, dix mégaoctets au plus."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{form}" for form in BEGINNINGS)}),
    )
    link = forms.CharField(
        label=_("Ou adresse d’un document"), required=False, max_length=2000, widget=forms.URLInput()
    )
    sha256 = forms.CharField(
        label=_("Empreinte SHA-256 du document à cette adresse"),
        required=False,
        max_length=64,
        help_text=_("Facultative : elle permet de vérifier plus tard que le document n’a pas changé."),
    )
    public_proof = forms.BooleanField(
        label=_("Ouvrir la pièce à tous"),
        required=False,
        help_text=_("Sinon, seules les parties la lisent ; son nom et son empreinte restent visibles."),
    )

    def proof(self) -> Proof:
        """Return what was brought, possibly nothing."""
        sent, given = self.cleaned_data.get("file"), self.cleaned_data
        return Proof(
            name=sent.name if sent else "",
            data=sent.read() if sent else b"",
            link=given["link"].strip(),
            sha256=given["sha256"].strip().lower() if given["link"].strip() else "",
        )


class StatementForm(ProofForm):
    """What a promisor states of its promise."""

    said = forms.ChoiceField(label=_("L’engagement est"), choices=STATEMENTS, widget=forms.RadioSelect)
    on = _day(_("À la date du"))
    words = _long(_("Explication"), _("Nécessaire quand l’engagement n’est pas tenu, ou ne l’est qu’en partie."))
    field_order = ("said", "on", "words", "file", "link", "sha256", "public_proof")


class ReplyForm(forms.Form):
    """What a beneficiary answers."""

    agrees = forms.ChoiceField(label=_("Votre réponse"), choices=AGREES, widget=forms.RadioSelect)
    reason = _long(_("Motif"), _("Nécessaire pour contester."))
