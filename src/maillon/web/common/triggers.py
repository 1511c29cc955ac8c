"""Rows that the database itself refuses to change: triggers for SQLite and PostgreSQL, made by migrations."""

from collections.abc import Callable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

Work = Callable[[BaseDatabaseSchemaEditor], None]
ACTS = ("UPDATE", "DELETE")
SEALED_AND_EMPTIED = r"""
    SELECT held.relname FROM pg_trigger AS seal JOIN pg_class AS held ON held.oid = seal.tgrelid
    WHERE seal.tgname = held.relname || '_no_update' AND NOT EXISTS (
        SELECT FROM pg_trigger AS other
        WHERE other.tgrelid = held.oid AND other.tgname = held.relname || '_no_truncate')
    ORDER BY held.relname
"""
"""Names of PostgreSQL's sealed tables that TRUNCATE would still empty."""


class Triggers(Operation):
    """Makes or takes off triggers; `RunPython` would first draw up every model as it stood then, which is long."""

    reversible = True
    reduces_to_sql = False
    category = OperationCategory.SQL

    def __init__(self, forwards: Work, backwards: Work) -> None:
        self.forwards, self.backwards = forwards, backwards

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""

    def database_forwards(self, _label: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Do it."""
        self.forwards(editor)

    def database_backwards(self, _label: str, editor: BaseDatabaseSchemaEditor, *_states: ProjectState) -> None:
        """Undo it."""
        self.backwards(editor)


def sealed(table: str, *, when: str = "") -> Triggers:
    """Return the migration's operation that refuses UPDATE and DELETE on a table, and to empty it at once.

    Args:
        table: name of the table in the database.
        when: condition on `OLD` in SQL that both databases read alike, for a table of which some rows stay open; empty
            to refuse always.
    """
    return Triggers(_seal(table, when), _unseal(table))


def unsealed(table: str, *, when: str = "") -> Triggers:
    """Return the operation that opens a sealed table, for the migration that changes its columns and seals it again."""
    return Triggers(_unseal(table), _seal(table, when))


def _seal(table: str, when: str) -> Work:
    def seal(editor: BaseDatabaseSchemaEditor) -> None:
        for statement in creation(editor.connection.vendor, table, when):
            editor.execute(statement)

    return seal


def _unseal(table: str) -> Work:
    def unseal(editor: BaseDatabaseSchemaEditor) -> None:
        for statement in removal(editor.connection.vendor, table):
            editor.execute(statement)

    return unseal


def creation(vendor: str, table: str, when: str = "") -> list[str]:
    """Return the statements that seal a table."""
    only = f"WHEN ({when}) " if when else ""
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER "{table}_no_{act.lower()}" BEFORE {act} ON "{table}" {only}'
            f"BEGIN SELECT RAISE(ABORT, 'sealed: {table}'); END"
            for act in ACTS
        ]
    emptying = _against_emptying(table)
    body = f"BEGIN RAISE EXCEPTION 'sealed: {table}' USING ERRCODE = 'integrity_constraint_violation'; END"
    return [
        f'CREATE FUNCTION "{table}_sealed"() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$',
        *(
            f'CREATE TRIGGER "{table}_no_{act.lower()}" BEFORE {act} ON "{table}" FOR EACH ROW {only}'
            f'EXECUTE FUNCTION "{table}_sealed"()'
            for act in ACTS
        ),
        emptying,
    ]


def _against_emptying(table: str) -> str:
    """Return what refuses TRUNCATE on a table of PostgreSQL, which no trigger on rows sees; SQLite has no such verb."""
    name = f'"{table}_no_truncate"'
    return f'CREATE TRIGGER {name} BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION "{table}_sealed"()'


def never_emptied() -> Triggers:
    """Return the operation that refuses TRUNCATE on the tables that were sealed before this was refused too."""
    return Triggers(_refuse_emptying, lambda _editor: None)


def _refuse_emptying(editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(SEALED_AND_EMPTIED)
        tables = [str(name) for (name,) in cursor.fetchall()]
    for table in tables:
        editor.execute(_against_emptying(table))


def removal(vendor: str, table: str) -> list[str]:
    """Return the statements that open a sealed table again."""
    if vendor == "sqlite":
        return [f'DROP TRIGGER "{table}_no_{act.lower()}"' for act in ACTS]
    dropped = [f'DROP TRIGGER "{table}_no_{act.lower()}" ON "{table}"' for act in ACTS]
    dropped.append(f'DROP TRIGGER IF EXISTS "{table}_no_truncate" ON "{table}"')
    return [*dropped, f'DROP FUNCTION "{table}_sealed"()']
