"""State what became of a promise; answer what was stated."""

from __future__ import annotations

import datetime as dt
import hashlib
from uuid import UUID

from django.db import transaction

from maillon.rules.contracts.commitments import Standing, Statement, may_answer, may_state
from maillon.rules.decision import Decision
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.contracts.models import Commitment, Contract
from maillon.web.monitoring.facts import Parties, commitment_facts
from maillon.web.monitoring.models import CommitmentStatement, StatementReply
from maillon.web.monitoring.services.acting import opened, seated, trace
from maillon.web.monitoring.services.evidence import Proof, deposit


def _read(contract: Contract, ref: str) -> tuple[Commitment, list[CommitmentStatement]]:
    row = Commitment.objects.select_related("made_by").get(contract=contract, ref=ref, inherited=False)
    told = CommitmentStatement.objects.filter(contract=contract, ref=ref).prefetch_related("replies")
    return row, list(told.order_by("at"))


def _voice(parties: Parties, by: Actor, among: set[UUID]) -> Institution:
    """Return the party for which the actor speaks, one that is concerned first."""
    mine = seated(parties, by)
    return next((one for one in mine if one.pk in among), mine[0])


@transaction.atomic
def state(
    contract_id: UUID,
    ref: str,
    said: Standing,
    *,
    by: Actor,
    on: dt.date,
    words: str = "",
    proof: Proof | None = None,
    public_proof: bool = False,
) -> CommitmentStatement:
    """State what became of a promise of one's institution; it never changes afterwards.

    Args:
        contract_id: the contract that made the promise, not one that inherits it.
        ref: the commitment.
        said: kept, partly kept or not kept.
        by: who states.
        on: the day of which it speaks.
        words: how, or why not.
        proof: a file or an address.
        public_proof: whether the proof is open to all; otherwise the parties alone read it.

    Raises:
        Refused: the policy or the rule says no.
        InputError: the proof cannot be kept.
        Commitment.DoesNotExist: no such commitment in this contract.
    """
    contract, parties = opened(contract_id, by, "commitment.state")
    row, before = _read(contract, ref)
    party = _voice(parties, by, {row.made_by_id})
    evidence = proof if proof is not None and proof.given else None
    statement = Statement(said, on, words.strip())
    facts = commitment_facts(row, before, parties)
    stop(may_state(facts, str(party.pk), statement, evidenced=evidence is not None, today=by.on))
    kept = deposit(contract, party, evidence, public=public_proof) if evidence else None
    stated = CommitmentStatement.objects.create(
        contract=contract,
        ref=ref,
        what=row.what,
        institution=party,
        status=said,
        on=on,
        words=statement.words,
        evidence=kept,
    )
    trace("commitment.state", contract, party, by, public=True, **_fingerprints(stated))
    return stated


def _fingerprints(stated: CommitmentStatement) -> dict[str, str]:
    found = {"commitment": stated.ref, "status": str(stated.status), "on": stated.on.isoformat()}
    found["words_sha256"] = hashlib.sha256(stated.words.encode()).hexdigest()
    if stated.evidence is not None and stated.evidence.sha256:
        found["evidence_sha256"] = stated.evidence.sha256
    return found


@transaction.atomic
def answer(statement_id: UUID, *, agrees: bool, by: Actor, reason: str = "") -> Decision:
    """Agree with the last statement on a promise made to one's institution, or contest it.

    Raises:
        Refused: the policy or the rule says no.
        CommitmentStatement.DoesNotExist: absent or hidden.
    """
    statement = CommitmentStatement.objects.visible_to(by).get(pk=statement_id)
    contract, parties = opened(statement.contract_id, by, "commitment.answer")
    row, told = _read(contract, statement.ref)
    facts = commitment_facts(row, told, parties)
    party = _voice(parties, by, {UUID(key) for key in facts.beneficiaries})
    latest = told[-1].pk == statement.pk
    decision = stop(may_answer(facts, str(party.pk), agrees=agrees, reason=reason, latest=latest))
    StatementReply.objects.create(statement=statement, institution=party, agrees=agrees, reason=reason.strip())
    trace("commitment.answer", contract, party, by, public=True, commitment=statement.ref, agrees=agrees)
    return decision
