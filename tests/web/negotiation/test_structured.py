"""Structured forms: an action with its financing lines, a clause within its range, territories, an order."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from maillon.documents.contract.actions import PaymentKind
from maillon.rules.contracts.negotiation import Audience
from maillon.web.negotiation.forms.lines import PaymentField
from maillon.web.negotiation.models import Draft
from maillon.web.negotiation.services.table import save_draft, share

pytestmark = pytest.mark.django_db
TABLE = "/contrats/essai-negociation/negociation/"
WRITE = f"{TABLE}ecrire/"
ACTION = {
    "liste": "actions",
    "title": "Navettes du soir",
    "owner": "metropole",
    "pilots": ["metropole", "communaute"],
    "location": "Tours\nAmboise",
    "calendar.start": "2027-03-01",
    "calendar.end": "2029-12-31",
    "participation": "consultation",
    "cost.excluding_tax": "100 000,50",
    "milestones": ["n0"],
    "milestones-n0-label": "Marché signé",
    "milestones-n0-due": "2027-06-30",
    "indicators": ["n0"],
    "indicators-n0-label": "Voyages par an",
    "indicators-n0-target.value": "12000,5",
    "indicators-n0-target.on": "2029-12-31",
    "financing": ["n0", "n1"],
    "financing-n0-funder": "etat",
    "financing-n0-scheme": "DSIL",
    "financing-n0-year": "2027",
    "financing-n0-base": "100 000",
    "financing-n0-rate": "30",
    "financing-n0-planned": "30 000",
    "financing-n1-funder": "metropole",
    "financing-n1-year": "2028",
    "financing-n1-planned": "70 000,50",
    "financing-n1-own_contribution": "oui",
    "financing-n1-payments": "acompte 12 000,50 15/03/2028\nsolde 58 000",
    "indicators-n0-measures": "31/12/2027 9000,5",
    "cost_sharing.key": "agreed",
    "cost_sharing.shares": "Métropole d’essai : 62,5 %\ncommunaute : 37,5",
    "brings": ["n0"],
    "brings-n0-party": "metropole",
    "brings-n0-what": "Un dépôt",
    "brings-n0-amount": "5 000",
}
WRITTEN = {
    "id": "navettes-du-soir",
    "title": "Navettes du soir",
    "owner": "metropole",
    "pilots": ["metropole", "communaute"],
    "location": {"communes": ["37261", "37003"]},
    "calendar": {"start": "2027-03-01", "end": "2029-12-31"},
    "participation": "consultation",
    "cost": {"excluding_tax": "100000.50"},
    "milestones": [{"label": "Marché signé", "due": "2027-06-30"}],
    "indicators": [
        {
            "id": "voyages-par-an",
            "label": "Voyages par an",
            "target": {"on": "2029-12-31", "value": "12000.5"},
            "measures": [{"on": "2027-12-31", "value": "9000.5"}],
        }
    ],
    "financing": [
        {
            "funder": "etat",
            "scheme": "DSIL",
            "base": 100000,
            "rate": "0.3",
            "planned": 30000,
            "year": 2027,
        },
        {
            "funder": "metropole",
            "planned": "70000.50",
            "year": 2028,
            "own_contribution": True,
            "payments": [
                {"kind": "instalment", "amount": "12000.50", "on": "2028-03-15"},
                {"kind": "balance", "amount": 58000},
            ],
        },
    ],
    "cost_sharing": {"key": "agreed", "shares": {"metropole": "0.625", "communaute": "0.375"}},
    "brings": [{"party": "metropole", "what": "Un dépôt", "amount": 5000}],
}


def _post(browser, **given):
    return browser.post(WRITE, given)


def _keep(browser, **given):
    return _post(browser, **given, faire="garder")


def test_an_action_typed_in_the_form_is_what_the_document_holds(browse, contract) -> None:
    page = _keep(browse("metropole"), **ACTION)
    assert page.status_code == 302
    assert Draft.objects.get().value == WRITTEN
    page = browse("metropole").get(page.url).content.decode()
    assert "reste à trouver 0" in page.replace("\u202f", "").replace("\xa0", " ")
    assert "Financeur\u00a0: Préfecture d’essai" in page


def test_an_action_read_back_and_kept_again_is_the_same(browse, at, contract) -> None:
    save_draft(contract.pk, "actions[navettes-du-soir]", WRITTEN, by=at("metropole"))
    page = browse("metropole").get(f"{WRITE}?partie=actions[navettes-du-soir]")
    form = page.context["form"]
    typed = {"partie": "actions[navettes-du-soir]", "lu": page.context["seen"]}
    typed |= {bound.html_name: bound.value() for bound in form.head if bound.value()}
    for shown in form.sections:
        for row in shown.rows:
            typed.setdefault(shown.section.rows, []).append(row.key)
            typed |= {bound.html_name: bound.value() for bound in row.form if bound.value()}
    assert typed["cost.excluding_tax"] == "100000,50"
    assert typed["financing-0-rate"] == "30"
    assert _keep(browse("metropole"), **typed).status_code == 302
    assert Draft.objects.get().value == WRITTEN


def test_every_fault_stands_beside_its_field_and_nothing_typed_is_lost(browse, contract) -> None:
    faulty = ACTION | {
        "title": "",
        "cost.excluding_tax": "cent euros",
        "location": "Saint-Denis",
        "financing-n0-rate": "130",
        "financing-n1-funder": "",
        "financing-n1-base": "10",
        "financing-n1-granted": "20",
    }
    page = _keep(browse("metropole"), **faulty)
    assert page.status_code == 422
    form = page.context["form"]
    assert set(form.head.errors) == {"title", "cost.excluding_tax", "location"}
    assert "93066" in str(form.head.errors["location"])
    rows = next(one for one in form.sections if one.section.rows == "financing").rows
    assert set(rows[0].form.errors) == {"rate"}
    assert "funder" in rows[1].form.errors
    text = page.content.decode()
    for typed in ("cent euros", "Saint-Denis", "130", "Marché signé", "DSIL"):
        assert typed in text
    assert not Draft.objects.exists()


def test_a_grant_beyond_its_base_is_said_on_its_line(browse, contract) -> None:
    page = _keep(browse("metropole"), **ACTION | {"financing-n1-base": "10", "financing-n1-granted": "20"})
    assert page.status_code == 422
    rows = next(one for one in page.context["form"].sections if one.section.rows == "financing").rows
    assert "dépasse l’assiette retenue" in str(rows[1].form.errors)


def test_rows_come_and_go_without_javascript_and_nothing_is_kept_or_judged(browse, contract) -> None:
    page = _post(browse("metropole"), **ACTION | {"title": "", "faire": "ajouter:financing"})
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="financing" value="n2"' in text
    assert "field--wrong" not in text
    page = _post(browse("metropole"), **ACTION | {"faire": "oter:financing:n0"})
    text = page.content.decode()
    assert 'value="n0"' not in re.findall(r'name="financing" [^>]*', text)
    assert 'name="financing" value="n1"' in text
    assert 'value="70 000,50"' in text
    assert not Draft.objects.exists()


def test_a_row_left_blank_is_no_row(browse, contract) -> None:
    _keep(browse("metropole"), **ACTION | {"financing": ["n0", "n1", "n2"], "financing-n2-scheme": " "})
    assert len(Draft.objects.get().value["financing"]) == 2


def test_what_the_form_does_not_show_is_kept(browse, at, contract) -> None:
    line = {
        "funder": "etat",
        "planned": 10,
        "extra": {"guichet": {"label": "Guichet", "text": "unique"}},
    }
    held = {"id": "eau", "title": "Eau", "financing": [line], "extra": {"note": {"label": "Note", "text": "à part"}}}
    save_draft(contract.pk, "actions[eau]", held, by=at("metropole"))
    typed = {"financing": "0", "financing-0-funder": "etat", "financing-0-planned": "12"}
    _keep(browse("metropole"), partie="actions[eau]", title="Eau", **typed)
    assert Draft.objects.get().value == held | {"financing": [line | {"planned": 12}]}


def test_two_colleagues_do_not_overwrite_each_other_unknowingly(browse, at, contract) -> None:
    opened = browse("metropole").get(f"{WRITE}?partie=articles[objet]").context["seen"]
    save_draft(contract.pk, "articles[objet]", {"id": "objet", "title": "D’un autre"}, by=at("metropole"))
    page = _keep(browse("metropole"), partie="articles[objet]", title="Le mien", lu=opened)
    assert page.status_code == 422
    assert "a changé depuis" in page.content.decode()
    assert "Le mien" in page.content.decode()
    assert Draft.objects.get().value["title"] == "D’un autre"
    again = _keep(browse("metropole"), partie="articles[objet]", title="Le mien", lu=page.context["seen"])
    assert again.status_code == 302


def test_an_action_goes_from_the_form_to_the_text_of_all(browse, contract) -> None:
    _keep(browse("metropole"), **ACTION)
    path = "actions[navettes-du-soir]"
    _post(browse("metropole"), partie=path, audience="table", faire="partager")
    for key in ("communaute", "etat"):
        page = browse(key).get(f"{TABLE}1/").content.decode()
        assert "DSIL" in page
        browse(key).post(f"{TABLE}1/", {"faire": "repondre", "verdict": "accept"})
    document = browse("etat").get("/contrats/essai-negociation/document.json").json()
    assert document["actions"] == [WRITTEN]


def test_an_envelope_has_its_form(browse, contract) -> None:
    typed = {"label": "Enveloppe 2027", "amount": "1 250 000,25", "year": "2027", "funder": "etat"}
    _keep(browse("etat"), liste="envelopes", **typed, purpose="projects", perimeter="DEP-37")
    assert Draft.objects.get().value == {
        "id": "enveloppe-2027",
        "label": "Enveloppe 2027",
        "amount": "1250000.25",
        "year": 2027,
        "funder": "etat",
        "purpose": "projects",
        "perimeter": {"departements": ["37"]},
    }


def test_a_ceiling_out_of_its_range_is_refused_with_its_source(browse, contract) -> None:
    browser = browse("metropole")
    shown = browser.get(f"{WRITE}?partie=clauses.fungibility").content.decode()
    assert "fiche action 15" in shown
    page = _keep(browser, partie="clauses.fungibility", mode="ceiling", ceiling="60", text="Les crédits passent.")
    assert page.status_code == 422
    said = str(page.context["form"].head.errors["ceiling"]).replace("\xa0", " ")
    assert "50 % au plus" in said
    assert "fiche action 15" in said
    assert "Les crédits passent." in page.content.decode()
    assert _keep(browser, partie="clauses.fungibility", mode="ceiling", ceiling="30").status_code == 302
    assert Draft.objects.get().value == {"mode": "ceiling", "ceiling": "0.3"}
    page = browser.get(f"{WRITE}?partie=clauses.fungibility").content.decode()
    assert "ne sera pas respectée" in page


def test_the_method_agreement_sets_values_within_their_ranges(browse, contract) -> None:
    browser, at_place = browse("metropole"), {"partie": "clauses.method_agreement", "meetings_per_year": "2"}
    wrong = {"terms-value-fungibility_ceiling_max": "90", "terms-value-goal_count_max": "40"}
    page = _keep(browser, **at_place, **wrong)
    assert set(page.context["form"].terms.errors) == {"value-fungibility_ceiling_max", "value-goal_count_max"}
    right = {"terms-value-fungibility_ceiling_max": "40", "terms-why-fungibility_ceiling_max": "Un seul thème."}
    _keep(browser, **at_place, **right)
    held = {"fungibility_ceiling_max": {"value": "0.4", "why": "Un seul thème."}}
    assert Draft.objects.get().value == {"parameters": held, "meetings_per_year": 2}


def test_a_program_cannot_pass_beside_the_range(at, contract) -> None:
    from maillon.web.common.refusal import Refused

    for path, value in (
        ("clauses.fungibility", {"ceiling": "0.9"}),
        ("clauses.method_agreement", {"parameters": {"goal_count_max": {"value": 40}}}),
        ("clauses.method_agreement", {"parameters": {"unknown": {"value": 40}}}),
    ):
        with pytest.raises(Refused) as refused:
            save_draft(contract.pk, path, value, by=at("metropole"))
        assert refused.value.decision.citations


def test_the_perimeter_and_the_dates_have_their_forms(browse, contract) -> None:
    _keep(
        browse("metropole"), partie="perimeter", label="Deux rives", places="37261\nREG-24", excluded_communes="Amboise"
    )
    assert Draft.objects.get().value == {
        "label": "Deux rives",
        "communes": ["37261"],
        "regions": ["24"],
        "excluded_communes": ["37003"],
    }
    page = _keep(browse("metropole"), partie="period", start="2027-01-01", end="2026-01-01")
    assert page.status_code == 422
    assert "inversées" in page.content.decode()


def test_the_order_of_articles_is_negotiated(browse, at, contract) -> None:
    for name in ("moyens", "suivi"):
        path = f"articles[{name}]"
        save_draft(contract.pk, path, {"id": name, "title": name.capitalize()}, by=at("metropole"))
        number = share(contract.pk, path, by=at("metropole"), audience=Audience.TABLE).number
        for key in ("communaute", "etat"):
            browse(key).post(f"{TABLE}{number}/", {"faire": "repondre", "verdict": "accept"})
    typed = {"partie": "order.articles", "rang": ["objet", "moyens", "suivi"]}
    page = _post(browse("metropole"), **typed, faire="monter:suivi")
    assert page.context["order"].order == ["objet", "suivi", "moyens"]
    _keep(browse("metropole"), **typed | {"rang": ["objet", "suivi", "moyens"]})
    assert Draft.objects.get().value == ["objet", "suivi", "moyens"]
    page = _post(browse("metropole"), partie="order.articles", audience="table", faire="partager")
    for key in ("communaute", "etat"):
        shown = browse(key).get(page.url).content.decode()
        assert "du rang" in shown
        browse(key).post(page.url, {"faire": "repondre", "verdict": "accept"})
    document = browse("etat").get("/contrats/essai-negociation/document.json").json()
    assert [one["id"] for one in document["articles"]] == ["objet", "suivi", "moyens"]


def test_every_clause_and_every_list_has_a_page(browse, contract) -> None:
    page = browse("metropole").get(TABLE)
    parts = [path for path, _title in (*page.context["clauses"], *page.context["parts"])]
    for path in parts:
        assert browse("metropole").get(WRITE, {"partie": path}).status_code == 200, path
    for name, _title in page.context["lists"]:
        assert browse("metropole").get(WRITE, {"liste": name}).status_code == 200, name


def test_what_a_line_cannot_say_is_refused_with_the_line(browse, contract) -> None:
    faulty = ACTION | {"financing-n1-payments": "virement 10", "cost_sharing.shares": "Inconnue : 40"}
    page = _keep(browse("metropole"), **faulty)
    assert page.status_code == 422
    said = page.content.decode()
    assert "virement 10\u00a0: commencer par l’un de ces mots\u00a0: avance, acompte, solde" in said
    assert "Inconnue : 40\u00a0: une partie du contrat" in said


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", PaymentKind)
def test_a_payment_is_read_as_it_is_written(kind, language) -> None:
    with override(language):
        field, stored = PaymentField(), {"kind": kind.value, "amount": "500.00"}
        assert field.clean(field.prepare_value(stored))["kind"] == kind.value
        with pytest.raises(ValidationError):
            field.clean(kind.value)


def test_the_answers_of_the_two_questionnaires_have_their_form(browse, contract) -> None:
    assert "partie=positioning" in browse("metropole").get(TABLE).content.decode()
    given = {"partie": "positioning", "engagement.money": "75", "transversality.scope": "0", "note": "Lu ensemble."}
    assert _keep(browse("metropole"), **given).status_code == 302
    held = {"engagement": {"money": "0.75"}, "transversality": {"scope": 0}, "note": "Lu ensemble."}
    assert Draft.objects.get().value == held
    page = browse("metropole").get(f"{WRITE}?partie=positioning").content.decode()
    assert "Les parties engagent-elles des crédits" in page
    assert 'value="75"' in page
