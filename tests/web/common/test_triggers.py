"""What is sealed is neither changed, nor deleted, nor emptied at once, whichever the database."""

import pytest
from django.db import IntegrityError, connection, transaction

from maillon.web.common.triggers import SEALED_AND_EMPTIED, creation, never_emptied, removal

pytestmark = pytest.mark.django_db
EMPTYING = {"sqlite": "DELETE FROM essai", "postgresql": "TRUNCATE essai CASCADE"}


def _refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError as error:
        return "sealed: " in str(error)
    return False


def test_a_sealed_table_is_not_emptied_until_it_is_opened() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE essai (a integer)")
        for statement in creation(connection.vendor, "essai"):
            cursor.execute(statement)
        cursor.execute("INSERT INTO essai VALUES (1)")
    assert _refused(EMPTYING[connection.vendor])
    assert _refused("UPDATE essai SET a = 2")
    with connection.cursor() as cursor:
        for statement in removal(connection.vendor, "essai"):
            cursor.execute(statement)
    assert not _refused(EMPTYING[connection.vendor])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE: its triggers see each row go")
def test_every_sealed_table_refuses_truncate_those_of_older_databases_too() -> None:
    assert _refused("TRUNCATE journal_entry CASCADE")
    assert _refused("TRUNCATE adoption_signature")
    with connection.cursor() as cursor:
        cursor.execute(SEALED_AND_EMPTIED)
        assert cursor.fetchall() == []
        cursor.execute("DROP TRIGGER journal_entry_no_truncate ON journal_entry")
    with connection.schema_editor(atomic=False) as editor:
        never_emptied().forwards(editor)
    assert _refused("TRUNCATE journal_entry CASCADE")
