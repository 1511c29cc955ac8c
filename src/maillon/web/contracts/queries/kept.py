"""What was computed from the register and holds until the next import, kept in the memory of the process."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from maillon.web.contracts.models import Edition

ValueT = TypeVar("ValueT")
Mark = tuple[int, datetime | None]


def edition() -> Mark:
    """Return what marks the register's edition; it changes with every import."""
    found = Edition.objects.filter(pk=1).values_list("number", "changed_at").first()
    return found or (0, None)


class Kept(Generic[ValueT]):
    """A few answers of one edition of the register.

    A key must tell everything that the answer depends on, who asks included: the text of a query does, since what an
    actor may see is part of it.
    """

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._mark: Mark = (0, None)
        self._values: dict[object, ValueT] = {}

    def get(self, key: object, compute: Callable[[], ValueT]) -> ValueT:
        """Return the answer kept under `key`, else compute and keep it; costs one query."""
        mark = edition()
        if mark != self._mark or len(self._values) >= self._most:
            self._mark, self._values = mark, {}
        if mark[1] is None:
            return compute()  # nothing was ever imported: what is there may change unsaid
        values = self._values
        if key not in values:
            values[key] = compute()
        return values[key]
