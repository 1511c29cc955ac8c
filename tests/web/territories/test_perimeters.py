"""Perimeters on screen: described, kept, changed from a day on, listed, compared, taken away."""

import csv
import io
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from maillon.analytics.territories import within
from maillon.rules.governance.roles import Role
from maillon.web.territories.models import Perimeter
from maillon.web.territories.services import declare_perimeter, follow_perimeter

pytestmark = pytest.mark.django_db
TOURS, AMBOISE = "243700754", "200043065"
NEW = "/territoires/perimetres/nouveau/"
UNKNOWN = UUID(int=0)


@pytest.fixture
def agent(client_for):
    return client_for(Role.AGENT)


@pytest.fixture
def drawn(actor_for) -> Perimeter:
    return declare_perimeter("Pays d’essai", [TOURS, "37001"], by=actor_for(Role.AGENT), kind="pays", source="Arrêté")


def members(page) -> list[str]:
    return list(page.context["members"].chosen)


class TestDescribing:
    """The form works without any script: each button answers with what was chosen so far."""

    def test_from_search_to_the_page(self, agent) -> None:
        page = agent.post(NEW, {"cherche": "tours métropole val de loire"})
        assert members(page) == [TOURS]
        assert "Population municipale" in page.content.decode()
        page = agent.post(NEW, {"membres": TOURS, "cherche": "saint pierre"})
        assert "Lequel\u00a0?" in page.content.decode()
        page = agent.post(NEW, {"membres": TOURS, "ajouter": "37001"})
        assert members(page) == [TOURS, "37001"]
        given = {"membres": f"{TOURS} 37001", "name": "Pays d’essai", "kind": "pays", "faire": "enregistrer"}
        saved = agent.post(NEW, given)
        perimeter = Perimeter.objects.get()
        assert saved.url == reverse("perimeter", args=[perimeter.pk])
        assert perimeter.communes.count() == 23
        assert perimeter.holder is not None
        text = agent.get(saved.url).content.decode()
        assert "Pays d’essai" in text
        assert "Abilly" in text

    def test_nothing_is_kept_before_the_button(self, agent) -> None:
        agent.post(NEW, {"membres": TOURS, "name": "Pays d’essai", "kind": "pays"})
        assert not Perimeter.objects.exists()

    def test_a_pasted_list_says_what_it_replaced(self, agent) -> None:
        page = agent.post(NEW, {"codes": "nom\tcode\nBalesmes\t37017\nTours\t37261"})
        text = page.content.decode()
        assert "37261" in members(page)
        assert "Codes remplacés" in text
        assert "Colonne lue\u00a0: «\u00a0code\u00a0»" in text

    def test_a_file_of_a_spreadsheet_is_read(self, agent) -> None:
        sent = SimpleUploadedFile("a.csv", "commune;insee\nTours;37261\nBléré;37027\n".encode("cp1252"))
        assert members(agent.post(NEW, {"fichier": sent})) == ["37261", "37027"]

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"codes": "99999\n37261"}, "ligne 1"),
            ({"codes": "a;b\n1;2"}, "aucune colonne"),
            ({"cherche": "xzqwv"}, "ne ressemble"),
            ({"codes": "37261\x00"}, "nul"),
            ({"cherche": "x" * 151}, "150"),
            ({"codes": "x1\n" * 30_000}, "autres lignes"),
            ({"fichier": SimpleUploadedFile("a.xlsx", b"PK\x03\x04")}, "CSV"),
            ({"fichier": SimpleUploadedFile("a.csv", b"x" * 2_000_001)}, "2 Mo"),
            ({"faire": "enregistrer", "name": "x", "kind": "pays"}, "aucune commune"),
            ({"faire": "enregistrer", "membres": TOURS, "kind": "pays"}, "obligatoire"),
            (
                {"faire": "enregistrer", "membres": TOURS, "name": "x", "kind": "pays", "cherche": "saint pierre"},
                "plusieurs territoires y répondent",
            ),
            (
                {
                    "faire": "enregistrer",
                    "membres": TOURS,
                    "name": "x",
                    "kind": "pays",
                    "starts_on": "2026-01-02",
                    "ends_on": "2026-01-01",
                },
                "précède",
            ),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_kept(self, agent, given, says) -> None:
        page = agent.post(NEW, given)
        assert page.status_code == 422
        assert says in page.content.decode()
        assert not Perimeter.objects.exists()

    def test_members_are_taken_away(self, agent) -> None:
        assert members(agent.post(NEW, {"membres": f"{TOURS} 37001", "retirer": "37001"})) == [TOURS]
        assert members(agent.post(NEW, {"membres": f"{TOURS} 37001", "retirer": "tout"})) == []

    def test_all_the_communes_of_a_region_can_be_pasted(self, agent) -> None:
        page = agent.post(NEW, {"cherche": "REG-24"})
        assert page.status_code == 200
        assert len(page.content) < 400_000
        assert "Loir-et-Cher" in page.content.decode()

    def test_a_long_list_is_carried_by_whole_intercommunalities(self, agent) -> None:
        page = agent.post(NEW, {"codes": "\n".join(within("REG-24", "commune"))})
        assert page.status_code == 200
        assert len(members(page)) < 200
        assert page.context["members"].communes.communes == frozenset(within("REG-24", "commune"))

    @pytest.mark.parametrize("role", [None, Role.ELECTED, Role.CITIZEN, Role.TECHNICAL_ADMIN])
    def test_others_read_why_not(self, role, client, client_for) -> None:
        browser = client_for(role) if role else client
        page = browser.get(NEW)
        assert "Que faire" in page.content.decode()
        assert 'name="faire"' not in page.content.decode()
        assert browser.post(NEW, {"membres": TOURS, "name": "x", "kind": "pays"}).status_code == 403


class TestChanging:
    """A new version from a day on; what held before stays."""

    def test_another_version_from_a_day_on(self, client_for, drawn) -> None:
        agent = client_for(Role.AGENT)
        address = reverse("perimeter-follow", args=[drawn.pk])
        assert members(agent.get(address)) == [TOURS, "37001"]
        page = agent.post(address, {"membres": TOURS})
        assert "Abilly" in page.content.decode()
        done = agent.post(address, {"membres": TOURS, "starts_on": "2026-06-01", "faire": "enregistrer"})
        after = Perimeter.objects.get(follows=drawn)
        assert done.url == reverse("perimeter", args=[after.pk])
        assert "ce qui a changé" in agent.get(done.url).content.decode()
        old = agent.get(reverse("perimeter", args=[drawn.pk])).content.decode()
        assert "plus la version la plus récente" in old
        assert "Abilly" in old
        again = agent.post(address, {"membres": "37261", "starts_on": "2026-07-01", "faire": "enregistrer"})
        assert again.status_code == 422
        assert "plus récente de ce périmètre existe" in again.content.decode()

    def test_without_a_day_nothing_is_kept(self, client_for, drawn) -> None:
        address = reverse("perimeter-follow", args=[drawn.pk])
        page = client_for(Role.AGENT).post(address, {"membres": TOURS, "faire": "enregistrer"})
        assert page.status_code == 422
        assert Perimeter.objects.count() == 1

    def test_others_are_told_why_not(self, client_for, client, drawn) -> None:
        address = reverse("perimeter-follow", args=[drawn.pk])
        for browser in (client, client_for(Role.ELECTED)):
            assert "Que faire" in browser.get(address).content.decode()
            assert browser.post(address, {"membres": TOURS}).status_code == 403


class TestReading:
    """The list, the page, the files."""

    @pytest.mark.usefixtures("drawn")
    def test_the_list_filters_by_name_kind_and_day(self, client, actor_for) -> None:
        declare_perimeter("Ancien bassin", ["37"], by=actor_for(Role.AGENT), ends_on=date(2015, 1, 1))
        text = client.get("/territoires/perimetres/").content.decode()
        assert "Pays d’essai" in text
        assert "Ancien bassin" not in text
        assert "Ancien bassin" in client.get("/territoires/perimetres/?quand=tous").content.decode()
        assert "Pays d’essai" not in client.get("/territoires/perimetres/?nature=scot").content.decode()
        for wrong in ("?nature=x&quand=y", "?q=" + "é" * 500, "?page=99", "?q=%00"):
            assert client.get(f"/territoires/perimetres/{wrong}").status_code == 200

    def test_the_page_asks_few_queries(self, client, drawn, django_assert_max_num_queries) -> None:
        with django_assert_max_num_queries(10):
            assert client.get(reverse("perimeter", args=[drawn.pk])).status_code == 200

    @pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
    def test_files(self, client, drawn, form) -> None:
        for address in (
            f"/territoires/perimetres.{form}",
            reverse("perimeter-communes", args=[drawn.pk, form]),
            f"/territoires/comparer.{form}?a={drawn.pk}&b={AMBOISE}",
        ):
            answer = client.get(address)
            assert answer.status_code == 200
            assert "attachment" in answer.headers["Content-Disposition"]
        assert client.get(reverse("perimeter-communes", args=[drawn.pk, "exe"])).status_code == 404

    def test_the_communes_leave_with_their_codes_and_people(self, client, drawn) -> None:
        text = client.get(reverse("perimeter-communes", args=[drawn.pk, "csv"])).content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        assert rows[1][:4] == ["37001", "Abilly", "200071587", "Communauté de communes Loches Sud Touraine"]
        assert sum(int(row[5]) for row in rows[1:24]) == drawn.population

    def test_the_contour_leaves_as_geojson(self, client, drawn) -> None:
        shape = client.get(reverse("perimeter-geojson", args=[drawn.pk])).json()
        assert shape["features"][0]["geometry"]["type"] == "MultiPolygon"

    def test_an_absent_perimeter_is_absent(self, client) -> None:
        for name in ("perimeter", "perimeter-follow", "perimeter-geojson"):
            assert client.get(reverse(name, args=[uuid4()])).status_code == 404

    def test_a_territory_leads_to_its_perimeters(self, client, drawn) -> None:
        assert reverse("perimeter", args=[drawn.pk]) in client.get("/territoires/37261/").content.decode()

    @pytest.mark.usefixtures("drawn")
    def test_the_search_of_scripts_knows_perimeters_when_asked(self, client) -> None:
        address = "/territoires/recherche.json?q=pays+essai"
        assert client.get(f"{address}&perimetres=1").json()[0]["label"] == "Pays d’essai (périmètre)"
        assert all("périmètre" not in one["label"] for one in client.get(address).json())


class TestComparing:
    """Two of anything."""

    @pytest.mark.usefixtures("drawn")
    @pytest.mark.parametrize(
        ("a", "b", "says"),
        [
            (TOURS, AMBOISE, "aucune commune en commun"),
            ("37261", TOURS, "tout entier dans Tours Métropole"),
            ("37", "Indre-et-Loire (37)", "exactement les mêmes"),
            ("Pays d’essai", "CC Loches Sud Touraine", "1 commune en commun"),
            ("pays d’essai (périmètre)", "37", "tout entier"),
        ],
    )
    def test_one_sentence_says_it(self, client, a, b, says) -> None:
        page = client.get("/territoires/comparer/", {"a": a, "b": b})
        assert says in page.content.decode()
        assert len(page.content) < 400_000

    def test_figures_add_up(self, client, drawn) -> None:
        page = client.get("/territoires/comparer/", {"a": str(drawn.pk), "b": "37"})
        first, second, union, shared, only_a, only_b = (
            int("".join(filter(str.isdigit, figure.value))) for figure in page.context["figures"]
        )
        assert union == second
        assert shared == first
        assert only_a == 0
        assert only_b == second - first

    def test_the_table_narrows_to_a_part(self, client, drawn) -> None:
        page = client.get("/territoires/comparer/", {"a": TOURS, "b": str(drawn.pk), "partie": "b"})
        assert [place.name for place, _where in page.context["rows"]] == ["Abilly"]

    def test_a_part_starts_a_new_perimeter(self, agent, drawn) -> None:
        page = agent.get("/territoires/comparer/", {"a": TOURS, "b": str(drawn.pk)})
        start = next(part.create for part in page.context["parts"] if part.name == "commun")
        assert members(agent.get(f"{NEW}?{start}")) == [TOURS]

    def test_after_a_change_the_versions_are_compared(self, client, drawn, actor_for) -> None:
        after = follow_perimeter(drawn.pk, [TOURS], by=actor_for(Role.AGENT), on=date(2026, 1, 1))
        page = client.get("/territoires/comparer/", {"a": str(drawn.pk), "b": str(after.pk)})
        assert "tout entier dans" in page.content.decode()

    @pytest.mark.parametrize("query", ["", "?a=37", "?a=37&b=xzqwv", "?a=saint+denis&b=37", f"?a={UNKNOWN}&b=%00"])
    def test_what_is_not_clear_is_said(self, client, query) -> None:
        page = client.get(f"/territoires/comparer/{query}")
        assert page.status_code == 200
        assert page.context["map"] is None

    def test_great_areas_are_drawn_by_their_outlines(self, client) -> None:
        page = client.get("/territoires/comparer/", {"a": "REG-24", "b": "REG-52"})
        assert page.status_code == 200
        assert len(page.content) < 400_000
