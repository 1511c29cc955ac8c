"""Comments: said to a table, taken back by their author, rewritten by nobody."""

import pytest
from django.db import IntegrityError, connection, transaction

from maillon.rules.contracts.negotiation import Audience
from maillon.rules.governance.roles import Role
from maillon.rules.problem import InputError
from maillon.web.common.refusal import Refused
from maillon.web.journal.models import Entry
from maillon.web.negotiation.models import Comment, CommentWithdrawal
from maillon.web.negotiation.queries.talk import discussed
from maillon.web.negotiation.services.table import save_draft, share
from maillon.web.negotiation.services.talk import comment, unsay

pytestmark = pytest.mark.django_db
PATH = "articles[objet]"
TABLE = "/contrats/essai-negociation/negociation/"


def _says(contract, at, key, audience=Audience.TABLE, text="Trop vague.") -> Comment:
    return comment(contract.pk, PATH, text, audience=audience, by=at(key))


def test_a_comment_is_read_by_its_table_beside_the_part_and_its_proposals(browse, at, contract) -> None:
    _says(contract, at, "metropole", text="Pour **tous**.")
    _says(contract, at, "communaute", Audience.CONFERENCE, "Entre nous seulement.")
    save_draft(contract.pk, PATH, {"id": "objet", "title": "Objet commun"}, by=at("metropole"))
    share(contract.pk, PATH, by=at("metropole"), audience=Audience.TABLE)
    for address in (f"{TABLE}ecrire/?partie={PATH}", f"{TABLE}1/"):
        state, mine = (browse(key).get(address).content.decode() for key in ("etat", "metropole"))
        assert "Pour <strong>tous</strong>." in state
        assert "Entre nous seulement." in mine
        assert "Entre nous" not in state


def test_a_comment_is_written_and_taken_back_from_the_page(browse, contract) -> None:
    client = browse("communaute")
    given = {"partie": PATH, "text": "Trop vague.", "audience": "table", "faire": "commenter"}
    assert "Trop vague." in client.post(f"{TABLE}commenter/", given, follow=True).content.decode()
    taken = {"partie": PATH, "commentaire": Comment.objects.get().pk, "faire": "retirer"}
    page = client.post(f"{TABLE}commenter/", taken, follow=True).content.decode()
    assert "Retiré par son auteur." in page
    assert "Trop vague." not in page
    assert Comment.objects.get().text == "Trop vague."


@pytest.mark.parametrize(
    "given",
    [
        {"partie": "inconnue", "text": "x", "audience": "table"},
        {"partie": PATH, "text": "x", "audience": "ailleurs"},
        {"faire": "retirer", "commentaire": "x"},
        {"faire": "retirer", "commentaire": "00000000-0000-0000-0000-000000000000"},
    ],
)
def test_what_cannot_be_commented_is_absent(given, browse, contract) -> None:
    assert browse("metropole").post(f"{TABLE}commenter/", given).status_code == 404
    assert not Comment.objects.exists()


def test_the_state_says_nothing_inside_the_conference_and_nobody_says_nothing(contract, at) -> None:
    with pytest.raises(Refused, match="pas membre"):
        _says(contract, at, "etat", Audience.CONFERENCE)
    with pytest.raises(Refused, match="dit quelque chose"):
        _says(contract, at, "metropole", text="  ")
    with pytest.raises(InputError):
        comment(contract.pk, "inconnue", "x", audience=Audience.TABLE, by=at("metropole"))


def test_only_its_author_takes_it_back_and_once(contract, at) -> None:
    said = _says(contract, at, "metropole")
    with pytest.raises(Refused, match="Seul son auteur"):
        unsay(contract.pk, said.pk, by=at("communaute"))
    unsay(contract.pk, said.pk, by=at("metropole"))
    with pytest.raises(Refused, match="déjà retiré"):
        unsay(contract.pk, said.pk, by=at("metropole"))
    assert CommentWithdrawal.objects.count() == 1


def test_nobody_comments_for_an_institution_that_does_not_sit(contract, seats, actor_for) -> None:
    for role in (Role.TECHNICAL_ADMIN, Role.COUNCIL_MEMBER, Role.CITIZEN):
        with pytest.raises(Refused if role is Role.COUNCIL_MEMBER else Exception):
            comment(contract.pk, PATH, "x", audience=Audience.TABLE, by=actor_for(role, seats["metropole"]))


@pytest.mark.parametrize("table", ["negotiation_comment", "negotiation_commentwithdrawal"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_said(act, table, contract, at) -> None:
    unsay(contract.pk, _says(contract, at, "metropole").pk, by=at("metropole"))
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        cursor.execute(act.format(table))


def test_the_home_page_counts_the_parts_where_others_had_the_last_word(browse, at, contract) -> None:
    for _twice in range(2):
        _says(contract, at, "metropole")
    assert "1 partie commentée" in browse("etat").get("/").content.decode()
    assert "commentée" not in browse("metropole").get("/").content.decode()
    assert "Commentées par d’autres" in browse("etat").get(TABLE).content.decode()
    _says(contract, at, "etat", text="Bien noté.")
    assert not discussed(at("etat")).exists()
    assert discussed(at("metropole")).count() == 1


def test_all_who_sit_at_a_table_read_its_acts_in_the_journal(contract, at, visitor) -> None:
    _says(contract, at, "metropole")
    _says(contract, at, "metropole", Audience.CONFERENCE)
    seen = {key: Entry.objects.visible_to(at(key)).count() for key in ("metropole", "communaute", "etat")}
    assert seen == {"metropole": 2, "communaute": 2, "etat": 1}
    assert not Entry.objects.visible_to(visitor).exists()
