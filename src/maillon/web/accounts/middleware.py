"""Puts the actor on the request."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from maillon.web.accounts.backend import ACTOR
from maillon.web.accounts.models import User
from maillon.web.accounts.queries import actor_of, visitor
from maillon.web.common.actor import Actor
from maillon.web.common.middleware import GetResponse
from maillon.web.common.request import SiteRequest


class ActorMiddleware:
    """Sets `request.actor`, read from the database only when a view asks for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""

        def find() -> Actor:
            today = timezone.localdate()
            user = request.user
            if not isinstance(user, User):
                return visitor(today)
            # whoever signs in during this very request was not read with their roles
            known = getattr(user, ACTOR, None)
            return known if known and known.on == today else actor_of(user.pk, today)

        cast("SiteRequest", request).actor = cast("Actor", SimpleLazyObject(find))
        return self.get_response(request)
