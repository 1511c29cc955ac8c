"""From the perimeter of a contract to the territories that it covers, at every level."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from maillon.analytics.territories import Perimeter as Communes
from maillon.analytics.territories import Territory, belongs_to, communes_of, territory
from maillon.documents.contract.parties import Perimeter
from maillon.web.contracts.models import ContractTerritory
from maillon.web.contracts.services.batch import Sheet

LEVELS = frozenset({"commune", "epci", "ept", "departement", "region"})


def communes_in(perimeter: Perimeter | None) -> frozenset[str]:
    """Return today's communes of a document's perimeter.

    Raises:
        InputError: unknown codes, all at once.
    """
    if perimeter is None:
        return frozenset()
    held = Communes.of(*references(perimeter))
    left_out = Communes.of(*perimeter.excluded_communes)
    return held.communes - left_out.communes


def references(perimeter: Perimeter) -> tuple[str, ...]:
    """Return the codes of a perimeter in the form that lifts ambiguity: région 24 is not département 24."""
    return (
        *(f"REG-{code}" for code in perimeter.regions),
        *perimeter.departements,
        *perimeter.epci,
        *perimeter.communes,
    )


@lru_cache(maxsize=40_000)
def _above(commune: str) -> tuple[str, ...]:
    return tuple(place.ref for place in belongs_to(commune) if place.level in LEVELS)


@lru_cache(maxsize=2_000)
def _members(reference: str) -> frozenset[str]:
    return frozenset(communes_of(reference))


def inhabitants(communes: frozenset[str]) -> int:
    """Return the municipal population of these communes."""
    known = (territory(code, "commune") for code in communes)
    return sum(place.population or 0 for place in known if place)


def covered(communes: frozenset[str]) -> list[tuple[Territory, bool, Decimal | None]]:
    """Return every territory touched, whether it is covered wholly, and by which share of its inhabitants."""
    inside: dict[str, set[str]] = defaultdict(set)
    for code in communes:
        for reference in _above(code):
            inside[reference].add(code)
    found: list[tuple[Territory, bool, Decimal | None]] = []
    for code in sorted(communes):
        place = territory(code, "commune")
        if place:
            found.append((place, True, Decimal(1)))
    for reference, codes in sorted(inside.items()):
        place = territory(reference)
        if place is None:
            continue
        whole = _members(reference) <= codes
        found.append((place, whole, Decimal(1) if whole else _share(codes, place)))
    return found


def _share(codes: set[str], place: Territory) -> Decimal | None:
    if not place.population:
        return None
    share = Decimal(inhabitants(frozenset(codes))) / place.population
    return min(share, Decimal(1)).quantize(Decimal("0.0001"))


def project_coverage(sheets: Sequence[Sheet]) -> None:
    """Write the territories that these contracts cover, and the population of each contract."""
    rows: list[ContractTerritory] = []
    for sheet in sheets:
        perimeter = sheet.whole.perimeter
        communes = communes_in(perimeter)
        contract = sheet.contract
        contract.communes = len(communes)
        contract.population = inhabitants(communes) if communes else None
        contract.territory_name = _name(perimeter)
        contract.save(update_fields=["communes", "population", "territory_name"])
        rows.extend(
            ContractTerritory(contract=contract, territory=place.ref, level=place.level, whole=whole, share=share)
            for place, whole, share in covered(communes)
        )
    ContractTerritory.objects.filter(contract__in=[sheet.contract.pk for sheet in sheets]).delete()
    ContractTerritory.objects.bulk_create(rows, batch_size=1000)


def _name(perimeter: Perimeter | None) -> str:
    if perimeter is None:
        return ""
    if perimeter.label:
        return perimeter.label
    places = [territory(reference) for reference in references(perimeter)]
    names = [place.name for place in places if place]
    return names[0] if len(names) == 1 else ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
