"""Pages of the shell: statements, style, language, errors."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from maillon.web.site.samples import samples

BUSY = ("is locked", "deadlock detected")  # what SQLite and PostgreSQL say of an act that could not wait any longer
RETRY_SECONDS = "10"
LANGUAGES = {code for code, _name in settings.LANGUAGES}


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show every component, with how to call it."""
    return render(request, "site/style.html", samples(request))


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "site/accessibility.html")


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Show who runs the site and what it keeps about people."""
    return render(request, "site/legal.html")


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Show where the data, the fonts and the libraries come from."""
    return render(request, "site/sources.html")


@require_safe
def observatory(request: HttpRequest) -> HttpResponse:
    """Say what is measured already, and what is not yet."""
    return render(request, "site/observatory.html")


@require_GET
@never_cache
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language of the reader (`l`), then go back to the page (`suite`)."""
    after = request.GET.get("suite", "/")
    if not url_has_allowed_host_and_scheme(after, allowed_hosts=None):
        after = "/"
    response = redirect(after)
    wanted = request.GET.get("l", "")
    if wanted in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 to a form that carries too much, in the site's own words."""
    if isinstance(exception, RequestDataTooBig):
        given = {"most": settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
        return render(request, "common/errors/413.html", given, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return render(request, "common/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 in the site's own words."""
    del exception
    return render(request, "common/errors/403.html", status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token is missing or too old."""
    del reason
    return render(request, "common/errors/expired.html", status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer 429 to a form sent too often, in the site's own words."""
    return render(request, "common/errors/429.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: the same page whether the thing is hidden or absent."""
    del exception
    return render(request, "common/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 when others write, with a page that needs nothing: neither the database nor the session."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError) and any(word in str(error) for word in BUSY):
        answer = render(request, "common/errors/503.html", status=503)
        answer["Retry-After"] = RETRY_SECONDS
        return answer
    return render(request, "common/errors/500.html", status=500)
