"""Institutions of the register that a person names when proposing a new party."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Q

from maillon.web.accounts.models import Institution
from maillon.web.contracts.words import fold

MOST = 6
LEAST, SUGGESTED = 2, 12
"""Letters from which institutions are suggested, and how many at once."""


def named(written: str, kind: str = "") -> list[Institution]:
    """Return the institutions that bear this number or this name; failing that, a few whose name holds it.

    Args:
        written: a name, a SIREN or a SIRET.
        kind: nature of the institution, when it is told: only those of that nature and of that very name then count.
    """
    text = _read(written)
    digits = text.replace(" ", "")
    if digits.isdecimal() and len(digits) in (9, 14):
        number = {"siren": digits} if len(digits) == 9 else {"siret": digits}
        return list(Institution.objects.filter(**number).order_by("name")[:MOST])
    if kind := kind.replace("\0", ""):
        alike = Institution.objects.filter(kind=kind).order_by("pk")
        return [one for one in alike if fold(one.name) == fold(text)][:MOST]
    exact = list(Institution.objects.filter(name__iexact=text).order_by("kind")[:MOST])
    return exact or list(Institution.objects.filter(name__icontains=text).order_by("name")[:MOST])


def suggested(written: str) -> list[tuple[str, str]]:
    """Return (what to type, what tells it apart) for the institutions whose name or number holds what is typed.

    One that shares its name with another is typed by its number.
    """
    text = _read(written)
    digits = text.replace(" ", "")
    if len(text) < LEAST:
        return []
    held = Q(siren__startswith=digits) if digits.isdecimal() else Q(name__icontains=text)
    rows = list(Institution.objects.filter(held).order_by("name", "pk")[:SUGGESTED])
    many = Counter(one.name for one in rows)
    return [(_typed(one, alone=many[one.name] == 1), _apart(one)) for one in rows]


def _read(written: str) -> str:
    """Return what was typed on one line; PostgreSQL hears no NUL."""
    return " ".join(written.replace("\0", " ").split())


def _typed(one: Institution, *, alone: bool) -> str:
    return one.name if alone else one.siren or one.siret or one.name


def _apart(one: Institution) -> str:
    number = one.siren or one.siret
    return " · ".join(part for part in (one.name, str(one.get_kind_display()), number) if part)


def portable(institution: Institution) -> dict[str, Any]:
    """Return an institution as a contract document names it."""
    told = {
        "name": institution.name,
        "kind": institution.kind,
        "siren": institution.siren,
        "siret": institution.siret,
        "territory": institution.territory_code,
    }
    return {name: value for name, value in told.items() if value}
