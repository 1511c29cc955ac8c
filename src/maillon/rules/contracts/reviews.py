"""The reviews of a contract: when they are owed, who may open one, how one is concluded.

A review clause says dates, a mid-term, a frequency; it also lists the cases of force majeure that open one. Any party
may ask for one at any time, since the parties may always agree. Its conclusion binds only when every signatory has
agreed to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from maillon.rules.contracts.clauses import Review
from maillon.rules.decision import Citation, Decision
from maillon.rules.phrases import day, quoted, some
from maillon.rules.wording import _, gettext_noop

CARD = Citation("Rapport INET, fiche action 16 : clauses de revoyure, à mi-contrat au moins et en cas de force majeure")
CONSENT = Citation("Code civil, art. 1103 et 1193 : le contrat tient lieu de loi, et ne change que d’un commun accord")
SOON, AHEAD = 30, 90
"""Days before a review at which it is due soon, and at which it may be opened and is announced."""
MOST = 200
"""Reviews of one contract beyond which a frequency is no frequency."""


class Due(StrEnum):
    """Why a review is owed on a day."""

    DATED = "dated"
    MIDTERM = "midterm"
    PERIODIC = "periodic"


class Ground(StrEnum):
    """Why a review is opened."""

    DATED = "dated"
    FORCE_MAJEURE = "force_majeure"
    REQUEST = "request"


class Urgency(StrEnum):
    """How near a review is."""

    HELD = "held"
    LATE = "late"
    SOON = "soon"
    COMING = "coming"
    LATER = "later"


class Conclusion(StrEnum):
    """What a review concludes to."""

    MAINTAIN = "maintain"
    AMEND = "amend"
    TERMINATE = "terminate"


DUE_NAMES = {
    Due.DATED: gettext_noop("date fixée par la clause"),
    Due.MIDTERM: gettext_noop("mi-parcours"),
    Due.PERIODIC: gettext_noop("rythme fixé par la clause"),
}
GROUND_NAMES = {
    Ground.DATED: gettext_noop("échéance de la clause"),
    Ground.FORCE_MAJEURE: gettext_noop("cas de force majeure"),
    Ground.REQUEST: gettext_noop("demande d’une partie"),
}
URGENCY_NAMES = {
    Urgency.HELD: gettext_noop("ouverte ou tenue"),
    Urgency.LATE: gettext_noop("en retard"),
    Urgency.SOON: gettext_noop("dans les trente jours"),
    Urgency.COMING: gettext_noop("dans les trois mois"),
    Urgency.LATER: gettext_noop("plus tard"),
}
CONCLUSION_NAMES = {
    Conclusion.MAINTAIN: gettext_noop("maintenir le contrat"),
    Conclusion.AMEND: gettext_noop("amender le contrat"),
    Conclusion.TERMINATE: gettext_noop("mettre fin au contrat"),
}


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    """A review that the clause owes on a day."""

    on: dt.date
    why: Due


def schedule(clause: Review | None, start: dt.date | None, end: dt.date | None) -> tuple[Meeting, ...]:
    """Return the reviews that a clause owes, the earliest first, one a day at most.

    A date set by the clause prevails over a mid-term or a frequency that falls on the same day. Dates outside the
    period are left out. Mid-term and frequency are known only when the contract's dates are.

    Args:
        clause: the review clause; None when the contract has none.
        start: first day of the contract, when it is known.
        end: its last day, when it is known.
    """
    if clause is None:
        return ()
    found = [Meeting(on, Due.DATED) for on in clause.dates]
    if start is not None and end is not None:
        if clause.midterm:
            found.append(Meeting(start + dt.timedelta(days=((end - start).days + 2) // 2), Due.MIDTERM))
        if clause.every_months:
            found.extend(_periodic(clause.every_months, start, end))
    kept: dict[dt.date, Meeting] = {}
    for meeting in sorted(found, key=lambda one: (one.on, list(Due).index(one.why))):
        if (start is None or meeting.on >= start) and (end is None or meeting.on <= end):
            kept.setdefault(meeting.on, meeting)
    return tuple(kept.values())


def _periodic(months: int, start: dt.date, end: dt.date) -> Iterable[Meeting]:
    for rank in range(1, MOST):
        on = later(start, months * rank)
        if on is None or on >= end:
            return
        yield Meeting(on, Due.PERIODIC)


def later(start: dt.date, months: int) -> dt.date | None:
    """Return the day `months` later, the last of the month when it is shorter; None beyond the calendar."""
    rank = start.year * 12 + start.month - 1 + months
    year, month = divmod(rank, 12)
    if year > dt.MAXYEAR:
        return None
    for last in (start.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    return None


def urgency(meeting: Meeting, held: Iterable[dt.date], *, on: dt.date) -> Urgency:
    """Tell how near a review is.

    Args:
        meeting: the review that is owed.
        held: the due dates for which a review was opened.
        on: today.
    """
    if meeting.on in held:
        return Urgency.HELD
    left = (meeting.on - on).days
    if left < 0:
        return Urgency.LATE
    return Urgency.SOON if left <= SOON else Urgency.COMING if left <= AHEAD else Urgency.LATER


@dataclass(frozen=True, slots=True)
class Asked:
    """A review that a party would open.

    Attributes:
        ground: why.
        due: the day that the clause owes it, for a dated one.
        case: the case of force majeure.
        reason: in words.
    """

    ground: Ground
    due: dt.date | None = None
    case: str = ""
    reason: str = ""


def may_open(
    clause: Review | None,
    meetings: Sequence[Meeting],
    asked: Asked,
    *,
    held: frozenset[dt.date],
    one_is_open: bool,
    on: dt.date,
) -> Decision:
    """Tell whether a review may be opened.

    Args:
        clause: the review clause.
        meetings: its schedule.
        asked: what would be opened.
        held: the due dates for which one was opened.
        one_is_open: whether a review waits for its conclusion.
        on: today.
    """
    if one_is_open:
        return _no("open", _("Une revoyure est déjà ouverte sur ce contrat."), _("La conclure d’abord."))
    if asked.ground is Ground.DATED:
        return _dated(meetings, asked.due, held, on)
    if asked.ground is Ground.FORCE_MAJEURE:
        listed = clause.force_majeure if clause else ()
        if asked.case not in listed:
            because = _("Ce cas n’est pas de ceux que la clause énumère.")
            remedy = _("Cas prévus : {cases}.").format(cases=quoted(listed, most=20)) if listed else ""
            return _no("open", because, remedy or _("Demander une revoyure, en disant pourquoi."))
    if not asked.reason.strip():
        return _no("open", _("Une revoyure hors calendrier se motive."), _("Écrire ce qui l’appelle."))
    return _yes("open", _("La revoyure est ouverte ; son dossier est arrêté à ce jour."))


def _dated(meetings: Sequence[Meeting], due: dt.date | None, held: frozenset[dt.date], on: dt.date) -> Decision:
    if due not in {meeting.on for meeting in meetings}:
        return _no("open", _("La clause ne prévoit pas de revoyure à cette date."), _("Choisir une de ses dates."))
    if due is None or due in held:
        return _no("open", _("La revoyure de cette date a déjà été ouverte."))
    if (due - on).days > AHEAD:
        because = _("La revoyure est due le {date} : il est trop tôt pour arrêter son dossier.").format(date=day(due))
        remedy = _("Attendre le {date}, ou demander une revoyure en disant pourquoi.")
        return _no("open", because, remedy.format(date=day(due - dt.timedelta(days=AHEAD))))
    return _yes("open", _("La revoyure est ouverte ; son dossier est arrêté à ce jour."))


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What the rules read of an open review.

    Attributes:
        required: names of the signatories that are left, by identifier.
        proposed: what is proposed as its conclusion; None when nothing is.
        by: identifier of the party that proposes it.
        votes: what each party said of it; the proposer's proposal is its own agreement.
        concluded: what it concluded to, once it has.
    """

    required: Mapping[str, str]
    proposed: Conclusion | None = None
    by: str = ""
    votes: Mapping[str, bool] = field(default_factory=dict)
    concluded: Conclusion | None = None

    @property
    def refused(self) -> bool:
        """Tell whether a party has refused what is proposed."""
        return False in self.votes.values()


def may_propose(facts: ReviewFacts, party: str, *, reason: str) -> Decision:
    """Tell whether a party may propose a conclusion: one at a time, until one is accepted by all."""
    if facts.concluded is not None:
        return _no("propose", _("Cette revoyure est conclue ; une conclusion ne se réécrit pas."))
    if party not in facts.required:
        return _no("propose", _("Seuls les signataires proposent une conclusion."))
    if facts.proposed is not None and not facts.refused:
        because = _("Une conclusion est déjà proposée, et on attend les réponses.")
        return _no("propose", because, _("Y répondre d’abord."))
    if not reason.strip():
        return _no("propose", _("Une conclusion se motive."), _("Écrire ce qui la fonde."))
    return _yes("propose", _("La conclusion est proposée aux autres signataires."))


def vote(facts: ReviewFacts, party: str, *, accepts: bool, reason: str) -> Decision:
    """Tell whether a party may answer a proposed conclusion; `state` is the conclusion once all agree."""
    if facts.concluded is not None or facts.proposed is None:
        return _no("vote", _("Aucune conclusion n’attend de réponse."))
    if party not in facts.required:
        return _no("vote", _("Seuls les signataires concluent une revoyure."))
    if facts.refused:
        return _no("vote", _("Cette conclusion a été refusée."), _("En proposer une autre."))
    if party == facts.by or party in facts.votes:
        return _no("vote", _("Votre institution s’est déjà prononcée."))
    if not accepts and not reason.strip():
        return _no("vote", _("Un refus se motive."), _("Écrire le motif."))
    if not accepts:
        return _yes("vote", _("Le refus est inscrit ; une autre conclusion peut être proposée."))
    waiting = lacking(facts, after=party)
    if waiting:
        return _yes("vote", _("Votre accord est inscrit ; on attend : {names}.").format(names=some(waiting)))
    because = _("Tous les signataires en sont d’accord ; la revoyure conclut : {what}.")
    return _yes("vote", because.format(what=conclusion_name(facts.proposed)), facts.proposed)


def lacking(facts: ReviewFacts, *, after: str = "") -> list[str]:
    """Return the names of the signatories whose agreement still lacks, once `after` has agreed."""
    agreed = {facts.by, after} | {party for party, accepts in facts.votes.items() if accepts}
    return [name for party, name in facts.required.items() if party not in agreed]


def conclusion_name(conclusion: Conclusion) -> str:
    """Return a conclusion in the reader's language, as an infinitive."""
    return _(CONCLUSION_NAMES[conclusion])


def _no(verb: str, because: str, remedy: str = "") -> Decision:
    source = CARD if verb == "open" else CONSENT
    return Decision(allowed=False, because=because, rule=f"reviews.{verb}", citations=(source,), remedy=remedy)


def _yes(verb: str, because: str, state: str | None = None) -> Decision:
    source = CARD if verb == "open" else CONSENT
    return Decision(allowed=True, because=because, rule=f"reviews.{verb}", citations=(source,), state=state)
