"""The list of contracts, and the same as a file."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from maillon.analytics.territories import territory
from maillon.rules.money import Money
from maillon.web.accounts.authorise import authorise
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import FORMATS, WRITERS, Cell, Column, Table
from maillon.web.contracts.forms import FilterForm
from maillon.web.contracts.labels import label
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.listing import Filters, facets, filtered, kind_name, label_of
from maillon.web.contracts.views.shell import lists

PAGE = 20
NAMES = {
    "q": gettext_lazy("mots"),
    "territoire": gettext_lazy("territoire"),
    "type": gettext_lazy("type"),
    "famille": gettext_lazy("famille"),
    "etat": gettext_lazy("état"),
    "finalite": gettext_lazy("finalité"),
    "theme": gettext_lazy("thème"),
    "annee": gettext_lazy("en cours en"),
}


@require_safe
def contracts(request: SiteRequest) -> HttpResponse:
    """Show the contracts that answer the filters of the address."""
    filters = Filters.read(request.GET.dict())
    seen = Contract.objects.visible_to(request.actor)
    rows, near = filtered(seen, filters)
    page = Paginator(rows.select_related("extends"), PAGE).get_page(request.GET.get("page"))
    offered = facets(seen)
    place = territory(filters.territoire) if filters.territoire else None
    return render(
        request,
        "contracts/list.html",
        {
            "filters": filters,
            "form": FilterForm(filters, offered),
            "page": page,
            "near": near,
            "more_open": bool(filters.active.keys() - {"q"}),
            "place": place,
            "lead": _count(page.paginator.count),
            "chosen": _chosen(filters, offered),
            "left_out": [(NAMES[name], value) for name, value in filters.left_out(request.GET.dict()).items()],
            "may_import": authorise(request.actor, "contract.import").allowed,
            "exports": list(FORMATS),
            **lists("contracts"),
        },
    )


def _count(number: int) -> str:
    return ngettext("%(number)s contrat", "%(number)s contrats", number) % {"number": number}


def _chosen(filters: Filters, offered: Any) -> list[dict[str, str]]:
    """What is filtered, in words, each with the address that takes it away."""
    names = {
        "type": {value: title for value, title, _n in offered.kinds},
        "theme": {value: title for value, title, _n in offered.themes},
        "finalite": {value: title for value, title, _n in offered.goals},
    }
    found = []
    for name, value in filters.active.items():
        shown = names.get(name, {}).get(value, value)
        if name == "territoire":
            place = territory(value)
            shown = place.name if place else label_of(value) or _("périmètre inconnu")
        if name == "etat":
            shown = label("ContractState", value)
        if name == "famille":
            shown = label("Family", value)
        found.append({"name": str(NAMES[name]), "value": shown, "without": filters.without(name).query})
    return found


@require_safe
def export(request: SiteRequest, form: str) -> HttpResponse:
    """Give the contracts that answer the filters as a file, filters stated."""
    if form not in WRITERS:
        raise Http404
    filters = Filters.read(request.GET.dict())
    rows, _near = filtered(Contract.objects.visible_to(request.actor), filters)
    response = HttpResponse(WRITERS[form](_table(rows, filters)), content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="contrats.{form}"'
    return response


def _table(rows: QuerySet[Contract], filters: Filters) -> Table:
    columns = (
        Column("id", _("Identifiant"), 28),
        Column("title", _("Titre"), 60),
        Column("kind", _("Type"), 24),
        Column("family", _("Famille")),
        Column("state", _("État")),
        Column("territory", _("Territoire"), 36),
        Column("population", _("Population (habitants)")),
        Column("start", _("Début"), 12),
        Column("end", _("Fin"), 12),
        Column("signed_on", _("Signé le"), 12),
        Column("parties", _("Parties"), 10),
        Column("actions", _("Actions"), 10),
        Column("actions_inherited", _("dont héritées"), 10),
        Column("granted", _("Accordé (€)")),
        Column("planned", _("Prévu (€)")),
        Column("requested", _("Demandé (€)")),
        Column("illustrative", _("Illustratif"), 10),
    )
    said = ", ".join(
        _("{name} : {value}").format(name=NAMES[name], value=value) for name, value in filters.active.items()
    ) or _("aucun")
    notes = {
        _("Filtres"): said,
        _("Établi le"): date_format(timezone.localdate(), "j F Y"),
        _("Montants"): _("Un montant absent n’est pas connu ; une action de plusieurs contrats y figure dans chacun."),
    }
    return Table(_("Contrats"), columns, _rows(rows), notes)


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)


def _rows(rows: QuerySet[Contract]) -> Iterator[tuple[Cell, ...]]:
    for row in rows.iterator(chunk_size=500):
        yield (
            row.slug,
            row.title,
            kind_name(row.kind),
            label("Family", row.family),
            label("ContractState", row.state),
            row.territory_name,
            row.population,
            row.start,
            row.end,
            row.signed_on,
            row.parties_count,
            row.actions_count,
            row.actions_inherited,
            _money(row.granted_cents),
            _money(row.planned_cents),
            _money(row.requested_cents),
            _("oui") if row.illustrative else _("non"),
        )
