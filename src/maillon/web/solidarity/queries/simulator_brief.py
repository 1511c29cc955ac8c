"""Scenarios as a brief for elected members: one sentence, the comparison, the steps, who gains and who loses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from maillon.documents.exports.brief import Brief, BriefPart
from maillon.web.common.templatetags.figures import euros, number
from maillon.web.solidarity.queries.simulator import Place, Scenario
from maillon.web.solidarity.queries.simulator_rows import measures, rows_of, terms_told

MOST_PLACES = 24


def brief_of(scenarios: Sequence[Scenario], place: Place, sources: Mapping[str, str], says: str, steps: str) -> Brief:
    """Return the brief of the scenarios that give something.

    Args:
        scenarios: those of a page.
        place: where.
        sources: what the figures come from.
        says: what they say in one sentence.
        steps: what their steps say.
    """
    known = [one for one in scenarios if one.outcome is not None]
    letters = [_("Scénario {letter}").format(letter=one.letter) for one in known]
    compared = [[one.name, *one.cells] for one in measures(known)]
    told = [(one.letter, terms_told(one)) for one in known]
    verdicts = [f"{letter} – {said['equity']}" for letter, said in told if said["equity"]]
    cautious = [f"{letter} – {said[key]}" for letter, said in told for key in ("held", "noise") if said[key]]
    refused = {said["ceiling"].because: said["ceiling"].citations for _l, said in told if not said["ceiling"].allowed}
    law = [f"{because} ({', '.join(one.text for one in cited)})" for because, cited in refused.items()]
    parts = [
        BriefPart(_("Les scénarios côte à côte"), (), [_("Mesure"), *letters], compared),
        BriefPart(_("Ce que l’on peut en dire"), [*verdicts, steps, *cautious, *law]),
        _places(known, letters),
    ]
    named = [_("{title} : {value}").format(title=name, value=source) + "." for name, source in sources.items()]
    return Brief(
        _("Simulation de répartition – {place}").format(place=place.name),
        _("Simulation : ni un fait, ni une décision"),
        says,
        parts,
        named,
    )


def _places(known: Sequence[Scenario], letters: Sequence[str]) -> BriefPart:
    rows = rows_of(known)
    cells = []
    for row in rows[:MOST_PLACES]:
        shares = [f"{euros(one.granted)} ({one.change})" if one.change else euros(one.granted) for one in row["shares"]]
        cells.append([row["unit"].name, *shares])
    lines = [
        _("Ce que chacun recevrait, l’écart au scénario A entre parenthèses ; du plus grand besoin au plus modéré.")
    ]
    if len(rows) > MOST_PLACES:
        lines.append(_("Les {n} autres territoires sont dans le classeur.").format(n=number(len(rows) - MOST_PLACES)))
    return BriefPart(_("Qui gagne, qui perd"), lines, [_("Territoire"), *letters], cells)
