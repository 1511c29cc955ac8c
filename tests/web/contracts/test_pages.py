"""Every page of the register, by each role, on the demonstration: it opens, says its marks, and stays light."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.contracts import AMBOISE, TOURS, action, line, loaded
from maillon.rules.governance.roles import Role
from maillon.rules.wording import language
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract
from maillon.web.contracts.templatetags.contracts import worth

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
SECTIONS = ("", "parties/", "actions/", "argent/", "engagements/", "clauses/", "propositions/", "documents/")


def contract_pages(*slugs: str) -> list[str]:
    return [f"/contrats/{slug}/{section}" for slug in slugs for section in SECTIONS]


def many(count: int) -> list:
    trunk = loaded("tronc", actions=[action(f"t{rank}", line(planned=rank)) for rank in range(10)])
    others = [
        loaded(
            f"c{rank:02d}",
            perimeter={"epci": [AMBOISE if rank % 2 else TOURS]},
            actions=[action(f"a{one}", line(granted=one), line("amboise", planned=one)) for one in range(5)],
            goals=[{"id": "but", "title": f"But {rank}"}],
            bodies=[{"id": "b", "name": "Instance", "kind": "conference"}],
            commitments=[{"id": "e", "by": "metropole", "to": ["amboise"], "what": "Promesse"}],
            **({"extends": {"contract": "tronc"}} if rank % 3 == 0 else {}),
        )
        for rank in range(count - 1)
    ]
    return [trunk, *others]


@pytest.mark.parametrize("count", [3, 30])
def test_the_number_of_queries_does_not_follow_the_number_of_contracts(count, register, client_for) -> None:
    register(*many(count))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does in life; the tests before left it believing in empty tables
    client = client_for(Role.AGENT, Institution.objects.get(siren=TOURS))
    asked = {}
    paths = [
        "/contrats/", "/contrats/?q=action", "/contrats/?q=acton", "/finalites/", "/acteurs/", "/instances/",
        "/territoires/37261/", f"/territoires/{TOURS}/", "/territoires/37/", *contract_pages("c00"),
        "/contrats/c00/actions/a0/", "/finalites/c00/but/", f"/acteurs/{Institution.objects.get(siren=TOURS).pk}/",
    ]  # fmt: skip
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        asked[path] = len(queries)
    assert max(asked.values()) <= MOST_QUERIES, asked


def test_what_is_invented_says_so_and_is_counted_apart(demo, client) -> None:
    text = client.get("/contrats/illustration-mobilites-et-emploi/").content.decode()
    assert "contrat inventé pour l’exemple" in text
    territory = client.get("/territoires/37233/")
    assert territory.context["means"].amounts.total == 500_000, "the only amount that the source gives"
    assert territory.context["invented"].amounts.total > 0
    assert "Illustratif" in territory.content.decode()


def test_what_is_inherited_says_so(demo, client) -> None:
    for section in ("", "parties/", "actions/", "engagements/", "clauses/"):
        assert "Tronc commun" in client.get(f"/contrats/touraine-gatine-racan/{section}").content.decode()
    text = client.get("/contrats/touraine-gatine-racan/actions/acces-dechetteries/").content.decode()
    assert "Héritée du tronc commun" in text
    assert text.count("Contrat de réciprocité Tours Métropole") >= 10, "the other contracts that hold it"


def test_unknown_amounts_are_never_zero(demo, client) -> None:
    text = client.get("/contrats/touraine-gatine-racan/actions/acces-dechetteries/").content.decode()
    assert "Ce n’est pas la même chose que zéro euro" in text
    assert "0\u00a0€" not in re.sub(r"\d[\d\u202f\u00a0]*0\u00a0€", "", text)


def test_disagreements_between_sources_are_all_shown(demo, client) -> None:
    text = client.get("/contrats/touraine-gatine-racan/documents/").content.decode()
    assert "Gâtine Choisilles" in text
    assert "se contredisent" in text


def test_a_hundred_and_twenty_actions_come_fifty_at_a_time(register, client) -> None:
    themes = [{"id": "un", "title": "Un"}, {"id": "deux", "title": "Deux"}]
    sheets = [action(f"a{rank}", theme="un" if rank < 100 else "deux") for rank in range(120)]
    register(loaded("long", themes=themes, actions=sheets))
    first = client.get("/contrats/long/actions/").content.decode()
    assert first.count("actions__title") == 50
    assert client.get("/contrats/long/actions/?page=3").content.decode().count("actions__title") == 20
    assert client.get("/contrats/long/actions/?theme=deux").content.decode().count("actions__title") == 20
    assert client.get("/contrats/long/actions/?theme=%00&page=x").status_code == 200


@pytest.mark.parametrize("form", ["json", "yaml", "pdf", "docx", "xlsx"])
def test_the_document_leaves_in_every_form(demo, client, form) -> None:
    address = f"/contrats/touraine-gatine-racan/document.{form}"
    answer = client.get(address)
    assert answer.status_code == 200
    assert f"touraine-gatine-racan.{form}" in answer["Content-Disposition"]
    assert len(answer.content) > 1000
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(address.replace(form, "exe")).status_code == 404


def test_the_document_comes_back_as_it_went(demo, client) -> None:
    from maillon.documents.contract.loading import loads_bytes
    from maillon.web.contracts.queries.whole import digest

    for form in ("json", "yaml"):
        data = client.get(f"/contrats/touraine-gatine-racan/document.{form}").content
        assert digest(loads_bytes(data).document) == Contract.objects.get(slug="touraine-gatine-racan").sha256


def test_a_former_code_leads_to_today_s_territory(demo, client) -> None:
    answer = client.get("/territoires/EPCI-243700754/")
    assert answer.status_code in {200, 302, 301}
    assert client.get("/territoires/99999/").status_code == 404
    assert client.get("/territoires/00000/").status_code == 404


def test_a_territory_without_contract_says_so(demo, client) -> None:
    assert "Aucun contrat à ce jour" in client.get("/territoires/01001/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["/contrats/inconnu/", "/contrats/touraine-gatine-racan/actions/inconnue/", "/finalites/a/b/",
     "/acteurs/00000000-0000-4000-8000-000000000000/", "/importer/00000000-0000-4000-8000-000000000000/"],
)  # fmt: skip
def test_what_does_not_exist_is_absent(path, demo, client) -> None:
    assert client.get(path).status_code == 404


def test_the_page_of_documents_shows_the_facts_that_the_format_has_no_field_for(client, register) -> None:
    free = {"corridors": {"label": "Corridors identifiés", "type": "number", "number": 6, "unit": "corridors"}}
    seat = {"siege": {"label": "Siège", "type": "text", "text": "Loches"}}
    party = {"id": "loches", "institution": {"name": "CC Loches", "kind": "epci"}, "extra": seat}
    register(loaded("a", extra=free, parties=[party]))
    text = client.get("/contrats/a/documents/").content.decode()
    assert "Corridors identifiés" in text
    assert "6 corridors" in text
    assert text.index("CC Loches") < text.index("Siège")
    register(loaded("b"))
    assert "Autres faits du document" not in client.get("/contrats/b/documents/").content.decode()


def test_the_answers_are_kept_in_french_and_shown_in_the_readers_language(register, client) -> None:
    asked = language.set("en")  # who imports reads English; the register does not become English for everyone
    try:
        register(*many(2))
    finally:
        language.reset(asked)
    contract = Contract.objects.get(slug="c00")
    path = f"/contrats/{contract.slug}/propositions/"
    assert "Une conférence territoriale d’action publique" in client.get(path).content.decode()
    with CaptureQueriesContext(connection) as queries:
        english = client.get(path, headers={"accept-language": "en"}).content.decode()
    assert "A territorial conference on public action" in english
    assert "Une conférence territoriale d’action publique" not in english
    assert len(queries) <= MOST_QUERIES


def test_an_answer_names_the_contracts_and_the_goal_it_speaks_of_by_their_titles(demo, client) -> None:
    under = client.get("/contrats/illustration-mobilites-et-emploi/propositions/").content.decode()
    reason = next(line for line in under.splitlines() if "Le contrat est rattaché" in line)
    assert '<a href="/contrats/illustration-strategie-centre-val-de-loire/">Contrat de stratégie' in reason
    assert '<a href="/finalites/illustration-strategie-centre-val-de-loire/' in reason
    extending = client.get("/contrats/touraine-gatine-racan/propositions/").content.decode()
    assert '<a href="/contrats/touraine-accord-collectif/">Accord collectif' in extending
    assert "touraine-accord-collectif\u00a0»" not in extending


def test_an_answer_says_in_words_where_it_was_read_and_leads_there(demo, client) -> None:
    home = "/contrats/illustration-mobilites-et-emploi/"
    page = client.get(f"{home}propositions/")
    groups = (*page.context["groups"], *page.context["legal"])
    read = [place for group in groups for one in group.answers for place in one["places"]]
    assert not [place.words for place in read if re.search(r"[a-z]\.[a-z]|_|\[", place.words)], "no path of a program"
    assert ("Clauses › Fongibilité › Plafond", f"{home}clauses/#clause-fungibility") in read
    assert ">Clauses › Fongibilité › Plafond</a>" in page.content.decode()
    for address in {place.href for place in read}:
        to, _mark, anchor = address.partition("#")
        shown = client.get(to)
        assert shown.status_code == 200, address
        assert not anchor or f'id="{anchor}"' in shown.content.decode(), address


@pytest.mark.parametrize(
    ("name", "value", "unit", "said"),
    [
        ("evaluation_reserved_share_min", "0.2", "part de l’enveloppe", "20\u00a0%"),
        ("evaluation_reserved_share_min", "0.125", "part de l’enveloppe", "12,5\u00a0%"),
        ("evaluation_reserved_share_min", 0, "part de l’enveloppe", "0\u00a0%"),
        ("referent_share_min", 1, "part des signataires publics", "100\u00a0%"),
        ("another", 1, "finalité", "1 finalité"),
        ("another", True, "", "oui"),
        ("another", ["use_expertise", "péréquation"], "", "maîtrise d’usage, péréquation"),
    ],
)
def test_the_value_of_a_parameter_is_said_in_words(name, value, unit, said) -> None:
    assert worth({"name": name, "value": value, "unit": unit}) == said


def test_clauses_are_read_in_their_sentences_first_and_the_dates_to_come_before_the_past(demo, client) -> None:
    page = client.get("/contrats/illustration-mobilites-et-emploi/clauses/")
    assert page.context["sentence"].startswith("15 clauses et 4 articles.")
    said = {one["id"]: one["said"] for one in page.context["clauses"]}
    assert said["withdrawal"] == "Préavis de quatre mois."
    assert "25\u00a0%" in said["fungibility"], "a clause without a sentence is said by its first facts"
    today = page.context["request"].actor.on
    assert all(day >= today for day, _what in page.context["coming"])
    assert all(day < today for day, _what in page.context["past"])
    assert "Illustratif</span></h3>" not in page.content.decode(), "it is said once, at the head of the page"
