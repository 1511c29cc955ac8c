"""What the shape of a document does not tell: identifiers, dates, amounts and territories that agree.

Errors make a document unusable. Warnings are what a real contract may hold and a person should look at: an assiette
above the cost of the action, for instance, is a warning because costs are revised, while a grant above its own
assiette is refused by the class itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from maillon.documents.contract import places, references, walk
from maillon.documents.contract.actions import Action
from maillon.documents.contract.base import Period
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.loading import Loaded
from maillon.documents.contract.paths import Path, written
from maillon.rules.contracts.frameworks import slugs
from maillon.rules.money import MAX_CENTS, Money
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

Found = Iterator[tuple[Path, Problem]]
LineOf = Callable[[Path], int | None]
Amounts = list[list[Money | None]]  # of each financing line, by action


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a document.

    Attributes:
        errors: what makes it unusable.
        warnings: what a person should look at.
        deferred: identifiers that may live in a common trunk that was not read.
    """

    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    deferred: tuple[Problem, ...] = ()


Placed = list[tuple[Path, Problem]]


def examine_placed(
    document: ContractDocument, *, whole: bool = True, held: walk.ByClass | None = None
) -> tuple[Placed, Placed, Placed]:
    """Return the errors, the warnings and what is deferred, each problem with the path where it stands.

    Args:
        document: the document, its common trunk merged in when it has one.
        whole: False when its trunk could not be read: what could live there is then deferred, not refused.
        held: its parts by class, when they are known already.
    """
    held, ids = held or walk.by_class(document), references.known(document)
    at_fault = references.astray(held, ids) or places.suspect(held)
    parts = walk.parts(document) if at_fault else []  # where each part stands matters to a fault only
    absent = list(references.missing(parts, ids))
    errors = [
        *references.repeated(document, ids),
        *(absent if whole else ()),
        *_identity(document),
        *_same_siren(document),
        *_party_dates(document),
        *places.faults(parts),
    ]
    amounts = [[line.amount for line in action.financing] for action in document.actions]
    beyond = list(_beyond_any_scale(document, amounts))
    errors += beyond
    warnings = [*_dates(document), *([] if beyond else _money(document, amounts)), *places.doubts(parts)]
    return errors, warnings, [] if whole else absent


def examine(document: ContractDocument, *, whole: bool = True, line_of: LineOf | None = None) -> Findings:
    """Check that the parts of a document agree with one another and with the territories of today.

    Args:
        document: the document, its common trunk merged in when it has one.
        whole: False when its trunk could not be read: what could live there is then deferred, not refused.
        line_of: gives the line of a path, for the problems.
    """
    return Findings(*(_told(group, line_of) for group in examine_placed(document, whole=whole)))


def checked(loaded: Loaded) -> Findings:
    """Examine a document that was just read; its trunk is not looked for.

    Raises:
        InputError: the document has errors.
    """
    extends = loaded.document.extends
    findings = examine(loaded.document, whole=extends is None or extends.included, line_of=loaded.line_of)
    if findings.errors:
        raise InputError(*findings.errors)
    return findings


def _told(found: list[tuple[Path, Problem]], line_of: LineOf | None) -> tuple[Problem, ...]:
    if line_of is None or not found:
        return tuple(problem for _path, problem in found)
    told = [replace(problem, line=line_of(path)) for path, problem in found]
    return tuple(sorted(told, key=lambda problem: (problem.line or 0, problem.where)))


def _at(path: Path, what: str, remedy: str = "", expected: str = "") -> tuple[Path, Problem]:
    return path, Problem(what, written(path), expected=expected, remedy=remedy)


def _identity(document: ContractDocument) -> Found:
    own = document.id
    if document.kind not in slugs():
        from rapidfuzz import process

        best = process.extractOne(document.kind, slugs(), score_cutoff=60)
        yield _at(
            ("kind",),
            _("le type de contrat « {kind} » n’est pas connu").format(kind=document.kind),
            _("Peut-être « {near} »").format(near=best[0]) if best else "",
            _("Types connus : {kinds}").format(kinds=", ".join(slugs())),
        )
    if document.predecessor == own:
        yield _at(("predecessor",), _("le contrat ne peut pas se succéder à lui-même"))
    if document.parent and document.parent.contract == own:
        yield _at(("parent", "contract"), _("le contrat ne peut pas être son propre contrat chapeau"))
    if document.extends and document.extends.contract == own:
        yield _at(("extends", "contract"), _("le contrat ne peut pas être son propre tronc commun"))
    for rank, action in enumerate(document.actions):
        if own in action.shared_with:
            place = ("actions", rank, "shared_with", action.shared_with.index(own))
            yield _at(place, _("l’action est déjà dans ce contrat : ne citer que les autres"))


def _same_siren(document: ContractDocument) -> Found:
    first: dict[str, int] = {}
    for rank, party in enumerate(document.parties):
        institution = party.institution
        siren = institution.siren or (institution.siret[:9] if institution.siret else None)
        if institution.siren and institution.siret and not institution.siret.startswith(institution.siren):
            place = ("parties", rank, "institution", "siret")
            yield _at(place, _("le SIRET ne commence pas par le SIREN de l’institution"), _("Corriger l’un des deux"))
        if siren in first:
            what = _("deux parties ont le même SIREN, {siren} : « {first} » et « {second} »").format(
                siren=siren, first=document.parties[first[siren]].id, second=party.id
            )
            place = ("parties", rank, "institution", "siren" if institution.siren else "siret")
            yield _at(place, what, _("Garder une seule partie, ou corriger le SIREN"))
        elif siren:
            first[siren] = rank


def _apart(one: Period, other: Period) -> bool:
    return bool(
        (one.end and other.start and one.end < other.start) or (other.end and one.start and other.end < one.start)
    )


def _beyond(inside: Period, around: Period) -> bool:
    early = inside.start and around.start and inside.start < around.start
    late = inside.end and around.end and inside.end > around.end
    return bool(early or late)


def _party_dates(document: ContractDocument) -> Found:
    for rank, party in enumerate(document.parties):
        if _apart(party.period, document.period):
            place = ("parties", rank, "period")
            yield _at(place, _("la partie « {id} » n’est jamais présente pendant le contrat").format(id=party.id))


def _dates(document: ContractDocument) -> Found:
    period = document.period
    if document.signed_on and period.end and document.signed_on > period.end:
        yield _at(("signed_on",), _("le contrat est signé après sa fin"))
    for rank, party in enumerate(document.parties):
        if _beyond(party.period, period) and not _apart(party.period, period):
            what = _("la présence de « {id} » dépasse la période du contrat").format(id=party.id)
            yield _at(("parties", rank, "period"), what)
    for rank, action in enumerate(document.actions):
        if _beyond(action.calendar, period):
            what = _("le calendrier de l’action « {id} » dépasse la période du contrat").format(id=action.id)
            yield _at(("actions", rank, "calendar"), what)


def _beyond_any_scale(document: ContractDocument, amounts: Amounts) -> Found:
    """Refuse amounts whose sum no public budget reaches: totals must stay computable."""
    costs = [action.cost.total for action in document.actions if action.cost]
    envelopes = [envelope.amount for envelope in document.envelopes]
    if sum(map(_cents, (*amounts, costs, envelopes))) > MAX_CENTS:
        yield _at(("actions",), _("la somme des montants dépasse toute échelle plausible"), _("Vérifier les montants"))


def _cents(amounts: Iterable[Money | None]) -> int:
    return sum([amount.cents for amount in amounts if amount is not None])


def _money(document: ContractDocument, amounts: Amounts) -> Found:
    for rank, (action, brought) in enumerate(zip(document.actions, amounts, strict=True)):
        cost = action.cost
        if cost and cost.excluding_tax and cost.including_tax and cost.including_tax < cost.excluding_tax:
            yield _at(("actions", rank, "cost"), _("le coût toutes taxes comprises est inférieur au coût hors taxes"))
        yield from _lines(rank, action, brought)
        if action.cost_sharing and sum(action.cost_sharing.shares.values()) > 1:
            yield _at(("actions", rank, "cost_sharing", "shares"), _("les parts dépassent 100 % au total"))


def _lines(rank: int, action: Action, amounts: list[Money | None]) -> Found:
    cost = action.cost
    costs = [one.cents for one in (cost.excluding_tax, cost.including_tax) if one is not None] if cost else []
    most = max(costs, default=None)
    for at, (line, amount) in enumerate(zip(action.financing, amounts, strict=True)):
        base = line.base
        if base is None:
            continue
        place: Path = ("actions", rank, "financing", at)
        if most is not None and base.cents > most:
            what = _("l’assiette retenue, {base}, dépasse le coût de l’action, {cost}")
            yield _at((*place, "base"), what.format(base=base, cost=Money(most)))
        if line.rate is not None and amount is not None:
            yield from _rate(place, line.rate, base, amount)
    if most is not None and (brought := _cents(amounts)) > most:
        what = _("les financements, {sum}, dépassent le coût de l’action, {cost}")
        yield _at(("actions", rank, "financing"), what.format(sum=Money(brought), cost=Money(most)))


def _rate(place: Path, rate: Decimal, base: Money, amount: Money) -> Found:
    computed = int(rate * base.cents)
    if abs(computed - amount.cents) > max(100, computed // 100):
        what = _("le taux appliqué à l’assiette donne {computed}, la ligne dit {amount}").format(
            computed=Money(computed), amount=amount
        )
        yield _at((*place, "rate"), what)


def as_dict(findings: Findings) -> dict[str, Any]:
    """Return the stable JSON shape of what was found."""
    return {
        "errors": [problem.as_dict() for problem in findings.errors],
        "warnings": [problem.as_dict() for problem in findings.warnings],
        "deferred": [problem.as_dict() for problem in findings.deferred],
    }
