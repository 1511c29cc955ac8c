"""Fields of a structured form: each reads what people type and gives what the portable document holds, and back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maillon.analytics.territories import find, level_label, territory
from maillon.documents.contract.shown import number as spelled_number
from maillon.rules.money import Money

_NUMBER = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,6})?")
SPACES = re.compile(r"[\s\u00a0\u202f]")
_SURE = 99
_LEVELS = {"commune": "communes", "epci": "epci", "departement": "departements", "region": "regions"}
_LEADING_CODE = re.compile(r"\s*((?:REG|DEP)-\w{2,3}|[0-9]{9}|[0-9][0-9AB][0-9]{3})(?=\s|$)")


def _narrow(**more: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input--short", "autocomplete": "off", **more})


class Stored(str):
    """A number as the document holds it, told apart from what a person types."""

    __slots__ = ()


def stored(value: Any) -> Any:
    """Mark the numbers of a stored value, so that a field writes them as people do."""
    if isinstance(value, list | tuple):
        return [stored(one) for one in value]
    return Stored(value) if isinstance(value, int | str) and not isinstance(value, bool) else value


class ReadField(forms.CharField):
    """A field whose text is read into something else."""

    def clean(self, value: Any) -> Any:
        """Return what the text says; None for an empty one."""
        written = super().clean(value)
        return self.read(written) if written else None

    def read(self, written: str) -> Any:
        """Read a text that is not empty.

        Raises:
            ValidationError: it cannot be read.
        """
        return written


class AmountField(ReadField):
    """An amount in euros: "5 000,50" is the portable "5000.50", never a float."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, widget=_narrow(inputmode="decimal"), **kwargs)

    def read(self, written: str) -> Any:
        """Read the amount."""
        try:
            money = Money.parse(written)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if money.cents < 0:
            raise ValidationError(_("Un montant ne peut pas être négatif."))
        return money.euros

    def prepare_value(self, value: Any) -> Any:
        """Write a stored amount as people type it; leave what they typed alone."""
        return value.replace(".", ",") if isinstance(value, Stored) else value


class PercentField(ReadField):
    """A share typed as a percentage: "25" or "25 %" is the portable "0.25"."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("En pourcentage : 25 pour 25 %."))
        super().__init__(max_length=20, widget=_narrow(inputmode="decimal"), **kwargs)

    def read(self, written: str) -> Any:
        """Read the share; what lies outside 0 to 100 % is no share."""
        return percent_of(written)

    def prepare_value(self, value: Any) -> Any:
        """Write a stored share as a percentage; leave what people typed alone."""
        return as_percent(value) if isinstance(value, Stored) else value


def percent_of(written: str) -> int | str:
    """Return the portable form of a percentage.

    Raises:
        ValidationError: it is no number, or not between 0 and 100.
    """
    text = SPACES.sub("", written).removesuffix("%")
    if not _NUMBER.fullmatch(text):
        raise ValidationError(_("« %(written)s » n’est pas un pourcentage.") % {"written": written[:40]})
    share = Decimal(text.replace(",", ".")) / 100
    if not 0 <= share <= 1:
        raise ValidationError(_("Une part est comprise entre 0 et 100 %."))
    return int(share) if share == share.to_integral_value() else format(share.normalize(), "f")


def as_percent(value: Any) -> str:
    """Return a stored share as people type it: "0.125" is "12,5"."""
    try:
        return spelled_number(Decimal(str(value)) * 100)
    except ArithmeticError:
        return str(value)


class NumberField(ReadField):
    """A number, with a comma or a point."""

    def __init__(self, *, whole: bool = False, least: int | None = None, most: int | None = None, **kwargs: Any):
        self.whole, self.least, self.most = whole, least, most
        mode = "numeric" if whole else "decimal"
        super().__init__(max_length=30, widget=_narrow(inputmode=mode), **kwargs)

    def read(self, written: str) -> Any:
        """Read the number."""
        text = SPACES.sub("", written)
        if not _NUMBER.fullmatch(text) or (self.whole and not re.fullmatch(r"-?[0-9]+", text)):
            said = _("Un nombre entier est attendu.") if self.whole else _("Un nombre est attendu, par exemple 12,5.")
            raise ValidationError(said)
        read = Decimal(text.replace(",", "."))
        if self.least is not None and read < self.least:
            raise ValidationError(_("Un nombre d’au moins %(least)s est attendu.") % {"least": self.least})
        if self.most is not None and read > self.most:
            raise ValidationError(_("Un nombre d’au plus %(most)s est attendu.") % {"most": self.most})
        return int(read) if read == read.to_integral_value() else format(read.normalize(), "f")

    def prepare_value(self, value: Any) -> Any:
        """Write a stored number with a comma."""
        return value.replace(".", ",") if isinstance(value, Stored) else value


class DayField(forms.DateField):
    """A day; the portable document holds it as 2026-03-15."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "class": "input--short"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """Read the day."""
        day = super().clean(value)
        return day.isoformat() if isinstance(day, dt.date) else None


class DayLineField(forms.DateField):
    """A day on a line of a list, typed as 15/03/2029."""

    def __init__(self) -> None:
        super().__init__(input_formats=["%d/%m/%Y", "%Y-%m-%d"])

    def clean(self, value: Any) -> Any:
        """Read the day."""
        day = super().clean(value)
        return day.isoformat() if isinstance(day, dt.date) else None

    def prepare_value(self, value: Any) -> Any:
        """Write a stored day as people type it."""
        return dt.date.fromisoformat(value).strftime("%d/%m/%Y") if isinstance(value, str) else value


class FlagField(forms.ChoiceField):
    """Yes, no, or nothing said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("", "–"), ("oui", _("oui")), ("non", _("non"))], **kwargs)

    def clean(self, value: Any) -> Any:
        """Read the answer."""
        return {"oui": True, "non": False}.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        """Write a stored answer."""
        return {True: "oui", False: "non"}[value] if isinstance(value, bool) else value


class LinesField(ReadField):
    """A list, one element a line; each is read by `element`."""

    def __init__(self, element: forms.Field | None = None, **kwargs: Any) -> None:
        self.element = element
        kwargs.setdefault("help_text", _("Un par ligne."))
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def read(self, written: str) -> Any:
        """Read each line; every fault is said with its line."""
        lines = [line.strip() for line in written.splitlines() if line.strip()]
        read, faults = [], []
        for line in lines:
            try:
                read.append(self.element.clean(line) if self.element else line)
            except ValidationError as error:
                faults += [_("%(line)s : %(fault)s") % {"line": line[:60], "fault": one} for one in error.messages]
        if faults:
            raise ValidationError(faults)
        return read or None

    def prepare_value(self, value: Any) -> Any:
        """Write a stored list, one element a line."""
        if not isinstance(value, list | tuple):
            return value
        return "\n".join(str(self.element.prepare_value(one) if self.element else one) for one in value)


class PlacesField(ReadField):
    """Territories, one a line, by their name or their code; gives the lists of a perimeter by level."""

    def __init__(self, levels: Sequence[str] = tuple(_LEVELS), **kwargs: Any) -> None:
        self.levels = levels
        kwargs.setdefault(
            "help_text",
            _("Une commune, une intercommunalité, un département ou une région par ligne, par nom ou code."),
        )
        super().__init__(max_length=100_000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def read(self, written: str) -> Any:
        """Find each territory; a name that several bear is refused with their codes."""
        lines = [line.strip() for line in written.splitlines() if line.strip()]
        found: dict[str, list[str]] = {}
        faults: list[Any] = []
        for line in lines:
            place, fault = self._place(line)
            if place is None:
                faults.append(fault)
            elif place[1] not in found.setdefault(place[0], []):
                found[place[0]].append(place[1])
        if faults:
            raise ValidationError(faults)
        return found

    def _place(self, line: str) -> tuple[tuple[str, str] | None, Any]:
        led = _LEADING_CODE.match(line)
        near = find(led[1] if led else line, limit=12)
        matches = [one for one in near if one.territory.level in self.levels]
        named = [one.territory for one in matches if one.score >= _SURE]
        exact = [one for one in named if led and led[1] in (one.code, one.ref)]
        best = exact or named or [one.territory for one in matches]
        if exact or len({one.ref for one in named}) == 1:
            return (_LEVELS[best[0].level], best[0].code), ""
        names = ", ".join(f"{one.code} {one.name} ({level_label(one.level)})" for one in best[:4])
        if not names:
            return None, _("« %(line)s » n’est le nom d’aucun territoire.") % {"line": line[:60]}
        said = _("« %(line)s » peut désigner plusieurs territoires ; écrire l’un de ces codes : %(names)s.")
        return None, said % {"line": line[:60], "names": names}

    def prepare_value(self, value: Any) -> Any:
        """Write a stored perimeter, each territory by its code and its name."""
        if not isinstance(value, dict):
            return value
        held = [
            (code, level) for level, name in _LEVELS.items() if level in self.levels for code in value.get(name, ())
        ]
        return "\n".join(_named(code, level) for code, level in held)


def _named(code: str, level: str) -> str:
    place = territory(code, level)  # type: ignore[arg-type]  # one of the four levels of a perimeter
    prefix = {"departement": "DEP-", "region": "REG-"}.get(level, "")
    return f"{prefix}{code} {place.name}" if place else f"{prefix}{code}"


def chosen(names: Iterable[tuple[str, Any]], current: Any) -> list[tuple[str, Any]]:
    """Return the choices of a list of parts; what is held already stays among them, even when it lives elsewhere."""
    choices = list(names)
    known = {key for key, _name in choices}
    held = current if isinstance(current, list | tuple) else [current]
    return [*choices, *((one, one) for one in held if one and one not in known)]
