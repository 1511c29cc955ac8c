"""From one generation of a contract to the next: when it is prepared, what is carried over by default, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from maillon.rules.contracts.commitments import Standing
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.contracts.progress import Progress
from maillon.rules.contracts.reviews import later
from maillon.rules.decision import Citation, Decision
from maillon.rules.parameters.resolution import ParameterSet
from maillon.rules.phrases import day
from maillon.rules.wording import _, ngettext

CARD = Citation("Rapport INET, fiche action 17 : une évaluation partagée, qui sert d’enseignement au contrat suivant")
TOURAINE = Citation(
    "UNADEL, « En Touraine, 10 contrats de réciprocité pour une coopération inédite » : la prochaine génération de "
    "contrats, qui pourrait miser sur des objectifs communs"
)


_MOST, _SHOWN = 5, 80
"""How many unknown names a refusal tells, and how much of each."""


class Carried(StrEnum):
    """What may go from one generation to the next."""

    GOAL = "goal"
    THEME = "theme"
    ACTION = "action"
    COMMITMENT = "commitment"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something of the present contract.

    Attributes:
        kind: what it is.
        id: its identifier in the document.
        title: its name.
        reached: how far an action is.
        standing: where a commitment stands.
        inherited: whether it comes from a trunk that the contract completes.
        orphan: whether the party that promised has left.
    """

    kind: Carried
    id: str
    title: str
    reached: Progress | None = None
    standing: Standing | None = None
    inherited: bool = False
    orphan: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What is proposed for a candidate: carried over or not, and why."""

    candidate: Candidate
    carried: bool
    because: str


def choices(candidates: Iterable[Candidate]) -> tuple[Choice, ...]:
    """Tell what is carried over unless people choose otherwise, in the order given."""
    return tuple(Choice(one, *_default(one)) for one in candidates)


def _default(one: Candidate) -> tuple[bool, str]:
    if one.inherited:
        return False, _("Vient du tronc commun, qui se renouvelle de son côté.")
    if one.kind is Carried.ACTION:
        return _action(one.reached or Progress.UNTOLD)
    if one.kind is Carried.COMMITMENT:
        if one.orphan:
            return False, _("La partie qui l’avait pris a quitté le contrat.")
        return _commitment(one.standing or Standing.OPEN)
    return True, _("Se poursuit, sauf choix contraire.")


def _action(reached: Progress) -> tuple[bool, str]:
    return {
        Progress.DONE: (False, _("Faite.")),
        Progress.DROPPED: (False, _("Abandonnée.")),
        Progress.LATE: (True, _("En retard : elle reste à finir.")),
        Progress.UNDER_WAY: (True, _("En cours.")),
        Progress.TO_COME: (True, _("Pas encore engagée.")),
        Progress.UNTOLD: (True, _("Son état n’est pas dit : à examiner.")),
    }[reached]


def _commitment(standing: Standing) -> tuple[bool, str]:
    return {
        Standing.KEPT: (False, _("Tenu.")),
        Standing.NOT_KEPT: (True, _("Non tenu : la dette demeure.")),
        Standing.PARTLY_KEPT: (True, _("Tenu en partie : le reste demeure.")),
        Standing.CONTESTED: (True, _("Contesté : à éclaircir ensemble.")),
        Standing.LATE: (True, _("En retard : la dette demeure.")),
        Standing.OPEN: (True, _("Rien n’est dit de sa suite : à examiner.")),
    }[standing]


def may_renew(state: str, end: dt.date | None, parameters: ParameterSet, *, already: bool, on: dt.date) -> Decision:
    """Tell whether the next generation of a contract may be prepared.

    Args:
        state: state of the contract.
        end: its last day; None when it does not say, and nothing then forbids preparing what comes next.
        parameters: those of the contract.
        already: whether the next generation is in the register.
        on: today.
    """
    if already:
        return _no(_("La génération suivante est déjà au registre."), _("L’ouvrir et l’y négocier."))
    if state in {ContractState.EVALUATION, ContractState.CLOSED} or end is None:
        return _yes()
    months = parameters.read("next_generation_months").whole
    opening = later(end, -months)
    if opening is None or on >= opening:
        return _yes()
    because = ngettext(
        "Le contrat court jusqu’au {end} ; le suivant se prépare {n} mois avant.",
        "Le contrat court jusqu’au {end} ; le suivant se prépare {n} mois avant.",
        months,
    )
    remedy = _("Attendre le {date}, ou changer ce délai dans l’accord de méthode.").format(date=day(opening))
    return _no(because.format(end=day(end), n=months), remedy)


def may_carry(chosen: Collection[str], known: Collection[str], orphans: Collection[str]) -> Decision:
    """Tell whether all that was chosen may go to the next generation; what may not is named.

    Args:
        chosen: what was chosen, as "actions[navettes]".
        known: what the present contract holds, named so.
        orphans: commitments of parties that have left.
    """
    remedy = _("Rouvrir la page et choisir de nouveau : rien n’est encore créé.")
    if unknown := sorted(set(chosen) - set(known)):
        because = ngettext("Ce contrat ne contient pas {names}.", "Ce contrat ne contient pas : {names}.", len(unknown))
        return _no(because.format(names=_quoted(unknown)), remedy)
    if left := sorted(set(chosen) & set(orphans)):
        because = _("La partie qui l’avait pris a quitté le contrat, et sa promesse avec elle : {names}.")
        return _no(because.format(names=_quoted(left)), remedy)
    return _yes()


def _quoted(names: Collection[str]) -> str:
    told = [_("« {name} »").format(name=one[:_SHOWN]) for one in list(names)[:_MOST]]
    return ", ".join([*told, *(["…"] if len(names) > _MOST else [])])


def _no(because: str, remedy: str) -> Decision:
    return Decision(allowed=False, because=because, rule="generations.renew", citations=(CARD, TOURAINE), remedy=remedy)


def _yes() -> Decision:
    because = _("La génération suivante est au registre, à l’étape du diagnostic partagé.")
    return Decision(
        allowed=True,
        because=because,
        rule="generations.renew",
        citations=(CARD, TOURAINE),
        state=ContractState.DIAGNOSIS,
    )
