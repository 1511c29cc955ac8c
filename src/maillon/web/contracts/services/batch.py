"""What an import is made of, and how rows are written without changing the keys of those that stay."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from maillon.documents.contract.consolidate import Consolidated
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.parties import Institution as Named
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract

RowT = TypeVar("RowT", bound=models.Model)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Sheet:
    """One contract on its way into the register.

    Attributes:
        contract: its row, already saved.
        consolidated: its document with what it inherits from its trunk.
        institutions: rows of the parties' institutions, by party identifier.
    """

    contract: Contract
    consolidated: Consolidated
    institutions: Mapping[str, Institution] = field(default_factory=dict)

    @property
    def own(self) -> ContractDocument:
        """The document as it was received."""
        return self.consolidated.chain[0].document

    @property
    def whole(self) -> ContractDocument:
        """The document with what it inherits."""
        return self.consolidated.document

    def inherits(self, path: str) -> bool:
        """Tell whether an element comes from the trunk, e.g. "actions.acces-dechetteries"."""
        origin = self.consolidated.origin.get(path)
        return origin is not None and origin.status == "inherited"


def sync(
    model: type[RowT], contracts: Iterable[UUID], rows: Sequence[RowT], *, key: tuple[str, str] = ("contract_id", "ref")
) -> None:
    """Make the table hold exactly `rows` for `contracts`: a row that stays keeps its primary key.

    Args:
        model: the table.
        contracts: the contracts whose rows are given.
        rows: the rows to hold, their primary keys still free; on return they bear their final ones.
        key: the two columns that tell which row is which.
    """
    manager: Any = model._default_manager  # noqa: SLF001  Django's name for it
    known = {(a, b): pk for pk, a, b in manager.filter(contract__in=list(contracts)).values_list("pk", *key)}
    kept, new = [], []
    for row in rows:
        pk = known.pop((getattr(row, key[0]), getattr(row, key[1])), None)
        if pk is None:
            new.append(row)
        else:
            row.pk = pk
            kept.append(row)
    gone = list(known.values())
    for start in range(0, len(gone), BATCH):
        manager.filter(pk__in=gone[start : start + BATCH]).delete()
    if kept:
        columns = [column.name for column in model._meta.concrete_fields if not column.primary_key]  # noqa: SLF001  Django's name for it
        manager.bulk_update(kept, columns, batch_size=50)
    manager.bulk_create(new, batch_size=BATCH)


def named(document: ContractDocument) -> dict[str, Named]:
    """Return the institutions of a document by party identifier."""
    return {party.id: party.institution for party in document.parties}
