"""What changes the territories: loading the reference data, declaring and changing a perimeter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from maillon.analytics.territories import Perimeter as Communes
from maillon.analytics.territories import Territory as Reference
from maillon.analytics.territories import provenance
from maillon.analytics.territories.store import store
from maillon.analytics.territories.versions import may_follow
from maillon.rules.governance.policy import WORKERS
from maillon.rules.journal.event import Actor as Author
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import require
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused
from maillon.web.journal.services import SYSTEM, record
from maillon.web.territories.kinds import PerimeterKind
from maillon.web.territories.models import Perimeter, PerimeterCommune, ReferenceVersion, Territory
from maillon.web.territories.queries import communes_in

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
    with transaction.atomic():
        Territory.objects.all().delete()
        _write(lambda share: told(share, _("écriture")))
        ReferenceVersion.objects.all().delete()
        ReferenceVersion.objects.create(version=shipped.version, digest=digest)
    return True


def _write(told: Callable[[float], None]) -> None:
    """Write every territory, column by column as they ship: making models of them would take most of the time."""
    columns = _columns()
    name = connection.ops.quote_name
    place = f"{name(Territory._meta.db_table)} ({', '.join(map(name, columns))})"  # noqa: SLF001  Django's name for it
    rows = list(zip(*columns.values(), strict=True))
    with connection.cursor() as cursor:
        put = _copy if connection.vendor == "postgresql" else _insert
        for start in range(0, len(rows), _BATCH):
            put(cursor, place, rows[start : start + _BATCH])
            told(min(start + _BATCH, len(rows)) / len(rows))


def _copy(cursor: Any, place: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows as PostgreSQL takes them in soonest."""
    with cursor.copy(f"COPY {place} FROM STDIN") as given:
        for row in rows:
            given.write_row(row)


def _insert(cursor: Any, place: str, rows: Sequence[tuple[Any, ...]]) -> None:
    marks = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"INSERT INTO {place} VALUES ({marks})", rows)  # noqa: S608  the names are the model's


def _columns() -> dict[str, Sequence[str | int | None]]:
    """Return the reference data by column of `Territory`."""
    data = store()
    texts = ("code", "name", "nature", "department", "region", "epci", "parent", "siren")
    columns: dict[str, Sequence[str | int | None]] = {text: data.cells(text) for text in texts}
    for count in ("population", "population_total"):
        columns[count] = [int(cell) if cell else None for cell in data.cells(count)]
    places = zip(data.cells("code"), data.cells("name"), data.levels, strict=True)
    return {"ref": [Reference(*place).ref for place in places], "level": data.levels, **columns}


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

    Args:
        name: what people call it.
        codes: its members, at any level.
        by: who draws it.
        kind: what it is drawn for.
        holder: the institution that keeps it, one of the actor's; None for the first of them.
        starts_on: first day on which it holds; None when it always did.
        ends_on: last day; None when open.
        source: where its members are written.
        illustrative: whether it was made up.

    Raises:
        InputError: unknown codes, all at once, or reversed dates.
        Refused: the policy says no.
    """
    drawn = Communes.of(*codes, name=name, start=starts_on, end=ends_on)
    perimeter = Perimeter(
        name=name,
        kind=kind,
        holder=_holder(by, holder),
        starts_on=starts_on,
        ends_on=ends_on,
        source=source,
        illustrative=illustrative,
        population=drawn.population,
    )
    require(by, "perimeter.create", perimeter)
    if not drawn.communes:
        raise InputError(Problem(_("ce périmètre ne compte aucune commune"), remedy=_("Ajouter un territoire")))
    return _kept(perimeter, drawn, by, "perimeter.declare")


@transaction.atomic
def ship_perimeter(name: str, codes: Sequence[str], *, kind: PerimeterKind, source: str) -> None:
    """Draw a perimeter that the site ships with, on nobody's behalf; one of this name is left alone.

    Raises:
        InputError: unknown codes, all at once.
    """
    if not Perimeter.objects.filter(name=name).exists():
        drawn = Communes.of(*codes, name=name)
        perimeter = Perimeter(name=name, kind=kind, source=source, population=drawn.population)
        _kept(perimeter, drawn, None, "perimeter.declare")


@transaction.atomic
def follow_perimeter(
    perimeter_id: UUID, codes: Sequence[str], *, by: Actor, on: date, source: str = "", ends_on: date | None = None
) -> Perimeter:
    """Give a perimeter new members from a day on; the version until then stays, and ends the day before.

    Args:
        perimeter_id: its latest version.
        codes: all the members of the new version, at any level.
        by: who changes it.
        on: first day of the new version.
        source: where the change is written.
        ends_on: last day of the new version; None when open.

    Raises:
        InputError: unknown codes, all at once, or reversed dates.
        Refused: the policy or the rule says no.
        Perimeter.DoesNotExist: it is absent.
    """
    held = Perimeter.objects.visible_to(by).select_for_update(of=("self",)).get(pk=perimeter_id)
    require(by, "perimeter.change", held)
    drawn = Communes.of(*codes, name=held.name, start=on, end=ends_on)
    followed = Perimeter.objects.filter(follows=held).exists()
    decision = may_follow(communes_in(held), drawn.communes, on=on, followed=followed)
    if not decision.allowed:
        raise Refused(decision)
    held.ends_on = on - timedelta(days=1)
    held.save(update_fields=["ends_on"])
    version = Perimeter(
        name=held.name,
        kind=held.kind,
        holder=held.holder,
        starts_on=on,
        ends_on=ends_on,
        source=source or held.source,
        illustrative=held.illustrative,
        population=drawn.population,
        follows=held,
    )
    return _kept(version, drawn, by, "perimeter.follow")


def _holder(by: Actor, asked: Institution | None) -> Institution | None:
    """Return the institution that keeps a perimeter: one of those for which the actor works."""
    mine = sorted(by.institutions_as(*WORKERS), key=str)
    if asked is not None:
        return asked if asked.pk in mine else None
    return Institution.objects.filter(pk=mine[0]).first() if mine else None


def _kept(perimeter: Perimeter, drawn: Communes, by: Actor | None, kind: str) -> Perimeter:
    perimeter.save(force_insert=True)
    rows: list[Any] = [PerimeterCommune(perimeter=perimeter, commune=code) for code in sorted(drawn.communes)]
    PerimeterCommune.objects.bulk_create(rows, batch_size=_BATCH)
    content: dict[str, str | int | None] = {
        "communes": len(rows),
        "communes_sha256": hashlib.sha256("\n".join(sorted(drawn.communes)).encode()).hexdigest(),
        "starts_on": perimeter.starts_on.isoformat() if perimeter.starts_on else None,
        "ends_on": perimeter.ends_on.isoformat() if perimeter.ends_on else None,
        "follows": str(perimeter.follows_id) if perimeter.follows_id else None,
    }
    seats = by.seats if by else ()
    seat = next((seat for seat in seats if seat.institution == perimeter.holder_id and seat.role in WORKERS), None)
    author = Author(str(seat.institution), str(seat.role)) if seat else SYSTEM
    record(kind, str(perimeter.pk), by=author, public=True, content=content)
    return perimeter
