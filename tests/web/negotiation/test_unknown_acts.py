"""An act that no button of a page sends is refused in words, does nothing, and leaves what was typed on the page."""

import pytest

from maillon.web.journal.models import Entry
from maillon.web.negotiation.models import Draft, Mandate, ThemeChoice, WordReturn

pytestmark = pytest.mark.django_db
BASE = "/contrats/essai-negociation/"
TABLE = f"{BASE}negociation/"
REFUSED = "La page ne connaît pas l’acte demandé"


@pytest.mark.parametrize("act", [{}, {"faire": ""}, {"faire": "inconnu"}, {"faire": "ouvrir "}])
@pytest.mark.parametrize("page", [f"{TABLE}themes/", f"{TABLE}mandat/", f"{TABLE}word/", f"{BASE}vie/"])
def test_the_page_says_that_nothing_was_done(contract, browse, page, act) -> None:
    answer = browse("etat").post(page, act)
    assert answer.status_code == 409
    assert REFUSED in answer.content.decode()
    assert not Entry.objects.exists()
    assert not any(kept.objects.exists() for kept in (Mandate, ThemeChoice, WordReturn, Draft))


def test_what_was_typed_stays(contract, browse) -> None:
    typed = {"faire": "inconnu", "act": "Lettre de mission canari", "ministries": "Transports"}
    mandate = browse("etat").post(f"{TABLE}mandat/", typed).content.decode()
    assert "Lettre de mission canari" in mandate
    written = {"faire": "inconnu", "lu": "x", "partie": "title", "title": "Titre canari"}
    page = browse("etat").post(f"{TABLE}ecrire/", written)
    assert page.status_code == 409
    assert REFUSED in page.content.decode()
    assert "Titre canari" in page.content.decode()
