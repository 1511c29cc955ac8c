"""What a scenario may add: other weights of need, smoothing between years, uncertainty, the envelope of a contract."""

import html
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from maillon.documents.contract.loading import loads
from maillon.rules.governance.roles import Role
from maillon.web.contracts.models import Contract
from maillon.web.contracts.services.importing import load
from maillon.web.negotiation.models import Draft
from maillon.web.solidarity.queries.choice import with_weights
from maillon.web.solidarity.queries.simulator_weights import offered, weights_of
from maillon.web.solidarity.services.simulator import adopt_scenario, save_scenario
from maillon.web.solidarity.services.versions import publish_version
from maillon.web.solidarity.services.weightings import close_session, record_weights
from maillon.web.solidarity.views.simulator import read
from web.solidarity.conftest import WEIGHTS

pytestmark = pytest.mark.django_db
HERE = "/observatoire/solidarite/simulateur/"
DOCUMENT = """format: maillon-contract/1
id: essai-options
title: Contrat des options
kind: reciprocity_contract
state: negotiation
illustrative: true
parties:
  - {id: metropole, institution: {name: Métropole simulée, kind: epci}}
  - {id: etat, institution: {name: Préfecture simulée, kind: etat}}
perimeter: {epci: ['243700754', '200073237']}
envelopes:
  - {id: une, label: Première part, amount: 1200000}
  - {id: deux, label: Seconde part, amount: 34567.89}
"""


@pytest.fixture(scope="module")
def imported(kept: None) -> None:
    load([loads(DOCUMENT, name="essai", form="yaml")])


@pytest.fixture
def contract(imported: None, db: None) -> Contract:
    return Contract.objects.get(slug="essai-options")


def _asked(rf: Any, by: Any, query: str = "") -> Any:
    return read(rf.get(f"{HERE}?{query}").GET, by)


def test_a_session_gives_its_weights_once_closed(session: Any, at: Any, holder: Any, visitor: Any, rf: Any) -> None:
    for key, points in WEIGHTS.items():
        record_weights(session.pk, points, by=at(key), reason="")
    token = f"seance-{session.pk}"
    assert (offered(at("rural")), weights_of(token, at("rural"))) == ([], None)
    close_session(session.pk, by=holder)
    assert [one for one, _name in offered(visitor)] == [token]
    weighed = weights_of(token, visitor)
    assert "moyenne des poids de 3 parties" in weighed.source
    usual, agreed = _asked(rf, visitor), _asked(rf, visitor, f"poids={token}")
    assert (usual.weighed.token, agreed.weighed.token) == ("", token)
    assert agreed.scenarios[0].outcome.granted != usual.scenarios[0].outcome.granted
    assert f"poids={token}" in agreed.query


def test_a_published_version_is_named_with_its_day_wherever_figures_go(at: Any, client: Any, rf: Any) -> None:
    choice = with_weights("epci", WEIGHTS["urban"])
    by = at("state")
    made = publish_version(choice, by=by, title="Poids urbains", statement="Essai.", session=None)
    query = f"poids=version-{made.number}"
    assert _asked(rf, by, query).weighed.points == choice.weights
    page = html.unescape(client.get(f"{HERE}?{query}").content.decode())
    said = f"version {made.number}, « Poids urbains » de l’indicateur, publiée par Préfecture d’essai le "
    assert said in page.replace("\u00a0", " ")
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{HERE}scenarios.xlsx?{query}").content))
    cells = [str(cell) for row in book.get_sheet_by_name("Lecture").to_python() for cell in row]
    assert any(said in cell.replace("\u00a0", " ") for cell in cells)


@pytest.mark.parametrize("token", ["version-99", "seance-x", "seance-" + "-" * 36, "x"])
def test_weights_that_are_not_there_are_said_and_the_proposed_ones_hold(token: str, client: Any) -> None:
    answer = client.get(f"{HERE}?poids={token}")
    assert answer.status_code == 200
    asked = answer.context["asked"]
    assert asked.weighed.proposed
    assert asked.wrong
    assert answer.context["opened"]


def test_smoothing_holds_rates_near_those_of_a(rf: Any, visitor: Any, client: Any) -> None:
    query = "n=3&a-taux=30+50+70+80&b-variation=3&c-forme=linear"
    _first, held, free = (one.outcome for one in _asked(rf, visitor, query).scenarios)
    assert held.largest_move == pytest.approx(0.03, abs=1e-6)
    assert free.largest_move > 0.03
    assert sum(held.granted) == sum(free.granted)
    page = html.unescape(client.get(f"{HERE}?{query}").content.decode())
    assert "Retenus par le lissage" in page
    assert "Le lissage retient" in page
    assert "3 points" in page


def test_smoothing_without_last_year_says_what_is_missing(client: Any) -> None:
    page = html.unescape(client.get(f"{HERE}?n=1&a-variation=3").content.decode())
    assert "taux de l’an dernier" in page
    assert "Dire le taux de l’an dernier" in page
    page = html.unescape(client.get(f"{HERE}?n=1&a-variation=20&a-avant=60").content.decode())
    assert "Le scénario A ne donne rien" not in page


def test_who_the_uncertainty_exposes_is_named_and_nothing_else_changes(rf: Any, visitor: Any, client: Any) -> None:
    plain, asked = _asked(rf, visitor, "n=1"), _asked(rf, visitor, "n=1&a-tolerance=1")
    assert asked.scenarios[0].outcome.granted == plain.scenarios[0].outcome.granted
    assert asked.scenarios[0].noise.moved
    page = html.unescape(client.get(f"{HERE}?n=1&a-tolerance=1").content.decode())
    assert "Exposés à l’incertitude de l’indicateur" in page
    assert asked.scenarios[0].outcome.units[asked.scenarios[0].noise.moved[0]].name in page


def test_a_contract_brings_its_territories_and_envelope(contract: Contract, client_for: Callable[..., Any]) -> None:
    client = client_for(Role.AGENT, contract.party_institutions.get(institution__kind="epci").institution)
    link = f"{HERE}?contrat={contract.slug}"
    for where in ("argent", "negociation"):
        assert link in client.get(f"/contrats/{contract.slug}/{where}/").content.decode(), where
    answer = client.get(link)
    outcome = answer.context["asked"].scenarios[0].outcome
    assert (len(outcome.units), outcome.terms.envelope) == (2, 123_456_789)
    assert f"/contrats/{contract.slug}/argent/" in answer.content.decode()


def test_a_ramp_becomes_the_form_of_the_contract(contract: Contract, actor_for: Callable[..., Any], rf: Any) -> None:
    party = contract.party_institutions.get(institution__kind="epci").institution
    by = actor_for(Role.AGENT, party)
    asked = _asked(rf, by, "n=1&a-forme=ramp&a-variation=4&a-avant=60&a-largeur=2")
    saved = save_scenario(
        "Rampe", by=by, query=asked.query, says="…", result={"A": {"243700754": 1}}, contract=contract
    )
    adopt_scenario(saved.pk, "A", asked.scenarios[0].written, by=by, weights=asked.weighed.name)
    clause = Draft.objects.get(contract=contract, path="clauses.cofinancing").value
    assert clause["form"] == "ramp"
    for words in ("poids proposés", "monte sur 4 points", "plus de 4 points", "scénario A"):
        assert words in clause["text"].replace("\u00a0", " "), clause["text"]
    assert asked.scenarios[0].written.delta == Decimal("0.04")
