"""Whole posts or seats in proportion to weights: four methods, exact comparisons, ties told."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from maillon.analytics.allocation.exact import Number, refuse, rounded_to, weights_of, whole_problem
from maillon.analytics.arguments import TEXT, accepts
from maillon.analytics.refusal import data_error
from maillon.rules.money import MAX_CENTS
from maillon.rules.phrases import listing
from maillon.rules.wording import _, ngettext

Method = Literal["sainte_lague", "hamilton", "dhondt", "huntington_hill"]
METHODS: tuple[Method, ...] = get_args(Method)


@dataclass(frozen=True)
class Apportionment:
    """Whole seats in proportion to weights.

    Attributes:
        seats: seats of each, in the order given; they add up to the number asked.
        ties: groups of ranks that had equal claims to the last seats while there were not enough of them for all; the
            first in the list were served. Empty when the answer depends on no order.
        contested: how many seats those groups disputed.
        method: the method used.
    """

    seats: list[int]
    ties: list[tuple[int, ...]]
    contested: int
    method: Method

    def sentences(self, names: Sequence[str] | None = None) -> list[str]:
        """Say the ties, one sentence each, by name or by rank from 1; nothing when there are none."""
        if names is not None:
            named = ngettext(
                "{count} siège disputé à égalité entre {names} : les premiers de la liste l’emportent.",
                "{count} sièges disputés à égalité entre {names} : les premiers de la liste l’emportent.",
                self.contested,
            )
            return [
                named.format(count=self.contested, names=listing([names[rank] for rank in group]))
                for group in self.ties
            ]
        said = ngettext(
            "{count} siège disputé à égalité entre les rangs {ranks} : les premiers de la liste l’emportent.",
            "{count} sièges disputés à égalité entre les rangs {ranks} : les premiers de la liste l’emportent.",
            self.contested,
        )
        return [
            said.format(count=self.contested, ranks=listing([str(rank + 1) for rank in group])) for group in self.ties
        ]


@accepts(method=TEXT)
def apportion(weights: Iterable[Number], seats: int, method: Method = "sainte_lague") -> Apportionment:
    """Apportion whole seats in proportion to weights, without any rounded comparison.

    | method | a unit that has s seats claims the next one with |
    |---|---|
    | `sainte_lague` (Webster) | w / (2s + 1) |
    | `dhondt` (Jefferson) | w / (s + 1) |
    | `huntington_hill` | w² / (s·(s + 1)), infinite for its first seat |
    | `hamilton` (largest remainder) | the fraction of its quota H·w/Σw, beyond the whole part |

    At equal claims the first in the list is served, and `.ties` says so. A weight of zero receives nothing. With
    Huntington–Hill and fewer seats than units, the largest weights have one each.

    Args:
        weights: one per unit, 0 or more.
        seats: number of seats H, 0 or more.
        method: one of the four.

    Raises:
        DataError: unknown method; seats not whole or negative; no weight, negative weights, all of them zero.

    Source: Balinski and Young, Fair Representation (1982); for the posts of mainstream means, see methods of Maillon.
    """
    if method not in METHODS:
        raise data_error(
            _("« {method} » n’est pas une méthode de répartition").format(method=str(method)[:30]),
            "method",
            expected=_("L’une de : {methods}").format(methods=", ".join(METHODS)),
        )
    refuse([whole_problem(seats, "seats", most=MAX_CENTS)])
    found = weights_of(weights, "weights")
    scale = math.lcm(*(weight.denominator for weight in found))
    whole = [int(weight * scale) for weight in found]
    return _hamilton(whole, int(seats)) if method == "hamilton" else _divisor(whole, int(seats), method)


def _hamilton(weights: list[int], seats: int) -> Apportionment:
    whole = sum(weights)
    quotas = [Fraction(seats * weight, whole) for weight in weights]
    given = rounded_to(seats, quotas)
    rest = [seats * weight % whole for weight in weights]
    served = [rest[rank] for rank, quota in enumerate(quotas) if given[rank] > quota]
    last = min(served, default=0)
    group = tuple(rank for rank, value in enumerate(rest) if value == last and last)
    winners = sum(value == last for value in served)
    tied = winners < len(group)
    return Apportionment(given, [group] if tied else [], winners if tied else 0, "hamilton")


Claim = Callable[[int, int], Fraction]
_CLAIMS: dict[Method, Claim] = {
    "sainte_lague": lambda weight, held: Fraction(weight, 2 * held + 1),
    "dhondt": lambda weight, held: Fraction(weight, held + 1),
    "huntington_hill": lambda weight, held: Fraction(weight * weight, held * (held + 1)),
}


def _at_divisor(weight: int, divisor: Fraction, method: Method) -> int:
    """Return how many seats `weight` has at a divisor: those whose threshold its quotient reaches."""
    top, bottom = weight * divisor.denominator, divisor.numerator
    if method == "dhondt":
        return top // bottom
    if method == "sainte_lague":
        return (2 * top + bottom) // (2 * bottom)
    # the greatest s with s(s−1) ≤ (w/d)²: an integer root, no rounding
    return (1 + math.isqrt(1 + 4 * (top * top // (bottom * bottom)))) // 2 if weight else 0


def _divisor(weights: list[int], seats: int, method: Method) -> Apportionment:
    claimants = [rank for rank, weight in enumerate(weights) if weight]
    given = [0] * len(weights)
    if seats > 2 * len(claimants):
        # a divisor above the right one gives, at once, all the seats but about one per unit
        divisor = Fraction(sum(weights), seats - len(claimants))
        given = [_at_divisor(weight, divisor, method) for weight in weights]
    elif method == "huntington_hill":
        if seats < len(claimants):
            return _one_each(weights, seats, claimants)
        given = [int(weight > 0) for weight in weights]
    claim = _CLAIMS[method]
    heap = [(-claim(weights[rank], given[rank]), rank) for rank in claimants]
    heapq.heapify(heap)
    last, served = Fraction(0), dict.fromkeys(claimants, 0)
    for _seat in range(seats - sum(given)):
        value, rank = heap[0]
        if value != last:
            last, served = value, {}
        served[rank] = served.get(rank, 0) + 1
        given[rank] += 1
        heapq.heapreplace(heap, (-claim(weights[rank], given[rank]), rank))
    losers = [rank for value, rank in heap if value == last] if last else []
    group = tuple(sorted({*served, *losers})) if losers else ()
    return Apportionment(given, [group] if group else [], sum(served.values()) if group else 0, method)


def _one_each(weights: list[int], seats: int, claimants: list[int]) -> Apportionment:
    order = sorted(claimants, key=lambda rank: (-weights[rank], rank))
    given = [0] * len(weights)
    for rank in order[:seats]:
        given[rank] = 1
    tied = bool(seats) and weights[order[seats - 1]] == weights[order[seats]]
    last = weights[order[seats - 1]]
    group = tuple(rank for rank in claimants if weights[rank] == last) if tied else ()
    return Apportionment(given, [group] if tied else [], sum(given[rank] for rank in group), "huntington_hill")
