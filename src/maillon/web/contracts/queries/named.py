"""Names and pages of contracts and institutions, for the rooms that only know their identifiers."""

from collections.abc import Collection

from django.urls import reverse

from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.territories.queries import as_uuid


def contracts(identifiers: Collection[str], by: Actor) -> dict[str, tuple[str, str]]:
    """Return title and address of the contracts that a reader may see, by their slugs (one query)."""
    rows = Contract.objects.visible_to(by).filter(slug__in=identifiers).order_by("slug").values_list("slug", "title")
    return {slug: (title, reverse("contract", args=[slug])) for slug, title in rows}


def institutions(identifiers: Collection[str], by: Actor) -> dict[str, tuple[str, str]]:
    """Return name and address of institutions, by their identifiers (one query)."""
    asked = [found for one in identifiers if (found := as_uuid(one)) is not None]
    rows = Institution.objects.visible_to(by).filter(pk__in=asked).values_list("pk", "name")
    return {str(pk): (name, reverse("institution", args=[pk])) for pk, name in rows}
