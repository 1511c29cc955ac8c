"""The total that a contract's text commits to write down, by which an amendment may be bound."""

from __future__ import annotations

from maillon.documents.contract.document import ContractDocument
from maillon.rules.money import Money


def written_total(document: ContractDocument) -> Money:
    """Return the larger of two sums: the financing lines at their firmest known amount, and the envelopes.

    An envelope and the lines that draw on it are the same money, which is why they are not added; an envelope that
    another one delegates is left out, since it is part of it.
    """
    lines = sum(line.amount.cents for action in document.actions for line in action.financing if line.amount)
    whole = [one for one in document.envelopes if one.delegated_by is None]
    envelopes = sum(one.amount.cents for one in whole if one.amount)
    return Money(max(lines, envelopes))
