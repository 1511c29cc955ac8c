"""What an event may say, its chain, and personal data that can be erased."""

import datetime as dt
import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest

from maillon.rules.journal.chain import GENESIS, HEADER, START, append, link_hash
from maillon.rules.journal.event import MOST_EVENT_BYTES, Actor, Event, commit, opens
from maillon.rules.journal.verify import verify
from maillon.rules.problem import InputError
from rules.journal.journals import lines_of, luck

SIGNED = Event(
    time=dt.datetime(2026, 3, 5, 15, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    kind="contract.sign",
    actor=Actor("243700754", "elected"),
    subject="val-d-amboise",
    nonce="0123456789abcdef" * 2,
    content={"version": 3, "document": "ab" * 32},
    commitments={"signatory": commit("Présidence de la communauté", bytes(32))},
)


def test_the_first_link_follows_the_rules_of_the_reference_by_hand() -> None:
    link = append(START, SIGNED)
    body = (
        '{"actor":{"institution":"243700754","role":"elected"},"commitments":{"signatory":"'
        + hashlib.sha256(bytes(32) + "Présidence de la communauté".encode()).hexdigest()
        + '"},"content":{"document":"' + "ab" * 32 + '","version":3},"kind":"contract.sign",'
        '"nonce":"' + "0123456789abcdef" * 2 + '","subject":"val-d-amboise","time":"2026-03-05T14:30:00Z"}'
    )  # fmt: skip
    digest = hashlib.sha256(body.encode()).hexdigest()
    previous = hashlib.sha256(b"maillon-journal/1").hexdigest()
    whole = hashlib.sha256(f'{{"digest":"{digest}","previous":"{previous}","sequence":1}}'.encode()).hexdigest()
    assert (link.body, link.digest, link.previous, link.hash) == (body.encode(), digest, previous, whole)
    assert json.loads(link.line) == {"event": json.loads(body), "hash": whole, "previous": previous, "sequence": 1}
    assert json.loads(link.hidden_line) == {"digest": digest, "hash": whole, "previous": previous, "sequence": 1}
    assert (previous, b'{"format":"maillon-journal/1"}') == (GENESIS, HEADER)


def test_links_follow_one_another() -> None:
    first = append(START, SIGNED)
    second = append(first.head, replace(SIGNED, kind="contract.publish"))
    assert (second.sequence, second.previous) == (2, first.hash)
    assert second.hash == link_hash(2, second.digest, first.hash)
    assert second.head.count == 2


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "time-without-a-zone": ({"time": dt.datetime(2026, 3, 5)}, "time"),  # noqa: DTZ001 - what is refused
    "kind-of-one-word": ({"kind": "sign"}, "event.kind"),
    "kind-in-capitals": ({"kind": "Contract.Sign"}, "event.kind"),
    "a-name-for-an-actor": ({"actor": Actor("Une Personne", "elected")}, "event.actor.institution"),
    "an-address-for-an-actor": ({"actor": Actor("contact@exemple.invalid", "elected")}, "event.actor.institution"),
    "a-role-of-two-words": ({"actor": Actor("etat-37", "sous préfet")}, "event.actor.role"),
    "no-subject": ({"subject": ""}, "event.subject"),
    "a-short-nonce": ({"nonce": "12"}, "event.nonce"),
    "digits-of-another-script": ({"nonce": "٣" * 32}, "event.nonce"),
    "a-datum-that-is-not-a-fingerprint": ({"commitments": {"name": "en clair"}}, "event.commitments.name"),
    "a-fraction": ({"content": {"taux": 0.5}}, "content.taux"),
    "too-heavy": ({"content": {"text": "x" * MOST_EVENT_BYTES}}, "contract.sign"),
}


@pytest.mark.parametrize(("changes", "where"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_event_is_refused_before_it_is_chained(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(InputError) as refused:
        append(START, replace(SIGNED, **changes))
    assert [problem.where for problem in refused.value.problems] == [where]


def test_every_fault_of_an_event_is_said_at_once() -> None:
    with pytest.raises(InputError) as refused:
        append(START, replace(SIGNED, kind="x", subject="", nonce=""))
    assert len(refused.value.problems) == 3


def test_an_erased_salt_leaves_the_chain_valid_and_the_datum_out_of_reach() -> None:
    kept: dict[str, tuple[str, bytes]] = {"signatory": ("Une présidence", luck(1).randbytes(32))}
    value, salt = kept["signatory"]
    link = append(START, replace(SIGNED, commitments={"signatory": commit(value, salt)}))
    written = json.loads(link.line)["event"]["commitments"]["signatory"]
    assert opens(written, value, salt)
    assert not opens(written, "Une autre", salt)
    kept.clear()
    report = verify(lines_of([link]), link.hash, 1)
    assert report.verified
    assert value.encode() not in link.line
    assert not opens(written, value, luck(2).randbytes(32))


@pytest.mark.parametrize("salt", [b"", b"short", bytes(33)])
def test_a_salt_has_thirty_two_bytes(salt: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commit("x", salt)
