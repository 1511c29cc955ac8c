"""Who is in the contract, on which territory, under which governance."""

from enum import StrEnum

from pydantic import Field

from maillon.documents.contract.base import Part, Period
from maillon.documents.contract.values import (
    CommuneCode,
    Count,
    Day,
    DepartementCode,
    Flag,
    Label,
    Positive,
    Rate,
    RegionCode,
    Siren,
    Siret,
    Slug,
    Text,
)


class InstitutionKind(StrEnum):
    """Kind of an institution, by its legal nature."""

    COMMUNE = "commune"
    EPCI = "epci"
    PETR = "petr"
    SYNDICAT = "syndicat"
    DEPARTEMENT = "departement"
    REGION = "region"
    ETAT = "etat"
    OPERATEUR = "operateur"
    CHAMBRE = "chambre"
    AGENCE_URBANISME = "agence_urbanisme"
    CONSEIL_DEVELOPPEMENT = "conseil_developpement"
    CESER = "ceser"
    ASSOCIATION = "association"
    ENTREPRISE = "entreprise"
    UNION_EUROPEENNE = "union_europeenne"
    AUTRE = "autre"


class PartyClass(StrEnum):
    """What binds a party to the contract."""

    SIGNATORY = "signatory"
    PARTNER = "partner"
    PROJECT_OWNER = "project_owner"


class Institution(Part):
    """A legal person that acts in the contract."""

    name: Label
    kind: InstitutionKind
    siren: Siren | None = None
    siret: Siret | None = None
    territory: Label | None = None


class Party(Part):
    """An institution's place in the contract, with its own entry and end."""

    id: Slug
    institution: Institution
    party_class: PartyClass = Field(default=PartyClass.SIGNATORY, alias="class")
    person: Label | None = None
    function: Label | None = None
    role: Text | None = None
    period: Period = Period()


class Perimeter(Part):
    """The territory of the contract: any set of communes, given at any level."""

    label: Label | None = None
    communes: tuple[CommuneCode, ...] = ()
    epci: tuple[Siren, ...] = ()
    departements: tuple[DepartementCode, ...] = ()
    regions: tuple[RegionCode, ...] = ()
    excluded_communes: tuple[CommuneCode, ...] = ()
    period: Period = Period()

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes of the perimeter, widest level first."""
        return (*self.regions, *self.departements, *self.epci, *self.communes)


class BodyKind(StrEnum):
    """Kind of a governance body."""

    CONFERENCE = "conference"
    MONITORING_COMMITTEE = "monitoring_committee"
    THEMATIC_GROUP = "thematic_group"
    DEVELOPMENT_COUNCIL = "development_council"
    OBSERVATORY = "observatory"
    SECRETARIAT = "secretariat"
    NETWORK = "network"
    EVALUATION_TEAM = "evaluation_team"
    OTHER = "other"


class SeatRole(StrEnum):
    """What a member of a body may do in it."""

    MEMBER = "member"
    CHAIR = "chair"
    OBSERVER = "observer"
    PARTNER = "partner"


class Seat(Part):
    """Seats that a party holds in a body."""

    party: Slug
    role: SeatRole = SeatRole.MEMBER
    function: Label | None = None
    seats: Positive = 1


class Presidency(Part):
    """Who presides, for how long, in which order."""

    rotation_months: Positive | None = None
    between: Label | None = None
    order: tuple[Slug, ...] = ()


class Body(Part):
    """A governance body: who sits, how often, what for."""

    id: Slug
    name: Label
    kind: BodyKind
    purpose: Text | None = None
    goal: Slug | None = None
    theme: Slug | None = None
    members: tuple[Seat, ...] = ()
    seats_total: Count | None = None
    meetings_per_year: Count | None = None
    yearly_session_with_prefect: Flag | None = None
    presidency: Presidency | None = None
    run_by: Slug | None = None
    created_on: Day | None = None


class SharingKey(StrEnum):
    """Key by which a shared cost is split."""

    POPULATION = "population"
    FACILITIES = "facilities"
    FISCAL_POTENTIAL = "fiscal_potential"
    USE = "use"
    EQUAL = "equal"
    AGREED = "agreed"


class CostSharing(Part):
    """How the parties share one cost."""

    key: SharingKey
    parties: tuple[Slug, ...] = ()
    majority_payer: Slug | None = None
    shares: dict[Slug, Rate] = Field(default_factory=dict)
    note: Text | None = None
