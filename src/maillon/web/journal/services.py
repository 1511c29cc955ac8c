"""Record an act at the end of the journal, inside the transaction that does it."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from maillon.rules.journal.chain import Head, Link, append
from maillon.rules.journal.event import SALT_BYTES, Actor, Event, commit
from maillon.web.journal.models import EVERYONE, ChainHead, Entry, Reader, Salt

SYSTEM = Actor("maillon", "system")


def record(
    kind: str,
    subject: str,
    *,
    by: Actor = SYSTEM,
    public: bool,
    content: Mapping[str, Any] | None = None,
    personal: Mapping[str, str] | None = None,
    readers: Iterable[str] = (),
) -> Entry:
    """Append one event; the caller's transaction writes both the act and its trace, or neither.

    Args:
        kind: object and verb, "contract.sign".
        subject: identifier of what is acted on, a contract's slug most often.
        by: the institution that acts and through which role; the site itself when it acts at a due date.
        public: whether what the event says is open to all; its place in the chain always is.
        content: what must be provable later; no personal datum.
        personal: personal data that are only committed to, by name; the salts are kept apart.
        readers: identifiers of the institutions that read it besides the one that acts, when it is not public.

    Raises:
        TransactionManagementError: called outside a transaction.
        InputError: the event has not the right form.
    """
    head = _locked_head()
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in personal or {}}
    commitments = {name: commit(value, salts[name]) for name, value in (personal or {}).items()}
    event = Event(timezone.now(), kind, by, subject, secrets.token_hex(16), content or {}, commitments)
    link = append(Head(head.count, head.hash), event)
    entry = _entry(link, event, public=public)
    entry.save(force_insert=True)
    Salt.objects.bulk_create(Salt(entry=entry, name=name, salt=salt) for name, salt in salts.items())
    others = {str(one) for one in readers} - {by.institution}
    Reader.objects.bulk_create(Reader(entry=entry, institution=one) for one in sorted(others))
    head.count, head.hash = link.head.count, link.head.hash
    head.save(update_fields=["count", "hash"])
    return entry


def _entry(link: Link, event: Event, *, public: bool) -> Entry:
    return Entry(
        sequence=link.sequence,
        body=link.body.decode(),
        digest=link.digest,
        previous=link.previous,
        hash=link.hash,
        kind=event.kind,
        subject=event.subject,
        institution=event.actor.institution,
        public=public,
        at=event.time,
    )


def _locked_head() -> ChainHead:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event is recorded in the transaction of its act")
    rows = ChainHead.objects.select_for_update()
    try:
        return rows.get(pk=1)
    except ChainHead.DoesNotExist:  # nothing was ever recorded
        ChainHead.objects.get_or_create(pk=1)
        return rows.get(pk=1)


@transaction.atomic
def erase(entry: Entry, name: str) -> None:
    """Forget what opens one personal datum of an event; the chain stays valid and says nothing of it any more."""
    Salt.objects.filter(entry=entry, name=name).delete()


def publish(subject: str, objects: Collection[str]) -> None:
    """Open to all the past acts on a subject that has become public; the rows themselves never change.

    Args:
        subject: identifier of what was acted on.
        objects: what the acts are about, the first word of their kind: "contract", "signature".
    """
    rows = Entry.objects.filter(subject=subject, public=False).exclude(readers__institution=EVERYONE)
    opened = [row.pk for row in rows.only("pk", "kind") if row.kind.partition(".")[0] in objects]
    Reader.objects.bulk_create(Reader(entry_id=pk, institution=EVERYONE) for pk in opened)
