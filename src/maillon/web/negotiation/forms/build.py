"""From a class of the document to the fields of a form, and from what people typed to the portable value."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_origin

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from maillon.documents.contract import words
from maillon.documents.contract.actions import Measure, Payment
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.labels import LABELS
from maillon.documents.contract.outline import bare, fields, is_model
from maillon.documents.contract.parties import Institution, Perimeter
from maillon.documents.contract.references import PLANS
from maillon.documents.contract.shown import name_of
from maillon.documents.contract.values import Rate
from maillon.rules.contracts.questionnaires import ENGAGEMENT, TRANSVERSALITY
from maillon.rules.money import Money
from maillon.web.negotiation.forms import newcomer
from maillon.web.negotiation.forms.fields import (
    AmountField,
    DayField,
    DayLineField,
    FlagField,
    LinesField,
    NumberField,
    PercentField,
    PlacesField,
    chosen,
    stored,
)
from maillon.web.negotiation.forms.layout import LONG, NAMING, WHERE
from maillon.web.negotiation.forms.lines import MeasureField, PaymentField, SharesField

_LEVELS = ("communes", "epci", "departements", "regions")
_EXCLUDED = "excluded_communes"
_HELP: dict[str, Any] = {
    "person": _("La fonction ou le nom public de qui signe ; il se lira avec le contrat."),
    "rate": "",
    "text": _("Une ligne vide sépare deux paragraphes ; « - » ouvre une liste ; **gras**, *italique*."),
}
_TITLES: dict[str, Promise | str] = {
    WHERE: _("Territoires"),
    "calendar.start": _("Début de l’action"),
    "calendar.end": _("Fin de l’action"),
    newcomer.KIND: _("Sa nature"),
    newcomer.SIREN: _("Son numéro SIREN, s’il est connu"),
    "period.start": _("Date d’entrée"),
    "period.end": _("Date de départ"),
    "cost.excluding_tax": _("Coût hors taxes"),
    "cost.including_tax": _("Coût toutes taxes comprises"),
    "cost.nature": _("Section du budget"),
    "rate": _("Taux, en %"),
    "baseline.value": _("Valeur de départ"),
    "baseline.on": _("Mesurée le"),
    "target.value": _("Cible"),
    "target.on": _("À atteindre le"),
    "presidency.rotation_months": _("Présidence tournante, en mois"),
    "presidency.between": _("Entre qui elle tourne"),
    "presidency.order": _("Dans quel ordre"),
}
_QUESTIONS = {one.slug: one.text for one in (*ENGAGEMENT, *TRANSVERSALITY)}


class Names:
    """What the identifiers of a document name, for lists of choices.

    Args:
        document: the whole text, what it inherits included.
    """

    def __init__(self, document: ContractDocument) -> None:
        self._document = document

    def of(self, lists: str) -> list[tuple[str, str]]:
        """Return (identifier, name) for the elements of these lists, as `references` writes them."""
        found: list[tuple[str, str]] = []
        for name in lists.split("|"):
            if name == "objectives":
                found += [(one.id, one.title) for theme in self._document.themes for one in theme.objectives]
            else:
                found += [(one.id, name_of(one)) for one in getattr(self._document, name)]
        return found


def holder(model: type[BaseModel], name: str) -> tuple[type[BaseModel], str]:
    """Return the class that holds a field, and its last name: "calendar.start" is `start` of `Period`."""
    *steps, last = name.split(".")
    for step in steps:
        model = bare(fields(model)[step])
    return model, last


def keyed(model: type[BaseModel], name: str) -> str:
    """Return the key of an answer in a group of answers: "money" of `engagement.money`; empty for any other field."""
    first, _dot, key = name.partition(".")
    return key if key and get_origin(bare(fields(model)[first])) is dict else ""


def build(model: type[BaseModel], name: str, names: Names, current: Any) -> forms.Field:
    """Return the field of a form for one field of a class.

    Args:
        model: the class.
        name: the field, dotted when it lies inside another.
        names: what identifiers name.
        current: what the part holds there.
    """
    if name == WHERE:
        return PlacesField(label=_TITLES[WHERE], required=False)
    if name == newcomer.SIREN:
        return newcomer.SirenField(label=_TITLES[name], required=False)
    if key := keyed(model, name):
        return PercentField(label=_(_QUESTIONS[key]), required=False)
    inside, last = holder(model, name)
    label = _TITLES.get(name) or words.of_field(inside, last).title
    given: dict[str, Any] = {"label": label, "required": last in NAMING and inside is model}
    if last in _HELP:
        given["help_text"] = _HELP[last]
    lists = dict(PLANS[inside]).get(last)
    annotation = fields(inside)[last]
    if lists is not None and get_origin(bare(annotation)) is dict:
        return SharesField(names.of(lists), **given)
    if lists is not None:
        return _mention(chosen(names.of(lists), current), annotation, given)
    return _plain(annotation, last, given)


def _mention(choices: list[tuple[str, Any]], annotation: Any, given: dict[str, Any]) -> forms.Field:
    if get_origin(bare(annotation)) is tuple:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **given)
    return forms.ChoiceField(choices=[("", "–"), *choices], **given)


def _plain(annotation: Any, name: str, given: dict[str, Any]) -> forms.Field:
    found = bare(annotation)
    if found is Perimeter:
        return PlacesField(**given)
    if found is Institution:
        return newcomer.InstitutionField(**given | {"required": True})
    if get_origin(found) is tuple:
        return _several(name, get_args(found)[0], given)
    if issubclass(found, Enum):
        choices = [(member.value, _said(member)) for member in found]
        return forms.ChoiceField(choices=[("", "–"), *choices], **given)
    if issubclass(found, str):
        if name in LONG:
            area = forms.Textarea(attrs={"rows": 12 if name == "text" else 4})
            return forms.CharField(max_length=50_000, widget=area, **given)
        return forms.CharField(max_length=400, **given)
    return _figure(annotation, found, name, given)


def _said(member: Enum) -> Any:
    return _(LABELS[type(member).__name__][str(member.value)])


def _several(name: str, element: Any, given: dict[str, Any]) -> forms.Field:
    if name == _EXCLUDED:
        help_text = _("Une commune par ligne, par son nom ou son code.")
        return PlacesField(levels=("commune",), help_text=help_text, **given)
    found = bare(element)
    if found is Payment:
        said = _(
            "Un versement par ligne : avance, acompte ou solde, montant, date. Exemple : acompte 12 000 15/03/2027."
        )
        return LinesField(PaymentField(), help_text=said, **given)
    if found is Measure:
        return LinesField(MeasureField(), help_text=_("Une mesure par ligne : 31/12/2027 12,5."), **given)
    if found is dt.date:
        return LinesField(DayLineField(), help_text=_("Une date par ligne, par exemple 15/03/2029."), **given)
    if found is Decimal:
        return LinesField(PercentField(), help_text=_("Un pourcentage par ligne."), **given)
    return LinesField(**given)


def _figure(annotation: Any, found: Any, name: str, given: dict[str, Any]) -> forms.Field:
    if found is Money:
        return AmountField(**given)
    if found is bool:
        return FlagField(**given)
    if found is dt.date:
        return DayField(**given)
    if found is Decimal:
        return PercentField(**given) if Rate in (annotation, *get_args(annotation)) else NumberField(**given)
    bounds = {"least": 1900, "most": 2199} if name == "year" else {"least": 0}
    return NumberField(whole=True, **bounds, **given)


def initial(model: type[BaseModel], name: str, tree: Any) -> Any:
    """Return what the part holds in a field, as the field writes it for people."""
    if name == WHERE:
        return tree
    here = tree
    for step in name.split("."):
        here = (here or {}).get(step)
    if name == _EXCLUDED:
        return {"communes": here or []}
    if keyed(model, name):
        return stored(here)
    inside, last = holder(model, name)
    found = bare(fields(inside)[last])
    kind = bare(get_args(found)[0]) if get_origin(found) is tuple else found
    return stored(here) if kind in (Money, Decimal, int) else here


def put(tree: dict[str, Any], model: type[BaseModel], name: str, value: Any) -> None:
    """Write in a part what a field read; an emptied field is absent, and so is what it alone filled."""
    if name == WHERE:
        _places(tree, value or {})
        return
    *steps, last = name.split(".")
    if not steps and name != _EXCLUDED and bare(fields(model)[name]) is Perimeter:
        inside = dict(tree.pop(name, {}))
        if value:
            _places(inside, value)
            tree[name] = inside
        return
    if name == _EXCLUDED:
        value = (value or {}).get("communes")
    if steps:
        inside = dict(tree.pop(steps[0], {}))
        if keyed(model, name):
            inside.pop(last, None)
            inside |= {last: value} if value is not None else {}
        else:
            put(inside, bare(fields(model)[steps[0]]), ".".join([*steps[1:], last]), value)
        if inside:
            tree[steps[0]] = inside
        return
    tree.pop(last, None)
    if value is not None and value != "" and value != []:
        tree[last] = value


def _places(perimeter: dict[str, Any], found: dict[str, list[str]]) -> None:
    for level in _LEVELS:
        perimeter.pop(level, None)
    perimeter.update(found)


class Fields(forms.Form):
    """The fields of one part, or of one element of a list inside it.

    Args:
        model: its class.
        names: the fields shown.
        known: what identifiers name.
        current: what it holds.
        data: what was typed; None to show what it holds.
        prefix: what the names of its inputs begin with.
        quiet: whether what was typed is shown again without being judged yet.
    """

    def __init__(
        self,
        model: type[BaseModel],
        names: Iterable[str],
        known: Names,
        current: Any,
        *,
        data: Any = None,
        prefix: str | None = None,
        quiet: bool = False,
    ) -> None:
        super().__init__(data, prefix=prefix, use_required_attribute=False)
        self.quiet = quiet
        self.model, self.current = model, current if isinstance(current, dict) else {}
        for name in names:
            held = current if not isinstance(current, dict) else initial(model, name, current)
            self.fields[name] = build(model, name, known, held)
            self.fields[name].initial = held
        if newcomer.KIND in self.fields:
            told = newcomer.described(current)
            for name in (newcomer.KIND, newcomer.SIREN):
                self.fields[name].initial = told.get(name, "")

    def clean(self) -> None:
        """Settle which institution a new party is."""
        if newcomer.KIND in self.fields:
            newcomer.settle(self)

    def full_clean(self) -> None:
        """Judge what was typed, unless it is only shown again."""
        if self.quiet:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def tree(self) -> dict[str, Any]:
        """Return what it holds with what was typed, faulty fields left as they were."""
        tree = copy.deepcopy(self.current)
        for name in self.fields:
            if name in self.cleaned_data:
                put(tree, self.model, name, self.cleaned_data[name])
        return tree

    def accuse(self, path: tuple[str | int, ...], said: str) -> bool:
        """Show a fault beside the field that `path` leads to; tell whether there is one."""
        for length in range(len(path), 0, -1):
            name = ".".join(str(step) for step in path[:length])
            name = WHERE if name in _LEVELS and WHERE in self.fields else name
            if name in self.fields:
                if name not in self.errors:
                    self.add_error(name, said)
                return True
        return False


def lists_of(model: type[BaseModel], rows: str) -> type[BaseModel]:
    """Return the class of the elements of a list inside a part."""
    found: type[BaseModel] = bare(get_args(bare(fields(model)[rows]))[0])
    assert is_model(found)  # noqa: S101  the layout only names lists of parts
    return found
