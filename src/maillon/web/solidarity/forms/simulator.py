"""The form of the simulator: a perimeter, then up to four scenarios, all of it in the address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.analytics.cofinancing import FORMS
from maillon.analytics.simulation import CRITERIA
from maillon.rules.money import Money
from maillon.web.solidarity.queries.simulator_terms import FORM_NAMES, KEY_NAMES, Written

LETTERS = ("a", "b", "c", "d")
USUAL = {
    "enveloppe": "1 000 000",
    "evaluation": "2",
    "prioritaires": "0",
    "forme": "step",
    "taux": "30 50 70 95",
    "largeur": "2",
    "population": "1",
    "need": "0",
    "fiscal": "0",
    "equal": "0",
    "plancher": "",
    "plafond": "",
    "variation": "",
    "avant": "",
    "tolerance": "",
}
FINER = (
    "evaluation", "prioritaires", "largeur", *CRITERIA, "plancher", "plafond", "variation", "avant", "tolerance",
)  # fmt: skip
"""Settings that a form may keep folded."""
OTHERS = {"b": "linear", "c": "ramp", "d": "monotone_cubic"}
_NUMBER = re.compile(r"[0-9]{1,3}([.,][0-9]{1,3})?")
_MOST_CENTS = 10**13


def _narrow(**more: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal", **more})


class EurosField(forms.CharField):
    """An amount in euros, read as integer cents; None when empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=30, widget=_narrow(), **options)

    def clean(self, value: Any) -> Any:
        """Return cents.

        Raises:
            ValidationError: no amount, negative, or beyond any envelope.
        """
        written = super().clean(value)
        if not written:
            return None
        try:
            cents = Money.parse(written).cents
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if not 0 <= cents <= _MOST_CENTS:
            raise ValidationError(_("Un montant entre 0 et 100 milliards d’euros."))
        return cents


class PointsField(forms.CharField):
    """Numbers between 0 and 100, read as shares; `many` of them, or one, which is `empty` when nothing is written."""

    def __init__(self, *, many: bool = False, empty: Decimal | None = Decimal(0), **options: Any) -> None:
        self.many, self.empty = many, empty
        super().__init__(max_length=60, widget=_narrow(), **options)

    def clean(self, value: Any) -> Any:
        """Return Decimals between 0 and 1.

        Raises:
            ValidationError: something else than numbers between 0 and 100.
        """
        words = re.split(r"[\s;%/]+", super().clean(value) or "")
        words = [word for word in words if word]
        if not all(_NUMBER.fullmatch(word) for word in words) or (not self.many and len(words) > 1):
            raise ValidationError(_("Des nombres entre 0 et 100, séparés par des espaces : 30 50 70 95."))
        shares = tuple(Decimal(word.replace(",", ".")) / 100 for word in words)
        if any(share > 1 for share in shares):
            raise ValidationError(_("Des nombres entre 0 et 100, séparés par des espaces : 30 50 70 95."))
        if self.many:
            return shares
        return shares[0] if shares else self.empty


def _optional(label: Any, help_text: Any) -> PointsField:
    """A setting that nothing written leaves out."""
    return PointsField(label=label, required=False, empty=None, help_text=help_text)


def _points(label: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"min": 0, "max": 100, "step": 1, "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=100, required=False, widget=widget)


class ScenarioForm(forms.Form):
    """The terms of one scenario."""

    enveloppe = EurosField(label=gettext_lazy("Enveloppe, en euros"))
    evaluation = PointsField(label=gettext_lazy("Réserve d’évaluation, en %"), required=False)
    prioritaires = PointsField(label=gettext_lazy("Part des territoires prioritaires, en %"), required=False)
    forme = forms.ChoiceField(label=gettext_lazy("Forme du barème"), choices=[(one, FORM_NAMES[one]) for one in FORMS])
    taux = PointsField(label=gettext_lazy("Taux de chaque strate, en %"), many=True)
    seuils = PointsField(label=gettext_lazy("Besoin qui sépare les strates, sur 100"), many=True, required=False)
    largeur = PointsField(label=gettext_lazy("Demi-largeur des rampes, en points"), required=False)
    plancher = EurosField(label=gettext_lazy("Au moins, par habitant, en euros"), required=False)
    plafond = EurosField(label=gettext_lazy("Au plus, par habitant, en euros"), required=False)
    variation = _optional(
        gettext_lazy("Lissage : variation du taux sur un an, en points au plus"),
        gettext_lazy(
            "Un territoire dont le taux devrait changer davantage s’en rapproche d’année en année. Vide : il change"
            " aussitôt."
        ),
    )
    avant = _optional(
        gettext_lazy("Taux de l’an dernier pour tous, en %"),
        gettext_lazy("Vide : pour chacun, le taux que lui donne le scénario A."),
    )
    tolerance = _optional(
        gettext_lazy("Incertitude : écart de taux admis, en points"),
        gettext_lazy(
            "L’indicateur n’est pas exact. Les territoires dont le taux pourrait s’écarter davantage pour cette seule"
            " raison sont nommés ; les aides ne changent pas."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for criterion in CRITERIA:
            self.fields[criterion] = _points(KEY_NAMES[criterion])

    def clean(self) -> dict[str, Any]:
        """Refuse rates and thresholds that do not go together, and a key without weight."""
        given = super().clean() or {}
        rates, limits = given.get("taux"), given.get("seuils")
        if rates is not None and limits is not None and len(limits) != len(rates) - 1:
            self.add_error("seuils", _("Il faut un seuil de moins que de taux."))
        if not self.errors.get("population") and not any(given.get(one) for one in CRITERIA):
            self.add_error("population", _("L’un des poids de la clé au moins doit dépasser zéro."))
        return given

    @property
    def key_fields(self) -> list[forms.BoundField]:
        """Fields of the sharing key."""
        return [self[one] for one in CRITERIA]

    @property
    def unread(self) -> bool:
        """Whether a finer setting than envelope, form and rates cannot be read."""
        return any(self[name].errors for name in FINER)

    @property
    def changed(self) -> int:
        """How many finer settings are not as usual."""
        return sum((self[name].data or "") != USUAL[name] for name in FINER)

    @property
    def written(self) -> Written | None:
        """The terms, when they can be read."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        return Written(
            envelope=given["enveloppe"],
            evaluation_share=given["evaluation"],
            priority_share=given["prioritaires"],
            form=given["forme"],
            rates=given["taux"],
            thresholds=given["seuils"],
            half_width=given["largeur"],
            key=tuple((one, given[one] or 0) for one in CRITERIA),
            floor=given["plancher"],
            cap=given["plafond"],
            delta=given["variation"],
            before=given["avant"],
            tolerance=given["tolerance"],
        )


class PerimeterForm(forms.Form):
    """Whose territories, and what all scenarios share."""

    dans = forms.CharField(
        label=gettext_lazy("Département ou intercommunalité"),
        required=False,
        max_length=100,
        help_text=gettext_lazy(
            "Nom ou code. Un département donne ses intercommunalités ; une intercommunalité, ses communes."
        ),
    )
    contrat = forms.ChoiceField(label=gettext_lazy("Ou le périmètre d’un contrat"), required=False)
    poids = forms.ChoiceField(
        label=gettext_lazy("Poids du besoin"),
        required=False,
        help_text=gettext_lazy("Ceux de l’indicateur, d’une version publiée, ou d’une séance de pondération close."),
    )
    cout = EurosField(
        label=gettext_lazy("Coût de tous les projets, en euros"),
        required=False,
        help_text=gettext_lazy("Vide : ce que le barème du scénario A finance tel qu’il est écrit."),
    )
    habitants = PointsField(
        label=gettext_lazy("Habitants des territoires prioritaires, en %"),
        required=False,
        help_text=gettext_lazy("Les territoires au besoin le plus grand, jusqu’à cette part des habitants."),
    )

    def __init__(
        self, *args: Any, contracts: list[tuple[str, str]], weights: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choices = {"contrat": [("", _("Aucun")), *contracts], "poids": [("", _("poids proposés")), *weights]}
        for name, offered in choices.items():
            cast("forms.ChoiceField", self.fields[name]).choices = offered


def count_of(data: Mapping[str, Any]) -> int:
    """Return how many scenarios the address asks for, 1 to 4; two when it says nothing."""
    asked = str(data.get("n", "2"))
    return int(asked) if asked in {"1", "2", "3", "4"} else 2


def scenario_forms(data: Mapping[str, Any], thresholds: str, envelope: str = "") -> list[ScenarioForm]:
    """Return the scenarios of an address: what A does not say is usual, what the others do not say is as in A.

    Args:
        data: the address.
        thresholds: those of the strata, when A does not say them.
        envelope: in euros, when A does not say it; the usual one when empty.
    """
    base = {**USUAL, "seuils": thresholds, "enveloppe": envelope or USUAL["enveloppe"]}
    first = {name: str(data.get(f"a-{name}", usual)) for name, usual in base.items()}
    found = []
    for letter in LETTERS[: count_of(data)]:
        own = {**first, "avant": "", "forme": OTHERS.get(letter, first["forme"])}
        told = {f"{letter}-{name}": str(data.get(f"{letter}-{name}", usual)) for name, usual in own.items()}
        found.append(ScenarioForm(told, prefix=letter))
    return found
