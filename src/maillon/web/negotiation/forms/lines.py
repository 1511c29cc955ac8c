"""Fields that hold small lists inside a row, one element a line: payments, measures, shares of a cost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maillon.documents.contract.actions import PaymentKind
from maillon.documents.contract.labels import LABELS
from maillon.web.negotiation.forms.fields import (
    AmountField,
    DayLineField,
    LinesField,
    NumberField,
    as_percent,
    percent_of,
    stored,
)

_DAY = re.compile(r"(?:^|[\s,;]+)(?:le\s+)?([0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})\s*$")


class PaymentField(forms.Field):
    """A payment on a line: what it is, its amount, the day if it is known."""

    def clean(self, value: Any) -> Any:
        """Read the line."""
        dated = _DAY.search(value)
        written = (value[: dated.start()] if dated else value).strip()
        kind, amount = _begun(written)
        if kind is None:
            names = ", ".join(_kind(one) for one in PaymentKind)
            raise ValidationError(_("commencer par l’un de ces mots : %(names)s") % {"names": names})
        tree = {"kind": kind.value, "amount": AmountField().clean(amount.strip(" :,;"))}
        if tree["amount"] is None:
            raise ValidationError(_("le montant manque"))
        return {**tree, "on": DayLineField().clean(dated[1])} if dated else tree

    def prepare_value(self, value: Any) -> Any:
        """Write a stored payment as people type it."""
        if not isinstance(value, dict):
            return value
        amount = AmountField().prepare_value(stored(str(value["amount"])))
        day = DayLineField().prepare_value(value.get("on"))
        return " ".join(part for part in (_kind(PaymentKind(value["kind"])), amount, day) if part)


def _begun(written: str) -> tuple[PaymentKind | None, str]:
    """Return the kind of payment that a line begins with, by its name in words or in files, then the rest."""
    for kind in PaymentKind:
        for name in (_kind(kind), kind.value):
            if f"{written} ".casefold().startswith(f"{name} ".casefold()):
                return kind, written[len(name) :]
    return None, ""


def _kind(kind: PaymentKind) -> str:
    return str(_(LABELS["PaymentKind"][kind.value]))


class MeasureField(forms.Field):
    """A measure on a line: its day, then its value."""

    def clean(self, value: Any) -> Any:
        """Read the line."""
        day, _space, number = value.strip().partition(" ")
        read = NumberField().clean(number.strip(" :,;"))
        if read is None:
            raise ValidationError(_("la valeur manque"))
        return {"on": DayLineField().clean(day.rstrip(":,;")), "value": read}

    def prepare_value(self, value: Any) -> Any:
        """Write a stored measure as people type it."""
        if not isinstance(value, dict):
            return value
        number = NumberField().prepare_value(stored(str(value["value"])))
        return f"{DayLineField().prepare_value(value['on'])} {number}"


class SharesField(LinesField):
    """What share each party pays: its name, then a percentage, one a line.

    Args:
        names: (identifier, name) of the parties.
    """

    def __init__(self, names: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        self.names = dict(names)
        super().__init__(help_text=_("Une partie et son pourcentage par ligne : Commune de Tours : 40 %."), **kwargs)

    def read(self, written: str) -> Any:
        """Read each line; every fault is said with its line."""
        found: dict[str, Any] = {}
        faults: list[Any] = []
        for line in filter(None, (line.strip() for line in written.splitlines())):
            name, _colon, share = line.rpartition(":")
            key = self._key(name.strip())
            try:
                if key is None or key in found:
                    raise ValidationError(_("une partie du contrat, une fois, puis « : » et son pourcentage"))
                found[key] = percent_of(share.strip())
            except ValidationError as error:
                faults += [_("%(line)s : %(fault)s") % {"line": line[:60], "fault": one} for one in error.messages]
        if faults:
            raise ValidationError(faults)
        return found or None

    def _key(self, name: str) -> str | None:
        known = [key for key, said in self.names.items() if name.casefold() in (key.casefold(), said.casefold())]
        return known[0] if len(known) == 1 else None

    def prepare_value(self, value: Any) -> Any:
        """Write stored shares, one a line."""
        if not isinstance(value, Mapping):
            return value
        return "\n".join(f"{self.names.get(key, key)} : {as_percent(share)} %" for key, share in value.items())
