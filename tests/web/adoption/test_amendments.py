"""Amendments signed like the contract, texts at any date, and the trunk's amendments offered to each contract."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from maillon.documents.contract.fragments import read
from maillon.rules.contracts.negotiation import Audience, Verdict
from maillon.rules.decision import Decision
from maillon.rules.journal.verify import verify
from maillon.web.accounts.queries import visitor
from maillon.web.adoption.models import Adhesion, Version, VersionEnd
from maillon.web.adoption.queries import texts
from maillon.web.adoption.queries.life import heirs
from maillon.web.adoption.services import effects
from maillon.web.adoption.services.adhesions import answer
from maillon.web.adoption.services.effects import come_into_force
from maillon.web.adoption.services.steps import take_step
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.whole import consolidated
from maillon.web.journal.models import Entry
from maillon.web.journal.queries import head, lines
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment
from maillon.web.negotiation.services.amendments import open_amendment
from maillon.web.negotiation.services.table import reply, save_draft, share

pytestmark = pytest.mark.django_db
AMENDED_NOW = pytest.mark.parametrize("stage", ["amended_now"], indirect=True, scope="module")
AMENDED_LATER = pytest.mark.parametrize("stage", ["amended_later"], indirect=True, scope="module")
SIGNED_UNDER = pytest.mark.parametrize("stage", ["signed_under"], indirect=True, scope="module")
AHEAD = dt.timedelta(days=30)
PATH = "articles[partage]"
BEFORE = "Les parties partagent leurs données."
SHARED = {"id": "partage", "number": "1", "title": "Partage", "text": "Les parties partagent données et ingénierie."}


@pytest.fixture(scope="module")
def stages(stages):
    return stages | {
        "amended_now": lambda table: amended(_trunk(), table),
        "amended_later": lambda table: amended(_trunk(), table, effective_on=table.at("etat").on + AHEAD),
        "signed_under": signed_under,
    }


def _trunk() -> Contract:
    return Contract.objects.get(slug="essai-tronc")


def signed_under(table) -> None:
    """The contract is signed upon its trunk, which its parties amend next."""
    table.conclude(Contract.objects.get(slug="essai-adoption"))
    amended(_trunk(), table)


def amended(trunk, table, *, effective_on: dt.date | None = None) -> Any:
    """The parties of the trunk agree on a new article, sign, and conclude."""
    amendment = open_amendment(trunk.pk, "Partager l’ingénierie", by=table.at("metropole"), effective_on=effective_on)
    save_draft(trunk.pk, PATH, SHARED, by=table.at("metropole"), amendment=1)
    proposal = share(trunk.pk, PATH, by=table.at("metropole"), audience=Audience.TABLE, amendment=1)
    for key in ("communaute", "etat"):
        reply(trunk.pk, proposal.number, Verdict.ACCEPT, by=table.at(key))
    table.conclude(trunk, amendment=1)
    amendment.refresh_from_db()
    return amendment


@AMENDED_NOW
def test_an_amendment_is_signed_and_the_text_of_each_day_stays_readable(contract, trunk, table) -> None:
    today, amendment = table.at("etat").on, Amendment.objects.get()
    assert (amendment.state, trunk.state) == ("in_force", "in_force")
    assert read(Subject(trunk).document, PATH) == SHARED
    received, signed = Version.objects.filter(contract=trunk).order_by("number")
    assert (received.origin, signed.origin) == ("received", "frozen")
    visitor = table.at("etat")
    assert texts.holding(trunk, visitor, today) == signed
    assert texts.holding(trunk, visitor, today - dt.timedelta(days=1)) == received
    assert texts.holding(trunk, visitor, dt.date(2019, 12, 31)) is None
    assert signed.lineage[PATH][1] == 2
    assert signed.lineage["title"][1] == 1


def test_the_figures_of_each_day_stay_readable(contract, trunk, table, client) -> None:
    path, paid = "actions[navettes]", [{"funder": "metropole", "planned": "1200.50"}]
    action = {"id": "navettes", "title": "Navettes", "owner": "communaute", "financing": paid}
    open_amendment(trunk.pk, "Doter les navettes", by=table.at("metropole"))
    save_draft(trunk.pk, path, action, by=table.at("metropole"), amendment=1)
    proposal = share(trunk.pk, path, by=table.at("metropole"), audience=Audience.TABLE, amendment=1)
    for key in ("communaute", "etat"):
        reply(trunk.pk, proposal.number, Verdict.ACCEPT, by=table.at(key))
    table.conclude(trunk, amendment=1)
    address = "/contrats/essai-tronc/texte.json"
    before = (table.at("etat").on - dt.timedelta(days=1)).isoformat()
    assert client.get(address).json()["total_cents"] == 120_050
    assert client.get(address, {"date": before}).json()["total_cents"] is None
    page = client.get("/contrats/essai-tronc/texte/").content.decode()
    assert "1\u202f200,50" in page
    assert "<dd>Communauté d’en face</dd>" in page
    assert "Financeur\u00a0: Métropole d’essai\u00a0; Prévu\u00a0: 1\u202f200,50" in page


@AMENDED_LATER
@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (1, True)])
def test_an_amendment_takes_effect_on_its_day_by_itself(
    days, holds, contract, trunk, table, client, monkeypatch
) -> None:
    later, amendment = table.at("etat").on + AHEAD, Amendment.objects.get()
    assert (amendment.state, read(Subject(trunk).document, PATH)["text"]) == ("signed", BEFORE)
    today = later + dt.timedelta(days=days)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: today)
    for _again in range(3):
        document = client.get("/contrats/essai-tronc/document.json").json()
        assert (document["articles"][0]["text"] == SHARED["text"]) is holds
    told = client.get("/contrats/essai-tronc/texte.json").json()
    assert (told["version"]["number"], told["document"]["articles"][0] == SHARED) == (1 + holds, holds)
    amendment.refresh_from_db()
    assert amendment.state == ("in_force" if holds else "signed")
    assert Entry.objects.filter(kind="amendment.take_effect").count() == holds
    page = client.get("/contrats/essai-tronc/vie/").content.decode()
    assert ("Prise d’effet, à la date convenue" in page) is holds
    assert verify(lines(visitor(today)), head().hash, head().count).verified


def _refused(_subject: Subject) -> None:
    raise Refused(Decision(allowed=False, because="Le registre refuse ce texte.", rule="contracts.load"))


@AMENDED_LATER
def test_what_takes_effect_twice_at_once_does_so_once(contract, trunk, table, monkeypatch) -> None:
    later = table.at("etat").on + AHEAD
    with monkeypatch.context() as one_that_cannot:
        one_that_cannot.setattr(effects, "apply", _refused)
        assert come_into_force(later) == 0
    assert [come_into_force(later - dt.timedelta(days=1)), come_into_force(later), come_into_force(later)] == [0, 1, 0]


@AMENDED_LATER
def test_an_amendment_opened_while_another_waits_for_its_day_undoes_nothing(contract, trunk, table) -> None:
    today = table.at("etat").on
    later = today + AHEAD
    second = open_amendment(trunk.pk, "Ouvrir les déchetteries", by=table.at("metropole"))
    path, value = "articles[dechets]", {"id": "dechets", "number": "2", "title": "Déchets", "text": "Accès partagé."}
    save_draft(trunk.pk, path, value, by=table.at("metropole"), amendment=2)
    proposal = share(trunk.pk, path, by=table.at("metropole"), audience=Audience.TABLE, amendment=2)
    for key in ("communaute", "etat"):
        reply(trunk.pk, proposal.number, Verdict.ACCEPT, by=table.at(key))
    table.conclude(trunk, amendment=2)
    second.refresh_from_db()
    assert second.state == "signed"
    assert read(Subject(trunk).document, PATH)["text"] == BEFORE
    assert texts.holding(trunk, table.at("etat"), later - dt.timedelta(days=1)).number == 1
    assert come_into_force(later) == 2
    after = Subject(Contract.objects.get(pk=trunk.pk)).document
    assert (read(after, PATH), read(after, path)) == (SHARED, value)
    assert texts.holding(trunk, table.at("etat"), later).number == 3


@AMENDED_LATER
def test_an_amendment_of_a_contract_that_ended_meanwhile_changes_nothing(contract, trunk, table) -> None:
    later = table.at("etat").on + AHEAD
    Contract.objects.filter(pk=trunk.pk).update(state="terminated")
    assert come_into_force(later) == 0
    assert read(Subject(trunk).document, PATH)["text"] == BEFORE


@SIGNED_UNDER
def test_a_signed_contract_keeps_its_trunk_until_each_of_its_parties_accepts(contract, trunk, table) -> None:
    assert read(consolidated(contract).document, PATH) != SHARED
    assert [one.follows for one in heirs(Amendment.objects.get(), table.at("etat"))] == [False]
    for key in ("metropole", "communaute"):
        answer(contract.pk, 1, Verdict.ACCEPT, by=table.at(key))
    contract.refresh_from_db()
    assert read(consolidated(contract).document, PATH) != SHARED
    answer(contract.pk, 1, Verdict.ACCEPT, by=table.at("etat"))
    contract.refresh_from_db()
    assert read(consolidated(contract).document, PATH) == SHARED
    last = Version.objects.filter(contract=contract).latest("number")
    assert (last.origin, last.lineage[PATH][1]) == ("trunk", last.number)
    assert [one.follows for one in heirs(Amendment.objects.get(), table.at("etat"))] == [True]


@SIGNED_UNDER
def test_a_contract_whose_party_refuses_keeps_the_trunk_that_it_signed(contract, trunk, table) -> None:
    with pytest.raises(Refused, match="se motive"):
        answer(contract.pk, 1, Verdict.REFUSE, by=table.at("communaute"))
    answer(contract.pk, 1, Verdict.REFUSE, by=table.at("communaute"), reason="Sans moyens.")
    for _again in range(2):
        with pytest.raises(Refused):
            answer(contract.pk, 1, Verdict.ACCEPT, by=table.at("metropole"))
    assert Adhesion.objects.count() == 1
    assert VersionEnd.objects.filter(version__contract=contract).count() == 1


@AMENDED_NOW
def test_a_contract_still_negotiated_follows_the_trunk(contract, trunk, table) -> None:
    assert read(consolidated(contract).document, PATH) == SHARED


def test_an_accord_on_a_text_falls_when_the_trunk_changes_under_it(contract, trunk, table) -> None:
    table.accept(contract)
    amended(trunk, table)
    with pytest.raises(Refused, match="n’a pas l’accord"):
        take_step(contract.pk, "submit", by=table.at("secretariat"))


@AMENDED_NOW
def test_an_amendment_takes_only_its_own_steps(contract, trunk, table) -> None:
    for verb in ("take_effect", "evaluate", "terminate", "close"):
        with pytest.raises(KeyError):
            take_step(trunk.pk, verb, by=table.at("secretariat"), amendment=1)
