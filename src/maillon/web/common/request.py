"""The request as our views receive it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from maillon.web.common.actor import Actor


class SiteRequest(HttpRequest):
    """A request that carries who acts and whether htmx asks for a fragment."""

    actor: Actor
    htmx: HtmxDetails
