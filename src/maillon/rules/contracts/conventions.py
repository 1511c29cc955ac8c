"""The annual conventions d'exécution of a contract in force: one a year, made of what the contract plans for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from maillon.rules.contracts.life.states import ContractState, state_name
from maillon.rules.decision import Citation, Decision
from maillon.rules.parameters import source
from maillon.rules.phrases import day
from maillon.rules.wording import _

PRACTICE = source("anpp_panorama").citation
"""Each year, the signatories of a rural contract agree on the actions to begin and on their financing."""
CONSENT = Citation("Code civil, art. 1103 et 1193 : le contrat tient lieu de loi, et ne change que d’un commun accord")


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What the rule reads before a convention is prepared.

    Attributes:
        year: the year asked.
        start, end: the contract's period; an open end is None.
        actions: number of actions that the contract plans for the year, and of those without year that are taken in.
        unfit: titles of the actions asked for that are not without year, or that another convention holds.
        existing: state of each convention that the contract has, by year.
    """

    year: int
    start: dt.date | None = None
    end: dt.date | None = None
    actions: int = 0
    unfit: tuple[str, ...] = ()
    existing: Mapping[int, ContractState] = field(default_factory=dict)


def may_prepare(facts: YearFacts, *, on: dt.date) -> Decision:
    """Tell whether the convention of a year may be prepared.

    Args:
        facts: the year and the contract.
        on: the day of the act.
    """
    if facts.year < on.year:
        because = _("L’année {year} est passée : une convention d’exécution engage l’année en cours ou une suivante.")
        return _no(because.format(year=facts.year), CONSENT, _("Dire ce qui a été fait dans le suivi du contrat."))
    if facts.start and facts.start.year > facts.year:
        because = _("Le contrat ne prend effet que le {date}.").format(date=day(facts.start))
        return _no(because, CONSENT, _("Choisir une année du contrat."))
    if facts.end and facts.end.year < facts.year:
        because = _("Le contrat s’achève le {date}.").format(date=day(facts.end))
        return _no(because, CONSENT, _("Choisir une année du contrat, ou le prolonger par avenant."))
    state = facts.existing.get(facts.year)
    if state is not None and state is not ContractState.LAPSED:
        because = _("La convention d’exécution {year} existe déjà, à l’étape « {state} ».")
        remedy = _("La compléter par des propositions.")
        return _no(because.format(year=facts.year, state=state_name(state)), CONSENT, remedy)
    if facts.unfit:
        because = _("Ces actions ont déjà leur année, ou leur convention : {titles}.")
        remedy = _("Ne cocher que des actions que le contrat ne donne à aucune année : chaque euro compte une fois.")
        return _no(because.format(titles=", ".join(facts.unfit)), CONSENT, remedy)
    if facts.actions == 0:
        because = _("Le contrat ne prévoit aucune action pour {year}.").format(year=facts.year)
        remedy = _("Cocher des actions sans année, ou dater les actions et leurs financements par avenant.")
        return _no(because, PRACTICE, remedy)
    return Decision(
        allowed=True,
        because=_("La convention reprend ce que le contrat prévoit pour l’année ; chaque partie peut y proposer."),
        rule="convention.open",
        citations=(PRACTICE,),
    )


KEPT = frozenset({"parties", "clauses", "positioning"})
"""What stays in the contract: a convention says who does what in a year, not who the parties are or by which rules."""


def may_write(field: str) -> Decision:
    """Tell whether a party may propose to change a part of a convention.

    Args:
        field: the list or the field of the document in which the part stands.
    """
    if field in KEPT:
        because = _("Les parties et les clauses sont celles du contrat ; une convention ne les change pas.")
        return _no(because, CONSENT, _("Ouvrir un avenant au contrat."))
    return Decision(
        allowed=True,
        because=_("La convention dit les actions de l’année et leur financement : chaque partie peut y proposer."),
        rule="convention.write",
        citations=(PRACTICE,),
    )


def _no(because: str, citation: Citation, remedy: str) -> Decision:
    return Decision(allowed=False, because=because, rule="convention.open", citations=(citation,), remedy=remedy)
