"""The life of a bilateral contract of Touraine, on its pages, by its parties and the State, to a file that proves it.

The contract is an illustration that continues the contract of Gâtine-Racan; its trunk is amended on the way.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chromium import follow
from maillon.documents.signature.sealing import demonstration_signer, sign

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
TRUNK, BILATERAL = "essai-accord-collectif", "essai-gatine-racan-2"
WHO = {"secretariat": "Tours Métropole Val de Loire", "elu": "Gâtine-Racan", "prefecture": "Préfecture"}
PARTIES = """parties:
  - id: metropole
    institution: {name: Tours Métropole Val de Loire, kind: epci, siren: '243700754'}
  - id: gatine-racan
    institution: {name: Communauté de communes de Gâtine-Racan, kind: epci, siren: '200073237'}
  - id: prefecture
    institution: {name: Préfecture d’Indre-et-Loire, kind: etat}
bodies:
  - {id: secretariat, name: Secrétariat, kind: secretariat, run_by: metropole}
"""
COLLECTIVE = f"""format: maillon-contract/1
id: {TRUNK}
title: Accord collectif d’essai
kind: reciprocity_contract
state: in_force
illustrative: true
period: {{start: 2022-01-01, end: 2030-12-31}}
{PARTIES}articles:
  - {{id: partage, number: '1', title: Partage, text: Les parties partagent leurs données sur les mobilités.}}
"""
CONTRACT = f"""format: maillon-contract/1
id: {BILATERAL}
title: Contrat de réciprocité d’essai, Gâtine-Racan
kind: reciprocity_contract
state: protocol
illustrative: true
generation: 2
predecessor: touraine-gatine-racan
extends: {{contract: {TRUNK}}}
period: {{start: 2022-01-01, end: 2030-12-31}}
themes:
  - {{id: mobilites, title: Mobilités}}
articles:
  - {{id: objet, number: '2', title: Objet, text: Les deux territoires agissent ensemble.}}
clauses:
  method_agreement: {{text: Les parties se réunissent deux fois par an.}}
  review: {{text: Les parties se revoient à mi-parcours., midterm: true}}
"""


class Journey:
    """Three people at their own browser, one for each party."""

    def __init__(self, visit: Callable[..., "Page"]) -> None:
        self.pages = {who: visit("/", who=who) for who in WHO}

    def go(self, who: str, path: str) -> "Page":
        """Open a page."""
        answer = self.pages[who].goto(path)
        assert answer is not None
        assert answer.ok, f"{who} {path} {answer.status}"
        return self.pages[who]

    def press(self, who: str, button: str, path: str = "", *, choose: str = "", **fields: Any) -> "Page":
        """Open a page, fill its fields by name, choose, press a button; nothing may be refused."""
        page = self.go(who, path) if path else self.pages[who]
        for name, value in fields.items():
            page.locator(f"main [name={name}]").first.fill(str(value))
        if choose:
            page.get_by_label(choose).first.check()
        follow(page.get_by_role("main").get_by_role("button", name=button).first)
        assert page.locator("main .decision.notice--warning").count() == 0, page.locator("main").inner_text()
        return page

    def all_accept_and_sign(self, life: str, number: str) -> None:
        """Accept the whole text, submit it, resolve, sign, conclude."""
        for who in WHO:
            self.press(who, "Accepter le texte entier", life)
        self.press("secretariat", "Soumettre aux assemblées", life)
        for who in ("secretariat", "elu"):
            self.go(who, life).get_by_role("link", name="Inscrire la délibération").click()
            self.pages[who].wait_for_url("**/deliberation/")
            today = date.today().isoformat()  # noqa: DTZ011 - the day of this machine, as the site's
            votes = {"in_favour": 40, "against": 2, "abstentions": 1}
            told = {"assembly": "Conseil", "number": number, "session_on": today, "received_on": today}
            self.press(who, "Inscrire la délibération", **told, **votes)
        for who in WHO:
            self.sign(who, life)
        self.press("secretariat", "Constater la signature", life)

    def sign(self, who: str, life: str) -> None:
        """Take the sealed PDF, sign it elsewhere, send it back."""
        page = self.go(who, life)
        page.get_by_role("link", name="Signer la version arrêtée").click()
        page.wait_for_url("**/signer/")
        with page.expect_download() as taken:
            page.get_by_role("link", name="Télécharger le PDF scellé").click()
        signed = _elsewhere(taken.value.path().read_bytes(), who)
        file = {"name": "signe.pdf", "mimeType": "application/pdf", "buffer": signed}
        page.locator("input[name=file]").set_input_files(file)
        self.press(who, "Envoyer le PDF signé", function="Présidence")
        page.wait_for_url("**/versions/*/")
        assert "sans valeur juridique" in page.locator("main").inner_text()


def _elsewhere(pdf: bytes, who: str) -> bytes:
    """Sign as another program would: in a thread of its own, since the browser's is taken."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(sign, pdf, demonstration_signer(WHO[who]), field=f"Partie-{who}").result()


def _import(journey: Journey) -> None:
    files = [("tronc.yaml", COLLECTIVE), ("contrat.yaml", CONTRACT)]
    page = journey.go("secretariat", "/importer/")
    sent = [{"name": name, "mimeType": "text/yaml", "buffer": text.encode()} for name, text in files]
    page.set_input_files("#files", sent)
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.wait_for_url("**/importer/*-*/")
    follow(page.get_by_role("button", name="Importer"))
    assert "2 contrats créés" in page.locator("main").inner_text()


def _negotiate(journey: Journey) -> None:
    """A proposal among authorities, a counter-proposal, a common position, and the State's accord."""
    life, desk = f"/contrats/{BILATERAL}/vie/", f"/contrats/{BILATERAL}/negociation/"
    journey.press("secretariat", "Ouvrir la négociation", life)
    words = {"title": "Navettes", "text": "La métropole ouvre ses navettes en semaine."}
    journey.press("secretariat", "Garder le brouillon", f"{desk}ecrire/?liste=articles", **words)
    journey.press("secretariat", "Partager la proposition", choose="les collectivités seulement")
    journey.go("elu", f"{desk}1/").get_by_role("link", name="Contre-proposer").click()
    journey.pages["elu"].wait_for_url("**contre=1*")
    text = "La métropole ouvre ses navettes tous les jours."
    journey.press("elu", "Garder le brouillon", text=text)
    journey.press("elu", "Partager la proposition", choose="les collectivités seulement", reason="Le dimanche aussi.")
    assert journey.pages["prefecture"].goto(f"{desk}2/").status == 404
    journey.press("secretariat", "Répondre", f"{desk}2/", choose="Accepter")
    journey.press("elu", "Porter cette position", f"{desk}2/")
    journey.press("prefecture", "Répondre", f"{desk}3/", choose="Accepter")
    page = journey.go("prefecture", f"{desk}ecrire/?partie=articles[navettes]")
    assert page.locator("#id_text").input_value() == text


def _amend_the_trunk(journey: Journey) -> None:
    life = f"/contrats/{TRUNK}/avenants/1/"
    title = {"title": "Partager aussi l’ingénierie"}
    journey.press("secretariat", "Ouvrir l’avenant", f"/contrats/{TRUNK}/avenants/ouvrir/", **title)
    text = "Les parties partagent leurs données et leur ingénierie."
    journey.press(
        "secretariat", "Garder le brouillon", f"{life}negociation/ecrire/?partie=articles[partage]", text=text
    )
    journey.press("secretariat", "Partager la proposition", choose="toutes les parties")
    for who in ("elu", "prefecture"):
        journey.press(who, "Répondre", f"/contrats/{TRUNK}/negociation/1/", choose="Accepter")
    journey.all_accept_and_sign(life, "2026-51")
    page = journey.go("elu", f"/contrats/{BILATERAL}/texte/")
    assert "ingénierie" not in page.locator("main").inner_text()
    for who in WHO:
        journey.press(who, "Répondre pour ce contrat", f"/contrats/{BILATERAL}/tronc/1/", choose="Accepter pour")
    page = journey.go("elu", f"/contrats/{BILATERAL}/texte/")
    assert "ingénierie" in page.locator("main").inner_text()


def _review_and_renew(journey: Journey) -> None:
    reviews = f"/contrats/{BILATERAL}/suivi/revoyures/"
    page = journey.go("secretariat", reviews)
    page.locator("main input[name=ground]").last.check()
    for box in page.locator("main textarea").all():
        box.fill("Faire le point à mi-parcours.")
    page.get_by_role("button", name="Ouvrir la revoyure").click()
    page.wait_for_url("**/revoyures/1/")
    page.locator("main input[name=conclusion][value=maintain]").check()
    for box in page.locator("main textarea").all():
        box.fill("Le contrat est tenu.")
    follow(page.get_by_role("button", name="Proposer aux autres signataires"))
    for who in ("elu", "prefecture"):
        page = journey.go(who, f"{reviews}1/")
        page.locator("main input[name=accepts]").first.check()
        follow(page.get_by_role("button", name="Répondre").first)
    journey.press("secretariat", "Ouvrir l’évaluation finale", f"/contrats/{BILATERAL}/vie/")
    title = {"title": "Contrat de réciprocité d’essai, troisième génération"}
    page = journey.press(
        "secretariat", "Créer le nouveau contrat", f"/contrats/{BILATERAL}/suivi/generations/", **title
    )
    assert "troisième génération" in page.locator("main").inner_text()


def _verified(page: "Page", tmp_path: Path, head: tuple[str, str]) -> None:
    """Take away the evidence file, and verify it as a stranger would: by the command, with the published head."""
    page.goto(f"/contrats/{BILATERAL}/vie/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Emporter le dossier de preuve").click()
    kept = tmp_path / "preuve.zip"
    taken.value.save_as(kept)
    command = [sys.executable, "-m", "maillon.cli.main", "evidence", "verify", str(kept), "--format", "json"]
    done = subprocess.run(
        [*command, "--head", head[0], "--count", head[1]], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["verified"]
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(bytes(data))
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def _looked_at(page: "Page", axe: Callable[..., None]) -> None:
    """Accessible, and whole, on a phone and on a desk."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_a_contract_lives_from_its_first_draft_to_the_next_generation(visit_own, axe, tmp_path) -> None:
    journey = Journey(visit_own)
    life = f"/contrats/{BILATERAL}/vie/"
    _import(journey)
    _negotiate(journey)
    journey.all_accept_and_sign(life, "2026-41")
    _looked_at(journey.go("prefecture", f"/contrats/{BILATERAL}/versions/1/"), axe)
    journey.press("secretariat", "Constater l’entrée en vigueur", life)
    _amend_the_trunk(journey)
    for path in (f"{TRUNK}/avenants/1/", f"{BILATERAL}/texte/", f"{BILATERAL}/tronc/1/", f"{BILATERAL}/vie/"):
        _looked_at(journey.go("elu", f"/contrats/{path}"), axe)
    _review_and_renew(journey)
    facts = journey.go("elu", "/journal/").locator("main dl.facts dd")
    count = "".join(sign for sign in facts.nth(0).inner_text() if sign.isdigit())
    _verified(journey.pages["elu"], tmp_path, (facts.nth(1).inner_text().strip(), count))
