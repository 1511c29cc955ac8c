"""Whether what public actors give follows need: the State's grants, under the weights of the address."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon.analytics.solidarity import ActorRating, default_index
from maillon.rules.wording import _ as worded
from maillon.web.common.parts import Tone
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import number, percent
from maillon.web.solidarity.forms.choice import choice_form
from maillon.web.solidarity.queries.actors import DRAWS, rated
from maillon.web.solidarity.views.shell import frame


@require_safe
def actors(request: SiteRequest) -> HttpResponse:
    """Show the rating of each grant, its interval and its probability, or that nothing can be told."""
    _form, choice = choice_form(request.GET)
    ratings = rated(choice)
    names = {one.code: worded(one.name) for one in default_index().dimensions}
    context = {
        **frame("solidarity-actors"),
        "choice": choice,
        "says": sentence(ratings[0]),
        "rows": [(one, one.finding.label(), _tone(one), one.total_cents) for one in ratings],
        "shares": [(names[code], share) for code, share in choice.shares.items()],
        "draws": DRAWS,
    }
    return render(request, "solidarity/actors.html", context)


def _tone(rating: ActorRating) -> str:
    return str(Tone.NEUTRAL if rating.letter is None else Tone.INFO)


def sentence(rating: ActorRating) -> str:
    """Say what all the grants together do, and how surely."""
    given = {"share": percent(rating.neediest_share), "people": percent(rating.neediest_people)}
    if rating.interval is None or rating.letter is None:
        return _(
            "On ne peut pas dire si les dotations de l’État suivent les besoins : le cinquième des intercommunalités"
            " aux plus grands besoins, où vivent {people} des habitants, en reçoit {share}."
        ).format(**given)
    return _(
        "Ensemble, les dotations de l’État aux communes sont notées {letter} (indice {phi}, entre {low} et {high}) : le"
        " cinquième des intercommunalités aux plus grands besoins, où vivent {people} des habitants, en reçoit {share}."
    ).format(
        **given,
        letter=rating.letter,
        phi=number(rating.phi, 2),
        low=number(rating.interval.low, 2),
        high=number(rating.interval.high, 2),
    )
