"""From the perimeter of a contract to the territories that it covers, at every level."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from maillon.analytics.territories import Level, Territory, belongs_to, communes_of, territory, within
from maillon.analytics.territories import Perimeter as Communes
from maillon.documents.contract.parties import Perimeter
from maillon.web.contracts.models import Contract, ContractTerritory
from maillon.web.contracts.services.batch import Sheet, insert, update

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
def _commune(code: str) -> tuple[str, int, tuple[str, ...]] | None:
    """Reference and inhabitants of a commune, and what it belongs to."""
    place = territory(code, "commune")
    if place is None:
        return None
    return place.ref, place.population or 0, _above(place)


def _above(commune: Territory) -> tuple[str, ...]:
    if commune.epci and _has_parts(commune.epci):
        return tuple(other.ref for other in belongs_to(commune.code) if other.level in LEVELS)
    wider: tuple[tuple[str | None, Level], ...] = (
        (commune.epci, "epci"), (commune.department, "departement"), (commune.region, "region")
    )  # fmt: skip
    return tuple(found for code, level in wider if code and (found := _reference(code, level)))


@lru_cache(maxsize=2_000)
def _has_parts(epci: str) -> bool:
    """Tell whether some communes of an EPCI stand in an EPT too."""
    return bool(within(epci, "ept"))


@lru_cache(maxsize=2_000)
def _reference(code: str, level: Level) -> str:
    place = territory(code, level)
    return place.ref if place else ""


@lru_cache(maxsize=2_000)
def _members(reference: str) -> frozenset[str]:
    return frozenset(communes_of(reference))


def inhabitants(communes: frozenset[str]) -> int:
    """Return the municipal population of these communes."""
    return sum(known[1] for code in communes if (known := _commune(code)))


def covered(communes: frozenset[str]) -> Iterator[tuple[str, str, bool, Decimal | None]]:
    """Yield every territory touched: reference, level, whether it is covered wholly, by which share of inhabitants."""
    inside: dict[str, set[str]] = defaultdict(set)
    for code in sorted(communes):
        known = _commune(code)
        if known:
            yield known[0], "commune", True, Decimal(1)
            for reference in known[2]:
                inside[reference].add(code)
    for reference, codes in sorted(inside.items()):
        place = territory(reference)
        if place is None:
            continue
        whole = _members(reference) <= codes
        yield reference, place.level, whole, Decimal(1) if whole else _share(codes, place)


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
        rows.extend(
            ContractTerritory(contract_id=contract.pk, territory=reference, level=level, whole=whole, share=share)
            for reference, level, whole, share in covered(communes)
        )
    update(Contract, [sheet.contract for sheet in sheets], ["communes", "population", "territory_name"])
    ContractTerritory.objects.filter(contract__in=[sheet.contract.pk for sheet in sheets]).delete()
    insert(ContractTerritory, rows)


def _name(perimeter: Perimeter | None) -> str:
    if perimeter is None:
        return ""
    if perimeter.label:
        return perimeter.label
    places = [territory(reference) for reference in references(perimeter)]
    names = [place.name for place in places if place]
    return names[0] if len(names) == 1 else ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
