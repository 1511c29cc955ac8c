"""The form of a party: which institution it is, known to the register or not, and its one seat."""

import pytest

from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Party
from maillon.web.negotiation.models import Draft

pytestmark = pytest.mark.django_db
TABLE = "/contrats/essai-negociation/negociation/"
WRITE = f"{TABLE}ecrire/"


def _post(browser, **given):
    return browser.post(WRITE, given)


def _keep(browser, **given):
    return _post(browser, **given, faire="garder")


def test_a_party_enters_by_its_name_in_the_register(browse, contract) -> None:
    Institution.objects.create(name="Communauté voisine", kind="epci", siren="200072650")
    told = browse("metropole").get("/negociation/institutions/?institution=d’essai").content.decode()
    assert 'value="Métropole d’essai"' in told
    assert "Intercommunalité" in told or "intercommunalité" in told
    assert browse("metropole").get("/negociation/institutions/?institution=d").content.strip() == b""
    page = browse("metropole").get(f"{WRITE}?liste=parties").content.decode()
    assert 'list="institution-names"' in page
    page = _keep(browse("metropole"), liste="parties", institution="200072651")
    assert "n’est pas un SIREN" in str(page.context["form"].head.errors["institution"])
    page = _keep(browse("metropole"), liste="parties", institution="Communauté inconnue")
    assert "institution" in page.context["form"].head.errors
    typed = {"institution": "200072650", "class": "partner", "period.start": "2027-06-01"}
    assert _keep(browse("metropole"), liste="parties", **typed).status_code == 302
    draft = Draft.objects.get()
    assert draft.path == "parties[communaute-voisine]"
    assert draft.value["institution"]["siren"] == "200072650"
    _post(browse("metropole"), partie=draft.path, audience="table", faire="partager")
    for key in ("communaute", "etat"):
        browse(key).post(f"{TABLE}1/", {"faire": "repondre", "verdict": "accept"})
    added = Party.objects.get(contract=contract, institution__name="Communauté voisine")
    assert (added.party_class, str(added.start)) == ("partner", "2027-06-01")


def test_an_institution_that_the_register_does_not_know_enters_it_with_the_accepted_text(browse, contract) -> None:
    Institution.objects.create(name="Amis du fleuve de l’aval", kind="association", siren="200072650")
    opened = browse("metropole").get(f"{WRITE}?liste=parties").content.decode()
    assert "Si le répertoire ne connaît pas encore cette institution" in opened
    page = _keep(browse("metropole"), liste="parties", institution="Amis de la rive")
    assert {"institution", "institution.kind"} <= set(page.context["form"].head.errors)
    typed = {"institution": "Amis du fleuve", "institution.kind": "association", "class": "partner"}
    for siren, said in (
        ("200072651", "n’est pas un SIREN"),
        ("200072650", "celui de «\u00a0Amis du fleuve de l’aval\u00a0»"),
    ):
        page = _keep(browse("metropole"), liste="parties", **typed, **{"institution.siren": siren})
        assert said in page.content.decode()
    given = typed | {"institution.siren": "356 000 000", "person": "Sa présidente"}
    assert _keep(browse("metropole"), liste="parties", **given).status_code == 302
    draft = Draft.objects.get()
    assert draft.path == "parties[amis-du-fleuve]"
    assert draft.value["institution"] == {"name": "Amis du fleuve", "kind": "association", "siren": "356000000"}
    assert draft.value["person"] == "Sa présidente"
    again = browse("metropole").get(WRITE, {"partie": draft.path}).content.decode()
    assert 'value="356000000"' in again
    _post(browse("metropole"), partie=draft.path, audience="table", faire="partager")
    browse("communaute").post(f"{TABLE}1/", {"faire": "repondre", "verdict": "accept"})
    assert not Institution.objects.filter(name="Amis du fleuve").exists()
    browse("etat").post(f"{TABLE}1/", {"faire": "repondre", "verdict": "accept"})
    assert Institution.objects.get(name="Amis du fleuve").siren == "356000000"


def test_the_nature_that_is_told_chooses_between_homonyms(browse, contract) -> None:
    Institution.objects.create(name="Deux-Rives", kind="commune", siren="200072650")
    Institution.objects.create(name="Deux-Rives", kind="epci")
    page = _keep(browse("metropole"), liste="parties", institution="Deux-Rives")
    assert "Plusieurs institutions" in page.content.decode()
    given = {"institution": "deux-rives", "institution.kind": "epci"}
    assert _keep(browse("metropole"), liste="parties", **given).status_code == 302
    assert Draft.objects.get().value["institution"] == {"name": "Deux-Rives", "kind": "epci"}


def test_an_institution_has_one_seat(browse, contract) -> None:
    page = _keep(browse("metropole"), liste="parties", institution="Communauté d’en face")
    assert page.status_code == 409
    assert "déjà partie au contrat" in page.content.decode()


def test_a_party_keeps_its_institution_and_gains_an_end(browse, contract) -> None:
    page = _keep(
        browse("metropole"), partie="parties[communaute]", function="présidence", **{"period.end": "2028-12-31"}
    )
    assert page.status_code == 302
    held = Draft.objects.get().value
    assert held["institution"]["name"] == "Communauté d’en face"
    assert held["period"] == {"end": "2028-12-31"}
