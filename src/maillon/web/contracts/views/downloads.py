"""The document of a contract as a file."""

import hashlib
from collections.abc import Mapping

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from maillon import __version__
from maillon.documents.exports import FORMS, export
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.whole import consolidated, linked_to, titles_of
from maillon.web.contracts.views.shell import found

TYPES = {
    "yaml": "application/yaml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def download(request: SiteRequest, slug: str, form: str) -> HttpResponse:
    """Give the document of record (YAML, JSON) or the whole contract (PDF, Word, Excel)."""
    asked = next((one for one in FORMS if one == form), None)
    if asked is None:
        raise Http404
    contract = found(request, slug)
    titles = {} if asked in {"yaml", "json"} else titles_of(linked_to(contract), request.actor)
    mark = _mark(contract, form, titles)
    if mark in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers={"ETag": mark})
    data = export(consolidated(contract), asked, on=timezone.localdate(), titles=titles)
    response = HttpResponse(data, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{contract.slug}.{form}"'
    response["ETag"] = mark
    response["Cache-Control"] = "private, no-cache"
    return response


def _mark(contract: Contract, form: str, titles: Mapping[str, str]) -> str:
    """What the file depends on: the document, its trunk, titles it names, the day on it, the language, this version."""
    named = hashlib.sha256(repr(sorted(titles.items())).encode()).hexdigest()
    above = contract.extends.sha256 if contract.extends else ""
    day = "" if form in {"yaml", "json"} else timezone.localdate().isoformat()
    return quote_etag(
        "-".join((contract.sha256[:24], above[:24], named[:12], form, day, get_language() or "", __version__))
    )
