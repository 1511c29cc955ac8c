"""The terms of a scenario as they are written, before the strata of need are known, and what people call them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy

from maillon.analytics.cofinancing import Form

FORM_NAMES = {
    "step": gettext_lazy("Marches, par strates"),
    "linear": gettext_lazy("Droites, sans seuil"),
    "monotone_cubic": gettext_lazy("Courbe lisse, sans seuil"),
    "ramp": gettext_lazy("Strates reliées par des rampes"),
}
KEY_NAMES = {
    "population": gettext_lazy("Habitants"),
    "need": gettext_lazy("Habitants × besoin"),
    "fiscal": gettext_lazy("Potentiel fiscal, à l’inverse"),
    "equal": gettext_lazy("Parts égales"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """What an address says of a scenario; see `maillon.analytics.simulation.Terms`.

    `before` is last year's rate of all territories, None for those of scenario A; `tolerance` is by how much the
    uncertainty of needs may move a rate, None when it is not asked.
    """

    envelope: int
    evaluation_share: Decimal
    priority_share: Decimal
    form: Form
    rates: tuple[Decimal, ...]
    thresholds: tuple[Decimal, ...]
    half_width: Decimal
    key: tuple[tuple[str, int], ...]
    floor: int | None
    cap: int | None
    delta: Decimal | None = None
    before: Decimal | None = None
    tolerance: Decimal | None = None


def listed(shares: tuple[Decimal, ...], between: str = ", ") -> str:
    """Write shares as a reader does: 30, 50, 62,5."""
    return between.join(format((share * 100).normalize(), "f").replace(".", ",") for share in shares)
