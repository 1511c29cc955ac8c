"""From the institutions that documents name to the register of institutions."""

from collections.abc import Iterable

from maillon.analytics.territories import territory
from maillon.documents.contract.parties import Institution as Named
from maillon.documents.contract.parties import InstitutionKind as Kind
from maillon.web.accounts.kinds import LEVEL_OF_KIND, InstitutionKind
from maillon.web.accounts.models import Institution
from maillon.web.contracts.words import fold

Key = tuple[str, str]
NAME_LENGTH = 250


def _siren(institution: Named) -> str:
    return institution.siren or (institution.siret[:9] if institution.siret else "")


def keys(institution: Named) -> list[Key]:
    """Return the names by which an institution is recognised, surest first.

    Two services of the State share one SIREN: their SIRET or their name tells them apart.
    """
    known: list[Key] = []
    if institution.siret:
        known.append(("siret", institution.siret))
    if _siren(institution) and institution.kind is not Kind.ETAT:
        known.append(("siren", _siren(institution)))
    return [*known, (institution.kind.value, fold(institution.name[:NAME_LENGTH]))]


def _row_keys(row: Institution) -> list[Key]:
    known: list[Key] = [("siret", row.siret)] if row.siret else []
    if row.siren and row.kind != InstitutionKind.ETAT:
        known.append(("siren", row.siren))
    return [*known, (row.kind, fold(row.name))]


class Directory:
    """Every institution that a batch of documents names, each as one row."""

    def __init__(self) -> None:
        self._rows: dict[Key, Institution] = {}

    def load(self) -> None:
        """Read the register of institutions."""
        for row in Institution.objects.order_by("pk"):
            self._hold(row)

    def _hold(self, row: Institution) -> None:
        for key in _row_keys(row):
            self._rows.setdefault(key, row)

    def find(self, institution: Named) -> Institution | None:
        """Return the row of `institution`; one found by its name must not bear another SIREN."""
        *numbers, name = keys(institution)
        for number in numbers:
            if number in self._rows:
                return self._rows[number]
        same_name = self._rows.get(name)
        if same_name and same_name.siren and _siren(institution) and same_name.siren != _siren(institution):
            return None
        return same_name

    def add(self, institutions: Iterable[Named]) -> None:
        """Write those that are not there yet, and the SIREN of those that had none."""
        new: list[Institution] = []
        for institution in institutions:
            row = self.find(institution)
            if row is None:
                row = _row(institution)
                new.append(row)
                self._hold(row)
            elif not row.siren and _siren(institution):
                row.siren, row.siret = _siren(institution), institution.siret or row.siret
                if row not in new:
                    row.save(update_fields=["siren", "siret"])
                self._hold(row)
        Institution.objects.bulk_create(new, batch_size=500)


def _row(institution: Named) -> Institution:
    siren = _siren(institution)
    place = territory(institution.territory or siren) if institution.territory or siren else None
    return Institution(
        name=institution.name[:NAME_LENGTH],
        kind=institution.kind.value,
        level=LEVEL_OF_KIND.get(InstitutionKind(institution.kind.value), ""),
        siren=siren,
        siret=institution.siret or "",
        territory_code=place.ref if place else "",
        population=place.population if place else None,
    )
