"""What an import is made of, and how rows are written without changing the keys of those that stay."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

from maillon.documents.contract.consolidate import Consolidated
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.parties import Institution as Named
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract

RowT = TypeVar("RowT", bound=models.Model)
Field = Any  # a column of a model, whatever it holds
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
        rows: the rows to hold, their primary keys still free; on return they bear their final ones,
            unless the database makes them.
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
    update(model, kept, columns_of(model))
    insert(model, new)


def insert(model: type[RowT], rows: Iterable[RowT]) -> None:
    """Write new rows; those whose key the database makes do not learn it, and no date is set on the way.

    One prepared statement for all of them: a `bulk_create` spends most of an import compiling its own.
    """
    fields = [one for one in _meta(model).concrete_fields if not isinstance(one, models.AutoField)]
    _execute("INSERT INTO {table} ({columns}) VALUES ({marks})", model, fields, rows)


def update(model: type[RowT], rows: Iterable[RowT], columns: Sequence[str]) -> None:
    """Write these columns of rows that exist, found by their primary keys."""
    fields = [*(_meta(model).get_field(name) for name in columns), _meta(model).pk]
    _execute("UPDATE {table} SET {sets} WHERE {key} = %s", model, fields, rows)


def _execute(statement: str, model: type[RowT], fields: Sequence[Field], rows: Iterable[RowT]) -> None:
    plan = [(one.attname, _writer(one)) for one in fields]
    values = [
        tuple(row.__dict__[name] if write is None else write(row.__dict__[name]) for name, write in plan)
        for row in rows
    ]
    if not values:
        return
    columns = [connection.ops.quote_name(one.column) for one in fields]
    written = statement.format(
        table=connection.ops.quote_name(_meta(model).db_table),
        columns=", ".join(columns),
        marks=", ".join(["%s"] * len(columns)),
        sets=", ".join(f"{column} = %s" for column in columns[:-1]),
        key=columns[-1],
    )
    with connection.cursor() as cursor:
        cursor.executemany(written, values)


def _writer(column: Field) -> Callable[[Any], Any] | None:
    """Return what turns a value of a column into the database's own; None when it is the same."""
    while column.remote_field:
        column = column.target_field
    if isinstance(column, models.UUIDField) and not connection.features.has_native_uuid_field:
        return lambda value: None if value is None else value.hex
    if isinstance(column, models.CharField | models.TextField | models.IntegerField | models.BooleanField):
        return None
    return partial(column.get_db_prep_save, connection=connection)


def _meta(model: type[models.Model]) -> Any:
    return model._meta  # noqa: SLF001  Django's name for it


def columns_of(model: type[models.Model]) -> list[str]:
    """Return the names of a table's columns, its primary key left out."""
    return [one.name for one in _meta(model).concrete_fields if not one.primary_key]


def named(document: ContractDocument) -> dict[str, Named]:
    """Return the institutions of a document by party identifier."""
    return {party.id: party.institution for party in document.parties}
