"""Six kinds of tampering are found and named with a published head; an honest journal always verifies."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.rules.journal.chain import GENESIS, START, Head, append
from maillon.rules.journal.report import FaultKind, Report
from maillon.rules.journal.verify import MOST_ANOMALIES, verify
from maillon.rules.problem import InputError
from rules.journal.journals import TAMPERINGS, chain, event, invented, lines_of, luck, some

SEEDS = st.integers(0, 2**32)
SIZES = st.integers(3, 25)


def _kinds(report: Report) -> set[str]:
    return {found.kind.value for found in report.faults}


@pytest.mark.parametrize("kind", TAMPERINGS)
@settings(max_examples=300, deadline=None)
@given(seed=SEEDS, size=SIZES)
def test_every_tampering_is_found_and_named(kind: str, seed: int, size: int) -> None:
    chance, links = luck(seed), some(seed, size)
    lines = TAMPERINGS[kind](chance, links)
    assert lines != lines_of(links)
    report = verify(lines, links[-1].hash, size)
    assert not report.verified
    assert report.attested is None
    assert kind in _kinds(report) or (kind == "deletion" and _kinds(report) == {"truncation"}), report.faults


@pytest.mark.parametrize("kind", ["edit", "deletion", "insertion", "reordering"])
@settings(max_examples=100, deadline=None)
@given(seed=SEEDS, size=SIZES)
def test_what_breaks_the_chain_is_found_without_a_head(kind: str, seed: int, size: int) -> None:
    chance, links = luck(seed), some(seed, size)
    lines = TAMPERINGS[kind](chance, links)
    cut_at_the_end = lines == lines_of(links)[: len(lines)]
    assert verify(lines).verified == cut_at_the_end


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS, size=st.integers(0, 25), more=st.integers(0, 5))
def test_an_honest_journal_verifies_with_any_head_of_its_past(seed: int, size: int, more: int) -> None:
    chance, links = luck(seed), some(seed, size + more)
    head = links[size - 1].head if size else START
    hidden = [link.sequence for link in links if chance.random() < 0.3]
    for lines in (lines_of(links), lines_of(links, hidden=hidden)):
        for given_head, count in ((None, None), (head.hash, size), (head.hash, None), (None, size)):
            report = verify(lines, given_head, count)
            assert report.verified, report.faults
            assert report.events == size + more
            assert report.attested == (size if given_head else None)
    assert verify(lines_of(links, hidden=hidden)).hidden == len(hidden)


@settings(max_examples=300, deadline=None)
@given(seed=SEEDS, size=SIZES, byte=st.integers(0, 255))
def test_one_changed_byte_anywhere_after_the_header_is_found(seed: int, size: int, byte: int) -> None:
    chance, links = luck(seed), some(seed, size)
    text = bytearray(b"".join(lines_of(links)))
    place = chance.randrange(len(lines_of([])[0]), len(text))
    if text[place] == byte or place == len(text) - 1:
        return
    text[place] = byte
    assert not verify(bytes(text).splitlines(keepends=True), links[-1].hash, size).verified


def _said(lines: list[bytes], head: Head | None = None) -> list[tuple[str, int | None, int | None]]:
    report = verify(lines, head.hash if head else None, head.count if head else None)
    return [(found.kind.value, found.sequence, found.problem.line) for found in report.faults]


@pytest.fixture
def twenty() -> list[bytes]:
    return lines_of(invented(luck(7), 20))


def test_an_edited_event_is_placed(twenty: list[bytes]) -> None:
    twenty[5] = twenty[5].replace(b'"version":', b'"version":1')
    assert _said(twenty) == [("edit", 5, 6)]


def test_an_event_edited_with_its_own_fingerprint_is_placed(twenty: list[bytes]) -> None:
    links = invented(luck(7), 20)
    twenty[5] = append(links[3].head, event(luck(1))).line + b"\n"
    assert _said(twenty) == [("edit", 5, 6)]


def test_removed_events_are_numbered(twenty: list[bytes]) -> None:
    del twenty[5:8]
    report = verify(twenty)
    assert [str(found.problem) for found in report.faults] == [
        (
            "événement 5, ligne 6 : les événements 5 à 7 manquent : ils ont été retirés. "
            "Chercher ces événements dans une copie plus ancienne du journal."
        )
    ]


def test_an_added_event_is_placed(twenty: list[bytes]) -> None:
    links = invented(luck(7), 20)
    twenty.insert(6, append(links[4].head, event(luck(1))).line + b"\n")
    assert _said(twenty) == [("insertion", 6, 7)]


def test_two_exchanged_events_are_named(twenty: list[bytes]) -> None:
    twenty[5], twenty[9] = twenty[9], twenty[5]
    assert _said(twenty) == [("reordering", 9, 6), ("reordering", 5, 10)]
    twenty[5], twenty[9] = twenty[9], twenty[5]
    twenty[5], twenty[6] = twenty[6], twenty[5]
    assert [kind for kind, _sequence, _line in _said(twenty)] == ["reordering"]


def test_a_last_event_that_stands_earlier_is_not_said_missing(twenty: list[bytes]) -> None:
    head = invented(luck(7), 20)[-1].head
    twenty[12], twenty[20] = twenty[20], twenty[12]
    assert _said(twenty, head) == [("reordering", 20, 13), ("reordering", 12, 21)]


def test_the_last_event_changed_with_its_fingerprint_needs_the_head(twenty: list[bytes]) -> None:
    links = invented(luck(7), 20)
    twenty[20] = append(links[18].head, event(luck(1))).line + b"\n"
    assert _said(twenty) == []
    assert _said(twenty, links[-1].head) == [("rehash", 20, None)]


def test_a_head_without_its_count_does_not_tell_truncation_from_rewriting(twenty: list[bytes]) -> None:
    head = invented(luck(7), 20)[-1].hash
    assert _kinds(verify(twenty[:-1], head)) == {"unknown_head"}


def test_a_line_of_rubbish_takes_no_rank(twenty: list[bytes]) -> None:
    twenty[6:6] = [b"rubbish\n", b"more\n"]
    assert _said(twenty) == [("malformed", None, 7), ("malformed", None, 8)]


def test_a_missing_final_line_feed_is_no_fault(twenty: list[bytes]) -> None:
    twenty[-1] = twenty[-1].removesuffix(b"\n")
    assert verify(twenty).verified


def test_a_file_that_stops_being_readable_is_told_cut(twenty: list[bytes]) -> None:
    def lines() -> Iterator[bytes]:
        yield from twenty[:4]
        raise EOFError

    assert _said(list(twenty[:4])) == []
    report = verify(lines())
    assert [(found.kind, found.problem.line) for found in report.faults] == [(FaultKind.TRUNCATION, 4)]


def test_reading_stops_after_too_many_anomalies() -> None:
    lines = [*lines_of([]), *(b"rubbish\n" for _ in range(MOST_ANOMALIES * 3))]
    report = verify(lines)
    assert (report.complete, report.events, len(report.faults)) == (False, MOST_ANOMALIES, MOST_ANOMALIES)


def test_a_file_of_any_length_takes_no_memory(tmp_path: Path) -> None:
    short, long = tmp_path / "short", tmp_path / "long"
    chance = luck(3)
    for path, size in ((short, 100), (long, 2_000)):
        path.write_bytes(b"".join(lines_of(invented(chance, size))))

    def lines(path: Path) -> Iterator[bytes]:
        with path.open("rb") as file:
            yield from file

    tracemalloc.start()
    try:
        verify(lines(short))
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        assert verify(lines(long)).events == 2_000
        assert tracemalloc.get_traced_memory()[1] - before < 200_000
    finally:
        tracemalloc.stop()


NOT_JOURNALS = {
    "empty": (b"", "le fichier est vide"),
    "another-text": (b"nom;montant\n", "ce n’est pas un journal au format maillon-journal/1"),
    "another-json": (b'{"format":"maillon-contract/1"}\n', "ce n’est pas un journal"),
    "a-later-version": (b'{"format":"maillon-journal/2"}\n', "d’une autre version"),
    "spaces": (b'{"format": "maillon-journal/1"}\n', "d’une autre version"),
    "windows-line-feed": (b'{"format":"maillon-journal/1"}\r\n', "les fins de ligne"),
    "byte-order-mark": (b'\xef\xbb\xbf{"format":"maillon-journal/1"}\n', "la marque de début"),
    "utf-16": ('{"format":"maillon-journal/1"}'.encode("utf-16"), "UTF-16"),
    "utf-16-without-mark": ('{"format":"maillon-journal/1"}'.encode("utf-16-le"), "UTF-16"),
    "pdf": (b"%PDF-1.7\n", "ce n’est pas un journal"),
}


@pytest.mark.parametrize(("content", "said"), NOT_JOURNALS.values(), ids=NOT_JOURNALS)
def test_what_is_not_a_journal_is_refused_in_one_problem(content: bytes, said: str) -> None:
    with pytest.raises(InputError) as refused:
        verify(content.splitlines(keepends=True))
    (problem,) = refused.value.problems
    assert said in problem.what
    assert problem.remedy


@pytest.mark.parametrize("head", ["", "abc", "g" * 64, "0" * 65])
def test_a_head_that_is_no_fingerprint_is_refused(head: str) -> None:
    with pytest.raises(InputError, match="n’est pas une empreinte"):
        verify(lines_of([]), head)


def test_a_head_in_capitals_is_understood_and_a_negative_count_is_not() -> None:
    assert verify(lines_of([]), GENESIS.upper(), 0).attested == 0
    with pytest.raises(InputError, match="négatif"):
        verify(lines_of([]), None, -1)


def test_a_journal_that_does_not_start_at_the_origin_is_told() -> None:
    links = chain([event(luck(4))], Head(0, "a" * 64))
    assert _said(lines_of(links)) == [("edit", 1, 2)]
