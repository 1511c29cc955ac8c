"""What the parties may set in the clauses: the allowed range of each value, its default, and where both come from.

The method agreement sets parameters by their names. Some clauses hold a value that a parameter bounds: a ceiling of
fungibility, a reserved share. The report gives the defaults and leaves their adjustment to the parties; ranges keep
that adjustment within what still has a meaning, and a framework may set narrower ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from maillon.rules.contracts.frameworks import framework
from maillon.rules.decision import Citation, Decision
from maillon.rules.parameters import Origin, Range, Resolved, Value, parameters, resolve, source
from maillon.rules.parameters.model import Kind
from maillon.rules.parameters.resolution import admitted, range_shown, shown
from maillon.rules.wording import _

METHOD = "method_agreement"
BEYOND = "beyond"
"""State of a value that is allowed, and goes beyond the one agreed on."""


class Sense(StrEnum):
    """How a parameter bounds the value that a clause holds."""

    MOST = "most"
    LEAST = "least"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Bounded:
    """A field of a clause, the parameter that speaks of it, and in which sense."""

    parameter: str
    sense: Sense


BOUNDED: Mapping[tuple[str, str], Bounded] = {
    ("citizen_participation", "degree"): Bounded("participation_degree_min", Sense.SAME),
    ("evaluation", "reserved_share"): Bounded("evaluation_reserved_share_min", Sense.LEAST),
    ("evaluation", "random_sample_share"): Bounded("evaluation_sample_share_min", Sense.LEAST),
    ("fungibility", "ceiling"): Bounded("fungibility_ceiling_max", Sense.MOST),
    ("fungibility", "unanimity"): Bounded("fungibility_unanimity_required", Sense.SAME),
    ("withdrawal", "notice_days"): Bounded("withdrawal_notice_days", Sense.SAME),
    ("priority_geography", "state_share"): Bounded("priority_state_share_min", Sense.LEAST),
    ("priority_geography", "territories_share"): Bounded("earmarked_territories_share_min", Sense.LEAST),
    ("cofinancing", "assessed_by_goal"): Bounded("cofinancing_by_goal_required", Sense.SAME),
}
"""Fields of clauses that a parameter bounds, by clause and field."""


@dataclass(frozen=True, slots=True)
class Term:
    """A value that the parties may set.

    Attributes:
        resolved: the value that holds when they set none, and its origin.
        held: the allowed range.
        cited: sources of the default.
        bounds_cited: source of the range, when it is another.
    """

    resolved: Resolved
    held: Range
    cited: tuple[Citation, ...]
    bounds_cited: tuple[Citation, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every source, each once."""
        return tuple(dict.fromkeys((*self.cited, *self.bounds_cited)))

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.resolved.name

    @property
    def kind(self) -> Kind:
        """Type of the value."""
        return self.resolved.parameter.kind

    @property
    def default(self) -> str:
        """The default as a reader writes it."""
        return shown(self.resolved.value)

    @property
    def range(self) -> str:
        """The allowed range as a reader writes it; empty when it is open."""
        return range_shown(self.name, self.held)


def terms(kind: str, on: dt.date) -> tuple[Term, ...]:
    """Return every parameter that a method agreement may set in a kind of contract, in their order."""
    return tuple(term(name, kind, on) for name, one in parameters().items() if one.overridable)


def term(name: str, kind: str, on: dt.date, agreement: Mapping[str, object] | None = None) -> Term:
    """Return one parameter as the parties may set it.

    Args:
        name: the parameter.
        kind: the contract's kind; an unknown one has the report's defaults.
        on: the day whose values hold.
        agreement: what the method agreement already sets; the default is then its value.

    Raises:
        KeyError: no parameter has this name.
    """
    basis = framework(kind)
    found = resolve(name, on=on, framework=basis, agreement=agreement)
    ranged = basis is not None and name in basis.parameters and basis.parameters[name].range is not None
    sources = basis.citations if basis is not None and found.origin is Origin.FRAMEWORK else ()
    cited = sources or tuple(one.citation for one in found.parameter.sources)
    chosen = () if ranged or found.parameter.kind is Kind.BOOLEAN else (source("maillon").citation,)
    return Term(found, admitted(name, basis), cited, tuple(one for one in chosen if one not in cited))


def set_parameter(name: str, value: object, *, kind: str, on: dt.date) -> Decision:
    """Tell whether a method agreement may set parameter `name` to a value.

    Args:
        name: the parameter, as the document writes it.
        value: what the parties would set.
        kind: the contract's kind.
        on: the day whose values hold.
    """
    if name not in parameters():
        because = _("« {name} » n’est le nom d’aucun paramètre.").format(name=name)
        return _no("parameter", because, (source("maillon").citation,))
    held = term(name, kind, on)
    refused = resolve(name, on=on, framework=framework(kind), agreement={name: value}).refused
    if refused is None:
        return _yes("parameter", _("Cette valeur est dans les bornes du cadre."), held.citations)
    return _no("parameter", f"{refused.what}.", held.citations, f"{refused.expected}.")


def set_field(
    clause: str, field: str, value: Value, *, kind: str, on: dt.date, agreement: Mapping[str, object] | None = None
) -> Decision:
    """Tell whether a clause may hold a value in one of its fields.

    A value within the range that goes beyond the one agreed on is allowed: `state` is then "beyond" and `because` says
    that the proposition which reads it will not be met.

    Args:
        clause: name of the clause.
        field: its field.
        value: what it would hold.
        kind: the contract's kind.
        on: the day whose values hold.
        agreement: what the method agreement sets.
    """
    bound = BOUNDED.get((clause, field))
    if bound is None:
        return _yes("clause", _("Cette valeur est libre."), ())
    held = term(bound.parameter, kind, on, agreement)
    allowed = _range_of(held.held, bound.sense)
    if not allowed.admits(value):
        because = _("{value} sort de ce que le cadre admet ici : {range}.")
        said = because.format(value=shown(value), range=range_shown(bound.parameter, allowed))
        remedy = _("La valeur par défaut est {value} ({origin}).")
        told = remedy.format(value=held.default, origin=held.resolved.origin_label)
        return _no("clause", said, held.citations, told)
    if _beyond(value, held.resolved.value, bound.sense):
        because = _("{value} est admis, mais la règle « {label} » ({default}, {origin}) ne sera pas respectée.")
        words = {"label": held.resolved.label, "default": held.default, "origin": held.resolved.origin_label}
        remedy = _("L’accord de méthode peut fixer une autre valeur à cette règle.")
        told = because.format(value=shown(value), **words)
        return _yes("clause", told, held.citations, remedy, BEYOND)
    return _yes("clause", _("Cette valeur est dans les bornes du cadre."), held.citations)


def _range_of(held: Range, sense: Sense) -> Range:
    """Return the range of a field: the bound of a ceiling leaves it free below, that of a floor free above."""
    if sense is Sense.MOST:
        return Range(maximum=held.maximum)
    return Range(minimum=held.minimum) if sense is Sense.LEAST else held


def _beyond(value: Value, agreed: Value | None, sense: Sense) -> bool:
    if isinstance(value, bool) or isinstance(agreed, bool):
        return sense is Sense.SAME and isinstance(agreed, bool) and agreed and value is False
    if not isinstance(value, int | Decimal) or not isinstance(agreed, int | Decimal):
        return False
    return value > agreed if sense is Sense.MOST else sense is Sense.LEAST and value < agreed


def _no(verb: str, because: str, cited: tuple[Citation, ...], remedy: str = "") -> Decision:
    return Decision(allowed=False, because=because, rule=f"terms.{verb}", citations=cited, remedy=remedy)


def _yes(verb: str, because: str, cited: tuple[Citation, ...], remedy: str = "", state: str | None = None) -> Decision:
    return Decision(allowed=True, because=because, rule=f"terms.{verb}", citations=cited, remedy=remedy, state=state)
