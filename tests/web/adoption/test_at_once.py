"""Two people who act at the same moment, and forms that are sent again: one effect, and a chain that follows itself."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from maillon.documents.contract.fragments import read
from maillon.rules.contracts.negotiation import Audience, Verdict
from maillon.rules.journal.verify import verify
from maillon.web.adoption import shelf
from maillon.web.adoption.facts import mark_of
from maillon.web.adoption.models import Assent, Step, Version
from maillon.web.adoption.services.adhesions import answer
from maillon.web.adoption.services.steps import assent, take_step
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.journal.queries import head, lines
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Draft, Proposal, Settlement
from maillon.web.negotiation.services.amendments import open_amendment
from maillon.web.negotiation.services.table import reply, save_draft, share

pytestmark = pytest.mark.django_db(transaction=True)
ARTICLE = {"id": "navettes", "number": "3", "title": "Navettes", "text": "La métropole ouvre ses navettes."}


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do the acts in as many threads that start together; a refusal is an answer like another."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=20)
            return act()
        except Refused as refused:
            return refused.decision
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result(timeout=120) for one in [pool.submit(run, act) for act in acts]]


@pytest.fixture
def stage(transactional_db: None, importing: Callable[[], Any]) -> dict[str, Any]:
    """Here each test commits: the contracts are put in anew for each."""
    importing()
    return {}


@pytest.fixture
def freezing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], list[bool]]:
    """`freezing(act)` has another person act, from elsewhere, each time files are made; tells if they were locked."""

    def watch(act: Callable[[], Any]) -> list[bool]:
        seen: list[bool] = []
        real = shelf.freeze

        def watched(*args: Any, **more: Any) -> Any:
            seen.append(connection.in_atomic_block)
            if len(seen) == 1:
                at_once(act)
            return real(*args, **more)

        monkeypatch.setattr(shelf, "freeze", watched)
        return seen

    return watch


def _chain_holds(table: Any) -> bool:
    return verify(lines(table.at("etat")), head().hash, head().count).verified


def test_two_parties_accept_at_once_and_the_text_changes_once(contract, table) -> None:
    save_draft(contract.pk, "articles[navettes]", ARTICLE, by=table.at("metropole"))
    share(contract.pk, "articles[navettes]", by=table.at("metropole"), audience=Audience.TABLE)
    others = [table.at(key) for key in ("communaute", "etat")]
    told = at_once(*(lambda by=by: reply(contract.pk, 1, Verdict.ACCEPT, by=by) for by in others))
    assert all(one.allowed for one in told)
    assert Settlement.objects.get().outcome == "accepted"
    assert read(Subject(Contract.objects.get(pk=contract.pk)).document, "articles[navettes]") == ARTICLE
    assert contract.records.count() == 2
    assert _chain_holds(table)


def test_one_accepts_while_another_refuses_and_only_the_first_counts(contract, table) -> None:
    save_draft(contract.pk, "articles[navettes]", ARTICLE, by=table.at("metropole"))
    share(contract.pk, "articles[navettes]", by=table.at("metropole"), audience=Audience.TABLE)
    theirs, state = table.at("communaute"), table.at("etat")
    at_once(
        lambda: reply(contract.pk, 1, Verdict.ACCEPT, by=theirs),
        lambda: reply(contract.pk, 1, Verdict.REFUSE, by=state, reason="Non."),
    )
    assert Settlement.objects.get().outcome == "refused"
    assert Proposal.objects.get().replies.count() in (1, 2)
    assert contract.records.count() == 1
    assert _chain_holds(table)


def test_the_same_accord_sent_three_times_at_once_is_given_once(contract, table) -> None:
    mark, state = mark_of(Subject(contract)), table.at("etat")
    at_once(*[lambda: assent(contract.pk, mark, by=state)] * 3)
    assert Assent.objects.count() == 1
    assert _chain_holds(table)


def test_the_same_step_taken_three_times_at_once_is_taken_once(contract, table) -> None:
    table.accept(contract)
    secretary = table.at("secretariat")
    told = at_once(*[lambda: take_step(contract.pk, "submit", by=secretary)] * 3)
    assert [one.allowed for one in told].count(True) == 1
    assert (Version.objects.count(), Step.objects.count()) == (1, 1)
    assert _chain_holds(table)


def test_others_act_on_the_contract_while_its_files_are_made(contract, table, freezing) -> None:
    table.accept(contract)
    theirs = table.at("communaute")
    locked = freezing(lambda: save_draft(contract.pk, "articles[navettes]", ARTICLE, by=theirs))
    take_step(contract.pk, "submit", by=table.at("secretariat"))
    assert locked == [False]
    assert Draft.objects.count() == Version.objects.count() == 1
    assert _chain_holds(table)


def test_a_text_that_changes_while_its_files_are_made_is_not_submitted(contract, table, freezing) -> None:
    save_draft(contract.pk, "articles[navettes]", ARTICLE, by=table.at("metropole"))
    table.accept(contract)

    def change() -> None:
        share(contract.pk, "articles[navettes]", by=table.at("metropole"), audience=Audience.TABLE)
        for key in ("communaute", "etat"):
            reply(contract.pk, 1, Verdict.ACCEPT, by=table.at(key))

    for key in ("metropole", "communaute", "etat", "secretariat"):
        table.at(key)
    locked = freezing(change)
    with pytest.raises(Refused, match="n’a pas l’accord"):
        take_step(contract.pk, "submit", by=table.at("secretariat"))
    assert locked == [False]
    assert Version.objects.count() == Step.objects.count() == 0
    contract.refresh_from_db()
    assert contract.state == "negotiation"
    table.submit(contract)
    frozen = Version.objects.get()
    assert "La métropole ouvre ses navettes." in frozen.canonical
    assert hashlib.sha256(bytes(frozen.pdf)).hexdigest() == frozen.pdf_sha256
    assert _chain_holds(table)


def test_two_parties_follow_the_trunk_at_once_and_one_version_says_so(contract, trunk, table) -> None:
    table.conclude(contract)
    amendment = open_amendment(trunk.pk, "Ajouter les navettes", by=table.at("metropole"))
    save_draft(trunk.pk, "articles[navettes]", ARTICLE, by=table.at("metropole"), amendment=1)
    proposal = share(trunk.pk, "articles[navettes]", by=table.at("metropole"), audience=Audience.TABLE, amendment=1)
    for key in ("communaute", "etat"):
        reply(trunk.pk, proposal.number, Verdict.ACCEPT, by=table.at(key))
    table.conclude(trunk, amendment=amendment.number)
    everyone = [table.at(key) for key in ("metropole", "communaute", "etat")]
    told = at_once(*(lambda by=by: answer(contract.pk, 1, Verdict.ACCEPT, by=by) for by in everyone))
    assert all(one.allowed for one in told)
    assert Version.objects.filter(contract=contract, origin="trunk").count() == 1
    assert _chain_holds(table)
