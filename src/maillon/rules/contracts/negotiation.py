"""What becomes of a proposal: whose reply counts, when it enters the working text, when it no longer can.

A proposal is a copy that never changes. The working text is what every party at its table has accepted. The
authorities may first settle among themselves: a proposal shared with the conference is theirs alone until they bring
it to the whole table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from maillon.rules.decision import Citation, Decision
from maillon.rules.phrases import some
from maillon.rules.wording import _

TABLE = Citation("Rapport INET, fiche action 3 : l’État est partenaire de la conférence, il n’en est pas membre")
TRUST = Citation("Rapport INET, partie I.C : la confiance entre les parties, premier frein aux contrats")
CONSENT = Citation("Code civil, art. 1103 et 1193 : le contrat tient lieu de loi, et ne change que d’un commun accord")


class Audience(StrEnum):
    """Whom a proposal is shared with."""

    CONFERENCE = "conference"
    TABLE = "table"


class Verdict(StrEnum):
    """What a party replies."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    COUNTER = "counter"


class Outcome(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    COUNTERED = "countered"
    WITHDRAWN = "withdrawn"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """What the rule reads of a proposal.

    Attributes:
        author: identifier of the party that proposes.
        audience: whom it is shared with.
        required: names of the parties whose reply is needed, by identifier, the author's included.
        replies: what each party has replied; the author's proposal is its own acceptance.
        outcome: where the proposal stands.
        base: fingerprint of the part that it would replace, when it was shared.
        current: fingerprint of that part in the working text today.
    """

    author: str
    audience: Audience
    required: Mapping[str, str]
    replies: Mapping[str, Verdict]
    outcome: Outcome
    base: str
    current: str


def may_share(audience: Audience, *, author_is_state: bool, unchanged: bool) -> Decision:
    """Tell whether a draft may become a proposal.

    Args:
        audience: whom it would be shared with.
        author_is_state: whether the author is the State.
        unchanged: whether the draft says what the working text already says.
    """
    if unchanged:
        return _no(
            "share", _("Ce brouillon dit la même chose que le texte de travail."), TRUST, _("Le modifier avant.")
        )
    if audience is Audience.CONFERENCE and author_is_state:
        return _no(
            "share",
            _("L’État n’est pas membre de la conférence des collectivités."),
            TABLE,
            _("Partager la proposition avec toute la table."),
        )
    return _yes("share", _("La proposition est partagée ; elle ne changera plus."), TRUST, Outcome.OPEN)


def may_counter(path: str, proposed: Collection[str]) -> Decision:
    """Tell whether a draft may reply a proposal: it is about a part that the proposal would change."""
    if path in proposed:
        return _yes("counter", _("Une contre-proposition la remplace."), TRUST, Outcome.COUNTERED)
    because = _("Une contre-proposition porte sur ce que la proposition changerait ; celle-ci porte sur autre chose.")
    return _no("counter", because, TRUST, _("La partager comme une proposition de plus."))


def may_link(count: int) -> Decision:
    """Tell whether this many drafts make a package, accepted or refused as a whole."""
    if count < 2:
        because = _("Un ensemble lie deux propositions au moins.")
        return _no("link", because, TRUST, _("Cocher deux brouillons, ou en partager un seul."))
    return _yes("link", _("Ces propositions seront acceptées ou refusées ensemble."), TRUST, Outcome.OPEN)


def may_comment(audience: Audience, text: str, *, author_is_state: bool) -> Decision:
    """Tell whether a party may say this of a part of the contract, and to whom."""
    if not text.strip():
        return _no("comment", _("Un commentaire dit quelque chose."), TRUST, _("Écrire le commentaire."))
    if audience is Audience.CONFERENCE and author_is_state:
        because = _("L’État n’est pas membre de la conférence des collectivités.")
        return _no("comment", because, TABLE, _("Le dire à toute la table."))
    return _yes("comment", _("Le commentaire est partagé ; il ne se réécrit pas."), TRUST, audience)


def may_unsay(*, author: bool, withdrawn: bool) -> Decision:
    """Tell whether a party may take a comment back: its own, once."""
    if not author:
        return _no("unsay", _("Seul son auteur retire un commentaire."), TRUST)
    if withdrawn:
        return _no("unsay", _("Ce commentaire est déjà retiré."), TRUST)
    return _yes("unsay", _("Le commentaire est retiré ; la base garde trace qu’il a existé."), TRUST, Outcome.WITHDRAWN)


def reply(facts: ProposalFacts, party: str, verdict: Verdict, *, reason: str) -> Decision:
    """Tell whether a party may reply so, and where the proposal then stands (`state`).

    Args:
        facts: the proposal.
        party: identifier of the party that replies.
        verdict: what it replies.
        reason: why; needed for a refusal and for a counter-proposal.
    """
    if refusal := _cannot_reply(facts, party, verdict, reason=reason):
        return refusal
    if verdict is Verdict.REFUSE:
        return _yes(
            "reply", _("La proposition est refusée ; le texte de travail reste tel quel."), TRUST, Outcome.REFUSED
        )
    if verdict is Verdict.COUNTER:
        return _yes("reply", _("Une contre-proposition la remplace."), TRUST, Outcome.COUNTERED)
    waiting = waiting_for(facts, after=party)
    if waiting:
        because = _("Votre accord est inscrit ; on attend : {names}.").format(names=some(waiting))
        return _yes("reply", because, CONSENT, Outcome.OPEN)
    if facts.audience is Audience.CONFERENCE:
        because = _("Toutes les collectivités l’acceptent : c’est leur position commune.")
        return _yes("reply", because, TABLE, Outcome.ACCEPTED)
    return _yes(
        "reply", _("Toutes les parties l’acceptent : elle entre dans le texte de travail."), CONSENT, Outcome.ACCEPTED
    )


def _cannot_reply(facts: ProposalFacts, party: str, verdict: Verdict, *, reason: str) -> Decision | None:
    if facts.outcome is not Outcome.OPEN:
        return _no(
            "reply", _("Cette proposition n’attend plus de réponse."), CONSENT, _("Lire ce qu’elle est devenue.")
        )
    if facts.base != facts.current:
        return _no(
            "reply",
            _("Le texte de travail a changé depuis cette proposition : elle porte sur un texte périmé."),
            CONSENT,
            _("Proposer de nouveau, à partir du texte d’aujourd’hui."),
            Outcome.STALE,
        )
    if party not in facts.required:
        return _no("reply", _("La réponse de votre institution n’est pas demandée ici."), TABLE)
    if party == facts.author:
        return _no(
            "reply",
            _("Votre institution est l’auteur de cette proposition."),
            TRUST,
            _("La retirer, ou attendre les réponses."),
        )
    if party in facts.replies:
        return _no("reply", _("Votre institution a déjà répondu ; une réponse ne se réécrit pas."), TRUST)
    if verdict is not Verdict.ACCEPT and not reason.strip():
        return _no("reply", _("Un refus ou une contre-proposition se motive."), TRUST, _("Écrire le motif."))
    return None


def waiting_for(facts: ProposalFacts, *, after: str = "") -> list[str]:
    """Return the names of the parties whose acceptance is still needed, once `after` has accepted."""
    given = {facts.author, after} | {party for party, verdict in facts.replies.items() if verdict is Verdict.ACCEPT}
    return [name for party, name in facts.required.items() if party not in given]


def withdraw(facts: ProposalFacts, party: str) -> Decision:
    """Tell whether a party may withdraw a proposal: its own, while nobody has replied it wholly."""
    if party != facts.author:
        return _no("withdraw", _("Seul son auteur retire une proposition."), TRUST)
    if facts.outcome is not Outcome.OPEN:
        return _no("withdraw", _("Cette proposition n’attend plus de réponse."), CONSENT)
    return _yes("withdraw", _("La proposition est retirée ; elle reste lisible."), TRUST, Outcome.WITHDRAWN)


def _no(verb: str, because: str, citation: Citation, remedy: str = "", state: str | None = None) -> Decision:
    return Decision(
        allowed=False, because=because, rule=f"negotiation.{verb}", citations=(citation,), remedy=remedy, state=state
    )


def _yes(verb: str, because: str, citation: Citation, state: str) -> Decision:
    return Decision(allowed=True, because=because, rule=f"negotiation.{verb}", citations=(citation,), state=state)
