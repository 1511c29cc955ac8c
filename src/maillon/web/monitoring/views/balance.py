"""What each party brings and receives: sentence, charts, table, files."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon.rules.contracts.reciprocity import Balance
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import Cell, Column, Table
from maillon.web.monitoring.queries.balance import MONEY, THINGS, Reciprocity, drawing, reciprocity
from maillon.web.monitoring.views.shell import file_of, followed, frame


@require_safe
def balance(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the balance of a contract."""
    contract = followed(request, slug)
    found = reciprocity(contract)
    drawn = [(MONEY, _("Argent connu, partie par partie"), found.has_money)]
    drawn.append((THINGS, _("Nombre d’apports et de bénéfices qui ne sont pas de l’argent"), found.has_things))
    given = {
        **frame(contract, "monitoring-balance"),
        "found": found,
        "told": [_told(one, found) for one in found.balances],
        "others": [_told(one, found) for one in found.others],
        "drawn": [(what, caption) for what, caption, known in drawn if known],
    }
    return render(request, "monitoring/balance.html", given)


def _told(one: Balance, found: Reciprocity) -> dict[str, Any]:
    return {
        "one": one,
        "brings": [(item, found.title(item)) for item in one.brings],
        "receives": [(item, found.title(item)) for item in one.receives],
    }


@require_safe
def chart(request: SiteRequest, slug: str, what: str) -> HttpResponse:
    """Give one drawing of the balance; the page's table says the same."""
    contract = followed(request, slug)
    found = reciprocity(contract)
    if not {MONEY: found.has_money, THINGS: found.has_things}.get(what):
        raise Http404
    response = HttpResponse(drawing(found, what), content_type="image/svg+xml; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    return response


@require_safe
def export(request: SiteRequest, slug: str, form: str) -> HttpResponse:
    """Give the balance as a file, one line per party and per thing."""
    contract = followed(request, slug)
    found = reciprocity(contract)
    columns = (
        Column("party", _("Partie"), 40),
        Column("side", _("Sens"), 12),
        Column("what", _("Quoi"), 70),
        Column("action", _("Action"), 50),
        Column("amount", _("Montant (€)")),
    )
    notes = {
        _("Contrat"): contract.title,
        _("Établi le"): date_format(timezone.localdate(), "j F Y"),
        _("Montants"): _(
            "Chaque euro compte une fois : une ligne de financement prévaut sur ce qui en est dit ailleurs. Ce qui "
            "n’est pas de l’argent n’est jamais converti."
        ),
    }
    return file_of(Table(_("Bilan de la réciprocité"), columns, _rows(found), notes), form, f"{slug}-bilan")


def _rows(found: Reciprocity) -> Iterator[tuple[Cell, ...]]:
    brings, receives = _("apporte"), _("reçoit")
    for one in (*found.balances, *found.others):
        for side, money, items in ((brings, one.brought, one.brings), (receives, one.received, one.receives)):
            if money is not None:
                yield one.name, side, _("argent, en tout"), "", money
            for item in items:
                yield one.name, side, item.what, found.title(item), None
