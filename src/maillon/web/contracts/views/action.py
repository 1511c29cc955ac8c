"""One action sheet."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon.documents.contract.actions import Action as Sheet
from maillon.documents.contract.document import ContractDocument
from maillon.web.common.parts import Figure
from maillon.web.common.queries import visible_or_404
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import euros
from maillon.web.contracts.models import Action
from maillon.web.contracts.queries.contract import other_holders
from maillon.web.contracts.views.shell import document_of, reader, shell


@require_safe
def action(request: SiteRequest, slug: str, ref: str) -> HttpResponse:
    """Show what an action is, who carries it, its money, its steps and the contracts that hold it."""
    rows = Action.objects.select_related("contract__extends", "contract__content", "owner").defer(
        "contract__content__checks"
    )
    row = visible_or_404(rows, request.actor, contract__slug=slug, ref=ref)
    sheet = Sheet.model_validate(row.content)
    document = document_of(row.contract)
    return render(
        request,
        "contracts/action.html",
        {
            **shell(row.contract, "contract-actions"),
            "action": row,
            "sheet": sheet,
            **_words(row, sheet, document),
            "figures": _figures(row) if (row.cost_cents, row.amount_cents) != (None, None) else [],
            "lines": list(row.lines.select_related("funder")),
            "others": other_holders(row, by=request.actor),
        },
    )


def _words(row: Action, sheet: Sheet, document: ContractDocument) -> dict[str, Any]:
    themes = {theme.id: theme for theme in document.themes}
    goals = {goal.id: goal for goal in document.goals}
    theme = themes.get(sheet.theme or "")
    served = sheet.goals or ((theme.goal,) if theme and theme.goal else ())
    names = {party.id: party.institution.name for party in document.parties}
    words = reader(document)
    objectives = {one.id: one.title for one in theme.objectives} if theme else {}
    return {
        "theme": theme,
        "goals": [goals[ref] for ref in served if ref in goals],
        "objective": objectives.get(sheet.objective or "", ""),
        "people": [
            (title, [names.get(party, party) for party in who])
            for title, who in (
                (_("Maître d’ouvrage"), [sheet.owner] if sheet.owner else []),
                (_("Maître d’ouvrage délégué"), [sheet.delegate] if sheet.delegate else []),
                (_("Pilotes"), sheet.pilots),
                (_("Partenaires"), sheet.partners),
            )
            if who
        ],
        "brings": [(names.get(one.party, one.party), one, words.cited(one.sources)) for one in sheet.brings],
        "receives": [(names.get(one.party, one.party), one, words.cited(one.sources)) for one in sheet.receives],
        "sharing": words.facts(sheet.cost_sharing) if sheet.cost_sharing else [],
        "location": words.facts(sheet.location) if sheet.location else [],
        "extra": [fact for fact in words.facts(sheet) if fact.name in {one.label for one in sheet.extra.values()}],
        "cited": words.cited(sheet.sources),
        "gap": _gap(row),
    }


def _figures(row: Action) -> list[Figure]:
    cost = euros(row.cost_cents) if row.cost_cents is not None else "–"
    known = euros(row.amount_cents) if row.amount_cents is not None else "–"
    return [
        Figure(cost, _("coût") if row.cost_cents is not None else _("coût : non connu")),
        Figure(known, _("de financement connu") if row.amount_cents is not None else _("financement : non connu")),
    ]


def _gap(row: Action) -> int | None:
    known = row.cost_cents is not None and row.amount_cents is not None
    return (row.cost_cents or 0) - (row.amount_cents or 0) if known else None
