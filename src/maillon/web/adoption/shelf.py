"""Frozen files made before any lock is taken: setting and sealing a text takes seconds, and must lock nobody out.

An act asks the shelf for the files of the text that it reads under its lock. When they are not there, the act is
undone, its locks fall, the files are made, and the act begins again: it writes only files of the very text it locked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.documents.contract.consolidate import Consolidated
from maillon.documents.contract.document import ContractDocument
from maillon.documents.signature.freezing import Frozen, freeze
from maillon.documents.signature.sealing import seal
from maillon.rules.contracts.life.steps import CONSENT
from maillon.rules.decision import Decision
from maillon.web.adoption.sealing import host_seal
from maillon.web.common.refusal import Refused
from maillon.web.contracts.queries.whole import digest

T = TypeVar("T")
MOST = 6
"""Times an act begins again: it needs two files at most, the others are for a text that changes meanwhile."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text to freeze, and what is printed on it.

    Attributes:
        document: the contract's own document.
        merged: the same, with what it inherits.
        number: rank of the version.
        address: where it can be read.
        on: day of the freezing.
    """

    document: ContractDocument
    merged: Consolidated
    number: int
    address: str
    on: date

    @property
    def mark(self) -> tuple[str, ...]:
        """What makes it the same text, printed the same."""
        told = [digest(one.document) for one in self.merged.chain]
        return digest(self.document), digest(self.merged.document), *told, self.address, self.on.isoformat()


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a text: `pdf` is the sealed one."""

    frozen: Frozen
    pdf: bytes


class NotReady(Exception):  # noqa: N818  # not an error: the act begins again once the files are there
    """The files of a text are not on the shelf."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.wanted = wanted


@dataclass
class Shelf:
    """The files made so far for one act."""

    _made: dict[tuple[str, ...], Made] = field(default_factory=dict)

    def take(self, wanted: Wanted) -> Made:
        """Return the files of a text.

        Raises:
            NotReady: they are to be made first, out of any transaction.
        """
        if wanted.mark not in self._made:
            raise NotReady(wanted)
        return self._made[wanted.mark]

    def make(self, wanted: Wanted) -> None:
        """Set and seal a text.

        Raises:
            InputError: the trunk is missing, or the seal cannot be read.
        """
        frozen = freeze(
            wanted.document, consolidated=wanted.merged, number=wanted.number, address=wanted.address, on=wanted.on
        )
        self._made[wanted.mark] = Made(frozen, seal(frozen.pdf, host_seal()))


def prepared(act: Callable[[Shelf], T]) -> T:
    """Do an act in a short transaction, once the files that it writes are made.

    Args:
        act: what is done; it may begin several times, and must do nothing out of the database.

    Raises:
        Refused: the text changes each time before its files are made.
    """
    shelf = Shelf()
    for _attempt in range(MOST):
        try:
            with transaction.atomic():
                return act(shelf)
        except NotReady as asked:
            wanted = asked.wanted
        shelf.make(wanted)
    because = _("Le texte change sans cesse pendant que l’on en prépare les fichiers : rien n’est écrit.")
    remedy = _("Réessayer quand les autres ont fini.")
    raise Refused(Decision(allowed=False, because=because, rule="adoption.freeze", citations=(CONSENT,), remedy=remedy))
