"""What every answer of the site carries, and what none may: headers, languages, errors, foreign addresses."""

import re

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import get_resolver

from maillon.rules.governance.roles import Role
from maillon.rules.wording import language

pytestmark = pytest.mark.django_db
PAGES = ("/", "/style/", "/instances/", "/observatoire/", "/mon-espace/", "/accessibilite/", "/mentions-legales/",
         "/sources/", "/compte/login/", "/compte/password/reset/")  # fmt: skip
FOREIGN = re.compile(r"""(?:src|href|action|srcset|data|poster)\s*=\s*["'](?:https?:)?//(?!127\.0\.0\.1)""")
INLINE = re.compile(r"""<style|\sstyle\s*=|<script(?![^>]*\b(?:src=|type="application/json"))|\son[a-z]+\s*=""")


@pytest.mark.parametrize("path", [*PAGES, "/nulle-part/", "/administration/"])
def test_the_policy_of_contents_is_strict_everywhere(path, client) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/", "/nulle-part/"])
def test_security_headers(path, client) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_calls_no_one_else_and_needs_no_inline_code(path, client) -> None:
    text = client.get(path).content.decode()
    assert not FOREIGN.findall(re.sub(r"<a [^>]*>", "", text))
    assert not INLINE.findall(text)


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_who_reads_gets_no_cookie(path, client) -> None:
    answer = client.get(path)
    # a form must carry its token; reading must not
    assert set(answer.cookies) <= ({settings.CSRF_COOKIE_NAME} if path.startswith("/compte/") else set())


def test_the_session_cookie_is_closed_to_scripts_and_to_other_sites(client_for) -> None:
    client = client_for(Role.AGENT)
    client.get("/mon-espace/")
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert client.get("/mon-espace/").headers["Cache-Control"].startswith("max-age=0, no-cache")


class TestDoors:
    """The five doors and the way out, on every page."""

    @pytest.mark.parametrize("path", PAGES)
    def test_the_five_doors_are_always_the_same(self, path, client) -> None:
        text = client.get(path).content.decode()
        doors = re.search(r'<nav class="doors".*?</nav>', text, re.DOTALL)
        names = re.findall(r">([^<]+)</a>", doors.group())
        assert names == ["Territoires", "Contrats", "Instances", "Observatoire", "Mon espace"]

    def test_one_is_told_behind_which_door_one_is(self, client) -> None:
        text = client.get("/observatoire/").content.decode()
        assert '<a href="/observatoire/" aria-current="page">' in text
        assert 'aria-current="page">Instances' not in text

    def test_the_first_links_skip_to_the_contents(self, client) -> None:
        text = client.get("/").content.decode()
        assert text.index('href="#contenu"') < text.index('<header class="site-header"')
        assert 'id="contenu"' in text
        assert 'id="portes"' in text


class TestLanguages:
    """French first, English second, remembered without an account."""

    def test_french_whatever_an_unknown_browser_says(self, client) -> None:
        answer = client.get("/", headers={"accept-language": "xx"})
        assert '<html lang="fr">' in answer.content.decode()

    def test_a_browser_in_english_is_answered_in_english(self, client) -> None:
        answer = client.get("/", headers={"accept-language": "en"})
        assert '<html lang="en">' in answer.content.decode()

    def test_the_choice_is_kept_and_leads_back_to_the_page(self, client) -> None:
        answer = client.get("/langue/?l=en&suite=/sources/")
        assert answer.url == "/sources/"
        assert '<html lang="en">' in client.get("/sources/").content.decode()

    @pytest.mark.parametrize("after", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", ""])
    def test_the_switch_leads_nowhere_else(self, after, client) -> None:
        assert client.get("/langue/", {"l": "en", "suite": after}).url == "/"

    def test_an_unknown_language_is_not_kept(self, client) -> None:
        assert not client.get("/langue/?l=tlh&suite=/").cookies

    def test_the_rules_speak_the_language_of_the_page(self, client, monkeypatch) -> None:
        heard = []
        monkeypatch.setattr(
            "maillon.web.site.views.samples", lambda _request: heard.append(language.get()) or _nothing()
        )
        client.get("/style/", headers={"accept-language": "en"})
        client.get("/style/")
        assert heard == ["en", "fr"]
        assert language.get() == "fr"


def _nothing():
    from django.test import RequestFactory

    from maillon.web.site.samples import samples

    return samples(RequestFactory().get("/style/"))


class TestErrors:
    """Errors are pages of the site, in words."""

    def test_an_absent_page_says_so_without_detail(self, client) -> None:
        answer = client.get("/nulle-part/")
        assert answer.status_code == 404
        text = answer.content.decode()
        assert "ne vous est pas ouverte" in text
        assert "nulle-part" not in re.sub(r'href="[^"]*"', "", text)

    def test_a_form_without_its_token_is_explained(self) -> None:
        client = Client(enforce_csrf_checks=True)
        answer = client.post("/compte/login/", {"login": "a@b.example", "password": "x"})
        assert answer.status_code == 403
        assert "formulaire a expiré" in answer.content.decode()

    def test_a_failure_shows_a_page_that_needs_nothing(self, monkeypatch) -> None:
        def fail(_request):
            raise RuntimeError("secret")

        monkeypatch.setattr("maillon.web.site.views.samples", fail)
        answer = Client(raise_request_exception=False).get("/style/")
        assert answer.status_code == 500
        assert "Une panne est survenue" in answer.content.decode()
        assert "secret" not in answer.content.decode()

    def test_an_act_that_could_not_wait_for_another_is_told_that_nothing_was_written(self, monkeypatch) -> None:
        def fail(_request):
            raise OperationalError("database is locked")

        monkeypatch.setattr("maillon.web.site.views.samples", fail)
        answer = Client(raise_request_exception=False).get("/style/")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "rien de votre demande n’a été inscrit" in answer.content.decode()

    def test_a_form_that_carries_too_much_is_told_how_much_the_site_takes(self, client, settings) -> None:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
        answer = client.post("/compte/login/", {"login": "x" * 2_000})
        assert answer.status_code == 413
        assert "1\u00a0Ko de texte au plus" in answer.content.decode()

    def test_a_form_sent_too_often_is_answered_in_words(self, client, settings) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
        answers = [client.post("/compte/login/", {"login": "a@b.example", "password": "x"}) for _again in range(3)]
        assert answers[-1].status_code == 429
        assert "Trop de tentatives" in answers[-1].content.decode()

    def test_another_host_is_refused(self, client) -> None:
        assert client.get("/", headers={"host": "ailleurs.example"}).status_code == 400

    def test_a_method_that_a_page_does_not_know_is_refused(self, client) -> None:
        assert client.post("/sources/").status_code == 405


class TestStylePage:
    """Every component is on the style page, with how to call it."""

    def test_every_component_is_shown(self, client) -> None:
        from maillon.web.common.templatetags.components import register

        text = client.get("/style/").content.decode()
        rendered = set(re.findall(r'class="([a-z]+)', text))
        marks = {
            "page_header": "page", "breadcrumb": "breadcrumb", "key_figures": "figures", "data_table": "table",
            "filter_panel": "filters", "pagination": "pagination", "badge": "badge", "empty_state": "empty",
            "notice": "notice", "decision_panel": "notice", "tabs": "tabs", "downloads": "downloads",
            "source_note": "source", "progress_bar": "progress", "strip": "strip", "field": "field",
        }  # fmt: skip
        assert set(register.tags) == set(marks)
        assert set(marks.values()) <= rendered

    def test_the_samples_say_that_they_are_samples(self, client) -> None:
        assert "Les chiffres sont des exemples" in client.get("/style/").content.decode()


def test_no_address_of_the_site_is_reserved_to_staff_but_the_administration() -> None:
    names = {str(pattern.pattern) for pattern in get_resolver().url_patterns}
    assert "administration/" in names
    assert "style/" in names
