"""The demonstration's accounts: one per role, of no person, opened only by the demo loader."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import NotRequired, TypedDict

import yaml
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from maillon.rules.governance.roles import Role
from maillon.web.accounts.kinds import LEVEL_OF_KIND, InstitutionKind, RoleName
from maillon.web.accounts.models import Institution, Membership, User

ACCOUNTS = Path(__file__).parents[2] / "data" / "demo" / "accounts.yaml"
KEPT = "demo-accounts.json"
SINCE = date(2018, 1, 1)
_WORDS = ("ardoise", "tuffeau", "levee", "coteau", "peuplier", "toue", "varenne", "pressoir", "guinguette", "moulin")


class _Named(TypedDict, total=False):
    name: str
    kind: str
    siren: str
    territory: str


class _Entry(TypedDict):
    email: str
    label: str
    role: str
    institution: _Named
    also: NotRequired[list[_Named]]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration, as it is printed in the terminal.

    Attributes:
        email: what one signs in with.
        role: French name of the role.
        institution: name of the institution.
    """

    email: str
    role: str
    institution: str


@transaction.atomic
def open_demo_accounts(var: Path, source: Path = ACCOUNTS) -> list[DemoAccount]:
    """Open one account per role, all with one password drawn for this machine; keep both in `var`.

    Running it again changes nothing but what is missing.

    Args:
        var: folder of what is written; `demo-accounts.json` there is readable by its owner only.
        source: list of the accounts.

    Returns:
        The accounts, in the order of the list.
    """
    password = _password(var)
    entries: list[_Entry] = yaml.safe_load(source.read_text(encoding="utf-8"))
    hashed = make_password(password)  # long on purpose: once for one password
    opened = [_open(entry, password, hashed) for entry in entries]
    _keep(var, password, opened)
    return opened


def _open(entry: _Entry, password: str, hashed: str) -> DemoAccount:
    role, home = Role(entry["role"]), _institution(entry["institution"])
    user = User.objects.filter(email=entry["email"]).first()
    if user is None:
        technical = role is Role.TECHNICAL_ADMIN
        more = {"name": entry["label"], "is_demo": True, "is_staff": technical, "is_superuser": technical}
        user = User.objects.create(email=entry["email"], password=hashed, **more)
    elif not user.check_password(password):
        user.password = hashed
        user.save(update_fields=["password"])
    # no letter reaches these addresses: without this, none could try two-factor sign-in
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    for one in (home, *map(_institution, entry.get("also", ()))):
        Membership.objects.get_or_create(user=user, institution=one, role=role.value, defaults={"starts_on": SINCE})
    return DemoAccount(user.email, str(RoleName(role.value).label), home.name)


def _institution(named: _Named) -> Institution:
    siren = named.get("siren", "")
    known = {"siren": siren} if siren else {"name": named["name"], "kind": named["kind"]}
    found = Institution.objects.filter(**known).first()
    return found or Institution.objects.create(
        name=named["name"],
        kind=named["kind"],
        level=LEVEL_OF_KIND.get(InstitutionKind(named["kind"]), ""),
        siren=siren,
        territory_code=named.get("territory", ""),
    )


def _password(var: Path) -> str:
    try:
        kept: str = json.loads((var / KEPT).read_text(encoding="utf-8"))["password"]
    except (OSError, ValueError, KeyError):
        return f"{secrets.choice(_WORDS)}-{secrets.choice(_WORDS)}-{secrets.randbelow(9000) + 1000}"
    return kept


def _keep(var: Path, password: str, accounts: list[DemoAccount]) -> None:
    kept = {"password": password, "accounts": [asdict(account) for account in accounts]}
    with os.fdopen(os.open(var / KEPT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(kept, file, ensure_ascii=False, indent=1)
