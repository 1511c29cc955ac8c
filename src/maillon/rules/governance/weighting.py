"""A weighting session: local actors choose the indicator's weights, each for itself, until a day agreed upon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from maillon.rules.decision import Citation, Decision
from maillon.rules.phrases import day
from maillon.rules.wording import _

REPORT = Citation("Rapport INET, proposition 21 : un indicateur élaboré en associant les acteurs locaux")
MOST = 100


class SessionState(StrEnum):
    """Where a session stands on a day."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session as the rules read it.

    Attributes:
        opens_on: first day on which weights are recorded.
        closes_on: last day.
        closed: whether it was closed before its last day.
        recorded: how many institutions have recorded weights.
    """

    opens_on: dt.date
    closes_on: dt.date
    closed: bool = False
    recorded: int = 0

    def state(self, today: dt.date) -> SessionState:
        """Return where the session stands."""
        if self.closed or today > self.closes_on:
            return SessionState.CLOSED
        return SessionState.OPEN if today >= self.opens_on else SessionState.PLANNED


def open_session(title: str, opens_on: dt.date, closes_on: dt.date, invited: int, *, today: dt.date) -> Decision:
    """Tell whether a session may be opened.

    Args:
        title: its name.
        opens_on: first day.
        closes_on: last day.
        invited: how many institutions are invited.
        today: the day of the act.
    """
    if not title.strip():
        return _no("open", _("La séance n’a pas d’intitulé."), _("Donnez-lui un nom que chacun reconnaîtra."))
    if closes_on < opens_on or closes_on < today:
        because = _("Le dernier jour ({day}) est passé, ou précède le premier.").format(day=day(closes_on))
        return _no("open", because, _("Choisissez un dernier jour à venir."))
    if invited < 2:
        because = _("Une séance réunit au moins deux institutions.")
        return _no("open", because, _("Invitez les acteurs locaux : collectivités, État, conseil de développement."))
    return _yes("open", _("La séance est ouverte : chaque institution invitée peut inscrire ses poids."))


def record_weights(
    session: SessionFacts, weights: Mapping[str, int], dimensions: Collection[str], *, today: dt.date
) -> Decision:
    """Tell whether an institution may record these weights today; they replace its earlier ones.

    Args:
        session: the session.
        weights: dimension → points, 0 to 100.
        dimensions: those of the indicator.
        today: the day of the act.
    """
    state = session.state(today)
    if state is SessionState.PLANNED:
        because = _("La séance n’ouvre que le {day}.").format(day=day(session.opens_on))
        return _no("record", because, _("Revenez ce jour-là."))
    if state is SessionState.CLOSED:
        because = _("La séance est close : les pondérations ne changent plus.")
        return _no("record", because, _("Demandez à l’institution qui la tient d’en ouvrir une autre."))
    if set(weights) != set(dimensions):
        because = _("Chaque dimension de l’indicateur doit recevoir un poids, même nul.")
        return _no("record", because, _("Complétez les dimensions qui manquent."))
    if any(not 0 <= points <= MOST for points in weights.values()) or not any(weights.values()):
        because = _("Les poids vont de 0 à 100 et l’un d’eux au moins n’est pas nul.")
        return _no("record", because, _("Donnez des points à ce qui compte pour votre institution."))
    return _yes("record", _("Vos poids sont inscrits ; ils peuvent être remplacés jusqu’à la clôture."))


def close_session(session: SessionFacts, *, today: dt.date) -> Decision:
    """Tell whether a session may be closed before its last day."""
    if session.state(today) is SessionState.CLOSED:
        return _no("close", _("La séance est déjà close."), _("Lisez les pondérations, désormais ouvertes à tous."))
    if session.recorded < 2:
        because = _("Moins de deux institutions ont inscrit leurs poids : il n’y a rien à mettre en commun.")
        return _no("close", because, _("Attendez une autre institution, ou le dernier jour."))
    return _yes("close", _("La séance est close : les pondérations sont ouvertes à tous et ne changent plus."))


def publish_version(title: str, statement: str, *, claims: bool = False, agreed: bool = False) -> Decision:
    """Tell whether a version of the indicator may be published.

    Args:
        title: its name.
        statement: what justifies its weights.
        claims: whether its weights are said to come from a session.
        agreed: whether that session is closed and its parties' mean gives these very weights.
    """
    if not title.strip() or not statement.strip():
        because = _("Une version publiée a un intitulé et dit ce qui justifie ses poids.")
        remedy = _("Écrivez l’un et l’autre : qui lira la version doit savoir d’où viennent les poids.")
        return _no("publish", because, remedy)
    if claims and not agreed:
        because = _("Ces poids ne sont pas la moyenne des parties d’une séance close.")
        return _no("publish", because, _("Publiez depuis la page de la séance, une fois close, ou sans séance."))
    return _yes("publish", _("La version est publiée : elle ne changera plus."))


def _yes(verb: str, because: str) -> Decision:
    return Decision(allowed=True, because=because, rule=f"weighting.{verb}", citations=(REPORT,), state=verb)


def _no(verb: str, because: str, remedy: str) -> Decision:
    return Decision(allowed=False, because=because, rule=f"weighting.{verb}", citations=(REPORT,), remedy=remedy)
