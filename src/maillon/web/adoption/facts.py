"""From rows to what the rules of a contract's life and of its signature read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from maillon.rules.contracts.adoption import Mandate, SigningFacts, Vote
from maillon.rules.contracts.facts import AUTHORITIES
from maillon.rules.contracts.life.conditions import LifeFacts
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.governance.policy import AMENDABLE
from maillon.web.accounts.models import Institution
from maillon.web.adoption.models import Assent, Delegation, Refusal, Resolution, Signature, Version
from maillon.web.contracts.queries.whole import consolidated
from maillon.web.contracts.queries.whole import digest as fingerprint
from maillon.web.monitoring.queries.evaluation import evaluated
from maillon.web.monitoring.queries.reviews import last_outcome
from maillon.web.negotiation.facts import Subject, outcome_of, proposal_facts, signatories
from maillon.web.negotiation.models import Proposal


def state_of(subject: Subject) -> ContractState:
    """Return where the contract, or its amendment, is; a register's entry that says nothing is a public contract."""
    return ContractState(subject.governed.policy_state)


def waiting_version(subject: Subject) -> Version | None:
    """Return the version that waits for signatures, if one does."""
    rows = Version.objects.filter(contract=subject.contract, amendment=subject.amendment, end=None)
    return rows.defer("pdf", "docx").order_by("-number").first()


def last_resolutions(version: Version) -> dict[str, Resolution]:
    """Return the resolution that counts for each party: the last recorded."""
    rows = Resolution.objects.filter(version=version).order_by("at", "pk")
    return {str(row.institution_id): row for row in rows}


def needs_resolution(institution: Institution) -> bool:
    """Tell whether an assembly decides before the party signs: a local authority's does, the State has none."""
    return institution.kind in AUTHORITIES


def signing_facts(
    subject: Subject, institution: Institution, version: Version | None, parties: Iterable[str]
) -> SigningFacts:
    """Return what the rule reads before a party signs, or refuses, the version that waits."""
    key = str(institution.pk)
    resolution = last_resolutions(version).get(key) if version else None
    return SigningFacts(
        state=state_of(subject) if version else ContractState.NEGOTIATION,
        required=key in parties,
        needs_resolution=needs_resolution(institution),
        vote=Vote(resolution.vote) if resolution else None,
        received_on=resolution.received_on if resolution else None,
        sign_by=version.sign_by if version else None,
        signed=Signature.objects.filter(version=version, institution=institution).exists(),
        refused=Refusal.objects.filter(version=version, institution=institution).exists(),
    )


def mandate_of(delegation: Delegation | None, subject: Subject) -> Mandate:
    """Return by what right a person signs: as the executive, or by a delegation of the register."""
    if delegation is None:
        return Mandate(executive=True)
    end = delegation.ended
    return Mandate(
        executive=False,
        starts_on=delegation.starts_on,
        ends_on=delegation.ends_on,
        revoked_on=end.on if end else None,
        covers=delegation.contract_id in (None, subject.contract.pk),
    )


def life_facts(subject: Subject, on: date) -> LifeFacts:
    """Return what the steps of a life read of a contract, or of its amendment.

    Args:
        subject: what takes a step.
        on: the day; a party that has left by then is not asked any more.
    """
    parties = signatories(subject.contract, on)
    version = waiting_version(subject)
    resolved, refused = _assemblies(version, parties)
    signed = Signature.objects.filter(version=version).values_list("institution", flat=True) if version else ()
    document = subject.document
    amended, state = subject.amendment is not None, state_of(subject)
    return LifeFacts(
        state=state,
        required={key: one.name for key, one in parties.items()},
        accepted=assented(subject, fingerprint(document)),
        open_proposals=_open(subject, parties),
        resolved=resolved,
        signed=frozenset(str(one) for one in signed),
        refused=refused,
        method_agreed=amended or consolidated(subject.contract).document.clauses.method_agreement is not None,
        frozen=version is not None,
        sign_by=version.sign_by if version else None,
        start=subject.amendment.effective_on if subject.amendment else subject.contract.start,
        end=subject.contract.end,
        evaluated=state is ContractState.EVALUATION and evaluated(subject.contract),
        review_outcome=last_outcome(subject.contract) if state in AMENDABLE else None,
    )


def assented(subject: Subject, sha256: str) -> frozenset[str]:
    """Return the parties that accepted this very text."""
    rows = Assent.objects.filter(contract=subject.contract, amendment=subject.amendment, sha256=sha256)
    return frozenset(str(one) for one in rows.values_list("institution", flat=True))


def _open(subject: Subject, parties: dict[str, Institution]) -> int:
    """Count the proposals that still wait for a reply."""
    rows = subject.among(Proposal.objects.filter(settlement=None)).prefetch_related("replies")
    return sum(outcome_of(proposal_facts(row, subject.document, parties)) == "open" for row in rows)


def _assemblies(version: Version | None, parties: dict[str, Institution]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the parties whose assembly's part is done, and those that will not sign."""
    if version is None:
        return frozenset(), frozenset()
    last = last_resolutions(version)
    rejected = {key for key, row in last.items() if row.vote == Vote.REJECTED}
    refusals = Refusal.objects.filter(version=version).values_list("institution", flat=True)
    done = {key for key, row in last.items() if row.vote == Vote.ADOPTED and row.received_on}
    free = {key for key, one in parties.items() if not needs_resolution(one)}
    return frozenset(done | free), frozenset(rejected | {str(one) for one in refusals})
