"""Goals across contracts."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillon.web.common.parts import Figure
from maillon.web.common.queries import visible_or_404
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import number
from maillon.web.contracts.models import Goal
from maillon.web.contracts.queries.goals import declared, service
from maillon.web.contracts.queries.means import Means, means
from maillon.web.contracts.views.shell import lists, short_euros

PAGE = 60


@require_safe
def goals(request: SiteRequest) -> HttpResponse:
    """Show every goal, by the contract that declares it."""
    page = Paginator(declared(by=request.actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "contracts/goals.html", {"page": page, "goals": list(page.object_list), **lists("goals")})


@require_safe
def goal(request: SiteRequest, slug: str, ref: str) -> HttpResponse:
    """Show the contracts and actions that serve one goal."""
    rows = Goal.objects.select_related("contract")
    row = visible_or_404(rows, request.actor, contract__slug=slug, ref=ref)
    found = service(row, by=request.actor)
    kinds = found.contracts.filter(illustrative=row.contract.illustrative)
    return render(
        request,
        "contracts/goal.html",
        {"goal": row, "service": found, "figures": figures(means(kinds), len(found.actions))},
    )


def figures(found: Means, actions: int | None = None) -> list[Figure]:
    """The key figures of a set of contracts: how many, their actions, their known money."""
    shown = [
        Figure(number(found.contracts), ngettext("contrat", "contrats", found.contracts)),
        Figure(
            number(found.actions if actions is None else actions),
            _("actions, chacune comptée une fois"),
            on=ngettext(
                "dont %(n)s commune à plusieurs contrats", "dont %(n)s communes à plusieurs contrats", found.shared
            )
            % {"n": found.shared}
            if found.shared
            else "",
        ),
    ]
    if found.amounts.total is None:
        return [*shown, Figure("–", _("financement : aucun montant connu"))]
    value, unit = short_euros(found.amounts.total)
    said = ngettext("%(n)s action chiffrée sur %(all)s", "%(n)s actions chiffrées sur %(all)s", found.priced)
    on = said % {"n": found.priced, "all": found.actions}
    return [*shown, Figure(value, _("de financement connu, chaque euro compté une fois"), unit=unit, on=on)]
