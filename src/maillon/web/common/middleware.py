"""Middleware of the shell: headers, language of the pure rules, refusals turned into pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from maillon.rules.wording import language, typeset
from maillon.web.common.refusal import Refused, refusal_page

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeadersMiddleware:
    """Adds the headers that Django leaves out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.get_response(request)
        response.setdefault(
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
            "publickey-credentials-get=(self), publickey-credentials-create=(self)",
        )
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class WordingMiddleware:
    """Lets the pure rooms word their sentences in the language of the page, with its no-break spaces."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        spoken = language.set("en" if (get_language() or "fr").startswith("en") else "fr")
        try:
            with typeset():
                return self.get_response(request)
        finally:
            language.reset(spoken)


class RefusalMiddleware:
    """Shows the decision when a view or a service refuses."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the refusal's page for a `Refused`, nothing for any other exception."""
        return refusal_page(request, exception.decision) if isinstance(exception, Refused) else None
