"""What people come to do, from the first page to the last, on the demonstration as it is served."""

from pathlib import Path

import pytest

from chromium import follow
from maillon.documents.contract.loading import load, loads_bytes

pytestmark = pytest.mark.browser
DEMO = Path(__file__).parents[2] / "src" / "maillon" / "data" / "demo"
SENT = """format: maillon-contract/1
id: essai-d-import
title: Contrat envoyé par un essai
kind: crte
state: signed
illustrative: true
perimeter:
  epci: ['243700754']
parties:
  - id: metropole
    institution: {name: Tours Métropole Val de Loire, kind: epci, siren: '243700754'}
actions:
  - id: action-d-essai
    title: Action envoyée par un essai
"""


def _files(*contents: tuple[str, str]) -> list[dict[str, object]]:
    return [{"name": name, "mimeType": "text/yaml", "buffer": text.encode()} for name, text in contents]


def test_a_newcomer_goes_from_the_name_of_a_town_to_a_document_that_reads_again(visit) -> None:
    page = visit("/")
    page.get_by_role("searchbox").first.fill("tours")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/**")
    page.get_by_role("main").get_by_role("link", name="Tours", exact=True).first.click()
    page.wait_for_url("**/territoires/37261/")
    assert "Tours" in page.locator("h1").inner_text()
    page.get_by_role("main").get_by_role("link", name="Gâtine-Racan").first.click()
    page.wait_for_url("**/contrats/touraine-gatine-racan/")
    page.get_by_role("link", name="Les 25 propositions").first.click()
    page.wait_for_url("**/propositions/")
    said = page.locator("main").text_content()
    assert all(f"P{rank:02d}" in said for rank in range(1, 26))
    follow(page.get_by_role("link", name="Documents et sources").first)
    with page.expect_download() as taken:
        page.get_by_role("main").get_by_role("link", name="YAML").click()
    read = load(taken.value.path().rename(taken.value.path().with_suffix(".yaml")))
    assert read.document.id == "touraine-gatine-racan"
    assert read.document == load(DEMO / "touraine" / "gatine-racan.yaml").document


def test_by_keyboard_alone_from_the_skip_link_to_a_file(visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    assert _focused(page) == "Aller au contenu"
    page.keyboard.press("Tab")
    assert _focused(page) == "Aller au menu"
    page.keyboard.press("Enter")
    _tab_to(page, "Contrats")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contrats/")
    _tab_to(page, "Mots", most=40)
    page.keyboard.type("déchets")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=d*")
    _tab_to(page, "Accord collectif", most=60)
    page.keyboard.press("Enter")
    page.wait_for_url("**/contrats/touraine-accord-collectif/")
    _tab_to(page, "Actions", most=60)
    page.keyboard.press("Enter")
    page.wait_for_url("**/actions/")
    _tab_to(page, "Accès mutualisé aux déchetteries", most=60)
    page.keyboard.press("Enter")
    page.wait_for_url("**/acces-dechetteries/")
    _tab_to(page, "Documents et sources", most=60)
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/")
    _tab_to(page, "Le contrat entier, à lire et imprimer", most=60)
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.path().read_bytes().startswith(b"%PDF")


def _focused(page) -> str:
    """What the focused element is called, after checking that its focus can be seen."""
    name, visible = page.evaluate(
        """() => {
          const it = document.activeElement, style = getComputedStyle(it);
          const label = it.labels?.[0]?.innerText ?? it.getAttribute("aria-label") ?? it.innerText;
          const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
          return [(label ?? "").trim(), ring || style.boxShadow !== "none"];
        }"""
    )
    assert visible, f"no visible focus on « {name} »"
    return str(name)


def _tab_to(page, name: str, most: int = 20) -> None:
    """Press Tab until the element whose name begins with `name` has the focus."""
    seen = []
    for _press in range(most):
        page.keyboard.press("Tab")
        seen.append(_focused(page))
        if seen[-1].startswith(name):
            return
    raise AssertionError(f"« {name} » is not reached: {seen}")


def test_reading_needs_no_script(visit) -> None:
    page = visit("/", javascript=False)
    follow(page.get_by_role("navigation").get_by_role("link", name="Contrats", exact=True))
    page.fill("#contenu input[name=q]", "mobilité")
    follow(page.get_by_role("button", name="Filtrer"))
    assert "q=mobilit" in page.url
    follow(page.get_by_role("main").get_by_role("link", name="Accord collectif").first)
    follow(page.get_by_role("link", name="Actions").first)
    follow(page.get_by_role("link", name="Six corridors d’accès à la Métropole").first)
    assert page.locator("h1").inner_text().startswith("Six corridors")
    page.goto("/territoires/37/")
    assert page.get_by_role("main").get_by_role("link", name="Accord collectif").count()
    page.goto("/engagement/")
    assert page.locator("main table, main svg").count()


def test_the_secretariat_sends_a_document_reads_what_would_happen_and_confirms(visit_own, axe) -> None:
    page = visit_own("/importer/", who="secretariat")
    page.set_input_files("#files", _files(("essai.yaml", SENT)))
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.wait_for_url("**/importer/*-*/")
    assert "Contrat envoyé par un essai" in page.locator("main").inner_text()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    visitor = visit_own()
    assert visitor.goto("/contrats/essai-d-import/").status == 404  # nothing is written yet
    page.get_by_role("button", name="Importer").click()
    page.wait_for_url("**/contrats/essai-d-import/")
    assert "1 contrat créé" in page.locator("main").inner_text()
    assert visitor.goto("/contrats/essai-d-import/actions/action-d-essai/").status == 200
    answer = page.request.get("/contrats/essai-d-import/document.yaml")
    assert loads_bytes(answer.body(), suffix=".yaml").document.id == "essai-d-import"


def test_a_faulty_file_is_refused_with_its_line_and_nothing_is_written(visit_own, axe) -> None:
    page = visit_own("/importer/", who="secretariat")
    page.set_input_files("#files", _files(("faux.yaml", SENT.replace("kind: crte", "kind: crte\nterritoir: x"))))
    follow(page.get_by_role("button", name="Voir l’aperçu"))
    said = page.locator("main").inner_text()
    assert "territoir" in said
    assert "ligne 5" in said
    axe(page)
    assert visit_own().goto("/contrats/essai-d-import/").status == 404


def test_who_has_no_right_is_told_why_and_who_has_it(visit) -> None:
    page = visit("/importer/", who="elu")
    said = page.locator("main").inner_text()
    assert page.locator("input[type=file]").count() == 0
    assert "secrétariat" in said.lower()
    page = visit("/importer/")
    assert page.get_by_role("link", name="Se connecter").count()


def test_a_contract_in_preparation_is_absent_for_all_but_its_parties(visit) -> None:
    path = "/contrats/illustration-transition-energetique/"
    assert visit().goto(path).status == 404
    assert visit(who="secretariat").goto(path).status == 200
    assert visit(who="technique").goto(path).status == 404


def test_the_site_speaks_english_and_stays_on_the_page(visit) -> None:
    page = visit("/contrats/touraine-gatine-racan/")
    follow(page.get_by_role("link", name="English"))
    assert page.url.endswith("/contrats/touraine-gatine-racan/")
    assert page.locator("html").get_attribute("lang") == "en"
    follow(page.get_by_role("link", name="Français"))
    assert page.locator("html").get_attribute("lang") == "fr"


@pytest.mark.parametrize(
    "path", ["/", "/contrats/touraine-accord-collectif/", "/contrats/touraine-accord-collectif/propositions/"]
)
def test_a_page_prints_what_it_says_and_not_its_controls(path, visit, tmp_path) -> None:
    from pypdf import PdfReader

    page = visit(path)
    title = page.locator("h1").inner_text()
    page.emulate_media(media="print")
    for control in (".doors", ".site-search", ".skip-links", ".site-tools"):
        assert not page.locator(control).first.is_visible(), control
    assert page.locator("main").is_visible()
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    text = " ".join("".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "page.pdf").pages).split())
    assert title.split()[0] in text


def test_the_search_is_one_key_away(visit) -> None:
    page = visit("/contrats/")
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "site-search"


def test_filtering_changes_the_list_the_address_and_tells_how_many(visit) -> None:
    page = visit("/contrats/")
    before = page.locator("#results-title").inner_text()
    page.fill("#contenu input[name=q]", "hydrogène")
    page.press("#contenu input[name=q]", "Tab")
    page.wait_for_function("before => document.querySelector('#results-title').innerText !== before", arg=before)
    assert "q=hydrog" in page.url
    page.reload()
    assert page.locator("#contenu input[name=q]").input_value() == "hydrogène"
    page.go_back()


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_is_shown_leaves_as_a_file(form, visit) -> None:
    page = visit("/contrats/?q=hydrogene")
    with page.expect_download() as taken:
        page.get_by_role("main").get_by_role("link", name=form.upper()).first.click()
    assert taken.value.path().stat().st_size > 100


def test_a_proposal_goes_round_the_table_and_enters_the_working_text(visit_own, axe) -> None:
    here = "/contrats/illustration-transition-energetique/negociation/"
    page = visit_own("/contrats/illustration-transition-energetique/", who="secretariat")
    follow(page.get_by_role("link", name="Négocier"))
    follow(page.get_by_role("link", name="Ajouter un article"))
    page.get_by_label("Titre").fill("Rénovation des écoles")
    page.get_by_label("Texte", exact=True).fill("Les parties rénovent vingt écoles avant 2029.")
    follow(page.get_by_role("button", name="Garder le brouillon"))
    assert "vingt écoles" in page.locator("main").inner_text()
    other = visit_own(here, who="prefecture")
    assert "vingt écoles" not in other.locator("main").inner_text()
    page.get_by_label("toutes les parties").check()
    page.get_by_role("button", name="Partager la proposition").click()
    page.wait_for_url(f"**{here}1/")
    axe(page)
    other.goto("/")
    follow(other.get_by_role("link", name="1 proposition à répondre"))
    follow(other.get_by_role("link", name="Rénovation des écoles"))
    axe(other)
    other.get_by_label("Refuser").check()
    follow(other.get_by_role("button", name="Répondre"))
    assert "se motive" in other.locator("main").inner_text()
    other.get_by_label("Accepter").check()
    follow(other.get_by_role("button", name="Répondre"))
    assert "on attend" in other.locator(".messages, main").first.inner_text().lower()
