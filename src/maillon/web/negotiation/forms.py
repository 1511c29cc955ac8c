"""Forms to write a draft: the few fields that people negotiate in each kind of part; the others stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import Fragment, field_label, locate
from maillon.rules.contracts import mandate as mandates
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.money import Money
from maillon.web.contracts.labels import CHOOSERS
from maillon.web.negotiation.models import Mandate

EDITED = {
    "articles": ("number", "title", "text"),
    "goals": ("title", "description", "beneficiary"),
    "themes": ("title", "description", "goal", "chosen_by"),
    "actions": ("title", "description", "theme", "owner"),
    "envelopes": ("label", "amount", "funder"),
    "commitments": ("what", "by", "due"),
    "clauses": ("text",),
}
ADDED = tuple(field for field in EDITED if field != "clauses")
"""Lists to which a party may add."""
LONG = {"text", "description", "what", "summary"}
NAMING = ("title", "label", "what")


class PartForm(forms.Form):
    """The fields of one part; `value()` gives what the part becomes."""

    def __init__(self, document: ContractDocument, place: Fragment, current: Any, *args: Any, **kwargs: Any) -> None:
        self.place, self.current = place, current
        super().__init__(*args, **kwargs)
        for name in self._names():
            self.fields[name] = _field(document, place, name)
            self.fields[name].initial = current if not place.name else (current or {}).get(name)

    def _names(self) -> tuple[str, ...]:
        return EDITED.get(self.place.field, ("text",)) if self.place.name else (self.place.field,)

    def value(self) -> Any:
        """Return the part with what was written in it; an emptied field is absent."""
        given = {name: _portable(written) for name, written in self.cleaned_data.items()}
        if not self.place.name:
            return given[self.place.field] or None
        kept = {name: value for name, value in (self.current or {}).items() if name not in given}
        if self.place.field != "clauses":
            kept["id"] = self.place.name
        return {**kept, **{name: value for name, value in given.items() if value not in (None, "")}}


def _portable(written: Any) -> Any:
    return written.isoformat() if hasattr(written, "isoformat") else written


def _field(document: ContractDocument, place: Fragment, name: str) -> forms.Field:
    label = field_label(place, name)
    required = name in NAMING and place.field != "clauses"
    if name == "amount":
        return forms.CharField(label=label, required=False, max_length=30, help_text=_("En euros, centimes compris."))
    if name == "due":
        return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))
    choices = _choices(document, name)
    if choices is not None:
        return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *choices])
    if name in LONG:
        area = forms.Textarea(attrs={"rows": 12 if name == "text" else 5})
        return forms.CharField(label=label, required=required, max_length=50_000, widget=area)
    return forms.CharField(label=label, required=required, max_length=400)


def _choices(document: ContractDocument, name: str) -> list[tuple[str, Any]] | None:
    parties = [(party.id, party.institution.name) for party in document.parties]
    found: dict[str, Iterable[tuple[str, Any]]] = {
        "goal": [(goal.id, goal.title) for goal in document.goals],
        "theme": [(theme.id, theme.title) for theme in document.themes],
        "chosen_by": CHOOSERS,
        "owner": parties,
        "by": parties,
        "funder": parties,
    }
    return list(found[name]) if name in found else None


def new_place(document: ContractDocument, field: str, title: str) -> Fragment:
    """Name a new part after its title, apart from those that are there.

    Raises:
        InputError: parties cannot add to this list.
    """
    base = slugify(title)[:80] or "partie"
    taken = {one.id for one in getattr(document, field, ())} if field in ADDED else set()
    name = next(name for name in (base, *(f"{base}-{rank}" for rank in range(2, 10_000))) if name not in taken)
    return locate(f"{field}[{name}]" if field in ADDED else "?")


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
