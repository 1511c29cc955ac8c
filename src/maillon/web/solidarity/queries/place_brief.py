"""The need of a territory and what it was given, as a brief of two pages for its elected members."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon import __version__
from maillon.analytics.solidarity import Level, default_index
from maillon.analytics.territories import Territory, provenance, territory
from maillon.documents.exports.brief import Brief, BriefPart
from maillon.rules.wording import _ as worded
from maillon.web.common.templatetags.figures import colon, euros, number, percent
from maillon.web.solidarity.levels import EPCI
from maillon.web.solidarity.queries.choice import Choice
from maillon.web.solidarity.queries.reading import SEED, Line, made
from maillon.web.solidarity.queries.received import Received, received
from maillon.web.solidarity.queries.sheet import Change, changes, dimensions, indistinct, probabilities, values

MOST_STEPS = 3


def brief_of(line: Line, choice: Choice, says: str, address: str) -> Brief:
    """Return the brief of a territory that has a rank.

    Args:
        line: the territory.
        choice: weights, at its scale.
        says: its place in one sentence.
        address: of its sheet under these weights.
    """
    place = line.place
    level: Level = choice.level
    around = territory(place.department or "", "departement")
    beside = around.name if around else _("Département")
    parts = [
        _class(line, choice),
        _dimensions(choice, place, beside),
        BriefPart(_("Ce qui changerait sa classe"), _steps(changes(choice, place.code))),
        _received(received(level, place.code), beside),
        _figures(level, place, beside),
    ]
    return Brief(
        _("{place} : besoin et effort").format(place=place.name),
        _("Note pour les élus – modèle à régler : une lettre dit un besoin, elle ne juge ni un territoire ni ses élus"),
        says,
        parts,
        _sources(choice, address),
    )


def _class(line: Line, choice: Choice) -> BriefPart:
    chances = probabilities(choice, line.place.code)
    names = default_index().class_names
    _near, many = indistinct(choice, line.place.code)
    lines = [
        _(
            "La classe A réunit les territoires où l’effort de solidarité est le plus attendu, la classe E ceux dont le"
            " besoin est le plus modéré. Chaque poids varie d’un quart, en plus ou en moins, dans {n} tirages."
        ).format(n=number(made(choice).replicates)),
    ]
    if many:
        lines.append(
            ngettext(
                "Un autre territoire ne s’en distingue pas : leur ordre dépend des poids.",
                "{n} autres territoires ne s’en distinguent pas : leur ordre dépend des poids.",
                many,
            ).format(n=number(many))
        )
    headings = [_("Part des tirages qui la mettent en classe"), *(f"{letter} – {names[letter]}" for letter in chances)]
    return BriefPart(
        _("Sa classe, et avec quelle probabilité"),
        lines,
        headings,
        [[line.place.name, *(percent(share) for share in chances.values())]],
    )


def _dimensions(choice: Choice, place: Territory, beside: str) -> BriefPart:
    headings = [
        _("Score de 0 à 100, le plus grand besoin"),
        _("Part du poids"),
        place.name,
        _("{department}, médiane").format(department=beside),
        _("France, médiane"),
        _("Territoires au besoin moindre"),
    ]
    rows = [
        [
            one.name,
            percent(one.share),
            number(one.score),
            number(one.around),
            number(one.median),
            percent(one.above),
        ]
        for one in dimensions(choice, place.code)
    ]
    what = _("des intercommunalités") if choice.level == EPCI else _("des communes")
    lines = [_("Les médianes sont celles {what}.").format(what=what)]
    return BriefPart(_("Ses besoins, dimension par dimension"), lines, headings, rows)


def _steps(found: Sequence[Change]) -> list[str]:
    """Say what would move it to each neighbouring class; all the rest stays as it is."""
    told = [_("Une seule chose change à la fois, tout le reste demeure, chez lui comme ailleurs.")]
    for change in found:
        head = (
            _("Vers la classe {letter}, d’un besoin plus grand (score à {gap} de là) :")
            if change.greater
            else _("Vers la classe {letter}, d’un besoin plus modéré (score à {gap} de là) :")
        ).format(letter=change.letter, gap=number(change.gap, 1))
        steps = [
            _("{name}, {wanted} au lieu de {now} {unit}").format(
                name=one.name, wanted=number(one.wanted, one.decimals), now=number(one.now, one.decimals), unit=one.unit
            )
            for one in (*change.weights[:MOST_STEPS], *change.figures[:MOST_STEPS])
        ]
        told.append(f"{head} {' ; '.join(steps) if steps else _('rien, seul, n’y suffirait')}.")
    return told


def _received(found: Received | None, beside: str) -> BriefPart:
    title = _("Ce que l’État lui a versé en 2022")
    if found is None:
        return BriefPart(title, [_("Les dotations de 2022 ne sont pas connues pour ce territoire.")])
    rows = [[one.name, euros(one.amount), euros(one.own), euros(one.department), euros(one.zone)] for one in found.rows]
    lines = [
        _(
            "Dotations aux communes, en euros et par habitant de la DGF. Un montant nul : ses critères ne l’ouvraient"
            " pas cette année-là. Les autres aides (investissement, région, département) n’y sont pas."
        )
    ]
    last = _("Outre-mer, par hab.") if found.overseas else _("Hexagone et Corse, par hab.")
    headings = [
        _("Dotation"),
        _("Montant"),
        _("Par habitant"),
        _("{department}, par hab.").format(department=beside),
        last,
    ]
    return BriefPart(title, lines, headings, rows)


def _figures(level: Level, place: Territory, beside: str) -> BriefPart:
    headings = [
        _("Chiffre et unité"),
        place.name,
        _("{department}, médiane").format(department=beside),
        _("France, médiane"),
    ]
    rows = [
        [f"{one.name} ({one.unit})", *(number(each, one.decimals) for each in (one.value, one.around, one.median))]
        for one in values(level, place.code)
    ]
    return BriefPart(_("Les chiffres derrière la lettre"), (), headings, rows)


def _sources(choice: Choice, address: str) -> list[str]:
    definition = default_index()
    origins = dict.fromkeys(f"{worded(one.source)}, {one.year}" for one in definition.indicators)
    names = {one.code: worded(one.name) for one in definition.dimensions}
    weights = _(" ; ").join(f"{names[code]} {percent(share)}" for code, share in choice.shares.items())
    return [
        str(colon(_("Sources"))) + _(" ; ").join([*origins, _("dotations : DGCL, 2022")]) + ".",
        str(colon(_("Parts des poids"))) + weights + ".",
        _(
            "Limites : la pauvreté n’est approchée que par le revenu imposable ; santé, emploi et diplôme manquent ;"
            " les années diffèrent ; une moyenne cache les écarts entre quartiers. Les acteurs locaux peuvent choisir"
            " d’autres poids en séance, et l’État est mesuré par la même règle."
        ),
        _(
            "À refaire ou à régler : {address} (indicateur {version}, données {data}, graine {seed}, Maillon {own})."
        ).format(address=address, version=definition.version, data=provenance().version, seed=SEED, own=__version__),
    ]
