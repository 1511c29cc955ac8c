"""The technical administration: accounts and roles, never a contract, never another role than technical."""

from datetime import date

import pytest
from django.contrib import admin

from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def technical(user_for, client):
    """A client of the technical administrator."""
    user = user_for(Role.TECHNICAL_ADMIN)
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(pk=user.pk))
    return client


def test_a_technical_role_that_is_over_does_not_enter(user_for, client) -> None:
    user = user_for(Role.TECHNICAL_ADMIN, ends_on=date(2021, 1, 1))
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(pk=user.pk))
    assert client.get("/administration/", follow=True).status_code == 403


def test_the_account_made_in_the_terminal_enters(client) -> None:
    client.force_login(User.objects.create_superuser("hote@essai.example", "x"))
    assert client.get("/administration/").status_code == 200


def test_no_business_object_is_administered() -> None:
    apps = {model._meta.app_label for model in admin.site._registry}
    assert apps <= {"accounts", "account", "mfa"}


def test_its_sign_in_page_is_the_site_s(client) -> None:
    answer = client.get("/administration/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/compte/login/")


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.VISITOR, Role.TECHNICAL_ADMIN}])
def test_other_roles_do_not_enter(role, client_for) -> None:
    assert client_for(role).get("/administration/", follow=True).status_code == 403


@pytest.mark.parametrize("path", ["", "accounts/user/", "accounts/user/add/", "accounts/membership/add/",
                                  "accounts/institution/", "mfa/authenticator/"])  # fmt: skip
def test_its_pages_answer(path, technical) -> None:
    assert technical.get(f"/administration/{path}").status_code == 200


def test_an_account_is_opened_without_a_password(technical, institution) -> None:
    data = {"email": "Nouveau@Essai.example", "name": "Nouveau compte"}
    answer = technical.post("/administration/accounts/user/add/", data)
    assert answer.status_code == 302
    user = User.objects.get(email="nouveau@essai.example")
    assert not user.has_usable_password()
    assert not user.is_staff


def test_an_institution_is_never_erased(technical, institution) -> None:
    assert technical.get(f"/administration/accounts/institution/{institution.pk}/delete/").status_code == 403
