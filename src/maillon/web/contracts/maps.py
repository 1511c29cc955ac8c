"""The map of a contract: its perimeter, drawn with the fewest shapes that tell it exactly."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.analytics.territories import Level, Territory
from maillon.web.common.templatetags.figures import number
from maillon.web.contracts.models import Contract, ContractTerritory
from maillon.web.territories.maps import MapView, geojson_address, map_of

MOST_EPCI = 80
MOST_COMMUNES = 450


def contract_map(contract: Contract) -> MapView | None:
    """Draw the perimeter of a contract; None where it has none or where it cannot be drawn. Two queries at most."""
    if not contract.communes:
        return None
    level, codes = _shapes(contract)
    drawn = map_of(
        codes,
        level,
        key="perimeter",
        title=_("Périmètre du contrat"),
        says=_("Carte du périmètre : {place}, {count}.").format(
            place=contract.territory_name, count=_counted(contract)
        ),
        href=_address,
        geojson=geojson_address(level, codes) if len(codes) <= MOST_EPCI else "",
    )
    return drawn if drawn.drawn else None


def _address(place: Territory) -> str:
    return reverse("territory", args=[place.ref])


def _counted(contract: Contract) -> str:
    count = contract.communes
    return ngettext("%(n)s commune", "%(n)s communes", count) % {"n": number(count)}


def _shapes(contract: Contract) -> tuple[Level, list[str]]:
    """Whole intercommunalities when they make the perimeter, else its communes, else the départements it touches."""
    rows = list(
        ContractTerritory.objects.filter(contract=contract, level__in=("epci", "departement")).values_list(
            "level", "territory", "whole"
        )
    )
    epci = [(code, whole) for level, code, whole in rows if level == "epci"]
    exact = all(whole for _code, whole in epci)
    if exact and 1 < len(epci) <= MOST_EPCI:
        return "epci", [code for code, _whole in epci]
    if contract.communes <= MOST_COMMUNES:
        communes = ContractTerritory.objects.filter(contract=contract, level="commune")
        return "commune", list(communes.values_list("territory", flat=True))
    return "departement", [code for level, code, _whole in rows if level == "departement"]
