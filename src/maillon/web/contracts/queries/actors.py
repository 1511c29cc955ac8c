"""Institutions across contracts."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Action, Commitment, Contract, Party


def present(*, by: Actor) -> Any:
    """Return the institutions that are in a contract that the actor may see, with how many."""
    seen = Contract.objects.visible_to(by).order_by().values("pk")
    number = Count("parties__contract", filter=Q(parties__contract__in=seen), distinct=True)
    return Institution.objects.visible_to(by).annotate(contracts=number).filter(contracts__gt=0).order_by("name")


def parties_of(institution: Institution, *, by: Actor) -> QuerySet[Party]:
    """Return the places of an institution in the contracts that the actor may see."""
    rows = Party.objects.visible_to(by).filter(institution=institution)
    return rows.select_related("contract", "contract__extends").order_by("contract__illustrative", "contract__title")


def owned_by(institution: Institution, *, by: Actor) -> QuerySet[Action]:
    """Return the actions that an institution owns; an inherited sheet is left to its trunk."""
    rows = Action.objects.visible_to(by).filter(owner=institution, inherited=False)
    return rows.select_related("contract").defer("content").order_by("contract__title", "rank")


def promises_of(institution: Institution, *, by: Actor) -> QuerySet[Commitment]:
    """Return what an institution promised; an inherited promise is left to its trunk."""
    rows = Commitment.objects.visible_to(by).filter(made_by=institution, inherited=False)
    return rows.select_related("contract").order_by("contract__title", "rank")
