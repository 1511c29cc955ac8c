"""A scenario as clauses of a contract: what each clause would become, the rest of it left as it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import read
from maillon.web.solidarity.queries.simulator_terms import Written, listed

_FORMS = {"step": "strata", "linear": "linear", "monotone_cubic": "smooth", "ramp": "ramp"}


def _rate(share: Decimal) -> int | str:
    return int(share) if share == share.to_integral_value() else format(share.normalize(), "f")


def _text(written: Written, title: str, letter: str, weights: str) -> str:
    said = [
        _("Taux de {rates} % selon le besoin, séparés aux besoins de {limits} sur 100 de l’indicateur de solidarité.")
    ]
    if weights:
        said = [
            _(
                "Taux de {rates} % selon le besoin, séparés aux besoins de {limits} sur 100 de l’indicateur de"
                " solidarité ({weights})."
            )
        ]
    if written.form == "ramp":
        said.append(_("D’une strate à l’autre, le taux monte sur {width} points de besoin autour de chaque seuil."))
    if written.delta is not None:
        said.append(_("D’une année à l’autre, le taux d’un territoire ne varie pas de plus de {delta} points."))
    said.append(_("Repris de la simulation « {title} », scénario {letter}."))
    return " ".join(said).format(
        rates=listed(written.rates),
        limits=listed(written.thresholds),
        weights=weights,
        width=listed((2 * written.half_width,)),
        delta=listed((written.delta or Decimal(0),)),
        title=title,
        letter=letter,
    )


def clauses(written: Written, document: ContractDocument, title: str, letter: str, weights: str = "") -> dict[str, Any]:
    """Return path → value of the clauses that a scenario would change.

    Args:
        written: its terms.
        document: the working text.
        title: name of the simulation.
        letter: of the scenario.
        weights: name of those behind the needs.
    """
    text = _text(written, title, letter, weights)
    rates = [_rate(rate) for rate in written.rates]
    found: dict[str, dict[str, Any]] = {
        "clauses.cofinancing": {"form": _FORMS[written.form], "rates": rates, "text": text}
    }
    if written.evaluation_share:
        found["clauses.evaluation"] = {"reserved_share": _rate(written.evaluation_share)}
    if written.priority_share:
        found["clauses.priority_geography"] = {"territories_share": _rate(written.priority_share)}
    return {path: {**(read(document, path) or {}), **value} for path, value in found.items()}
