"""Forms of a table's acts: share, reply, comment, and what the State records of its mandate and of its choices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillon.documents.contract.document import ContractDocument
from maillon.rules.contracts import mandate as mandates
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.money import Money
from maillon.web.negotiation.models import Mandate


class ShareForm(forms.Form):
    """Whom a draft is shared with, and why."""

    audience = forms.ChoiceField(
        label=_("Partager avec"),
        choices=[(Audience.CONFERENCE, _("les collectivités seulement")), (Audience.TABLE, _("toutes les parties"))],
        initial=Audience.TABLE,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Motif"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReplyForm(forms.Form):
    """What a party replies to a proposal."""

    verdict = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=[("accept", _("Accepter")), ("refuse", _("Refuser"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Motif"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nécessaire pour un refus."),
    )


class CommentForm(forms.Form):
    """What one says of a part, and to whom."""

    text = forms.CharField(
        label=_("Votre commentaire"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "id": "comment-text"})
    )
    audience = forms.ChoiceField(
        label=_("Le dire à"),
        choices=[(Audience.CONFERENCE, _("les collectivités seulement")), (Audience.TABLE, _("toutes les parties"))],
        widget=forms.Select(attrs={"id": "comment-audience"}),
    )


class MandateForm(forms.Form):
    """The State's mandate."""

    act = forms.CharField(
        label=_("Acte qui donne le mandat"),
        max_length=400,
        help_text=_("Lettre de mission, circulaire, arrêté : sa référence."),
    )
    themes = forms.MultipleChoiceField(
        label=_("Thèmes couverts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucun : tous les thèmes du contrat."),
    )
    ministries = forms.CharField(
        label=_("Ministères et services engagés"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Un par ligne."),
    )
    ceiling = forms.CharField(
        label=_("Crédits de l’État, au plus"),
        required=False,
        max_length=30,
        help_text=_("En euros, centimes compris. Vide : sans plafond."),
    )
    start = forms.DateField(label=_("Du"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("Au"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, document: ContractDocument, held: Mandate | None, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(held) if held else {}
        super().__init__(*args, **kwargs)
        self._names = {theme.id: theme.title for theme in document.themes}
        if self._names:
            self.fields["themes"].choices = list(self._names.items())  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["themes"]

    def clean_ceiling(self) -> Money | None:
        """Read the ceiling as money."""
        written = self.cleaned_data["ceiling"].strip()
        try:
            return Money.parse(written) if written else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def mandate(self) -> mandates.Mandate:
        """Return what the rule reads of what was written."""
        given = self.cleaned_data
        lines = tuple(line.strip() for line in given["ministries"].splitlines() if line.strip())
        themes = {one: self._names[one] for one in given.get("themes", ())}
        return mandates.Mandate(themes, lines, given["ceiling"], given["start"], given["end"], given["act"])


def _initial(held: Mandate) -> dict[str, Any]:
    ceiling = Money(held.ceiling_cents) if held.ceiling_cents is not None else None
    return {
        "act": held.act,
        "themes": held.themes,
        "ministries": "\n".join(held.ministries),
        "ceiling": ceiling.euros if ceiling else "",
        "start": held.start.isoformat() if held.start else None,
        "end": held.end.isoformat() if held.end else None,
    }


class DecideForm(forms.Form):
    """The act by which the State decides of themes, and why."""

    reference = forms.CharField(label=_("Acte"), max_length=400, help_text=_("Sa référence et sa date."))
    motive = forms.CharField(label=_("Motif"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
