"""The two-sided balance of a contract, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon.rules.contracts.reciprocity import Balance, Item, balances, sentence
from maillon.web.common.templatetags.figures import euros, number
from maillon.web.contracts.models import Action, Contract
from maillon.web.monitoring.facts import exchanged, parties_of

MONEY, THINGS = "argent", "apports"


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """What each party brings and receives.

    Attributes:
        balances: one per party of which the contract says something; in a contract that completes a trunk, of its
            signatories alone.
        others: those of the trunk's other parties.
        sentence: the balances in one sentence.
        titles: titles of the actions by their identifier.
        silent: names of the signatories of which the contract says nothing.
    """

    balances: Sequence[Balance]
    others: Sequence[Balance]
    sentence: str
    titles: Mapping[str, str]
    silent: Sequence[str]

    @property
    def has_money(self) -> bool:
        """Tell whether an amount is known."""
        return any(one.brought is not None or one.received is not None for one in self.balances)

    @property
    def has_things(self) -> bool:
        """Tell whether something that is not money is brought or received."""
        return any(one.brings or one.receives for one in self.balances)

    def title(self, item: Item) -> str:
        """Return the title of the action of an item."""
        return self.titles.get(item.action, item.action)


def reciprocity(contract: Contract) -> Reciprocity:
    """Return the balance of a contract, in four queries."""
    parties = parties_of(contract)
    every = balances(exchanged(contract, parties), parties.names)
    signing = {str(one.pk) for one in parties.signatories}
    told = [one for one in every if not one.is_empty and (contract.extends_id is None or one.party in signing)]
    others = [one for one in every if not one.is_empty and one not in told]
    silent = [one.name for one in every if one.is_empty and one.party in signing]
    titles = dict(Action.objects.filter(contract=contract).values_list("ref", "title"))
    return Reciprocity(told, others, sentence(told), titles, silent)


def drawing(found: Reciprocity, what: str) -> str:
    """Draw one side of the balance as an SVG: known money, or the number of other contributions."""
    from maillon.documents.exports.bars import Bar, paired_bars  # heavy: loaded by whoever draws, not by the site

    bars = []
    for one in found.balances:
        if what == MONEY and (one.brought is not None or one.received is not None):
            sides = ((one.brought, _("apporte")), (one.received, _("reçoit")))
            bars += [Bar(one.name, side, sum_.cents if sum_ else 0, euros(sum_)) for sum_, side in sides]
        elif what == THINGS and (one.brings or one.receives):
            counts = ((len(one.brings), _("apporte")), (len(one.receives), _("reçoit")))
            bars += [Bar(one.name, side, count, number(count)) for count, side in counts]
    return paired_bars(tuple(bars))
