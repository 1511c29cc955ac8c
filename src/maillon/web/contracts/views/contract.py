"""One contract: overview, actions, money."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillon.analytics.territories import provenance
from maillon.documents.contract.parties import PartyClass
from maillon.web.accounts.authorise import authorise
from maillon.web.common.parts import Figure, Segment
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import euros, number
from maillon.web.contracts.maps import contract_map
from maillon.web.contracts.models import Action, Contract, Theme
from maillon.web.contracts.queries.contract import Architecture, architecture, by_theme, funders, theme_amounts
from maillon.web.contracts.views.shell import document_of, found, money_figure, reader, sentence, shell

ACTIONS_PER_PAGE = 50
STRIP = 5


@require_safe
def overview(request: SiteRequest, slug: str) -> HttpResponse:
    """Show a contract in one sentence, its figures, its map, its themes and its neighbours."""
    contract = found(request, slug)
    document = document_of(contract)
    around = architecture(contract, by=request.actor)
    counts = Counter(Action.objects.filter(contract=contract).values_list("theme_ref", flat=True))
    themes = Theme.objects.filter(contract=contract)
    strategic = bool(around.branches) and authorise(request.actor, "contract.attach", contract).allowed
    return render(
        request,
        "contracts/overview.html",
        {
            **shell(contract, "contract"),
            "document": document,
            "sentence": sentence(contract, document),
            "figures": _figures(contract, around),
            "around": around,
            "map": contract_map(contract),
            "themes": [(theme, counts[theme.ref]) for theme in themes],
            "signatories": [party for party in document.parties if party.party_class is PartyClass.SIGNATORY],
            "cited": reader(document).cited(document.sources),
            "may_attach": strategic,
        },
    )


def _figures(contract: Contract, around: Architecture) -> list[Figure]:
    communes = ngettext("%(n)s commune", "%(n)s communes", contract.communes) % {"n": number(contract.communes)}
    inherited = contract.actions_inherited
    says = ngettext("dont %(n)s héritée", "dont %(n)s héritées", inherited) % {"n": inherited} if inherited else ""
    address = {name: reverse(f"contract-{name}", args=[contract.slug]) for name in ("parties", "actions", "checks")}
    counted = f"{communes} · {provenance().population_vintage}" if contract.population else communes
    return [
        Figure(number(contract.population), _("habitants"), on=counted),
        Figure(number(contract.parties_count), _("parties"), href=address["parties"]),
        _under(around)
        if around.has_branches and not contract.actions_count
        else Figure(number(contract.actions_count), _("actions"), on=says, href=address["actions"]),
        money_figure(contract),
        _answered(contract, address["checks"]),
    ]


def _under(around: Architecture) -> Figure:
    """What stands under a strategy contract, each contract once."""
    below = {one.pk for branch in around.branches for one in branch.operational}
    below |= {one.contract_id for branch in around.branches for one in branch.attached}
    below |= {one.pk for one in around.loose}
    label = ngettext("contrat sous ses finalités", "contrats sous ses finalités", len(below))
    return Figure(number(len(below)), label, href="#architecture")


def _answered(contract: Contract, href: str) -> Figure:
    """Count what is met, unless the document leaves most propositions open: a low count would then blame it wrongly."""
    met, not_met, unknown = contract.checks_met, contract.checks_not_met, contract.checks_unknown
    refused = ngettext("%(n)s non respectée", "%(n)s non respectées", not_met) % {"n": not_met}
    if unknown > met + not_met:
        held = ngettext("%(n)s respectée", "%(n)s respectées", met) % {"n": met}
        label = ngettext("proposition sans réponse sur 25", "propositions sans réponse sur 25", unknown)
        return Figure(number(unknown), label, on=f"{held}, {refused}", href=href)
    silent = ngettext("%(n)s sans réponse", "%(n)s sans réponse", unknown) % {"n": unknown}
    label = ngettext("proposition respectée sur 25", "propositions respectées sur 25", met)
    return Figure(number(met), label, on=f"{refused}, {silent}", href=href)


@require_safe
def actions(request: SiteRequest, slug: str) -> HttpResponse:
    """Show goals, themes and actions, fifty actions a page."""
    contract = found(request, slug)
    themes = list(Theme.objects.filter(contract=contract))
    place = {theme.ref: rank for rank, theme in enumerate(themes)}
    asked = request.GET.get("theme", "")
    asked = asked if asked in place else ""
    rows = Action.objects.filter(contract=contract).select_related("owner").defer("content")
    ordered = sorted(rows, key=lambda action: (place.get(action.theme_ref, len(place)), action.rank))
    counts = Counter(action.theme_ref for action in ordered)
    kept = [action for action in ordered if not asked or action.theme_ref == asked]
    page = Paginator(kept, ACTIONS_PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    held = {action.theme_ref for action in shown}
    return render(
        request,
        "contracts/actions.html",
        {
            **shell(contract, "contract-actions"),
            "document": document_of(contract),
            "groups": by_theme([theme for theme in themes if theme.ref in held], shown),
            "themes": [(theme, counts[theme.ref]) for theme in themes],
            "asked": asked,
            "empty_themes": [theme for theme in themes if not counts[theme.ref]] if not asked else [],
            "page": page,
        },
    )


def money(contract: Contract, page: str | None) -> dict[str, Any]:
    """Return what the page of a contract's money shows: who brings what, by funder and by theme, and the envelopes.

    The rooms above add to it what they hold and answer at its address.

    Args:
        contract: the contract.
        page: the page asked of its priced actions.
    """
    amounts = theme_amounts(contract)
    themes = [(theme.title, amounts.pop(theme.ref)) for theme in contract.theme_set.all() if theme.ref in amounts]
    if rest := sum(amounts.values()):
        themes.append((_("sans thème"), rest))
    who = funders(contract)
    priced = Action.objects.filter(contract=contract).exclude(cost_cents=None, amount_cents=None).defer("content")
    return {
        **shell(contract, "contract-money"),
        "funders": who,
        "strip": segments([(funder.name, funder.amounts.total or 0) for funder in who]),
        "themes": themes,
        "envelopes": list(contract.envelope_set.select_related("funder")),
        "page": Paginator(priced, ACTIONS_PER_PAGE).get_page(page),
        "unpriced": contract.actions_count - contract.actions_priced,
    }


def segments(parts: list[tuple[str, int]]) -> list[Segment]:
    """Return the largest parts of a whole, and the rest as one."""
    known = [(name, cents) for name, cents in parts if cents]
    rest = sum(cents for _name, cents in known[STRIP:])
    shown = known[:STRIP] + ([(_("autres"), rest)] if rest else [])
    return [Segment(name, cents, euros(cents)) for name, cents in shown]
