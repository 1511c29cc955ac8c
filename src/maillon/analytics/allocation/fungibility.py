"""How much a credit line may still give to others: unspent credit only, within the ceiling of the contract."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from maillon.analytics.allocation.exact import Number, exact, refuse, share_problem, whole_problem
from maillon.analytics.arguments import FLAG, LABEL, a, accepts, rows_of
from maillon.rules.contracts.clauses import Fungibility
from maillon.rules.decision import Citation, Decision
from maillon.rules.money import Money
from maillon.rules.parameters import parameters
from maillon.rules.phrases import percent
from maillon.rules.problem import Problem
from maillon.rules.wording import _

CEILING = "fungibility_ceiling_max"
RULE = "allocation.fungibility"
Row = Mapping[str, Any]
CLAUSE = a(Fungibility, said=lambda: _("La clause de fongibilité d’un contrat"))
Mode = Literal["ceiling", "full_keeping_shares", "none"]


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A line of credits.

    Attributes:
        id: its identifier.
        initial: credits first voted, cents: the base of the ceiling, whatever has moved since.
        spent: credits spent or committed, cents.
        theme: the theme that it pays for; moves inside a theme keep the themes' shares.
        evaluation: whether it pays for evaluation, which never gives.
    """

    id: str
    initial: int
    spent: int = 0
    theme: str = ""
    evaluation: bool = False


@dataclass(frozen=True, slots=True)
class Transfer:
    """Credits moved from one line to another, in cents."""

    source: str
    target: str
    amount: int


@dataclass(frozen=True, slots=True)
class Room:
    """What a line may still give.

    Attributes:
        line: its identifier.
        room: cents that it may still give.
        unspent: cents left on it, moves included.
        ceiling: cents that it may give in all; None when the mode sets no ceiling.
        given: cents that it has given.
        because: what limits it, one sentence.
    """

    line: str
    room: int
    unspent: int
    ceiling: int | None
    given: int
    because: str


@dataclass(frozen=True)
class _Rule:
    mode: Mode
    rate: Number

    def ceiling(self, line: CreditLine) -> int | None:
        if line.evaluation or self.mode == "none":
            return 0
        if self.mode == "full_keeping_shares":
            return None
        return math.floor((exact(self.rate) or 0) * line.initial)


@accepts(clause=CLAUSE.optional)
def fungibility_room(
    lines: Iterable[CreditLine | Row], transfers: Iterable[Transfer | Row] = (), *, clause: Fungibility | None = None
) -> list[Room]:
    """Return what each line may still give: min(unspent_a, ⌊c·initial_a⌋ − Σ_b t_ab), at least 0.

    The base of the ceiling is the initial credits, and what a line has received neither raises it nor makes up for
    what it has given. The evaluation line never gives. In the mode that keeps the shares of themes, a line gives
    all that is unspent, inside its theme only.

    Args:
        lines: the credit lines, or mappings that name their fields, as rows of a file do.
        transfers: what has already moved, likewise.
        clause: the contract's clause; without it or without its ceiling, the report's default (25 %).

    Raises:
        DataError: amounts that are not whole cents, lines of the same name, transfers between unknown lines, more
            spent than a line holds; all at once.

    Source: rapport INET, fiche action 15; parameter `fungibility_ceiling_max`.
    """
    lines, moved = _lines(lines), _moved(transfers, "transfers")
    rule = _rule(clause)
    refuse([*_line_problems(lines), *_transfer_problems(lines, moved)])
    given, received = _sums(moved)
    unspent = {line.id: line.initial + received[line.id] - given[line.id] - line.spent for line in lines}
    refuse(
        Problem(_("il est dépensé plus que la ligne ne porte"), name, expected=_("Des crédits non dépensés"))
        for name, left in unspent.items()
        if left < 0
    )
    return [_room(line, unspent[line.id], given[line.id], rule) for line in lines]


@accepts(clause=CLAUSE.optional)
def may_transfer(
    lines: Iterable[CreditLine | Row],
    transfers: Iterable[Transfer | Row],
    wanted: Transfer | Row,
    *,
    clause: Fungibility | None = None,
) -> Decision:
    """Tell whether a transfer keeps the rule, and why; who must consent is another rule's question (P15).

    Raises:
        DataError: as `fungibility_room`, for the wanted transfer too.
    """
    lines, before = _lines(lines), _moved(transfers, "transfers")
    (wanted,) = _moved([wanted], "wanted")
    refuse(_transfer_problems(lines, [wanted]))
    by_id = {line.id: line for line in lines}
    room = next(room for room in fungibility_room(lines, before, clause=clause) if room.line == wanted.source)
    citations = _citations()
    keeping = _rule(clause).mode == "full_keeping_shares"
    if keeping and by_id[wanted.source].theme != by_id[wanted.target].theme:
        because = _("Les parts des thèmes sont conservées : les crédits ne changent de ligne qu’au sein d’un thème.")
        return Decision(allowed=False, because=because, rule=RULE, citations=citations)
    if wanted.amount <= room.room:
        return Decision(allowed=True, because=room.because, rule=RULE, citations=citations)
    remedy = _("Déplacer {amount} au plus.").format(amount=Money(room.room)) if room.room else ""
    return Decision(allowed=False, because=room.because, rule=RULE, citations=citations, remedy=remedy)


def _lines(given: Iterable[CreditLine | Row]) -> list[CreditLine]:
    return rows_of(given, CreditLine, "lines", id=LABEL, theme=LABEL, evaluation=FLAG)


def _moved(given: Iterable[Transfer | Row], where: str) -> list[Transfer]:
    return rows_of(given, Transfer, where, source=LABEL, target=LABEL)


def _citations() -> tuple[Citation, ...]:
    return tuple(source.citation for source in parameters()[CEILING].sources)


def _rule(clause: Fungibility | None) -> _Rule:
    default = parameters()[CEILING].values[-1].value
    rate = clause.ceiling if clause is not None and clause.ceiling is not None else str(default)
    refuse([share_problem(rate, "ceiling")])
    modes: dict[str, Mode] = {"full_keeping_shares": "full_keeping_shares", "none": "none"}
    return _Rule(modes.get(str(clause.mode), "ceiling") if clause is not None else "ceiling", rate)


def _sums(transfers: Sequence[Transfer]) -> tuple[dict[str, int], dict[str, int]]:
    given: dict[str, int] = defaultdict(int)
    received: dict[str, int] = defaultdict(int)
    for transfer in transfers:
        given[transfer.source] += transfer.amount
        received[transfer.target] += transfer.amount
    return given, received


def _line_problems(lines: Sequence[CreditLine]) -> list[Problem | None]:
    names = [line.id for line in lines]
    problems: list[Problem | None] = [
        Problem(_("deux lignes portent ce nom"), name) for name in sorted({n for n in names if names.count(n) > 1})
    ]
    for line in lines:
        problems += [whole_problem(line.initial, f"{line.id}.initial"), whole_problem(line.spent, f"{line.id}.spent")]
    return problems


def _transfer_problems(lines: Sequence[CreditLine], transfers: Sequence[Transfer]) -> list[Problem | None]:
    known = {line.id for line in lines}
    problems: list[Problem | None] = []
    for transfer in transfers:
        where = f"{transfer.source} → {transfer.target}"
        problems.append(whole_problem(transfer.amount, where))
        problems += [
            Problem(_("aucune ligne de crédits ne s’appelle « {name} »").format(name=name), where)
            for name in (transfer.source, transfer.target)
            if name not in known
        ]
        if transfer.source == transfer.target:
            problems.append(Problem(_("une ligne ne donne pas à elle-même"), where))
    return problems


def _room(line: CreditLine, unspent: int, given: int, rule: _Rule) -> Room:
    ceiling = rule.ceiling(line)
    left = unspent if ceiling is None else max(min(unspent, ceiling - given), 0)
    return Room(line.id, left, unspent, ceiling, given, _because(line, unspent, ceiling, left, rule))


def _because(line: CreditLine, unspent: int, ceiling: int | None, left: int, rule: _Rule) -> str:
    if line.evaluation:
        return _("La ligne d’évaluation ne donne jamais.")
    if rule.mode == "none":
        return _("La clause exclut toute fongibilité.")
    if unspent == 0:
        return _("Tout est dépensé ou engagé ; seuls les crédits non dépensés se déplacent.")
    if ceiling is None:
        return _("Tout ce qui n’est pas dépensé ({left}) peut passer à une ligne du même thème.").format(
            left=Money(left)
        )
    rate = percent(Decimal(str(rule.rate)))
    said = _("Le plafond est de {rate} des crédits initiaux, soit {ceiling} ; il reste {left} à déplacer.")
    if left == unspent:
        said = _("Tout ce qui n’est pas dépensé ({left}) peut se déplacer, dans le plafond de {rate} ({ceiling}).")
    return said.format(rate=rate, ceiling=Money(ceiling), left=Money(left))
