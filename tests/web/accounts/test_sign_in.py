"""Signing in: by password, with a second factor, never by opening one's own account."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from conftest import PASSWORD
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import User

pytestmark = pytest.mark.django_db
LOGIN = "/compte/login/"


def _sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_password_opens_one_s_space(user_for, client) -> None:
    user = user_for(Role.AGENT)
    answer = _sign_in(client, user.email)
    assert answer.status_code == 302
    assert answer.url == "/mon-espace/"
    assert "Communauté d’essai" in client.get("/mon-espace/").content.decode()


def test_the_address_s_case_does_not_matter(user_for, client) -> None:
    assert _sign_in(client, user_for(Role.AGENT).email.upper()).status_code == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(user_for, client) -> None:
    user = user_for(Role.AGENT)
    wrong, unknown = (_sign_in(client, email, "non") for email in (user.email, "personne@essai.example"))
    assert wrong.status_code == unknown.status_code == 200
    said = [list(answer.context["form"].non_field_errors()) for answer in (wrong, unknown)]
    assert said[0] == said[1] != []


def test_a_closed_account_cannot_enter(user_for, client) -> None:
    user = user_for(Role.AGENT)
    User.objects.filter(pk=user.pk).update(is_active=False)
    _sign_in(client, user.email)
    assert "_auth_user_id" not in client.session


def test_no_one_opens_an_account_alone(client) -> None:
    data = {"email": "moi@essai.example", "password1": PASSWORD, "password2": PASSWORD}
    assert "administrateur du site" in client.get("/compte/signup/").content.decode()
    client.post("/compte/signup/", data)
    assert not User.objects.exists()


def test_a_second_factor_is_asked_once_it_is_set(user_for, client) -> None:
    user = user_for(Role.AGENT)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    answer = _sign_in(client, user.email)
    assert answer.url == "/compte/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    refused = client.post(answer.url, {"code": "000000"})
    assert refused.status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(answer.url, {"code": _code(secret)}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_second_factor_is_set_after_giving_the_password_again(user_for, client) -> None:
    user = user_for(Role.AGENT)
    _sign_in(client, user.email)
    asked = client.get("/compte/2fa/totp/activate/")
    assert asked.url.startswith("/compte/reauthenticate/")
    assert client.post(asked.url, {"password": PASSWORD}).url == "/compte/2fa/totp/activate/"
    assert client.get("/compte/2fa/totp/activate/").status_code == 200
    client.post("/compte/2fa/totp/activate/", {"code": _code(client.session["mfa.totp.secret"])})
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def test_passkeys_and_recovery_codes_are_offered(user_for, client) -> None:
    _sign_in(client, user_for(Role.AGENT).email)
    page = client.get("/compte/2fa/").content.decode()
    assert "/compte/2fa/webauthn/add/" in page
    assert "/compte/2fa/totp/activate/" in page
    assert "passkey_login" in Client().get(LOGIN).content.decode()


def test_trying_passwords_is_slowed_down(user_for, client, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/m/ip"}
    user = user_for(Role.AGENT)
    for _attempt in range(4):
        _sign_in(client, user.email, "non")
    assert not _sign_in(client, user.email).has_header("Location")


def test_signing_out_needs_a_form(user_for, client) -> None:
    client.force_login(user_for(Role.AGENT))
    client.get("/compte/logout/")
    assert "_auth_user_id" in client.session
    client.post("/compte/logout/")
    assert "_auth_user_id" not in client.session


def test_an_address_offers_only_what_may_still_be_done_with_it(user_for, client) -> None:
    user = user_for(Role.AGENT)
    client.force_login(user)
    first = EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    page = client.get("/compte/email/").content.decode()
    assert not {name for name in ("action_send", "action_primary", "action_remove") if name in page}
    other = EmailAddress.objects.create(user=user, email="autre@essai.example", verified=False, primary=False)
    page = client.get("/compte/email/").content.decode()
    assert (page.count("action_send"), page.count("action_primary"), page.count("action_remove")) == (1, 0, 1)
    EmailAddress.objects.filter(pk=other.pk).update(verified=True)
    client.post("/compte/email/", {"email": other.email, "action_primary": ""})
    assert not EmailAddress.objects.get(pk=first.pk).primary
