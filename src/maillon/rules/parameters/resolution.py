"""Which value a rule uses: the method agreement's, the framework's, or the default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from maillon.rules.parameters.model import Kind, Origin, Parameter, Range, Resolved, Value
from maillon.rules.parameters.store import parameters
from maillon.rules.phrases import listing, percent, whole
from maillon.rules.problem import Problem
from maillon.rules.wording import _

WHERE = "clauses.method_agreement.parameters"


@dataclass(frozen=True, slots=True)
class Override:
    """What a framework says of a parameter: its own value, its own range, or both."""

    value: Value | None = None
    range: Range | None = None


class Framework(Protocol):
    """What the resolution reads of a framework; hashed by identity, each is read once."""

    def __hash__(self) -> int:
        """Return the identity's hash."""

    @property
    def name(self) -> str:
        """French name."""

    @property
    def parameters(self) -> Mapping[str, Override]:
        """What the framework says of parameters, by name."""


class ParameterSet:
    """The parameters of one contract on one date.

    Args:
        on: the date whose values hold.
        framework: the contract's framework, when it is known.
        agreement: the values that the method agreement sets, by name.
    """

    def __init__(
        self, on: dt.date, framework: Framework | None = None, agreement: Mapping[str, object] | None = None
    ) -> None:
        self.on = on
        self.framework = framework
        self._agreement = agreement or {}
        self._resolved = _defaults(framework, on)
        if self._agreement:
            self._resolved = dict(self._resolved)
            for name in self._agreement:
                if name in self._resolved:
                    self._resolved[name] = resolve(name, on=on, framework=framework, agreement=self._agreement)

    def read(self, name: str) -> Resolved:
        """Resolve one parameter.

        Raises:
            KeyError: no parameter has this name.
        """
        return self._resolved[name]

    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the values of the method agreement: unknown names, values set aside."""
        found = []
        for name in self._agreement:
            if name not in parameters():
                found.append(
                    Problem(
                        what=_("paramètre inconnu : « {name} »").format(name=name),
                        where=f"{WHERE}.{name}",
                        expected=_("un des paramètres de la page « Propositions » de la documentation"),
                    )
                )
            elif refused := self.read(name).refused:
                found.append(refused)
        return tuple(found)


@lru_cache(maxsize=256)
def _defaults(framework: Framework | None, on: dt.date) -> dict[str, Resolved]:
    """Resolve every parameter without a method agreement; nobody changes the result."""
    return {name: resolve(name, on=on, framework=framework) for name in parameters()}


def resolve(
    name: str,
    *,
    on: dt.date,
    framework: Framework | None = None,
    agreement: Mapping[str, object] | None = None,
) -> Resolved:
    """Return the value of parameter `name` on a date, and where it comes from.

    The method agreement prevails when the parameter may be overridden and its value stays within the framework's
    range; otherwise the framework's value is used and `refused` says why.

    Raises:
        KeyError: no parameter has this name.
    """
    parameter = parameters()[name]
    override = framework.parameters.get(name) if framework else None
    default = _default(parameter, override, on, framework)
    if not agreement or name not in agreement:
        return default
    value = parameter.read(agreement[name])
    because = _refusal(parameter, value, admitted(name, framework))
    if because is None and value is not None:
        return Resolved(parameter, value, Origin.AGREEMENT)
    return Resolved(
        parameter,
        default.value,
        default.origin,
        default.framework,
        Problem(
            what=_("L’accord de méthode fixe « {label} » à {value} : {because}").format(
                label=_(parameter.label),
                value=shown(value) if value is not None else agreement[name],
                because=because,
            ),
            where=f"{WHERE}.{name}",
            expected=_("La valeur retenue est {value} ({origin})").format(
                value=shown(default.value), origin=default.origin_label
            ),
        ),
    )


def admitted(name: str, framework: Framework | None = None) -> Range:
    """Return what a method agreement may set for parameter `name`: the framework's range, else the parameter's own.

    Raises:
        KeyError: no parameter has this name.
    """
    override = framework.parameters.get(name) if framework else None
    return (override and override.range) or parameters()[name].range


def range_shown(name: str, held: Range) -> str:
    """Return a range as a reader writes it: "de 1 % à 50 %"; empty when it is open."""
    parameter = parameters()[name]
    low, high = _bound(parameter, held.minimum), _bound(parameter, held.maximum)
    if held.allowed or (low is None and high is None):
        return listing(held.allowed)
    if low is None:
        return _("{high} au plus").format(high=high)
    if high is None:
        return _("{low} au moins").format(low=low)
    return _("de {low} à {high}").format(low=low, high=high)


def shown(value: Value | None) -> str:
    """Return a parameter's value as a reader writes it: "25 %", "oui", "20 000"."""
    if value is None:
        return _("aucune")
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, Decimal):
        return percent(value)
    if isinstance(value, int):
        return whole(value)
    return value if isinstance(value, str) else listing(value)


def _default(parameter: Parameter, override: Override | None, on: dt.date, framework: Framework | None) -> Resolved:
    if override is not None and override.value is not None and framework is not None:
        return Resolved(parameter, override.value, Origin.FRAMEWORK, framework.name)
    return Resolved(parameter, parameter.on(on), parameter.origin)


def _refusal(parameter: Parameter, value: Value | None, held: Range) -> str | None:
    if not parameter.overridable:
        return _("ce paramètre ne peut pas être modifié par l’accord")
    if value is None:
        return _EXPECTED[parameter.kind]()
    return None if held.admits(value) else _outside(parameter, held)


def _outside(parameter: Parameter, held: Range) -> str:
    if held.allowed:
        return _("valeurs admises : {values}").format(values=listing(held.allowed))
    low, high = _bound(parameter, held.minimum), _bound(parameter, held.maximum)
    if low is None:
        return _("le cadre admet {high} au plus").format(high=high)
    if high is None:
        return _("le cadre admet {low} au moins").format(low=low)
    return _("le cadre admet de {low} à {high}").format(low=low, high=high)


def _bound(parameter: Parameter, bound: Decimal | None) -> str | None:
    if bound is None:
        return None
    return shown(bound if parameter.kind is Kind.RATE else int(bound))


_EXPECTED = {
    Kind.RATE: lambda: _("un taux entre 0 et 1 est attendu"),
    Kind.INTEGER: lambda: _("un nombre entier est attendu"),
    Kind.BOOLEAN: lambda: _("vrai ou faux (true, false) est attendu"),
    Kind.CHOICE: lambda: _("un mot est attendu"),
    Kind.WORDS: lambda: _("une liste de mots est attendue"),
}
