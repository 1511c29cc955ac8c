"""Which institution a new party is: one of the register, or one that the register does not know yet.

Nothing is written in the register here: as for an imported document, it learns a new institution with the text that all
the parties have accepted.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillon.rules.identifiers import valid_siren, valid_siret
from maillon.web.accounts.kinds import InstitutionKind
from maillon.web.contracts.words import fold
from maillon.web.negotiation.forms.fields import SPACES, ReadField
from maillon.web.negotiation.queries.parties import named, portable

WHO, KIND, SIREN = "institution", "institution.kind", "institution.siren"
_SIRET = 14


class SuggestedInput(forms.TextInput):
    """A text field that offers the institutions of the register as one types."""

    def __init__(self) -> None:
        asked = {"hx-get": reverse_lazy("institution-names"), "hx-target": "#institution-names"}
        typing = {"hx-trigger": "input changed delay:200ms", "hx-swap": "innerHTML", "hx-push-url": "false"}
        super().__init__({"list": "institution-names", "autocomplete": "off", **asked, **typing})

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """Write the field, and the list that its suggestions fill."""
        return format_html('{}<datalist id="institution-names"></datalist>', super().render(*args, **kwargs))


class InstitutionField(ReadField):
    """An institution, by its name or its number; `settle` finds it in the register."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = _("Son nom, ou son numéro SIREN : le répertoire des acteurs est proposé à la frappe.")
        super().__init__(max_length=250, widget=SuggestedInput(), **kwargs)

    def read(self, written: str) -> Any:
        """Refuse a false number."""
        digits = SPACES.sub("", written)
        if digits.isdecimal() and not (valid_siret(digits) if len(digits) == _SIRET else valid_siren(digits)):
            raise ValidationError(_("Ce numéro n’est pas un SIREN : neuf chiffres, dont le dernier est une clé."))
        return " ".join(written.split())

    def prepare_value(self, value: Any) -> Any:
        """Write the name of the institution held."""
        return value.get("name", "") if isinstance(value, dict) else value


class SirenField(ReadField):
    """A SIREN, spaces allowed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "input--short", "autocomplete": "off", "inputmode": "numeric"})
        super().__init__(max_length=13, widget=widget, **kwargs)

    def read(self, written: str) -> Any:
        """Refuse a false number."""
        digits = SPACES.sub("", written)
        if not valid_siren(digits):
            raise ValidationError(_("Ce numéro n’est pas un SIREN : neuf chiffres, dont le dernier est une clé."))
        return digits


def described(held: Any) -> dict[str, str]:
    """Return what to show of an institution that a draft holds: nothing that the register already tells."""
    told = held.get(WHO) if isinstance(held, dict) else None
    if not isinstance(told, dict) or named(told.get("name", ""), told.get("kind", "")):
        return {}
    return {KIND: told.get("kind", ""), SIREN: told.get("siren", "")}


def settle(form: forms.Form) -> None:
    """Find the institution that a form names, or describe it when the register does not know it; every doubt is said.

    A nature that is told chooses between homonyms, and sets the new institution apart from those of a near name.
    """
    given = form.cleaned_data
    wrong = {KIND, SIREN} & set(form.errors)
    kind, siren = given.pop(KIND, "") or "", given.pop(SIREN, "") or ""
    written = given.get(WHO)
    if not written or wrong:
        given.pop(WHO, None)
        return
    number = SPACES.sub("", written).isdecimal()
    bearers = [one for one in named(siren) if one.kind != InstitutionKind.ETAT] if siren and not number else []
    found = [one for one in bearers if fold(one.name) == fold(written)]
    if bearers and not found:
        form.add_error(
            SIREN, gettext("Ce SIREN est, au répertoire, celui de « %(name)s ».") % {"name": bearers[0].name}
        )
        return
    found = found or named(written, "" if number else kind)
    if len(found) == 1:
        held = portable(found[0])
        given[WHO] = held if held.get("siren") or not siren else held | {"siren": siren}
    elif found:
        names = " ; ".join(f"{one.name} ({one.siren or one.siret or one.get_kind_display()})" for one in found)
        form.add_error(WHO, gettext("Plusieurs institutions répondent à ce nom : %(names)s.") % {"names": names})
    else:
        _describe(form, written, kind, siren, number=number)


def _describe(form: forms.Form, written: str, kind: str, siren: str, *, number: bool) -> None:
    if number:
        form.add_error(WHO, gettext("Le répertoire ne connaît pas ce numéro : écrire le nom de l’institution."))
    elif not kind:
        form.add_error(WHO, gettext("Le répertoire ne connaît pas d’institution de ce nom."))
        form.add_error(KIND, gettext("Si elle est nouvelle au répertoire, dire ici sa nature."))
    else:
        form.cleaned_data[WHO] = {"name": written, "kind": kind, **({"siren": siren} if siren else {})}
