"""A weighting session, day by day: what may be recorded, closed, published, and what is said when it may not."""

import datetime as dt

import pytest

from maillon.rules.governance.weighting import (
    SessionFacts,
    SessionState,
    close_session,
    open_session,
    publish_version,
    record_weights,
)

FIRST, LAST = dt.date(2026, 3, 2), dt.date(2026, 3, 20)
DAY = dt.timedelta(days=1)
DIMENSIONS = ("social", "access")
WEIGHTS = {"social": 60, "access": 40}


@pytest.mark.parametrize(
    ("today", "closed", "state"),
    [
        (FIRST - DAY, False, SessionState.PLANNED),
        (FIRST, False, SessionState.OPEN),
        (LAST, False, SessionState.OPEN),
        (LAST + DAY, False, SessionState.CLOSED),
        (FIRST, True, SessionState.CLOSED),
    ],
)
def test_where_a_session_stands(today: dt.date, closed: bool, state: SessionState) -> None:
    session = SessionFacts(FIRST, LAST, closed)
    assert session.state(today) is state
    assert record_weights(session, WEIGHTS, DIMENSIONS, today=today).allowed == (state is SessionState.OPEN)


@pytest.mark.parametrize(
    ("weights", "allowed"),
    [
        (WEIGHTS, True),
        ({"social": 0, "access": 1}, True),
        ({"social": 100, "access": 100}, True),
        ({"social": 0, "access": 0}, False),
        ({"social": -1, "access": 5}, False),
        ({"social": 101, "access": 5}, False),
        ({"social": 50}, False),
        ({**WEIGHTS, "other": 1}, False),
        ({}, False),
    ],
)
def test_which_weights_are_weights(weights: dict[str, int], allowed: bool) -> None:
    decision = record_weights(SessionFacts(FIRST, LAST), weights, DIMENSIONS, today=FIRST)
    assert decision.allowed == allowed
    assert allowed or decision.remedy


@pytest.mark.parametrize(
    ("title", "closes_on", "invited", "allowed"),
    [
        ("Essai", LAST, 2, True),
        ("Essai", FIRST, 2, True),
        (" ", LAST, 2, False),
        ("Essai", FIRST - DAY, 2, False),
        ("Essai", LAST, 1, False),
        ("Essai", LAST, 0, False),
    ],
)
def test_what_opens_a_session(title: str, closes_on: dt.date, invited: int, allowed: bool) -> None:
    assert open_session(title, FIRST, closes_on, invited, today=FIRST).allowed == allowed


@pytest.mark.parametrize(("recorded", "closed", "allowed"), [(2, False, True), (1, False, False), (2, True, False)])
def test_what_closes_a_session(recorded: int, closed: bool, allowed: bool) -> None:
    assert close_session(SessionFacts(FIRST, LAST, closed, recorded), today=FIRST).allowed == allowed


@pytest.mark.parametrize(
    ("title", "statement", "claims", "agreed", "allowed"),
    [
        ("Essai", "Motif", False, False, True),
        ("Essai", "Motif", True, True, True),
        ("Essai", "Motif", True, False, False),
        ("", "Motif", False, False, False),
        ("Essai", " ", False, False, False),
    ],
)
def test_what_may_be_published(title: str, statement: str, claims: bool, agreed: bool, allowed: bool) -> None:
    decision = publish_version(title, statement, claims=claims, agreed=agreed)
    assert decision.allowed == allowed
    assert decision.citations
