"""Projects that ask for a grant, and the conditions that they must meet before any choice."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from maillon.analytics.allocation.exact import Number, exact, plain, refuse, scalar, share_problem, whole_problem
from maillon.analytics.arguments import NUMBER
from maillon.analytics.refusal import DataError
from maillon.rules.money import Money
from maillon.rules.parameters import parameters
from maillon.rules.phrases import percent
from maillon.rules.problem import Problem
from maillon.rules.wording import _

OWN_SHARE = "own_contribution_min"
MOST_PROJECTS = 1_000_000
MOST_PROBLEMS = 20
MOST_VALUE = 1e12  # beyond, the search loses the small values


def _legal_share() -> Decimal:
    return Decimal(str(parameters()[OWN_SHARE].values[-1].value))


@dataclass(frozen=True, slots=True)
class Project:
    """A project that asks for a grant.

    Attributes:
        id: its identifier, unique.
        cost: cost excluding tax, cents.
        grant: grant asked, cents.
        value: what it is worth to those who choose: points of a grid, inhabitants served…; 0 or more.
        theme: its theme.
        tags: other groups that it belongs to: priority territory, département, programme…
        own: the owner's contribution, cents; None: everything that the grant and other public money do not pay.
        other_public: other public money, cents.
        required: whether it is already committed, hence kept.
        derogation: reference of the act that lets the owner bear less than its least share; empty when none.
    """

    id: str
    cost: int
    grant: int
    value: float
    theme: str = ""
    tags: tuple[str, ...] = ()
    own: int | None = None
    other_public: int = 0
    required: bool = False
    derogation: str = ""

    def __post_init__(self) -> None:
        for name in ("cost", "grant", "value", "own", "other_public"):
            object.__setattr__(self, name, scalar(getattr(self, name)))

    @property
    def own_share(self) -> Fraction | None:
        """The owner's share of public funding, private money left out; None when there is none."""
        own = max(self.cost - self.grant - self.other_public, 0) if self.own is None else self.own
        public = own + self.grant + self.other_public
        return Fraction(own, public) if public > 0 else None


@dataclass(frozen=True, slots=True)
class Reserve:
    """What a group of projects receives, at least and at most.

    Attributes:
        group: a theme, or a tag of projects.
        least: at least this: cents (whole number), or a share of the envelope (Decimal, Fraction, text, float).
        most: at most this, likewise; None for no cap.
    """

    group: str
    least: Number = 0
    most: Number | None = None


@dataclass(frozen=True)
class Conditions:
    """What a project must meet before any choice.

    Attributes:
        least_own_share: least share of public funding borne by the owner; the law's by default, None to ignore it.
        least_grant: least grant, cents.
        most_grant: greatest grant, cents; None for no cap.
        least_cost: least cost, cents.
        most_rate: greatest grant over cost; 1 by default.
        least_value: least value.
    """

    least_own_share: Number | None = field(default_factory=_legal_share)
    least_grant: int = 1
    most_grant: int | None = None
    least_cost: int = 1
    most_rate: Number = 1
    least_value: float = 0.0


def checked(projects: Sequence[Project], envelope: int, conditions: Conditions) -> None:
    """Refuse figures that cannot be used.

    Raises:
        DataError: the first 20 faults.
    """
    problems = [
        whole_problem(envelope, "envelope_cents"),
        whole_problem(conditions.least_grant, "least_grant"),
        whole_problem(conditions.least_cost, "least_cost"),
        share_problem(conditions.most_rate, "most_rate"),
    ]
    if conditions.least_own_share is not None:
        problems.append(share_problem(conditions.least_own_share, "least_own_share"))
    if conditions.most_grant is not None:
        problems.append(whole_problem(conditions.most_grant, "most_grant"))
    if not NUMBER.holds(conditions.least_value) or math.isinf(conditions.least_value):
        problems.append(Problem(_("la valeur minimale n’est pas un nombre"), "least_value"))
    if not 0 < len(projects) <= MOST_PROJECTS:
        what = _("il y a {count} projets").format(count=len(projects))
        problems.append(Problem(what, "projects", expected=_("De 1 à {most}").format(most=MOST_PROJECTS)))
    refuse(problems)
    faults: list[Problem] = []
    seen: set[str] = set()
    for project in projects:
        faults += _faults(project, seen)
        seen.add(project.id)
        if len(faults) >= MOST_PROBLEMS:
            break
    if faults:
        raise DataError(*faults[:MOST_PROBLEMS])


def _faults(project: Project, seen: set[str]) -> list[Problem]:
    where = str(project.id)
    found = [Problem(_("deux projets portent cet identifiant"), where)] if project.id in seen else []
    amounts: dict[str, Any] = {"cost": project.cost, "grant": project.grant, "other_public": project.other_public}
    if project.own is not None:
        amounts["own"] = project.own
    # a cost or a grant of zero or less is a reason to set a project aside, as real files hold some
    found += [
        Problem(
            _("« {value} » n’est pas un nombre entier de centimes").format(value=str(value)[:20]), f"{where}.{name}"
        )
        for name, value in amounts.items()
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**15
    ]
    value = exact(project.value)
    if value is None or not 0 <= value <= MOST_VALUE:
        expected = _("Un nombre, de 0 à mille milliards")
        found.append(Problem(_("cette valeur ne convient pas"), f"{where}.value", expected=expected))
    return found


def objections(project: Project, conditions: Conditions) -> list[str]:
    """Return why a project cannot be chosen, one sentence each; empty when it can."""
    most = exact(conditions.most_rate) or Fraction(0)
    checks: tuple[tuple[bool, Callable[[], str]], ...] = (
        (project.cost < max(conditions.least_cost, 1), lambda: _too_small(_("Son coût"), project.cost)),
        (
            project.grant < max(conditions.least_grant, 1),
            lambda: _too_small(_("La subvention demandée"), project.grant),
        ),
        (
            conditions.most_grant is not None and project.grant > conditions.most_grant,
            lambda: _("La subvention demandée ({grant}) passe le plafond par projet ({most}).").format(
                grant=Money(project.grant), most=Money(conditions.most_grant or 0)
            ),
        ),
        (
            project.cost > 0 and project.grant > most * project.cost,
            lambda: _("La subvention demandée fait {rate} du coût, {most} au plus sont admis.").format(
                rate=_rate(Fraction(project.grant, project.cost)), most=_rate(most)
            ),
        ),
        (
            project.value < conditions.least_value,
            lambda: _("Sa valeur ({value}) est sous le minimum ({least}).").format(
                value=plain(project.value), least=plain(conditions.least_value)
            ),
        ),
    )
    found = [say() for wrong, say in checks if wrong]
    return found or _own_share_objection(project, conditions)


def _own_share_objection(project: Project, conditions: Conditions) -> list[str]:
    least = None if conditions.least_own_share is None else exact(conditions.least_own_share)
    share = project.own_share
    if least is None or share is None or share >= least or project.derogation:
        return []
    said = _("Le maître d’ouvrage apporte {share} des financements publics, il en faut {least} (CGCT, L1111-10 III).")
    return [said.format(share=_rate(share), least=_rate(least))]


def _too_small(what: str, amount: int) -> str:
    return _("{what} ({amount}) est sous le minimum.").format(what=what, amount=Money(amount))


def _rate(share: Fraction) -> str:
    return percent(Decimal(share.numerator) / Decimal(share.denominator))
