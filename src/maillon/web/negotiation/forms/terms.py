"""What the method agreement and the clauses may set: each value with its default, its allowed range and its source."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import Fragment
from maillon.documents.contract.labels import LABELS
from maillon.rules.contracts.terms import BOUNDED, Term, set_parameter, term, terms
from maillon.rules.decision import Decision
from maillon.rules.parameters.model import Kind
from maillon.web.negotiation.forms.fields import FlagField, NumberField, PercentField, stored
from maillon.web.negotiation.queries.terms import agreed

CARDS = 10
"""Propositions 1 to 10 are of governance; the others, of what the contract holds."""


def bounded(place: Fragment, document: ContractDocument, on: dt.date) -> dict[str, str]:
    """Return, for the fields of a clause that a parameter bounds, the default, the range and the source in words."""
    if place.field != "clauses":
        return {}
    held = agreed(document)
    return {
        name: in_words(term(bound.parameter, document.kind, on, held))
        for (clause, name), bound in BOUNDED.items()
        if clause == place.name
    }


def in_words(one: Term) -> str:
    """Return a term as a help: its default and where it comes from, what is allowed, the sources."""
    default = _labelled(one, one.resolved.value, one.default)
    counted = f"{default} {one.resolved.unit}" if one.resolved.unit and one.kind is Kind.INTEGER else default
    said = _("Par défaut : {value} ({origin}).").format(value=counted, origin=one.resolved.origin_label)
    allowed = [_labelled(one, value, value) for value in one.held.allowed]
    held = ", ".join(allowed) if allowed else one.range
    ranged = _("Admis : {range}.").format(range=held) if held else ""
    sources = _("Source : {sources}.").format(sources=_(" ; ").join(source.text for source in one.cited))
    chosen = _("Bornes : {source}.").format(source=one.bounds_cited[0].text) if one.bounds_cited and held else ""
    return " ".join(part for part in (said, ranged, sources, chosen) if part)


def _labelled(one: Term, value: object, otherwise: str) -> str:
    if one.kind is not Kind.CHOICE:
        return otherwise
    word = LABELS["ParticipationDegree"].get(str(value))
    return str(gettext_lazy(word)) if word else otherwise


def told(decision: Decision) -> str:
    """Return a refusal as it stands beside a field: why, what to do, and its sources."""
    sources = _(" ; ").join(one.text for one in decision.citations)
    parts = [decision.because, decision.remedy, _("Source : {sources}.").format(sources=sources) if sources else ""]
    return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class TermLine:
    """One parameter on the page."""

    term: Term
    value: BoundField
    why: BoundField

    @property
    def set(self) -> bool:
        """Whether the parties set it, or someone is trying to."""
        return bool(self.value.value() or self.value.errors or self.why.value())


@dataclass(frozen=True)
class TermGroup:
    """Parameters under one title."""

    title: str
    lines: list[TermLine]

    @property
    def open(self) -> bool:
        """Whether one of them is set."""
        return any(line.set for line in self.lines)


class TermsForm(forms.Form):
    """The parameters that a method agreement may set; an empty one keeps its default."""

    def __init__(
        self,
        document: ContractDocument,
        current: Any,
        accepted: Any,
        on: dt.date,
        data: QueryDict | None,
        *,
        quiet: bool = False,
    ) -> None:
        super().__init__(data, prefix="terms", use_required_attribute=False)
        self.quiet = quiet
        self._kind, self._on = document.kind, on
        self._held = dict((current or {}).get("parameters", {}))
        self._accepted = (accepted or {}).get("parameters", {})
        self._terms = terms(document.kind, on)
        for one in self._terms:
            held = self._held.get(one.name, {})
            value = self.fields[f"value-{one.name}"] = _field(one)
            why = forms.CharField(label=_("Pourquoi"), required=False, max_length=2000)
            self.fields[f"why-{one.name}"] = why
            why.initial = held.get("why")
            value.initial = stored(held.get("value")) if one.kind in (Kind.RATE, Kind.INTEGER) else held.get("value")

    def full_clean(self) -> None:
        """Judge what was typed, unless it is only shown again."""
        if self.quiet:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Ask the rule for each value that changes; every refusal stands beside its field, with its source."""
        given: dict[str, Any] = self.cleaned_data
        for one in self._terms:
            value = given.get(f"value-{one.name}")
            if value in (None, "") or value == self._accepted.get(one.name, {}).get("value"):
                continue
            decision = set_parameter(one.name, value, kind=self._kind, on=self._on)
            if not decision.allowed:
                self.add_error(f"value-{one.name}", told(decision))
        return given

    def tree(self) -> dict[str, Any]:
        """Return the parameters as the document holds them, those that this page does not show kept."""
        shown = {one.name for one in self._terms}
        tree = {name: held for name, held in self._held.items() if name not in shown}
        for one in self._terms:
            value = self.cleaned_data.get(f"value-{one.name}")
            why = self.cleaned_data.get(f"why-{one.name}")
            if value not in (None, ""):
                tree[one.name] = {"value": value, **({"why": why} if why else {})}
        return tree

    @property
    def groups(self) -> list[TermGroup]:
        """The parameters, those of governance first."""
        lines: tuple[list[TermLine], list[TermLine]] = ([], [])
        for one in self._terms:
            line = TermLine(one, self[f"value-{one.name}"], self[f"why-{one.name}"])
            lines[_card(one) > CARDS].append(line)
        titles = (_("Gouvernance et participation"), _("Argent, géographie, revoyure, évaluation et retrait"))
        return [TermGroup(title, held) for title, held in zip(titles, lines, strict=True)]


def _card(one: Term) -> int:
    slugs = [source.slug for source in one.resolved.parameter.sources]
    return next((int(slug.rpartition("_")[2]) for slug in slugs if slug.startswith("report_card_")), 0)


def _field(one: Term) -> forms.Field:
    label = one.resolved.label[:1].upper() + one.resolved.label[1:]
    given: dict[str, Any] = {"label": label, "required": False, "help_text": in_words(one)}
    if one.kind is Kind.RATE:
        return PercentField(**given)
    if one.kind is Kind.INTEGER:
        return NumberField(whole=True, least=0, **given)
    if one.kind is Kind.BOOLEAN:
        return FlagField(**given)
    choices = [(value, _labelled(one, value, value)) for value in one.held.allowed]
    return forms.ChoiceField(choices=[("", "–"), *choices], **given)
