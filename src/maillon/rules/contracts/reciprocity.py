"""The two-sided balance of a contract: what each party brings and receives, in money and otherwise.

Money is added where it is known. What is not money is listed and counted, never turned into euros: a contract may be
worth most by what it does not pay for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from maillon.rules.decision import Citation
from maillon.rules.money import Money, total
from maillon.rules.phrases import listing
from maillon.rules.wording import _, ngettext

SOURCE = Citation(
    "UNADEL, « En Touraine, 10 contrats de réciprocité pour une coopération inédite » : une contribution qui se situe "
    "d’abord dans l’apport d’ingénierie"
)


class Side(StrEnum):
    """Which way a contribution goes."""

    BRINGS = "brings"
    RECEIVES = "receives"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a party brings to an action, or receives from it.

    Attributes:
        party: its identifier.
        side: which way.
        what: what it is, in words.
        action: identifier of the action.
        amount: when it is money; None for anything else.
        line: whether it is a financing line, which prevails over what is told of the same money elsewhere.
    """

    party: str
    side: Side
    what: str
    action: str
    amount: Money | None = None
    line: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """What one party brings and receives.

    Attributes:
        party, name: which one.
        brought, received: known money, each euro once; None when no amount is known.
        brings, receives: what is not money, in the contract's order.
    """

    party: str
    name: str
    brought: Money | None
    received: Money | None
    brings: tuple[Item, ...]
    receives: tuple[Item, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether the contract says nothing of this party."""
        return not (self.brings or self.receives) and self.brought is None and self.received is None


def balances(items: Iterable[Item], names: Mapping[str, str]) -> tuple[Balance, ...]:
    """Return the balance of each party, in the order of `names`.

    An amount told both by a financing line and by a contribution of the same party to the same action counts once.

    Args:
        items: everything that is brought or received.
        names: names of the parties, by identifier; what belongs to others is left out.
    """
    by_party: dict[str, list[Item]] = {party: [] for party in names}
    for item in items:
        by_party.get(item.party, []).append(item)
    return tuple(_balance(party, names[party], given) for party, given in by_party.items())


def _balance(party: str, name: str, items: list[Item]) -> Balance:
    lined = {(item.side, item.action) for item in items if item.line}
    sums = {
        side: total(
            item.amount for item in items if item.side is side and (item.line or (side, item.action) not in lined)
        )
        for side in Side
    }
    others = {side: tuple(item for item in items if item.side is side and item.amount is None) for side in Side}
    return Balance(party, name, sums[Side.BRINGS], sums[Side.RECEIVES], others[Side.BRINGS], others[Side.RECEIVES])


def sentence(found: Iterable[Balance]) -> str:
    """Say the balance of a contract in one sentence."""
    known = list(found)
    paying = [one for one in known if one.brought is not None and one.brought.cents]
    otherwise = [one for one in known if one.brings]
    if not paying and not otherwise:
        return _("Le contrat ne dit pas ce que chacun apporte.")
    count = sum(len(one.brings) for one in otherwise)
    things = ngettext("{count} apport qui n’est pas de l’argent", "{count} apports qui ne sont pas de l’argent", count)
    if not paying:
        said = _("Aucun montant n’est connu ; {things}, par {names}.")
        return said.format(things=things.format(count=count), names=listing([one.name for one in otherwise]))
    money = total(one.brought for one in paying)
    said = _("{money} connus, apportés par {names}").format(money=money, names=listing([one.name for one in paying]))
    return _(" ; ").join((said, things.format(count=count))) + "." if count else f"{said}."
