"""Action sheets and their money: cost, financing lines, envelopes."""

from enum import StrEnum

from pydantic import model_validator

from maillon.documents.contract.base import Part, Period
from maillon.documents.contract.parties import CostSharing, Perimeter
from maillon.documents.contract.values import (
    Amount,
    Day,
    Flag,
    Label,
    Number,
    Rate,
    RefusedValueError,
    Slug,
    Text,
    Year,
)
from maillon.rules.money import Money
from maillon.rules.wording import _


class ActionState(StrEnum):
    """Where an action stands, from the idea to the last payment."""

    IDEA = "idea"
    PROJECT_SHEET = "project_sheet"
    ACTION_SHEET = "action_sheet"
    TO_VALIDATE = "to_validate"
    VALIDATED = "validated"
    PROGRAMMED = "programmed"
    COMMITTED = "committed"
    NOTIFIED = "notified"
    STARTED = "started"
    BALANCE_PAID = "balance_paid"
    CLOSED = "closed"
    REFUSED = "refused"
    ABANDONED = "abandoned"
    PAUSED = "paused"
    LAPSED = "lapsed"


class ParticipationDegree(StrEnum):
    """Degree of citizen participation (report, action card 9), weakest first."""

    NONE = "none"
    INFORMATION = "information"
    CONSULTATION = "consultation"
    STEERING_SEAT = "steering_seat"
    USE_EXPERTISE = "use_expertise"
    PARTICIPATORY_BUDGET = "participatory_budget"
    PROJECT_OWNERSHIP = "project_ownership"
    LOCAL_REFERENDUM = "local_referendum"


class Nature(StrEnum):
    """Budget section of an expense."""

    INVESTMENT = "investment"
    OPERATION = "operation"


class LineStatus(StrEnum):
    """Where a financing line stands."""

    PLANNED = "planned"
    REQUESTED = "requested"
    GRANTED = "granted"
    PAID = "paid"
    REFUSED = "refused"


class Cost(Part):
    """Cost of an action, without and with tax."""

    excluding_tax: Amount | None = None
    including_tax: Amount | None = None
    nature: Nature | None = None

    @property
    def total(self) -> Money | None:
        """The reference cost: without tax when it is given."""
        return self.excluding_tax or self.including_tax


class PaymentKind(StrEnum):
    """Kind of a payment under a grant."""

    ADVANCE = "advance"
    INSTALMENT = "instalment"
    BALANCE = "balance"


class Payment(Part):
    """Money paid under a financing line."""

    kind: PaymentKind
    amount: Amount
    on: Day | None = None


class FinancingLine(Part):
    """What one funder brings to one action under one scheme."""

    funder: Slug
    scheme: Label | None = None
    base: Amount | None = None
    rate: Rate | None = None
    requested: Amount | None = None
    planned: Amount | None = None
    granted: Amount | None = None
    paid: Amount | None = None
    year: Year | None = None
    status: LineStatus | None = None
    own_contribution: Flag = False
    public: Flag | None = None
    earmark: Slug | None = None
    complete_file_on: Day | None = None
    notified_on: Day | None = None
    advance_guaranteed: Flag | None = None
    payments: tuple[Payment, ...] = ()

    @property
    def amount(self) -> Money | None:
        """The firmest known amount: granted, else planned, else requested."""
        fields: dict[str, Money | None] = self.__dict__  # twice as quick as three fields of pydantic
        return fields["granted"] or fields["planned"] or fields["requested"]

    @model_validator(mode="after")
    def _granted_within_base(self) -> "FinancingLine":
        granted = self.__dict__["granted"]
        if granted is None:
            return self
        if self.base and self.base < granted:
            what = _("le montant accordé dépasse l’assiette retenue")
            raise RefusedValueError(what, _("Corriger « granted » ou « base »"))
        if self.paid and granted < self.paid:
            what = _("le montant payé dépasse le montant accordé")
            raise RefusedValueError(what, _("Corriger « paid » ou « granted »"))
        return self


class Milestone(Part):
    """A dated step of an action."""

    label: Label
    due: Day | None = None
    done_on: Day | None = None


class Measure(Part):
    """A dated value of an indicator."""

    on: Day
    value: Number


class Indicator(Part):
    """What is measured to know whether an action works."""

    id: Slug
    label: Label
    unit: Label | None = None
    baseline: Measure | None = None
    target: Measure | None = None
    measures: tuple[Measure, ...] = ()
    owner: Slug | None = None


class Contribution(Part):
    """What a party brings to, or receives from, an action: money or not."""

    party: Slug
    what: Text
    amount: Amount | None = None


class ExceptionGround(StrEnum):
    """Ground on which an owner may bear less than its legal share (CGCT, art. L1111-10 III)."""

    ANRU = "anru"
    LISTED_MONUMENT = "listed_monument"
    DISASTER = "disaster"
    CORSICA = "corsica"
    OVERSEAS = "overseas"
    PREFECT_DEROGATION = "prefect_derogation"
    OTHER = "other"


class OwnContributionException(Part):
    """Why the owner's own contribution may stay below the legal share, and the act that says so."""

    ground: ExceptionGround
    act: Label | None = None


class Action(Part):
    """An action sheet (fiche action)."""

    id: Slug
    number: Label | None = None
    title: Label
    description: Text | None = None
    state: ActionState | None = None
    theme: Slug | None = None
    goals: tuple[Slug, ...] = ()
    objective: Slug | None = None
    owner: Slug | None = None
    delegate: Slug | None = None
    pilots: tuple[Slug, ...] = ()
    partners: tuple[Slug, ...] = ()
    location: Perimeter | None = None
    calendar: Period = Period()
    milestones: tuple[Milestone, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    participation: ParticipationDegree | None = None
    participation_note: Text | None = None
    chef_de_file: Flag | None = None
    cost: Cost | None = None
    own_contribution_exception: OwnContributionException | None = None
    financing: tuple[FinancingLine, ...] = ()
    cost_sharing: CostSharing | None = None
    brings: tuple[Contribution, ...] = ()
    receives: tuple[Contribution, ...] = ()
    shared_with: tuple[Slug, ...] = ()
    """Ids of the other contracts that hold the same action: its money counts once."""


class EnvelopePurpose(StrEnum):
    """What an envelope is set aside for."""

    PROJECTS = "projects"
    PRIORITY_TERRITORIES = "priority_territories"
    EVALUATION = "evaluation"
    ENGINEERING = "engineering"


class Envelope(Part):
    """Credits set aside; an envelope is not a commitment."""

    id: Slug
    label: Label
    amount: Amount | None = None
    year: Year | None = None
    scheme: Label | None = None
    funder: Slug | None = None
    theme: Slug | None = None
    purpose: EnvelopePurpose | None = None
    perimeter: Perimeter | None = None
    delegated_by: Slug | None = None
    delegated_to: Slug | None = None
