"""Every model says who sees its rows; what is hidden and what is absent give the same answer."""

import re
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Membership
from maillon.web.common.actor import Actor, Seat
from maillon.web.common.models import VisibleQuerySet
from maillon.web.common.queries import visible_or_404

OURS = [model for model in apps.get_models() if model.__module__.startswith("maillon.web.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_says_who_may_see_its_rows(model: type[models.Model]) -> None:
    rows = model._default_manager.all()
    assert isinstance(rows, VisibleQuerySet), "its manager must come from a VisibleQuerySet"
    assert type(rows).visible_to is not VisibleQuerySet.visible_to, (
        "it must override visible_to: the base shows nothing"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_visibility_is_a_query_for_every_role(model: type[models.Model], institution, visitor) -> None:
    seats = [Seat(institution.pk, role) for role in Role if role is not Role.VISITOR]
    for actor in (visitor, *(Actor(uuid4(), (seat,), visitor.on) for seat in seats)):
        assert model._default_manager.all().visible_to(actor).count() >= 0


@pytest.mark.django_db
def test_a_queryset_that_says_nothing_shows_nothing(actor_for, user_for) -> None:
    user_for(Role.AGENT)
    assert not VisibleQuerySet(Membership).visible_to(actor_for(Role.TECHNICAL_ADMIN)).exists()


@pytest.mark.django_db
def test_hidden_and_absent_take_the_same_path(user_for, actor_for) -> None:
    hidden = user_for(Role.ELECTED).memberships.get()
    actor = actor_for(Role.CITIZEN)
    said, asked = [], []
    for pk in (hidden.pk, actor.user_id):
        with CaptureQueriesContext(connection) as queries, pytest.raises(Http404) as error:
            visible_or_404(Membership.objects.all(), actor, pk=pk)
        said.append((type(error.value), str(error.value)))
        asked.append([re.sub(r"'[0-9a-f-]{32,36}'", "?", query["sql"]) for query in queries])
    assert said[0] == said[1]
    assert asked[0] == asked[1]
    assert len(asked[0]) == 1
