"""What the State decided alone is notified to each party, by a mail that says no more than it must."""

import datetime as dt
import json
from functools import cache

import pytest
import yaml
from django.core import mail

from maillon.documents.contract.loading import loads, tree_of
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.governance.roles import Role
from maillon.rules.journal.verify import verify
from maillon.web.accounts.mailing import deliver
from maillon.web.accounts.models import Mail
from maillon.web.accounts.queries import visitor
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.contracts.services.importing import load
from maillon.web.journal.models import Entry
from maillon.web.journal.queries import head, lines
from maillon.web.monitoring.services.reminding import remind
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import ThemeDecision
from maillon.web.negotiation.services.menu import decide
from maillon.web.negotiation.services.table import save_draft, share
from maillon.web.negotiation.services.talk import comment

pytestmark = pytest.mark.django_db
PAGE = "/contrats/essai-negociation/negociation/themes/"
MENU = """themes: [{id: eau, title: Eau}, {id: sante, title: Santé}]
clauses: {method_agreement: {agreed_on: 2026-01-01, parameters: {theme_choice_days: {value: 30}}}}
"""
ACT = {"reference": "Arrêté du 3 mars 2026", "motive": "Aucun accord après trois séances."}
ALL = ("eau", "sante")


@pytest.fixture
def at(seats, actor_for):
    """As elsewhere, but an account opens when a test asks for it: a party may have nobody on the site."""
    return cache(lambda key: actor_for(Role.PREFECT_SERVICES if key == "etat" else Role.AGENT, seats[key]))


@pytest.fixture
def browse(seats, client_for):
    return cache(lambda key: client_for(Role.AGENT, seats[key]))


@pytest.fixture
def menu(contract) -> Contract:
    held = tree_of(Subject(contract).document) | yaml.safe_load(MENU)
    load([loads(json.dumps(held, default=str), name="essai", form="json")])
    return Contract.objects.get(pk=contract.pk)


def test_the_decision_is_notified_to_each_other_party_and_the_page_says_when(
    menu, at, browse, client, user_for, seats, django_capture_on_commit_callbacks
) -> None:
    assert at("metropole").user_id
    secretariat = user_for(Role.SECRETARIAT, seats["metropole"])
    gone = user_for(Role.SECRETARIAT, seats["metropole"], ends_on=dt.date(2024, 1, 1))
    with django_capture_on_commit_callbacks(execute=True):
        decide(menu.pk, ["eau"], by=at("etat"), **ACT)
    assert [one.to for one in mail.outbox] == [[secretariat.email]], "its secretariat, and nobody for who has no one"
    said = mail.outbox[0].body
    for told in (menu.title, "Eau", ACT["reference"], ACT["motive"], "proposition 11", "recours", PAGE):
        assert told in said
    assert gone.email not in said
    page = browse("metropole").get(PAGE).content.decode()
    assert "par courriel à\u00a0: Métropole d’essai" in page
    assert "ne représente encore sur ce site\u00a0: Communauté d’en face" in page
    row = Entry.objects.get(kind="contract.notify_themes")
    assert str(seats["metropole"].pk) in row.body
    assert "@" not in row.body
    assert not Entry.objects.visible_to(visitor(at("etat").on)).filter(pk=row.pk).exists()
    assert client.get(PAGE).status_code == 404
    assert verify(lines(at("metropole")), head().hash, head().count).verified


def test_a_refused_decision_writes_to_nobody(menu, at, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused):
        decide(menu.pk, ALL, by=at("metropole"), **ACT)
    assert not mail.outbox
    assert not Mail.objects.exists()


def test_a_mail_server_that_is_down_undoes_no_decision(menu, at, settings, django_capture_on_commit_callbacks) -> None:
    assert at("metropole").user_id
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks() as afterwards:
        decide(menu.pk, ALL, by=at("etat"), **ACT)
    with pytest.raises(ConnectionRefusedError):
        afterwards[0]()
    assert (ThemeDecision.objects.count(), Mail.objects.count()) == (1, 1)
    settings.EMAIL_BACKEND = works
    assert (deliver(), deliver(), len(mail.outbox)) == (1, 0, 1)


def test_no_draft_and_nobody_s_name_is_in_a_mail(menu, at, seats, django_capture_on_commit_callbacks) -> None:
    for key in seats:
        text = f"canari-{key}"
        save_draft(menu.pk, f"articles[{key}]", {"id": key, "title": text, "text": text}, by=at(key))
    save_draft(menu.pk, "articles[entre-nous]", {"id": "entre-nous", "title": "canari-entre"}, by=at("metropole"))
    share(menu.pk, "articles[entre-nous]", by=at("metropole"), audience=Audience.CONFERENCE)
    comment(menu.pk, "articles[objet]", "canari-dit", audience=Audience.CONFERENCE, by=at("communaute"))
    with django_capture_on_commit_callbacks(execute=True):
        decide(menu.pk, ["eau"], by=at("etat"), **ACT)
        remind(on=at("metropole").on)
    assert len(mail.outbox) == 2
    for one in mail.outbox:
        said = f"{one.subject} {one.body}"
        assert "canari" not in said
        assert "Compte d’essai" not in said
        assert "@" not in said
        assert len(one.recipients()) == 1
