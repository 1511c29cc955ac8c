"""What changes the territories: loading the reference data, declaring and changing a perimeter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.analytics.territories import Perimeter as Communes
from maillon.analytics.territories import Territory as Reference
from maillon.analytics.territories import provenance
from maillon.analytics.territories.store import store
from maillon.web.accounts.authorise import require
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.territories.kinds import PerimeterKind
from maillon.web.territories.models import Perimeter, PerimeterCommune, ReferenceVersion, Territory

_BATCH = 2_000
Progress = Callable[[float, str], None]


def load_reference(*, progress: Progress | None = None, force: bool = False) -> bool:
    """Load the reference data that ships into the database, in one transaction.

    Args:
        progress: told the part done, 0–1, and what is being done.
        force: load even when the rows already come from this very data.

    Returns:
        Whether anything was written.
    """
    told = progress or (lambda _share, _what: None)
    shipped = provenance()
    digest = next(source.sha256 for source in shipped.sources if source.file == "lookup.bin")
    told(0.0, _("lecture"))
    if not force and ReferenceVersion.objects.filter(digest=digest).exists():
        return False
    count = len(store().levels)
    with transaction.atomic():
        Territory.objects.all().delete()
        batch: list[Territory] = []
        for rank, row in enumerate(_rows(), start=1):
            batch.append(row)
            if len(batch) == _BATCH or rank == count:
                Territory.objects.bulk_create(batch)
                batch = []
                told(rank / count, _("écriture"))
        ReferenceVersion.objects.all().delete()
        ReferenceVersion.objects.create(version=shipped.version, digest=digest)
    return True


def _rows() -> Iterator[Territory]:
    data = store()
    for row in range(len(data.levels)):
        yield _row(data.at(row))


def _row(place: Reference) -> Territory:
    return Territory(
        ref=place.ref,
        code=place.code,
        name=place.name,
        level=place.level,
        nature=place.nature,
        population=place.population,
        population_total=place.population_total,
        department=place.department or "",
        region=place.region or "",
        epci=place.epci or "",
        parent=place.parent or "",
        siren=place.siren or "",
    )


@transaction.atomic
def declare_perimeter(
    name: str,
    codes: Sequence[str],
    *,
    by: Actor,
    kind: PerimeterKind = PerimeterKind.AUTRE,
    holder: Institution | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    source: str = "",
    illustrative: bool = False,
) -> Perimeter:
    """Draw a new perimeter from the codes of any territories; former codes are resolved.

    Raises:
        InputError: unknown codes, all at once, or reversed dates.
        Refused: the policy says no.
    """
    drawn = Communes.of(*codes, name=name, start=starts_on, end=ends_on)
    perimeter = Perimeter(
        name=name,
        kind=kind,
        holder=holder,
        starts_on=starts_on,
        ends_on=ends_on,
        source=source,
        illustrative=illustrative,
        population=drawn.population,
    )
    require(by, "perimeter.create", perimeter)
    perimeter.save()
    _write_communes(perimeter, drawn)
    return perimeter


@transaction.atomic
def redraw_perimeter(perimeter: Perimeter, codes: Sequence[str], *, by: Actor) -> Perimeter:
    """Replace the communes of a perimeter.

    Raises:
        InputError: unknown codes, all at once.
        Refused: the policy says no.
    """
    held = Perimeter.objects.select_for_update().get(pk=perimeter.pk)
    require(by, "perimeter.change", held)
    drawn = Communes.of(*codes, name=held.name, start=held.starts_on, end=held.ends_on)
    held.population = drawn.population
    held.save(update_fields=["population"])
    held.communes.all().delete()
    _write_communes(held, drawn)
    return held


def _write_communes(perimeter: Perimeter, drawn: Communes) -> None:
    rows: list[Any] = [PerimeterCommune(perimeter=perimeter, commune=code) for code in sorted(drawn.communes)]
    PerimeterCommune.objects.bulk_create(rows, batch_size=_BATCH)
