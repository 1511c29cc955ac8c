"""What every page of a contract's follow-up shares."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillon.web.common.parts import Tab
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import FORMATS, WRITERS, Table
from maillon.web.contracts.models import Contract
from maillon.web.contracts.views.shell import found, shell

SECTIONS = (
    ("monitoring", _("Engagements")),
    ("monitoring-balance", _("Bilan de la réciprocité")),
    ("monitoring-reviews", _("Revoyures")),
    ("monitoring-withdrawals", _("Retraits")),
    ("monitoring-evaluation", _("Évaluation")),
    ("monitoring-generations", _("Générations")),
)


def followed(request: SiteRequest, slug: str) -> Contract:
    """Return a contract that is signed or later, when the reader may see it.

    Raises:
        Http404: hidden, absent, or still being prepared.
    """
    contract = found(request, slug)
    if not contract.public:
        raise Http404
    return contract


def frame(contract: Contract, here: str) -> dict[str, Any]:
    """Context that every page of the follow-up needs."""
    address = {name: reverse(name, args=[contract.slug]) for name, _title in SECTIONS}
    return {
        **shell(contract, "contract"),
        "here": address["monitoring"],
        "followed": [Tab(title, address[name]) for name, title in SECTIONS],
        "followed_here": address[here],
    }


def file_of(table: Table, form: str, name: str) -> HttpResponse:
    """Return a table as a file to take away.

    Raises:
        Http404: no such format.
    """
    if form not in WRITERS:
        raise Http404
    response = HttpResponse(WRITERS[form](table), content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
