"""The thematic menu: each side chooses its share of the themes; without agreement in time, the State may decide.

Proposition 11 gives the authorities half of the themes, or what the method agreement says. A theme that both sides
choose counts for half on each. The State decides only after the date set, and only by an act that gives its motive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from maillon.rules.contracts.frameworks import framework
from maillon.rules.decision import Citation, Decision
from maillon.rules.parameters import ParameterSet
from maillon.rules.phrases import day, percent, quoted, some
from maillon.rules.wording import _

MENU = Citation("Rapport INET, proposition 11 et fiche action 11 : un menu thématique à la carte")


class MenuState(StrEnum):
    """Where the choice of themes stands."""

    ABSENT = "absent"
    OPEN = "open"
    AGREED = "agreed"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class MenuTerms:
    """What the method agreement sets: the authorities' share, and the last day to agree, when it can be told."""

    least: Decimal
    deadline: dt.date | None


@dataclass(frozen=True, slots=True)
class MenuFacts:
    """What the rule reads.

    Attributes:
        themes: titles of the themes on the menu, by identifier.
        authorities, state: names of the signatories of each side, by identifier.
        choices: the themes that each signatory chose last.
        terms: what the method agreement sets.
        decided: whether the State has decided.
    """

    themes: Mapping[str, str]
    authorities: Mapping[str, str]
    state: Mapping[str, str]
    choices: Mapping[str, frozenset[str]]
    terms: MenuTerms
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """Where the choice stands.

    Attributes:
        state: absent, open, agreed or decided.
        because: why, in one sentence.
        authorities: themes that every authority chose; None while they differ or have not all chosen.
        of_state: themes that the State chose; None while it has not.
        share: part of the themes that is the authorities' choice, a shared theme counting for half.
    """

    state: MenuState
    because: str
    authorities: frozenset[str] | None = None
    of_state: frozenset[str] | None = None
    share: Decimal = Decimal(0)


def terms(kind: str, agreement: Mapping[str, object], agreed_on: dt.date | None, *, on: dt.date) -> MenuTerms:
    """Return what holds for a contract: its method agreement's values, its framework's, or the defaults.

    Args:
        kind: the contract's kind.
        agreement: the values of the method agreement, by name.
        agreed_on: when it was concluded; without it there is no last day.
        on: the day whose parameters hold.
    """
    parameters = ParameterSet(on, framework(kind), agreement)
    days = parameters.read("theme_choice_days").whole
    deadline = agreed_on + dt.timedelta(days=days) if agreed_on else None
    return MenuTerms(parameters.read("authority_theme_share_min").rate, deadline)


def menu(facts: MenuFacts) -> Menu:
    """Tell where the choice of themes stands, and what it waits for."""
    if not facts.state:
        because = _("L’État ne signe pas ce contrat : les collectivités choisissent tous les thèmes.")
        return Menu(MenuState.ABSENT, because)
    if not facts.themes:
        return Menu(MenuState.ABSENT, _("Le texte de travail n’a pas encore de thème."))
    common, theirs = _common(facts, facts.authorities), _common(facts, facts.state)
    share = _share(facts, common or frozenset(), theirs or frozenset())
    if facts.decided:
        because = _("À défaut d’accord, l’État a décidé des thèmes par un acte motivé.")
        return Menu(MenuState.DECIDED, because, common, theirs, share)
    lacking = _lacking(facts, common, theirs, share)
    if lacking:
        return Menu(MenuState.OPEN, lacking, common, theirs, share)
    because = _("Chaque côté a choisi : les collectivités {share} des thèmes, l’État le reste.").format(
        share=percent(share)
    )
    return Menu(MenuState.AGREED, because, common, theirs, share)


def _common(facts: MenuFacts, side: Mapping[str, str]) -> frozenset[str] | None:
    """Return what every signatory of a side chose alike, themes that left the menu set aside."""
    chosen = {_kept(facts, one) for one in side if one in facts.choices}
    complete = bool(side) and all(one in facts.choices for one in side)
    return next(iter(chosen)) if complete and len(chosen) == 1 else None


def _kept(facts: MenuFacts, party: str) -> frozenset[str]:
    return frozenset(facts.choices[party] & facts.themes.keys())


def _share(facts: MenuFacts, common: frozenset[str], theirs: frozenset[str]) -> Decimal:
    return (Decimal(len(common - theirs)) + Decimal(len(common & theirs)) / 2) / len(facts.themes)


def _lacking(facts: MenuFacts, common: frozenset[str] | None, theirs: frozenset[str] | None, share: Decimal) -> str:
    signatories = {**facts.authorities, **facts.state}
    waiting = [name for one, name in signatories.items() if one not in facts.choices]
    if waiting:
        return _("On attend le choix de : {names}.").format(names=some(waiting))
    if common is None:
        chosen = [_kept(facts, one) for one in facts.authorities]
        apart = frozenset().union(*chosen) - frozenset.intersection(*chosen)
        names = [title for one, title in facts.themes.items() if one in apart]
        return _("Les collectivités diffèrent encore sur {themes}.").format(themes=quoted(names))
    free = [title for one, title in facts.themes.items() if one not in common and one not in (theirs or ())]
    if free:
        return _("Personne n’a choisi {themes}.").format(themes=quoted(free))
    if share < facts.terms.least:
        because = _("Les collectivités ne choisiraient que {share} des thèmes, pour {least} au moins.")
        return because.format(share=percent(share), least=percent(facts.terms.least))
    return ""


def may_choose(facts: MenuFacts, party: str, themes: frozenset[str]) -> Decision:
    """Tell whether a signatory may choose these themes, in place of those it chose before."""
    now = menu(facts)
    if now.state is MenuState.ABSENT:
        return _no("choose", now.because)
    if now.state is not MenuState.OPEN:
        remedy = _("Changer un thème passe désormais par une proposition.")
        return _no("choose", _("Le choix des thèmes est fait."), remedy)
    if party not in facts.authorities and party not in facts.state:
        return _no("choose", _("Le choix de votre institution n’est pas demandé ici."))
    if not themes:
        return _no("choose", _("Un choix porte sur un thème au moins."), _("Cocher les thèmes que vous choisissez."))
    if not themes <= facts.themes.keys():
        return _no("choose", _("Un de ces thèmes n’est pas au menu."))
    return _yes("choose", _("Votre choix est inscrit."), MenuState.OPEN)


def may_decide(facts: MenuFacts, *, today: dt.date, reference: str, motive: str, themes: frozenset[str]) -> Decision:
    """Tell whether the State may decide of themes alone: no agreement, after the date, by a motivated act."""
    now = menu(facts)
    if now.state is MenuState.ABSENT:
        return _no("decide", now.because)
    if now.state is MenuState.DECIDED:
        return _no("decide", _("L’État a déjà décidé des thèmes de ce contrat."))
    if now.state is MenuState.AGREED:
        return _no("decide", _("Les parties se sont accordées sur les thèmes : il n’y a rien à décider."))
    if facts.terms.deadline is None:
        remedy = _("Dater l’accord de méthode : le délai court à partir de lui.")
        return _no("decide", _("L’accord de méthode ne fixe pas de date pour choisir les thèmes."), remedy)
    if today <= facts.terms.deadline:
        because = _("Les parties ont jusqu’au {date} pour s’accorder ; l’État ne peut décider qu’ensuite.")
        return _no("decide", because.format(date=day(facts.terms.deadline)))
    if not reference.strip() or not motive.strip():
        return _no("decide", _("Une décision unilatérale se fonde sur un acte et se motive."), _("Écrire les deux."))
    if not themes or not themes <= facts.themes.keys():
        return _no("decide", _("La décision porte sur des thèmes du menu."), _("Cocher les thèmes décidés."))
    because = _("La décision de l’État est inscrite, avec son motif ; elle restera lisible sur le contrat.")
    return _yes("decide", because, MenuState.DECIDED)


def _no(verb: str, because: str, remedy: str = "") -> Decision:
    return Decision(allowed=False, because=because, rule=f"menu.{verb}", citations=(MENU,), remedy=remedy)


def _yes(verb: str, because: str, state: MenuState) -> Decision:
    return Decision(allowed=True, because=because, rule=f"menu.{verb}", citations=(MENU,), state=state)
