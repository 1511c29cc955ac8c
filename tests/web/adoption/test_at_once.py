"""Two people who act at the same moment, and forms that are sent again: one effect, and a chain that follows itself."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from maillon.documents.contract.fragments import read
from maillon.rules.contracts.negotiation import Audience, Verdict
from maillon.rules.journal.verify import verify
from maillon.web.adoption.facts import mark_of
from maillon.web.adoption.models import Assent, Step, Version
from maillon.web.adoption.services.steps import assent, take_step
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.journal.queries import head, lines
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Proposal, Settlement
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
