"""One real action, many documents: which action sheets are the same, and which of their euros is the one to count.

Pure functions, no database. Two sheets are the same action when they bear the same identifier and either one
contract extends the other, or one of them says that it is `shared_with` the other's contract. A financing line is
the same line when the action, the funder, the scheme, the year and the earmark are the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

# a line's standing is its firmness then its cents, in one integer that any database can take the maximum of
STANDING = 10**16


class Firmness(IntEnum):
    """How firm an amount is; the firmest known amount of a line is the one that counts."""

    REQUESTED = 1
    PLANNED = 2
    GRANTED = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """One action as one contract holds it.

    Attributes:
        contract: slug of the contract.
        action: identifier of the action in the document.
        extends: slug of the trunk from which the contract inherits this action, empty when it does not.
        shared_with: slugs of the other contracts that hold the same action.
    """

    contract: str
    action: str
    extends: str = ""
    shared_with: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Name of the sheet among all sheets."""
        return f"{self.contract}/{self.action}"


def identities(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Return, for the key of each sheet, the key of its real action.

    The real action bears the first key, in alphabetical order, of all its sheets: the answer does not depend on the
    order in which documents came in.
    """
    known = {sheet.key: sheet for sheet in sheets}
    parent = {key: key for key in known}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for sheet in known.values():
        for contract in (*sheet.shared_with, sheet.extends):
            other = f"{contract}/{sheet.action}"
            if contract and other in known:
                first, second = sorted((root(sheet.key), root(other)))
                parent[second] = first
    return {key: root(key) for key in known}


def standing(firmness: Firmness, cents: int) -> int:
    """Return one integer that orders amounts by firmness, then by size."""
    return int(firmness) * STANDING + cents


def read_standing(value: int) -> tuple[Firmness, int]:
    """Return the firmness and the cents that `standing` put together."""
    firmness, cents = divmod(value, STANDING)
    return Firmness(firmness), cents


@dataclass(frozen=True, slots=True)
class Held:
    """One financing line as one contract holds it.

    Attributes:
        identity: key of the real action.
        line: what makes the line itself: funder, scheme, year, earmark, rank among equals.
        standing: see `standing`.
    """

    identity: str
    line: str
    standing: int


def counted_once(lines: Iterable[Held]) -> Mapping[tuple[str, str], int]:
    """Return the standing to count for each real line: the firmest amount, then the largest, whoever holds it."""
    best: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        key = (line.identity, line.line)
        best[key] = max(best[key], line.standing)
    return dict(best)
