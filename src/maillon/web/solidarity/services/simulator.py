"""Save a simulation, share it with parties of its contract, take a scenario up as drafts of that contract."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from maillon.documents.contract.fragments import digest, read
from maillon.rules.decision import Decision
from maillon.rules.governance import scenarios as rules
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.journal.canonical import canonical
from maillon.rules.journal.event import Actor as Author
from maillon.web.accounts.authorise import require
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor, Seat
from maillon.web.common.refusal import stop
from maillon.web.contracts.models import Contract
from maillon.web.journal.services import record
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.services.acting import party_of
from maillon.web.negotiation.services.table import save_draft
from maillon.web.solidarity.models import SavedScenario, ScenarioAside, ScenarioShare
from maillon.web.solidarity.queries.simulator_clauses import clauses
from maillon.web.solidarity.queries.simulator_terms import Written
from maillon.web.solidarity.services.weightings import seat_as


@transaction.atomic
def save_scenario(
    title: str, *, by: Actor, query: str, says: str, result: Mapping[str, Any], contract: Contract | None = None
) -> SavedScenario:
    """Keep a simulation for one's institution.

    Args:
        title: its name.
        by: an agent, an elected member, a secretariat or the prefect's services.
        query: the terms, as the address writes them.
        says: what it says, in one sentence.
        result: scenario → code → cents; empty when a scenario gives nothing.
        contract: what it is for, whose parties it may then be shared with.

    Raises:
        Refused: the policy or the rule says no.
    """
    require(by, "scenario.save")
    seat = _seat(by, contract)
    party = None if contract is None else seat.institution in _parties(contract)
    stop(rules.save(title, readable=bool(result) and all(result.values()), party=party))
    kept = {letter: dict(amounts) for letter, amounts in result.items()}
    saved = SavedScenario.objects.create(
        title=title.strip(),
        institution_id=seat.institution,
        contract=contract,
        query=query,
        says=says,
        letters=sorted(kept),
        result=kept,
        sha256=hashlib.sha256(canonical(kept)).hexdigest(),
        on=by.on,
    )
    _trace("scenario.save", saved, seat, {"sha256": saved.sha256, "scenarios": len(kept)})
    return saved


@transaction.atomic
def share_scenario(scenario_id: UUID, institutions: Sequence[Institution], *, by: Actor) -> Decision:
    """Let parties of its contract read a simulation.

    Raises:
        Refused: the policy or the rule says no.
        SavedScenario.DoesNotExist: absent or hidden.
    """
    saved = _locked(scenario_id, by)
    require(by, "scenario.share", saved)
    parties = _parties(saved.contract) if saved.contract else set()
    already = {saved.institution_id, *saved.shares.values_list("institution_id", flat=True)}
    chosen = {one.pk for one in institutions}
    decision = stop(rules.share(list(map(str, chosen)), list(map(str, parties)), list(map(str, already))))
    fresh = sorted(chosen - already, key=str)
    ScenarioShare.objects.bulk_create(ScenarioShare(scenario=saved, institution_id=pk) for pk in fresh)
    seat = next(one for one in by.seats if one.institution == saved.institution_id and one.role in AT_THE_TABLE)
    _trace("scenario.share", saved, seat, {"with": [str(pk) for pk in fresh]})
    return decision


@transaction.atomic
def put_aside(scenario_id: UUID, *, by: Actor) -> None:
    """Take a simulation that was shared with one's institution off what awaits one; it stays readable.

    A person's own list, no act of their institution: neither the policy nor the journal speaks of it.

    Raises:
        ScenarioShare.DoesNotExist: it was not shared with one's institutions, or is hidden.
    """
    mine = by.institutions_as(*AT_THE_TABLE)
    shares = list(ScenarioShare.objects.visible_to(by).filter(scenario=scenario_id, institution__in=mine))
    if not shares or by.user_id is None:
        raise ScenarioShare.DoesNotExist
    for share in shares:
        ScenarioAside.objects.get_or_create(share=share, user_id=by.user_id)


@transaction.atomic
def adopt_scenario(
    scenario_id: UUID, letter: str, written: Written | None, *, by: Actor, weights: str = ""
) -> Decision:
    """Make of a scenario drafts of the clauses of its contract; the contract itself does not change.

    Args:
        scenario_id: the simulation.
        letter: "A" to "D".
        written: the terms of this scenario.
        by: who sits at the contract's table.
        weights: name of those behind the needs.

    Raises:
        Refused: the policy or the rule says no, or a value is outside what the contract allows.
        SavedScenario.DoesNotExist: absent or hidden.
    """
    saved = _locked(scenario_id, by)
    require(by, "scenario.adopt", saved)
    letters = saved.letters if written else []
    decision = stop(rules.adopt(letters, letter, contract=saved.contract is not None))
    if saved.contract is None or written is None:
        return decision
    subject = Subject(saved.contract)
    paths = []
    for path, value in clauses(written, subject.document, saved.title, letter, weights).items():
        if digest(read(subject.document, path)) != digest(value):
            save_draft(saved.contract.pk, path, value, by=by)
            paths.append(path)
    party = party_of(saved.contract, by)
    seat = next(one for one in by.seats if one.institution == party.pk and one.role in AT_THE_TABLE)
    _trace("scenario.adopt", saved, seat, {"scenario": letter, "paths": paths})
    return decision


def _locked(scenario_id: UUID, by: Actor) -> SavedScenario:
    rows = SavedScenario.objects.visible_to(by).select_related("contract").select_for_update(of=("self",))
    return rows.get(pk=scenario_id)


def _parties(contract: Contract) -> set[UUID]:
    return set(contract.party_institutions.values_list("institution_id", flat=True))


def _seat(by: Actor, contract: Contract | None) -> Seat:
    parties = _parties(contract) if contract else set()
    mine = [one for one in by.seats if one.role in AT_THE_TABLE and one.institution in parties]
    return mine[0] if mine else seat_as(by, *AT_THE_TABLE)


def _trace(kind: str, saved: SavedScenario, seat: Seat, content: Mapping[str, object]) -> None:
    author = Author(str(seat.institution), str(seat.role))
    readers = {str(saved.institution_id), *map(str, saved.shares.values_list("institution_id", flat=True))}
    record(kind, str(saved.pk), by=author, public=False, content=content, readers=sorted(readers))
