"""Posts: the distribution of today against one that follows needs, from a table that somebody brings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.analytics.allocation.means.problem import said
from maillon.documents.received_table import received, typed
from maillon.rules.problem import InputError, Problem
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import FORMATS, Cell, Column, Table, as_xlsx
from maillon.web.common.templatetags.figures import percent
from maillon.web.solidarity.forms.posts import OBJECTIVES, PostsForm
from maillon.web.solidarity.queries.posts import EXAMPLE, MOST_SHOWN, Posts, Redistributed, read_posts, redistributed
from maillon.web.solidarity.views.shell import frame


@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: SiteRequest) -> HttpResponse:
    """Show what a table of posts would become; nothing of it is kept."""
    example = request.method != "POST" and "exemple" in request.GET
    shown = {"tableau": EXAMPLE, "objectif": "l1"} if example else {}
    form = PostsForm(request.POST or shown or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    found: Redistributed | None = None
    if form.is_bound and form.is_valid():
        try:
            read = _read(form)
            given = form.cleaned_data
            share = None if given["progres"] is None else given["progres"] / 100
            found = redistributed(read, given["objectif"], reduction=share, most_moves=given["mouvements"])
            if request.POST.get("faire") == "xlsx":
                return _file(found, given["objectif"])
            form = PostsForm(
                {**{name: given[name] for name in ("objectif", "progres", "mouvements")}, "tableau": read.text}
            )
        except InputError as error:
            problems = error.problems
    wrong = bool(problems or form.errors)
    context = {
        **frame("posts"),
        "form": form,
        "problems": problems,
        "found": found,
        "illustrative": EXAMPLE.splitlines()[1] in (form.data.get("tableau") or ""),
        "says": sentence(found) if found else "",
        "rows": list(_rows(found)) if found else [],
        "more": max(0, len(found.changes) - MOST_SHOWN) if found else 0,
    }
    return render(request, "solidarity/posts.html", context, status=422 if wrong else 200)


def _read(form: PostsForm) -> Posts:
    sent = form.cleaned_data["fichier"]
    rows = received(sent.read(), name=sent.name) if sent else typed(form.cleaned_data["tableau"])
    return read_posts(rows)


def sentence(found: Redistributed) -> str:
    """Say in one sentence what moves and what it gains."""
    before, after = found.ginis
    told = _(
        "Simulation : {moves} postes changeraient de territoire, et l’inégalité de postes par personne servie passerait"
        " de {before} à {after} (indice de Gini) ; {misplaced} des postes"
        " resteraient mal placés, contre {now} aujourd’hui."
    )
    return told.format(
        moves=said(found.answer.departures),
        before=before,
        after=after,
        misplaced=percent(found.answer.hoover_after, 1),
        now=percent(found.answer.hoover_before, 1),
    )


def _rows(found: Redistributed) -> Iterator[dict[str, Any]]:
    most = max([share for one in found.changes for share in (one.before, one.after) if share is not None] or [1.0])
    scale = 180 / max(most, 1.0)
    for one in found.changes[:MOST_SHOWN]:
        yield {
            "name": one.name,
            "need": said(one.need),
            "now": said(one.now),
            "then": said(one.then),
            "target": said(round(one.target, 1)),
            "move": ("+" if one.move > 0 else "") + said(round(one.move, 2)),
            "before": one.before,
            "after": one.after,
            "x_before": f"{10 + (one.before or 0) * scale:.1f}",
            "x_after": f"{10 + (one.after or 0) * scale:.1f}",
            "x_whole": f"{10 + scale:.1f}",
        }


def _file(found: Redistributed, objective: str) -> HttpResponse:
    columns = (
        Column("name", _("Territoire"), 40),
        Column("need", _("Besoin (personnes servies)")),
        Column("now", _("Postes aujourd’hui")),
        Column("then", _("Postes proposés")),
        Column("move", _("Mouvement")),
        Column("target", _("Part que donne le besoin")),
    )
    before, after = found.ginis
    notes = {
        _("Nature"): _("Simulation : ce que donnerait l’objectif ; ni un fait, ni une décision."),
        _("Objectif"): str(dict(OBJECTIVES)[objective]),
        _("Indice de Gini des postes par personne servie"): _("{before} aujourd’hui, {after} ensuite").format(
            before=before, after=after
        ),
        _("Résultat"): " ".join(found.answer.sentences()),
        _("Part que donne le besoin"): _("total des postes × besoin du territoire / besoin de tous"),
    }
    table = Table(_("Redistribution de postes (simulation)"), columns, _cells(found), notes)
    response = HttpResponse(as_xlsx(table), content_type=FORMATS["xlsx"])
    response["Content-Disposition"] = 'attachment; filename="postes.xlsx"'
    return response


def _cells(found: Redistributed) -> Iterator[tuple[Cell, ...]]:
    for one in found.changes:
        figures = (one.need, one.now, one.then, one.move, one.target)
        yield one.name, *(Decimal(repr(round(value, 4))) for value in figures)
