"""Open a review with its file, propose its conclusion, agree to it: sealed rows, one conclusion."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from maillon.rules.contracts import reviews as rules
from maillon.rules.contracts.reviews import Asked, Conclusion, lacking, may_open, may_propose, schedule
from maillon.rules.decision import Decision
from maillon.rules.journal.canonical import canonical
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.contracts.models import Contract
from maillon.web.monitoring.facts import Parties, review_facts, signatories_left
from maillon.web.monitoring.models import Review, ReviewConclusion, ReviewProposal, ReviewVote
from maillon.web.monitoring.queries.review_file import review_file
from maillon.web.monitoring.queries.reviews import clause_of
from maillon.web.monitoring.services.acting import opened, signatory, trace


@transaction.atomic
def open_review(contract_id: UUID, asked: Asked, *, by: Actor) -> Review:
    """Open a review; its file says how things stand today, and never changes.

    Raises:
        Refused: the policy or the rule says no.
        Contract.DoesNotExist: absent or hidden.
    """
    contract, parties = opened(contract_id, by, "review.open")
    party = signatory(signatories_left(contract, parties, by.on), by)
    clause = clause_of(contract)[1]
    before = Review.objects.filter(contract=contract)
    decision = may_open(
        clause,
        schedule(clause, contract.start, contract.end),
        asked,
        held=frozenset(due for due in before.values_list("due", flat=True) if due is not None),
        one_is_open=before.filter(conclusion__isnull=True).exists(),
        on=by.on,
    )
    stop(decision)
    text = canonical(review_file(contract, on=by.on)).decode()
    review = Review.objects.create(
        contract=contract,
        number=(before.aggregate(last=Max("number"))["last"] or 0) + 1,
        institution=party,
        ground=asked.ground,
        due=asked.due if asked.ground == rules.Ground.DATED else None,
        case=asked.case if asked.ground == rules.Ground.FORCE_MAJEURE else "",
        reason=asked.reason.strip(),
        on=by.on,
        file=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    told = {"review": review.number, "ground": str(review.ground), "file_sha256": review.sha256}
    trace("review.open", contract, party, by, public=False, **told)
    return review


def _reviewed(contract_id: UUID, number: int, by: Actor) -> tuple[Contract, Parties, Review, Institution]:
    contract, parties = opened(contract_id, by, "review.conclude")
    rows = Review.objects.visible_to(by).select_related("conclusion").prefetch_related("proposals__votes")
    return (
        contract,
        parties,
        rows.get(contract=contract, number=number),
        signatory(signatories_left(contract, parties, by.on), by),
    )


@transaction.atomic
def propose(contract_id: UUID, number: int, conclusion: Conclusion, *, by: Actor, reason: str) -> Decision:
    """Propose what a review concludes to; the proposal is its author's own agreement.

    Raises:
        Refused: the policy or the rule says no.
        Review.DoesNotExist: absent or hidden.
    """
    contract, parties, review, party = _reviewed(contract_id, number, by)
    left = signatories_left(contract, parties, by.on)
    decision = stop(may_propose(review_facts(review, left), str(party.pk), reason=reason))
    proposal = ReviewProposal.objects.create(
        review=review, institution=party, conclusion=conclusion, reason=reason.strip()
    )
    trace("review.propose", contract, party, by, public=False, review=number, conclusion=str(conclusion))
    if not lacking(rules.ReviewFacts({str(one.pk): one.name for one in left}, conclusion, str(party.pk))):
        _conclude(contract, proposal, party, by)
    return decision


@transaction.atomic
def vote(contract_id: UUID, number: int, proposal_id: UUID, *, accepts: bool, by: Actor, reason: str = "") -> Decision:
    """Agree to a proposed conclusion, or refuse it; the last agreement concludes the review.

    Args:
        contract_id: the contract.
        number: the review.
        proposal_id: the proposal that was read: an answer never goes to another one.
        accepts: whether one's institution agrees.
        by: who answers.
        reason: why not; needed to refuse.

    Raises:
        Refused: the policy or the rule says no.
        ReviewProposal.DoesNotExist: absent, hidden, or of another review.
    """
    contract, parties, review, party = _reviewed(contract_id, number, by)
    proposal = ReviewProposal.objects.select_for_update().get(pk=proposal_id, review=review)
    left = signatories_left(contract, parties, by.on)
    facts = review_facts(review, left)
    if proposal.pk != max(review.proposals.all(), key=lambda one: one.at).pk:
        facts = rules.ReviewFacts(facts.required)  # what was read was replaced: nothing waits for an answer there
    decision = stop(rules.vote(facts, str(party.pk), accepts=accepts, reason=reason))
    ReviewVote.objects.create(proposal=proposal, institution=party, accepts=accepts, reason=reason.strip())
    trace("review.vote", contract, party, by, public=False, review=number, accepts=accepts)
    if decision.state is not None:
        _conclude(contract, proposal, party, by)
    return decision


def _conclude(contract: Contract, proposal: ReviewProposal, party: Institution, by: Actor) -> None:
    review = proposal.review
    ReviewConclusion.objects.create(review=review, proposal=proposal, outcome=proposal.conclusion, on=by.on)
    told = {"review": review.number, "outcome": str(proposal.conclusion), "file_sha256": review.sha256}
    trace("review.conclude", contract, party, by, public=True, **told)
