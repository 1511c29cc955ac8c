"""One contract: what it says to do and not to do, clause by clause and article by article, and its dates."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillon.documents.contract.clauses import Clause
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.words import of_field
from maillon.rules.phrases import listing
from maillon.web.common.parts import Tab
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import day_words
from maillon.web.contracts.describe import Fact, Reader
from maillon.web.contracts.models import Action, Contract
from maillon.web.contracts.views.shell import document_of, found, reader, shell

LONG = 4_000
"""Characters beyond which the articles are folded under their titles."""
FIRST = 2
"""Facts that say a clause which has no sentence of its own."""
Dated = tuple[dt.date, str]


@require_safe
def clauses(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the dates to come, the clauses each in its sentence, the articles; the rest is folded."""
    contract = found(request, slug)
    document = document_of(contract)
    words = reader(document)
    inherited = frozenset(contract.content.inherited)
    shown, absent = _clauses(document, words, inherited)
    dates = _calendar(contract, document)
    coming = [one for one in dates if one[0] >= request.actor.on]
    counted = (
        ("#calendrier", _("Dates à venir"), len(coming)),
        ("#clauses", _("Clauses"), len(shown)),
        ("#articles", _("Articles"), len(document.articles)),
    )
    given = {
        **shell(contract, "contract-clauses"),
        "sentence": _sentence(len(shown), len(document.articles), dates, coming),
        "contents": [Tab(label, anchor, count) for anchor, label, count in counted if count],
        "clauses": shown,
        "absent": absent,
        "articles": [
            (article, article.illustrative and not contract.illustrative, words.cited(article.sources))
            for article in document.articles
        ],
        "short": sum(len(article.text or "") for article in document.articles) <= LONG,
        "coming": coming,
        "past": [one for one in dates if one[0] < request.actor.on],
    }
    return render(request, "contracts/clauses.html", given)


def _sentence(clauses_: int, articles: int, dates: Sequence[Dated], coming: Sequence[Dated]) -> str:
    """Say what the page holds, and the next date."""
    parts = [
        ngettext("%(n)s clause", "%(n)s clauses", clauses_) % {"n": clauses_} if clauses_ else "",
        ngettext("%(n)s article", "%(n)s articles", articles) % {"n": articles} if articles else "",
    ]
    told = [part for part in parts if part] or [_("Ni clause structurée ni article")]
    said = listing(told) + "."
    if coming:
        on, what = coming[0]
        return f"{said} {_('Prochaine date : le {on}, {what}.').format(on=day_words(on), what=what)}"
    return f"{said} {_('Toutes les dates du document sont passées.') if dates else _('Aucune date précise.')}"


def _clauses(
    document: ContractDocument, words: Reader, inherited: frozenset[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    shown: list[dict[str, Any]] = []
    absent: list[str] = []
    for name in type(document.clauses).model_fields:
        title = of_field(type(document.clauses), name).title
        clause: Clause | None = getattr(document.clauses, name)
        if clause is None:
            absent.append(title)
            continue
        facts = words.facts(clause)
        shown.append(
            {
                "id": name,
                "title": title,
                "said": clause.text or _said(facts),
                # said once at the head of the page when the whole contract is
                "illustrative": clause.illustrative and not document.illustrative,
                "inherited": f"clauses.{name}" in inherited,
                "facts": facts,
                "cited": words.cited(clause.sources),
            }
        )
    return shown, absent


def _said(facts: Sequence[Fact]) -> str:
    """Say a clause by its first facts, when it has no sentence."""
    plain = [fact for fact in facts if fact.name and fact.value and not fact.under]
    return " ; ".join(_("{title} : {value}").format(title=fact.name, value=fact.value) for fact in plain[:FIRST])


def _calendar(contract: Contract, document: ContractDocument) -> list[Dated]:
    """Every date that the contract says, in order."""
    review = document.clauses.review
    found: list[tuple[dt.date | None, str]] = [
        (contract.signed_on, _("Signature")),
        (contract.start, _("Début du contrat")),
        (contract.end, _("Fin du contrat")),
        *((day, _("Clause de revoyure")) for day in (review.dates if review else ())),
        *((one.due, _("Échéance d’un engagement : {what}").format(what=one.what)) for one in document.commitments),
    ]
    for title, content in Action.objects.filter(contract=contract).values_list("title", "content__milestones"):
        for step in content or ():
            day = step.get("done_on") or step.get("due")
            said = _("{step} ({action})").format(step=step["label"], action=title)
            found.append((dt.date.fromisoformat(day) if day else None, said))
    return sorted((day, said) for day, said in found if day is not None)
