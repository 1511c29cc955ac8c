"""Institutions of the register that a person names when proposing a new party."""

from __future__ import annotations

from typing import Any

from maillon.web.accounts.models import Institution

MOST = 6


def named(written: str) -> list[Institution]:
    """Return the institutions that bear this number or this name; failing that, a few whose name holds it."""
    text = " ".join(written.split())
    digits = text.replace(" ", "")
    if digits.isdecimal() and len(digits) in (9, 14):
        number = {"siren": digits} if len(digits) == 9 else {"siret": digits}
        return list(Institution.objects.filter(**number).order_by("name")[:MOST])
    exact = list(Institution.objects.filter(name__iexact=text).order_by("kind")[:MOST])
    return exact or list(Institution.objects.filter(name__icontains=text).order_by("name")[:MOST])


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
