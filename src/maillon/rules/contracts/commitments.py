"""What becomes of a reciprocal commitment: who may say it is kept, who answers, where it stands.

A promisor states, with evidence, what became of its promise; each beneficiary agrees or contests. Nobody's word alone
closes a commitment, and a promise of which nothing is said after its due date is late, whoever forgets it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from maillon.rules.decision import Citation, Decision
from maillon.rules.phrases import day, some
from maillon.rules.wording import _, gettext_noop

PACT = Citation(
    "Portail du développement rural, première Conférence nationale des territoires : un pacte qui définit « les "
    "engagements respectifs de chacune des parties »"
)
TRUST = Citation("Rapport INET, partie I.C : la confiance entre les parties, premier frein aux contrats")


class Standing(StrEnum):
    """Where a commitment stands on a day."""

    OPEN = "open"
    LATE = "late"
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    NOT_KEPT = "not_kept"
    CONTESTED = "contested"


STATED = (Standing.KEPT, Standing.PARTLY_KEPT, Standing.NOT_KEPT)
"""What a promisor may state; the others are computed."""

STANDING_NAMES = {
    Standing.OPEN: gettext_noop("en cours"),
    Standing.LATE: gettext_noop("en retard"),
    Standing.KEPT: gettext_noop("tenu"),
    Standing.PARTLY_KEPT: gettext_noop("tenu en partie"),
    Standing.NOT_KEPT: gettext_noop("non tenu"),
    Standing.CONTESTED: gettext_noop("contesté"),
}


def standing_name(standing: Standing) -> str:
    """Return the name of a standing in the reader's language."""
    return _(STANDING_NAMES[standing])


@dataclass(frozen=True, slots=True)
class Statement:
    """What the promisor says became of its promise.

    Attributes:
        said: one of `STATED`.
        on: the day of which it speaks.
        words: how it was kept, or why not.
        replies: identifiers of the beneficiaries that answered, and whether each agrees.
    """

    said: Standing
    on: dt.date
    words: str = ""
    replies: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CommitmentFacts:
    """What the rules read of a commitment.

    Attributes:
        promisor: identifier of the party that promised.
        beneficiaries: names of those to whom it promised, by identifier, the promisor left out.
        due: the day by which it is owed; None when the contract does not say.
        recorded: what the contract document itself says of it.
        statements: the promisor's, the oldest first.
    """

    promisor: str
    beneficiaries: Mapping[str, str]
    due: dt.date | None = None
    recorded: Standing = Standing.OPEN
    statements: tuple[Statement, ...] = ()

    @property
    def last(self) -> Statement | None:
        """The statement that holds: the latest."""
        return self.statements[-1] if self.statements else None


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a commitment stands, and why.

    Attributes:
        standing: where it stands.
        because: one sentence.
        waiting: names of the beneficiaries that have not answered the last statement.
        contested_by: names of those that contest it.
    """

    standing: Standing
    because: str
    waiting: tuple[str, ...] = ()
    contested_by: tuple[str, ...] = ()


def follow(facts: CommitmentFacts, *, on: dt.date) -> Followed:
    """Tell where a commitment stands on a day.

    The last statement prevails over the document; a beneficiary's contest prevails over the statement. Without any
    statement, a commitment is late from the day after it is due.
    """
    last = facts.last
    if last is None:
        return _unsaid(facts, on)
    contested = tuple(name for key, name in facts.beneficiaries.items() if last.replies.get(key) is False)
    waiting = tuple(name for key, name in facts.beneficiaries.items() if key not in last.replies)
    if contested:
        because = _("Déclaré « {said} », ce que contestent : {names}.")
        because = because.format(said=standing_name(last.said), names=some(contested))
        return Followed(Standing.CONTESTED, because, waiting, contested)
    if waiting:
        because = _("Selon la partie qui l’a pris ; on attend l’avis de : {names}.").format(names=some(waiting))
        return Followed(last.said, because, waiting)
    return Followed(last.said, _("Les parties concernées en sont d’accord."))


def _unsaid(facts: CommitmentFacts, on: dt.date) -> Followed:
    if facts.recorded is not Standing.OPEN:
        return Followed(facts.recorded, _("Selon le document du contrat."))
    if facts.due is None:
        return Followed(Standing.OPEN, _("Le contrat ne dit pas d’échéance, et rien n’a été déclaré."))
    if on > facts.due:
        because = _("L’échéance était le {date} et rien n’a été déclaré.").format(date=day(facts.due))
        return Followed(Standing.LATE, because)
    return Followed(Standing.OPEN, _("L’échéance est le {date}.").format(date=day(facts.due)))


def may_state(facts: CommitmentFacts, party: str, statement: Statement, *, evidenced: bool, today: dt.date) -> Decision:
    """Tell whether a party may state what became of a commitment.

    Args:
        facts: the commitment.
        party: identifier of the party that speaks.
        statement: what it would state.
        evidenced: whether a file or a link comes with it.
        today: the day of the act.
    """
    if party != facts.promisor:
        because = _("Seule la partie qui a pris l’engagement déclare ce qu’il en est advenu.")
        return _no("state", because, _("Attendre sa déclaration, puis l’approuver ou la contester."))
    if statement.said not in STATED:
        return _no("state", _("Un retard ou une contestation ne se déclare pas : ils se constatent."))
    if statement.on > today:
        return _no("state", _("Une déclaration ne porte pas sur un jour à venir."), _("Corriger la date."))
    if statement.said is Standing.KEPT and not evidenced:
        because = _("Un engagement tenu se prouve.")
        return _no("state", because, _("Joindre un fichier, ou donner l’adresse d’un document."))
    if statement.said is not Standing.KEPT and not statement.words.strip():
        return _no("state", _("Un engagement non tenu, ou tenu en partie, s’explique."), _("Écrire pourquoi."))
    last = facts.last
    if last is not None and (last.said, last.words.strip()) == (statement.said, statement.words.strip()):
        return _no("state", _("C’est ce que dit déjà la dernière déclaration."), _("Dire ce qui a changé."))
    because = _("La déclaration est inscrite ; elle ne changera plus.")
    return Decision(allowed=True, because=because, rule="commitments.state", citations=(PACT,), state=statement.said)


def may_answer(facts: CommitmentFacts, party: str, *, agrees: bool, reason: str, latest: bool = True) -> Decision:
    """Tell whether a party may agree with the last statement or contest it.

    Args:
        facts: the commitment.
        party: identifier of the party that answers.
        agrees: whether it agrees.
        reason: why not; needed to contest.
        latest: whether the statement that it read is still the last one.
    """
    last = facts.last
    if last is None:
        return _no("answer", _("Rien n’a encore été déclaré sur cet engagement."))
    if party not in facts.beneficiaries:
        return _no("answer", _("Cet engagement n’a pas été pris envers votre institution."))
    if not latest:
        return _no("answer", _("Une déclaration plus récente remplace celle-ci."), _("Répondre à la dernière."))
    if party in last.replies:
        return _no("answer", _("Votre institution a déjà répondu à cette déclaration."))
    if not agrees and not reason.strip():
        return _no("answer", _("Une contestation se motive."), _("Écrire le motif."))
    because = _("Votre accord est inscrit.") if agrees else _("Votre contestation est inscrite, avec son motif.")
    return Decision(allowed=True, because=because, rule="commitments.answer", citations=(TRUST,))


def _no(verb: str, because: str, remedy: str = "") -> Decision:
    source = PACT if verb == "state" else TRUST
    return Decision(allowed=False, because=because, rule=f"commitments.{verb}", citations=(source,), remedy=remedy)
