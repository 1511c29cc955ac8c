"""The owner of an investment bears its part: 20 % of public funding, 30 % in the field of a chef de file.

The share is that of the *public* funding, own contribution included; private money is left out. What no line
attributes may fall to the owner or not: the share is known between two bounds, and the answer is *unknown* when the
threshold lies between them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from maillon.rules.contracts.actions import Action, Line
from maillon.rules.contracts.answer import Answer, LegalStatus
from maillon.rules.contracts.facts import AUTHORITIES, PRIVATE, STATE, ContractFacts
from maillon.rules.funding.legal import answer
from maillon.rules.parameters import ParameterSet, Resolved
from maillon.rules.phrases import listing, percent, some_of
from maillon.rules.wording import _

PUBLIC = AUTHORITIES | {STATE, "operateur", "chambre", "union_europeenne"}
"""Kinds of institutions whose money is public."""
_IS_PUBLIC: dict[str | None, bool] = {**dict.fromkeys(PUBLIC, True), **dict.fromkeys(PRIVATE, False)}
_NOT_CONCERNED = PRIVATE | {STATE}
OVERSEAS = ("97", "98")
CORSICA = ("2A", "2B")
Words = Callable[[], str]


class Share(NamedTuple):
    """The owner's share of the public funding of one action, between two bounds; None when nothing is known."""

    low: Decimal
    high: Decimal


def own_share(action: Action, kinds: dict[str, str]) -> Share | None:
    """Return the owner's share of the public funding of an action.

    Args:
        action: the action and its financing lines.
        kinds: kind of each party, by its identifier.
    """
    own = others = doubtful = private = 0
    for line in action.lines:
        if line.status == "refused":
            continue
        firm = line.amount
        amount = firm.cents if firm is not None else _computed(line)
        if amount is None:
            return None
        if line.own_contribution or line.funder == action.owner:
            own += amount
            continue
        public = line.public if line.public is not None else _IS_PUBLIC.get(kinds.get(line.funder))
        if public is None:
            doubtful += amount
        elif public:
            others += amount
        else:
            private += amount
    gap = max((action.cost.cents if action.cost else 0) - own - others - doubtful - private, 0)
    if own + others + doubtful + gap == 0:
        return None
    if action.cost is None and own == 0:
        return None
    high = _ratio(own + gap, own + gap + others)
    return Share(_ratio(own, own + others + doubtful + gap), high)


def _ratio(part: int, whole: int) -> Decimal:
    return Decimal(part) / Decimal(whole) if whole else Decimal(1)


def _computed(line: Line) -> int | None:
    """Return the cents that the rate and the base of a line give, when it says no amount."""
    return int(line.base.cents * line.rate) if line.base is not None and line.rate is not None else None


def own_contribution(facts: ContractFacts, parameters: ParameterSet) -> Answer:
    """L-OWN-SHARE: the owner bears at least 20 % of the public funding of an investment."""
    least = parameters.read("own_contribution_min")
    kinds = facts.kinds
    concerned = [(rank, action) for rank, action in enumerate(facts.actions) if _concerned(action, kinds)]
    return _worst(facts, least, concerned, kinds, _OWN)


def chef_de_file(facts: ContractFacts, parameters: ParameterSet) -> Answer:
    """L-CHEF-DE-FILE: 30 % in a field where an authority leads; it only warns, agreements may depart from it."""
    least = parameters.read("chef_de_file_contribution_min")
    kinds = facts.kinds
    concerned = [
        (rank, action) for rank, action in enumerate(facts.actions) if action.chef_de_file and _concerned(action, kinds)
    ]
    return _worst(facts, least, concerned, kinds, _LEAD)


@dataclass(frozen=True, slots=True)
class _Check:
    id: str
    source: str
    failing: LegalStatus

    @property
    def title(self) -> str:
        if self.id == "L-OWN-SHARE":
            return _("Participation minimale du maître d’ouvrage")
        return _("Participation minimale dans un domaine à chef de file")


_OWN = _Check("L-OWN-SHARE", "cgct_l1111_10_iii", LegalStatus.BREACH)
_LEAD = _Check("L-CHEF-DE-FILE", "cgct_l1111_9", LegalStatus.WARNING)


def _concerned(action: Action, kinds: dict[str, str]) -> bool:
    """Tell whether an authority owns an action that is, or may be, an investment with money."""
    if action.nature == "operation" or not action.lines:
        return False
    return action.owner is None or kinds.get(action.owner, "autre") not in _NOT_CONCERNED


def _worst(
    facts: ContractFacts,
    least: Resolved,
    concerned: list[tuple[int, Action]],
    kinds: dict[str, str],
    check: _Check,
) -> Answer:
    found: dict[LegalStatus, list[tuple[int, Words]]] = {}
    for rank, action in concerned:
        status, words = _assess(facts, action, kinds, least, check)
        found.setdefault(status, []).append((rank, words))
    for status in (LegalStatus.BREACH, LegalStatus.WARNING, LegalStatus.UNKNOWN, LegalStatus.OK):
        if status in found:
            said = some_of(found[status], lambda one: one[1]())
            reason = _SENTENCES[status]().format(actions=said, least=percent(least.rate))
            evidence = [f"actions[{rank}].financing" for rank, _words in found[status]]
            break
    else:
        status, evidence = LegalStatus.NOT_APPLICABLE, [f"actions[{rank}]" for rank, _action in concerned]
        reason = _("Aucun investissement d’une collectivité n’y est soumis dans ce contrat.")
    return answer(
        check.id,
        check.title,
        status,
        reason,
        sources=[check.source],
        evidence=evidence,
        uses=[least],
        remedy=_("Revoir le plan de financement, ou joindre la dérogation et son acte."),
    )


_SENTENCES = {
    LegalStatus.BREACH: lambda: _("Le maître d’ouvrage apporte moins de {least} des financements publics : {actions}."),
    LegalStatus.WARNING: lambda: _(
        "La participation du maître d’ouvrage ({least} au moins) est à vérifier : {actions}."
    ),
    LegalStatus.UNKNOWN: lambda: _(
        "Le document ne permet pas de dire si le maître d’ouvrage apporte {least} des financements publics : {actions}."
    ),
    LegalStatus.OK: lambda: _("Le maître d’ouvrage apporte au moins {least} des financements publics : {actions}."),
}


def _assess(
    facts: ContractFacts, action: Action, kinds: dict[str, str], least: Resolved, check: _Check
) -> tuple[LegalStatus, Words]:
    """Return what an action is answered, and what says it: few of the actions are named in the end."""
    if action.own_contribution_exception is not None:
        if action.own_contribution_act:
            return LegalStatus.NOT_APPLICABLE, partial(_named, action)
        return LegalStatus.WARNING, partial(_without_act, action)
    codes = action.location_codes or tuple(facts.departements)
    if codes and all(code.startswith(OVERSEAS) and len(code) != 9 for code in codes):
        return LegalStatus.NOT_APPLICABLE, partial(_named, action)
    share = own_share(action, kinds)
    if share is None:
        return LegalStatus.UNKNOWN, partial(_in_doubt, action)
    said = partial(_shared, action, share)
    if share.low >= least.rate:
        return LegalStatus.OK, said
    if action.owner is None or action.nature is None:
        return LegalStatus.UNKNOWN, partial(_in_doubt, action, share)
    if share.high >= least.rate:
        return LegalStatus.UNKNOWN, said
    if any(code.startswith(CORSICA) for code in codes):
        return LegalStatus.WARNING, said
    return check.failing, said


def _named(action: Action) -> str:
    return f"«\u00a0{action.title}\u00a0»"


def _without_act(action: Action) -> str:
    return _("{name} (dérogation sans son acte)").format(name=_named(action))


def _shared(action: Action, share: Share) -> str:
    return _("{name} ({share})").format(name=_named(action), share=_between(share))


def _in_doubt(action: Action, share: Share | None = None) -> str:
    name, untold = _named(action), _untold(action, share)
    if share is None:
        return _("{name} ({untold})").format(name=name, untold=untold)
    return _("{name} ({share} ; {untold})").format(name=name, share=_between(share), untold=untold)


def _untold(action: Action, share: Share | None) -> str:
    """Name what the action sheet leaves out and the answer needs."""
    lacking = [] if action.owner is not None else [_("maître d’ouvrage non précisé")]
    lacking += [] if action.nature is not None else [_("nature de la dépense non précisée")]
    lacking += [] if share is not None else [_("montants incomplets")]
    return listing(lacking)


def _between(share: Share) -> str:
    low, high = percent(share.low), percent(share.high)
    return low if low == high else _("de {low} à {high}").format(low=low, high=high)
