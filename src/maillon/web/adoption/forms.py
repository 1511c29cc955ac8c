"""Forms of adoption: resolutions, signatures, refusals, delegations, amendments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from maillon.rules.contracts.adoption import ResolutionFacts
from maillon.rules.money import Money
from maillon.web.accounts.models import Institution
from maillon.web.adoption.models import Delegation
from maillon.web.adoption.services.signing import Signed
from maillon.web.negotiation.forms import ReplyForm

MOST_BYTES = 50_000_000
_MEDIA = ((b"%PDF-", "application/pdf"), (b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return a field for a day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class SubmitForm(forms.Form):
    """When the signatures are due."""

    sign_by = day_field(
        _("À signer au plus tard le"), required=False, help_text=_("Laisser vide s’il n’y a pas de délai de signature.")
    )


class ResolutionForm(forms.Form):
    """What the minutes of an assembly say."""

    assembly = forms.CharField(
        label=_("Assemblée"), max_length=200, help_text=_("Par exemple : conseil métropolitain.")
    )
    number = forms.CharField(label=_("Numéro de la délibération"), max_length=80)
    convened_on = day_field(_("Date de la convocation"), required=False)
    session_on = day_field(_("Date de la séance"))
    in_favour = forms.IntegerField(label=_("Voix pour"), min_value=0, max_value=2000)
    against = forms.IntegerField(label=_("Voix contre"), min_value=0, max_value=2000)
    abstentions = forms.IntegerField(label=_("Abstentions"), min_value=0, max_value=2000)
    casting_vote = forms.BooleanField(label=_("Voix égales, celle du président a emporté la décision"), required=False)
    received_on = day_field(
        _("Reçue en préfecture le"),
        required=False,
        help_text=_("À inscrire dès l’accusé de réception ; la signature l’attend."),
    )

    def facts(self) -> ResolutionFacts:
        """Return what the rule reads; the service puts in the day on which the version was frozen."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "assembly"}
        return ResolutionFacts(frozen_on=given["session_on"], **given)


class SignForm(forms.Form):
    """A file that bears a signature, and by what right."""

    file = forms.FileField(label=_("Fichier"), help_text=_("50 Mo au plus."))
    function = forms.CharField(
        label=_("Signé en qualité de"), max_length=200, help_text=_("La fonction, par exemple : présidence.")
    )
    delegation = forms.ModelChoiceField(
        Delegation.objects.none(),
        label=_("Délégation de signature"),
        required=False,
        empty_label=_("Aucune : l’exécutif signe lui-même"),
    )
    signed_on = day_field(_("Signé le"))

    def __init__(self, institution: Institution, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: Any = self.fields["delegation"]
        rows.queryset = Delegation.objects.filter(institution=institution, end=None)

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file that is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Ce fichier pèse plus de 50 Mo."))
        return file

    def signed(self) -> Signed:
        """Return the file, its type told by its first bytes."""
        file, given = self.cleaned_data["file"], self.cleaned_data
        data = file.read()
        media = next((media for start, media in _MEDIA if data.startswith(start)), "")
        chosen = given["delegation"]
        function = given["function"]
        return Signed(data, media, file.name, function, given["signed_on"], chosen.pk if chosen else None)


class ReasonForm(forms.Form):
    """Why something is refused."""

    reason = forms.CharField(label=_("Motif"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class AdhesionForm(ReplyForm):
    """What a party answers to an amendment of the trunk, for one contract."""

    verdict = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=[("accept", _("Accepter pour ce contrat")), ("refuse", _("Refuser pour ce contrat"))],
        widget=forms.RadioSelect,
    )


class AmendmentForm(forms.Form):
    """What an amendment is about."""

    title = forms.CharField(label=_("Objet de l’avenant"), max_length=400)
    ceiling = forms.CharField(
        label=_("Plafond global"),
        required=False,
        max_length=30,
        help_text=_("En euros. Le total inscrit au contrat ne pourra pas le dépasser ; vide s’il n’y en a pas."),
    )
    effective_on = day_field(
        _("Prend effet le"), required=False, help_text=_("Vide pour le jour de la dernière signature.")
    )

    def clean_ceiling(self) -> Money | None:
        """Read the amount in euros."""
        written = self.cleaned_data["ceiling"].strip()
        try:
            return Money.parse(written) if written else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class DelegationForm(forms.Form):
    """A delegation of signature to enter in the register."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"), empty_label=None)
    function = forms.CharField(
        label=_("Fonction du délégataire"), max_length=200, help_text=_("Une fonction, jamais un nom.")
    )
    act_number = forms.CharField(label=_("Acte de délégation"), max_length=120)
    starts_on = day_field(_("À partir du"))
    ends_on = day_field(_("Jusqu’au"), required=False)

    def __init__(self, institutions: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["institution"]
        field.queryset = Institution.objects.filter(pk__in=institutions)


class RevocationForm(forms.Form):
    """The early end of a delegation."""

    delegation = forms.UUIDField(widget=forms.HiddenInput)
    on = day_field(_("Prend fin le"))
    act_number = forms.CharField(label=_("Acte"), max_length=120)
