"""Open a weighting session, record a party's weights, close it. What is written never changes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.analytics.solidarity import default_index
from maillon.rules.decision import Decision
from maillon.rules.governance import weighting as rules
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.governance.roles import Role
from maillon.rules.journal.canonical import canonical
from maillon.rules.journal.event import Actor as Author
from maillon.web.accounts.authorise import require
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor, Seat
from maillon.web.common.refusal import Refused, stop
from maillon.web.journal.services import record
from maillon.web.solidarity.models import RecordedWeighting, SessionClosing, SessionParty, WeightingSession
from maillon.web.solidarity.queries.weightings import facts_of, last_of_each


@transaction.atomic
def open_session(
    title: str,
    *,
    by: Actor,
    purpose: str,
    level: str,
    opens_on: dt.date,
    closes_on: dt.date,
    institutions: Sequence[Institution],
) -> WeightingSession:
    """Open a session in the name of the secretariat's institution.

    Args:
        title: its name.
        by: a secretariat.
        purpose: what the weights are chosen for.
        level: "epci" or "commune".
        opens_on: first day.
        closes_on: last day.
        institutions: who is invited to weigh; several.

    Raises:
        Refused: the policy or the rule says no.
    """
    require(by, "weighting.open")
    stop(rules.open_session(title, opens_on, closes_on, len(institutions), today=by.on))
    seat = seat_as(by, Role.SECRETARIAT)
    session = WeightingSession.objects.create(
        title=title.strip(),
        purpose=purpose.strip(),
        level=level,
        holder_id=seat.institution,
        opens_on=opens_on,
        closes_on=closes_on,
    )
    SessionParty.objects.bulk_create(SessionParty(session=session, institution=one) for one in institutions)
    told = {"level": level, "opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()}
    invited = sorted(str(one.pk) for one in institutions)
    _trace("weighting.open", session, seat, public=True, content={**told, "invited": invited})
    return session


@transaction.atomic
def record_weights(session_id: UUID, weights: Mapping[str, int], *, by: Actor, reason: str) -> Decision:
    """Record the weights of one's institution; they replace the earlier ones, which stay in the register.

    Args:
        session_id: the session.
        weights: dimension → points, 0 to 100.
        by: an agent, an elected member, a secretariat or the prefect's services of an invited institution.
        reason: why these weights.

    Raises:
        Refused: the policy or the rule says no.
        WeightingSession.DoesNotExist: no such session.
    """
    session = _locked(session_id, by)
    require(by, "weighting.record", session)
    dimensions = [one.code for one in default_index().dimensions]
    decision = stop(rules.record_weights(facts_of(session), weights, dimensions, today=by.on))
    seat = invited_seat(session, by)
    kept = {code: int(weights[code]) for code in dimensions}
    RecordedWeighting.objects.create(
        session=session, institution_id=seat.institution, role=seat.role, weights=kept, reason=reason.strip()
    )
    digest = hashlib.sha256(canonical(kept)).hexdigest()
    _trace("weighting.record", session, seat, public=False, content={"weights_sha256": digest})
    return decision


@transaction.atomic
def close_session(session_id: UUID, *, by: Actor) -> Decision:
    """Close a session before its last day; what was recorded is open to all from then on.

    Raises:
        Refused: the policy or the rule says no.
        WeightingSession.DoesNotExist: no such session.
    """
    session = _locked(session_id, by)
    require(by, "weighting.close", session)
    decision = stop(rules.close_session(facts_of(session), today=by.on))
    last = last_of_each(RecordedWeighting.objects.filter(session=session))
    digest = hashlib.sha256(canonical({str(key): row.weights for key, row in last.items()})).hexdigest()
    SessionClosing.objects.create(session=session, on=by.on, sha256=digest)
    seat = next(one for one in by.seats if one.institution == session.holder_id and one.role is Role.SECRETARIAT)
    _trace("weighting.close", session, seat, public=True, content={"weightings": len(last), "sha256": digest})
    return decision


def _locked(session_id: UUID, by: Actor) -> WeightingSession:
    return WeightingSession.objects.visible_to(by).select_for_update(of=("self",)).get(pk=session_id)


def seat_as(by: Actor, *roles: Role) -> Seat:
    """Return the first seat that an actor holds with one of these roles.

    Raises:
        Refused: none.
    """
    for seat in by.seats:
        if seat.role in roles:
            return seat
    because = _("Vous n’avez pas de siège dans une institution pour cet acte.")
    raise Refused(Decision(allowed=False, because=because, rule="weighting.seat", citations=(rules.REPORT,)))


def invited_seat(session: WeightingSession, by: Actor) -> Seat:
    """Return the seat from which an actor weighs.

    Raises:
        Refused: its institutions are not invited.
    """
    invited = set(session.parties.values_list("institution_id", flat=True))
    for seat in by.seats:
        if seat.institution in invited and seat.role in AT_THE_TABLE:
            return seat
    because = _("Votre institution n’est pas invitée à cette séance.")
    remedy = _("Demandez à l’institution qui la tient d’en ouvrir une où elle le soit.")
    citations = (rules.REPORT,)
    raise Refused(
        Decision(allowed=False, because=because, rule="weighting.invited", citations=citations, remedy=remedy)
    )


def _trace(kind: str, session: WeightingSession, seat: Seat, *, public: bool, content: Mapping[str, object]) -> None:
    author = Author(str(seat.institution), str(seat.role))
    record(kind, str(session.pk), by=author, public=public, content=content, readers=[str(session.holder_id)])
