"""Forms of the follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillon.rules.contracts.reviews import Ground
from maillon.web.monitoring.models.commitments import STATEMENTS
from maillon.web.monitoring.models.reviews import CONCLUSIONS, GROUNDS
from maillon.web.monitoring.services.evidence import BEGINNINGS, Proof

ACCEPTS = [("oui", _("Accepter")), ("non", _("Refuser"))]
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


class OpenReviewForm(forms.Form):
    """Why a review is opened; a ground that the clause does not give is not offered."""

    ground = forms.ChoiceField(label=_("Pourquoi ouvrir une revoyure"), widget=forms.RadioSelect)
    due = forms.ChoiceField(label=_("Échéance de la clause"), required=False)
    case = forms.ChoiceField(label=_("Cas de force majeure"), required=False)
    reason = _long(_("Motif"), _("Nécessaire hors des échéances de la clause."))

    def __init__(self, dues: Sequence[tuple[str, str]], cases: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {Ground.DATED: bool(dues), Ground.FORCE_MAJEURE: bool(cases), Ground.REQUEST: True}
        _choices(self.fields["ground"], [(value, name) for value, name in GROUNDS if offered[Ground(value)]])
        _choices(self.fields["due"], [("", "–"), *dues])
        _choices(self.fields["case"], [("", "–"), *((case, case) for case in cases)])
        for name, known in (("due", dues), ("case", cases)):
            if not known:
                del self.fields[name]


def _choices(given: forms.Field, choices: Sequence[tuple[str, Any]]) -> None:
    if isinstance(given, forms.ChoiceField):
        given.choices = list(choices)


class ConclusionForm(forms.Form):
    """What a signatory proposes that a review concludes to."""

    conclusion = forms.ChoiceField(label=_("Conclusion proposée"), choices=CONCLUSIONS, widget=forms.RadioSelect)
    reason = _long(_("Motif"), required=True, rows=4)


class VoteForm(forms.Form):
    """What another signatory answers."""

    accepts = forms.ChoiceField(label=_("Votre réponse"), choices=ACCEPTS, widget=forms.RadioSelect)
    reason = _long(_("Motif"), _("Nécessaire pour refuser."))


class WithdrawalForm(forms.Form):
    """A party's notice."""

    notice_on = _day(_("Notifié aux autres parties le"))
    act = forms.CharField(
        label=_("Délibération ou décision"),
        max_length=400,
        help_text=_("Assemblée ou autorité, numéro et date de l’acte."),
    )
    reason = _long(_("Motif"), required=True)
    sure = forms.BooleanField(label=_("Je sais que ce préavis est public et ne se réécrit pas"))


class RenewalForm(forms.Form):
    """What the next generation takes from the present one."""

    title = forms.CharField(label=_("Titre du nouveau contrat"), max_length=400)
    lessons = _long(_("Ce que la génération présente a appris"), _("Ce texte ouvrira le nouveau diagnostic."), rows=6)


class ReportForm(ProofForm):
    """An evaluation report."""

    title = forms.CharField(label=_("Titre du rapport"), max_length=400)
    author = forms.CharField(
        label=_("Établi par"),
        max_length=400,
        help_text=_("L’instance, l’équipe ou l’institution, sans nom de personne."),
    )
    on = _day(_("Daté du"))
    public_proof = forms.BooleanField(
        label=_("Ouvrir le rapport à tous"), required=False, help_text=_("Sinon, seules les parties le lisent.")
    )
    field_order = ("title", "author", "on", "file", "link", "sha256", "public_proof")
