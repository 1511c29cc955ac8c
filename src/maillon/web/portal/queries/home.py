"""What the opening page tells of the register."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from maillon.rules.contracts.frameworks import frameworks
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Attachment, Contract
from maillon.web.contracts.queries.contract import Architecture, architecture

LATEST = 5


@dataclass(frozen=True, slots=True)
class Register:
    """Counts over the contracts that a reader may see.

    Attributes:
        real, examples: how many contracts are real, and made up.
        met, not_met, unknown: answers of the real contracts to the 25 propositions.
        unlocated: real contracts of which no commune is known, so that no map shows them.
    """

    real: int
    examples: int
    met: int
    not_met: int
    unknown: int
    unlocated: int

    @property
    def total(self) -> int:
        """Every contract, examples included."""
        return self.real + self.examples


def register(contracts: QuerySet[Contract]) -> Register:
    """Count contracts and answers, in one query."""
    real = Q(illustrative=False)
    found: dict[str, int | None] = contracts.order_by().aggregate(
        real=Count("pk", filter=real),
        examples=Count("pk", filter=Q(illustrative=True)),
        met=Sum("checks_met", filter=real),
        not_met=Sum("checks_not_met", filter=real),
        unknown=Sum("checks_unknown", filter=real),
        unlocated=Count("pk", filter=real & Q(communes=0)),
    )
    return Register(**{name: value or 0 for name, value in found.items()})


def latest(contracts: QuerySet[Contract]) -> list[Contract]:
    """Return the real contracts that entered the register last, the last signed first among equals."""
    rows = contracts.filter(illustrative=False)
    return list(rows.order_by(F("created_at__date").desc(), F("signed_on").desc(nulls_last=True), "title")[:LATEST])


@dataclass(frozen=True, slots=True)
class Levels:
    """A strategy contract and what stands under its goals."""

    strategy: Contract
    around: Architecture


def levels(contracts: QuerySet[Contract], *, by: Actor) -> Levels | None:
    """Return the strategy contract under which something stands, a real one first; None when there is none."""
    slugs = [framework.slug for framework in frameworks() if framework.level == "strategy"]
    under: Any = Contract.objects.visible_to(by).filter(parent_slug=OuterRef("slug"))
    attached: Any = Attachment.objects.standing().filter(strategy=OuterRef("pk"))
    rows = contracts.filter(kind__in=slugs).annotate(holds=Exists(under) | Exists(attached))
    strategy = rows.order_by("illustrative", "-holds", "title", "slug").first()
    return Levels(strategy, architecture(strategy, by=by)) if strategy else None
