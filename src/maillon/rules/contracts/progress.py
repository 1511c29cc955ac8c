"""How far an action is on a day, from the state and the calendar that its sheet gives."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from maillon.rules.wording import _, gettext_noop


class Progress(StrEnum):
    """How far an action is."""

    DONE = "done"
    UNDER_WAY = "under_way"
    LATE = "late"
    TO_COME = "to_come"
    DROPPED = "dropped"
    UNTOLD = "untold"


PROGRESS_NAMES = {
    Progress.DONE: gettext_noop("faite"),
    Progress.UNDER_WAY: gettext_noop("en cours"),
    Progress.LATE: gettext_noop("en retard"),
    Progress.TO_COME: gettext_noop("à venir"),
    Progress.DROPPED: gettext_noop("abandonnée"),
    Progress.UNTOLD: gettext_noop("état non dit"),
}
DONE = frozenset({"balance_paid", "closed"})
DROPPED = frozenset({"refused", "abandoned", "lapsed"})
UNDER_WAY = frozenset({"committed", "notified", "started", "paused"})


def progress(state: str, end: dt.date | None, *, on: dt.date) -> Progress:
    """Tell how far an action is.

    An action that is neither done nor dropped is late from the day after its calendar ends, whatever its state.

    Args:
        state: state of the action sheet; empty when it says none.
        end: last day of its calendar, when it says one.
        on: today.
    """
    if state in DONE:
        return Progress.DONE
    if state in DROPPED:
        return Progress.DROPPED
    if end is not None and end < on:
        return Progress.LATE
    if not state:
        return Progress.UNTOLD
    return Progress.UNDER_WAY if state in UNDER_WAY else Progress.TO_COME


def progress_name(reached: Progress) -> str:
    """Return how far an action is, in the reader's language."""
    return _(PROGRESS_NAMES[reached])
