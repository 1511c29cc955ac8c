"""From one generation to the next: what was chosen, for the parties alone, once."""

import pytest

from maillon.rules.governance.roles import Role
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.journal.models import Entry
from maillon.web.monitoring.queries.generations import candidates, chain, path_of
from maillon.web.monitoring.services.generations import renew

pytestmark = pytest.mark.django_db
PAGE = "/contrats/essai-suivi/suivi/generations/"


@pytest.fixture
def ending(contract) -> Contract:
    Contract.objects.filter(pk=contract.pk).update(state="evaluation")
    contract.refresh_from_db()
    return contract


def _renewed(contract, by, chosen=("goals[autonomie]", "themes[mobilites]", "actions[navettes]", "commitments[payer]")):
    return renew(contract.pk, chosen, by=by, title="Contrat suivi, deuxième", lessons="canari-lecon")


def test_what_is_not_finished_is_proposed_and_what_is_done_is_not(ending, at) -> None:
    told = {path_of(one.candidate): one.carried for one in candidates(ending, at("metropole"))}
    assert told == {
        "goals[autonomie]": True,
        "themes[mobilites]": True,
        "actions[navettes]": True,
        "actions[halles]": False,
        "commitments[payer]": True,
        "commitments[ouvrir]": True,
    }


def test_the_draft_is_for_the_parties_alone(ending, at, browse, client, client_for) -> None:
    made = _renewed(ending, at("metropole"))
    assert (made.state, made.public, made.generation) == ("diagnosis", False, 2)
    assert list(made.action_set.values_list("ref", flat=True)) == ["navettes"]
    assert made.granted_cents is None
    assert [one.slug for one in chain(ending, at("etat"))] == ["essai-suivi", made.slug]
    assert made.slug in browse("communaute").get("/contrats/essai-suivi/").content.decode()
    for stranger in (client, client_for(Role.SECRETARIAT), client_for(Role.TECHNICAL_ADMIN)):
        assert stranger.get(f"/contrats/{made.slug}/").status_code == 404
        for page in (PAGE, "/contrats/essai-suivi/", "/", "/recherche/?q=canari", "/contrats/?q=deuxieme"):
            text = stranger.get(page).content.decode()
            assert made.slug not in text
            assert "canari-lecon" not in text
    entry = Entry.objects.get(kind="contract.renew")
    assert not entry.public
    assert "canari" not in entry.body


def test_the_next_generation_is_prepared_once(ending, at) -> None:
    _renewed(ending, at("metropole"))
    for _again in range(3):
        with pytest.raises(Refused, match="déjà au registre"):
            _renewed(ending, at("communaute"))
    assert Contract.objects.count() == 2


@pytest.mark.parametrize("unknown", ["goals[disparue]", "actions[navettes-2]", "parties[etat]", "n’importe quoi"])
def test_what_the_contract_does_not_hold_is_named_and_nothing_is_made(ending, at, browse, unknown) -> None:
    with pytest.raises(Refused, match="Ce contrat ne contient pas") as refused:
        _renewed(ending, at("metropole"), ["actions[navettes]", unknown])
    assert f"« {unknown} »" in refused.value.decision.because
    page = browse("metropole").post(PAGE, {"title": "La suite", "lessons": "", "garder": [unknown]})
    assert page.status_code == 409
    assert Contract.objects.count() == 1


def test_it_is_too_early_years_before_the_end(contract, at) -> None:
    with pytest.raises(Refused, match="31/12/2029"):
        _renewed(contract, at("metropole"))


@pytest.mark.parametrize("role", [Role.ELECTED, Role.CITIZEN, Role.TECHNICAL_ADMIN, Role.COUNCIL_MEMBER])
def test_others_do_not_prepare_it(ending, at, role) -> None:
    with pytest.raises(Refused):
        _renewed(ending, at("metropole", role))


def test_the_page_from_the_choice_to_the_new_contract(ending, browse) -> None:
    page = browse("metropole").get(PAGE).content.decode()
    assert 'value="actions[navettes]" id="garder-actions[navettes]" checked' in page
    assert 'value="actions[halles]" id="garder-actions[halles]" aria' in page
    given = {"title": "", "lessons": "Mieux dater.", "garder": ["actions[halles]"]}
    again = browse("metropole").post(PAGE, given)
    assert again.status_code == 422
    assert 'id="garder-actions[halles]" checked' in again.content.decode()
    made = browse("metropole").post(PAGE, {**given, "title": "La suite"})
    assert made.headers["Location"] == "/contrats/essai-suivi-g2/"
    assert browse("metropole").post(PAGE, {**given, "title": "La suite"}).status_code == 409
    assert browse("metropole").post(PAGE, {**given, "title": "Une autre", "garder": ["x"]}).status_code == 409
    assert "Mieux dater." in str(browse("etat").get("/contrats/essai-suivi-g2/document.json").content.decode())


def test_chains_that_loop_end(contract, at) -> None:
    Contract.objects.filter(pk=contract.pk).update(predecessor_slug="essai-suivi")
    contract.refresh_from_db()
    assert chain(contract, at("metropole")) == [contract]
