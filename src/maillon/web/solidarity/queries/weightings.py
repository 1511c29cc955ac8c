"""Weighting sessions as pages read them: what was recorded, what it makes together, where parties disagree."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.http import urlencode
from django.utils.timezone import localdate

from maillon.analytics.solidarity import Level, default_index
from maillon.analytics.solidarity.weightings import Combined, Session, Weighting, combine, consequences
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.governance.weighting import SessionFacts, SessionState
from maillon.web.accounts.kinds import RoleName
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.solidarity.models import RecordedWeighting, SessionClosing, SessionParty, WeightingSession


def listed(by: Actor) -> QuerySet[WeightingSession]:
    """Return the sessions, the newest first."""
    return WeightingSession.objects.visible_to(by).select_related("holder", "closing")


def closing_of(session: WeightingSession) -> SessionClosing | None:
    """Return how a session was closed before its last day, if it was."""
    return getattr(session, "closing", None)


def facts_of(session: WeightingSession) -> SessionFacts:
    """Return what the rules read of a session (one query)."""
    recorded = RecordedWeighting.objects.filter(session=session).order_by().values("institution").distinct().count()
    return SessionFacts(session.opens_on, session.closes_on, closing_of(session) is not None, recorded)


def state_of(session: WeightingSession, by: Actor) -> SessionState:
    """Return where a session stands on the actor's day, without a query."""
    return SessionFacts(session.opens_on, session.closes_on, closing_of(session) is not None).state(by.on)


def last_of_each(rows: Iterable[RecordedWeighting]) -> dict[UUID, RecordedWeighting]:
    """Return the last row of each institution: the one that counts."""
    return {row.institution_id: row for row in sorted(rows, key=lambda row: row.at)}


def recorded(session: WeightingSession, by: Actor) -> dict[UUID, RecordedWeighting]:
    """Return what an actor may see of a session: its own institutions' weights until it ends, then all of them."""
    rows = RecordedWeighting.objects.visible_to(by).filter(session=session).select_related("institution")
    return last_of_each(rows)


def to_weigh(by: Actor) -> QuerySet[WeightingSession]:
    """Return the open sessions that await the weights of an institution of the actor (one query)."""
    mine = by.institutions_as(*AT_THE_TABLE)
    done = RecordedWeighting.objects.filter(session=OuterRef("session"), institution=OuterRef("institution"))
    waited = SessionParty.objects.filter(~Exists(done), institution__in=mine).values("session")
    rows = WeightingSession.objects.visible_to(by).filter(pk__in=waited, closing=None)
    return rows.filter(opens_on__lte=by.on, closes_on__gte=by.on).order_by("closes_on")


@dataclass(frozen=True, slots=True)
class Answer:
    """An invited institution, and whether it has recorded weights."""

    institution: Institution
    done: bool


def answers(session: WeightingSession) -> list[Answer]:
    """Return who is invited and who has answered; what they answered is not told (two queries)."""
    done = set(RecordedWeighting.objects.filter(session=session).order_by().values_list("institution_id", flat=True))
    rows = session.parties.select_related("institution")
    return [Answer(row.institution, row.institution_id in done) for row in rows]


def labels(institutions: Iterable[Institution]) -> dict[UUID, str]:
    """Return a label for each institution: its name, with its SIREN or its identifier when others bear it."""
    kept = list(institutions)
    many = Counter(one.name for one in kept)
    return {one.pk: one.name if many[one.name] == 1 else f"{one.name} ({one.siren or str(one.pk)[:8]})" for one in kept}


def as_session(session: WeightingSession, rows: Iterable[RecordedWeighting]) -> Session:
    """Return recorded weights as the library reads them."""
    kept = list(rows)
    names = labels(row.institution for row in kept)
    weightings = tuple(Weighting(names[row.institution_id], localdate(row.at), row.weights, row.reason) for row in kept)
    return Session(session.title, session.closes_on, default_index().version, weightings)


def points(combined: Combined) -> dict[str, int]:
    """Return combined shares as whole points of sum 100, by the largest remainders."""
    exact = {code: float(share) for code, share in combined.weights.items()}
    found = {code: int(share) for code, share in exact.items()}
    short = 100 - sum(found.values())
    for code in sorted(exact, key=lambda code: found[code] - exact[code])[:short]:
        found[code] += 1
    return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the parties weighed, side by side.

    Attributes:
        combined: the library's answer.
        points: combined weights, whole, of sum 100.
        parties: (institution, role, shares in the order of the indicator, distance, reason, day).
        dimensions: (name, mean, lowest, by whom, highest, by whom).
        consequences: (institution, share that keeps its class, share up, share down, rank correlation).
    """

    combined: Combined
    points: dict[str, int]
    parties: list[tuple[str, str, list[float], float, str, dt.date]]
    dimensions: list[dict[str, Any]]
    consequences: list[dict[str, Any]]

    @property
    def query(self) -> str:
        """What follows « ? » in the address of the indicator with the combined weights."""
        return urlencode([(f"p-{code}", value) for code, value in self.points.items()])


def compared(session: WeightingSession, rows: Mapping[UUID, RecordedWeighting]) -> Comparison | None:
    """Return the comparison of what parties recorded; None when nobody did."""
    if not rows:
        return None
    given = as_session(session, rows.values())
    combined = combine(given)
    names = labels(row.institution for row in rows.values())
    told = {names[row.institution_id]: row for row in rows.values()}
    codes = [one.code for one in default_index().dimensions]
    parties = []
    for row in combined.parties.iter_rows(named=True):
        own = told[row["institution"]]
        said = [row[code] / 100 for code in codes]
        role = str(RoleName(own.role).label)
        parties.append((row["institution"], role, said, row["distance"] / 100, own.reason, row["on"]))
    return Comparison(
        combined=combined,
        points=points(combined),
        parties=parties,
        dimensions=combined.dimensions.to_dicts(),
        consequences=consequences(given, cast("Level", session.level)).to_dicts(),
    )


def agreed_points(session: WeightingSession, by: Actor) -> dict[str, int]:
    """Return the mean of the parties of a session, in points of sum 100; empty when nobody recorded any."""
    rows = recorded(session, by)
    return points(combine(as_session(session, rows.values()))) if rows else {}
