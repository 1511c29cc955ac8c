"""Freeze and publish a version of the indicator: its result is kept, with what made it, under a digest."""

from __future__ import annotations

import hashlib
import zlib

from django.db import transaction
from django.db.models import Max

from maillon.rules.governance import weighting as rules
from maillon.rules.governance.roles import Role
from maillon.rules.governance.weighting import SessionState
from maillon.rules.journal.event import Actor as Author
from maillon.web.accounts.authorise import require
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.journal.services import record
from maillon.web.solidarity.models import IndicatorVersion, WeightingSession
from maillon.web.solidarity.queries.choice import Choice
from maillon.web.solidarity.queries.frozen import frozen
from maillon.web.solidarity.queries.manifest import manifest
from maillon.web.solidarity.queries.reading import made_to_publish
from maillon.web.solidarity.queries.weightings import agreed_points, state_of
from maillon.web.solidarity.services.weightings import seat_as


@transaction.atomic
def publish_version(
    choice: Choice, *, by: Actor, title: str, statement: str, session: WeightingSession | None = None
) -> IndicatorVersion:
    """Publish the indicator of all of France under a choice, in the name of the actor's institution.

    Args:
        choice: weights, scale and bounds; its extent is left out.
        by: a secretariat or the prefect's services.
        title: name of the version.
        statement: what justifies these weights.
        session: the session that they come from, when they do.

    Raises:
        Refused: the policy or the rule says no.
    """
    require(by, "indicator.publish")
    agreed = session is not None and _agreed(choice, session, by)
    stop(rules.publish_version(title, statement, claims=session is not None, agreed=agreed))
    seat = seat_as(by, Role.SECRETARIAT, Role.PREFECT_SERVICES)
    result = made_to_publish(choice.made)
    written = frozen(result.frame)
    number = (IndicatorVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    version = IndicatorVersion.objects.create(
        number=number,
        title=title.strip(),
        statement=statement.strip(),
        institution_id=seat.institution,
        session=session,
        level=choice.level,
        manifest=manifest(choice.made, result),
        table=zlib.compress(written, 9),
        sha256=hashlib.sha256(written).hexdigest(),
        on=by.on,
    )
    content = {"number": number, "level": choice.level, "weights": choice.points, "sha256": version.sha256}
    author = Author(str(seat.institution), str(seat.role))
    record("indicator.publish", str(version.pk), by=author, public=True, content=content)
    return version


def _agreed(choice: Choice, session: WeightingSession, by: Actor) -> bool:
    session = WeightingSession.objects.select_related("closing").get(pk=session.pk)  # as it stands now
    if state_of(session, by) is not SessionState.CLOSED or choice.level != session.level:
        return False
    return agreed_points(session, by) == choice.points
