"""The clauses: how the contract is run, reviewed, evaluated, left, and for whom it must weigh more."""

from enum import StrEnum

from pydantic import Field

from maillon.documents.contract.actions import ParticipationDegree
from maillon.documents.contract.base import Model, Parameter, Part
from maillon.documents.contract.parties import Perimeter
from maillon.documents.contract.values import Amount, Count, Day, Flag, Label, Number, Positive, Rate, Slug, Text


class Clause(Part):
    """What every clause has: its words, and the article that holds it."""

    text: Text | None = None
    article: Slug | None = None


class MethodAgreement(Clause):
    """How the contract is carried out (accord de méthode); its parameters set the rules (cards 14, 6, 7)."""

    parameters: dict[Label, Parameter] = Field(default_factory=dict)
    agreed_on: Day | None = None
    meetings_per_year: Count | None = None
    contract_mission: Flag | None = None
    referents: tuple[Slug, ...] = ()
    job_descriptions_updated: Flag | None = None


class ReviewClause(Clause):
    """Compulsory reviews: dates, mid-term, force majeure (card 16)."""

    midterm: Flag | None = None
    dates: tuple[Day, ...] = ()
    every_months: Positive | None = None
    force_majeure: tuple[Label, ...] = ()


class ParticipationClause(Clause):
    """The citizens' place in the contract, with its degree (card 9)."""

    degree: ParticipationDegree | None = None
    bodies: tuple[Slug, ...] = ()
    budget: Amount | None = None


class InterpellationClause(Clause):
    """Who may call the parties to account, and how soon they answer (card 10)."""

    held_by: tuple[Slug, ...] = ()
    reply_within_days: Count | None = None
    training: Flag | None = None


class AccessCriterion(Model):
    """A condition that opens a right, with its threshold."""

    label: Label
    measure: Label | None = None
    at_most: Number | None = None
    at_least: Number | None = None


class EngineeringClause(Clause):
    """Technical assistance for the authorities that need it (card 23)."""

    access_criteria: tuple[AccessCriterion, ...] = ()
    provided_by: tuple[Slug, ...] = ()
    budget: Amount | None = None


class EvaluationClause(Clause):
    """How the contract is evaluated (cards 17 to 20)."""

    principles: tuple[Label, ...] = ()
    citizens_impact: Flag | None = None
    reserved_share: Rate | None = None
    reserved_amount: Amount | None = None
    random_sample_share: Rate | None = None
    team: Slug | None = None
    published: Flag | None = None


class FungibilityMode(StrEnum):
    """How credits may move between themes (card 15)."""

    CEILING = "ceiling"
    FULL_KEEPING_SHARES = "full_keeping_shares"
    NONE = "none"


class FungibilityClause(Clause):
    """How far credits may move between themes, and who decides (card 15)."""

    mode: FungibilityMode | None = None
    ceiling: Rate | None = None
    unanimity: Flag | None = None


class WithdrawalClause(Clause):
    """How a party leaves, and what it costs (card 14)."""

    notice_days: Count | None = None
    penalty: Text | None = None


class DataClause(Clause):
    """What is shared, where, under which licence (card 4)."""

    observatory: Slug | None = None
    shared: Flag | None = None
    licence: Label | None = None


class DiagnosisClause(Clause):
    """The shared diagnosis that the contract stands on (cards 1, 4)."""

    shared: Flag | None = None
    done_on: Day | None = None
    by: tuple[Slug, ...] = ()


class StateMandateClause(Clause):
    """The State's single mandate: who holds it, over what (card 8)."""

    holder: Slug | None = None
    ministries: tuple[Label, ...] = ()
    functional_authority: Flag | None = None
    amount: Amount | None = None


class PriorityClause(Clause):
    """Priority geography and double earmarking (cards 12 and 22)."""

    perimeter: Perimeter | None = None
    negotiated: Flag | None = None
    kinds: tuple[Label, ...] = ()
    state_share: Rate | None = None
    territories_share: Rate | None = None
    projects_share: Rate | None = None


class CofinancingForm(StrEnum):
    """Form of the cofinancing scale."""

    UNIFORM = "uniform"
    STRATA = "strata"
    RAMP = "ramp"
    LINEAR = "linear"
    SMOOTH = "smooth"


class CofinancingClause(Clause):
    """How the cofinancing rate varies with need (card 24)."""

    form: CofinancingForm | None = None
    rates: tuple[Rate, ...] = ()
    assessed_by_goal: Flag | None = None
    for_whole_period: Flag | None = None
    advances: Flag | None = None


class SolidarityClause(Clause):
    """The solidarity indicator that the parties refer to (card 21)."""

    indicator: Label | None = None
    authorities_associated: Flag | None = None
    rural_and_urban: Flag | None = None
    applies_to_state: Flag | None = None
    published: Flag | None = None


class MainstreamMeans(Part):
    """Ordinary means (posts, services) whose distribution is negotiated (card 25)."""

    policy: Label
    provider: Slug | None = None
    unit: Label | None = None
    current: Number | None = None
    agreed: Number | None = None
    territory: Perimeter | None = None


class MainstreamClause(Clause):
    """What the State and the authorities agree on ordinary means (card 25)."""

    negotiated: Flag | None = None
    imbalances_recorded: Flag | None = None
    means: tuple[MainstreamMeans, ...] = ()


class Clauses(Model):
    """Every clause of the contract; an absent clause is absent from the contract."""

    method_agreement: MethodAgreement | None = None
    diagnosis: DiagnosisClause | None = None
    review: ReviewClause | None = None
    citizen_participation: ParticipationClause | None = None
    interpellation: InterpellationClause | None = None
    engineering_support: EngineeringClause | None = None
    evaluation: EvaluationClause | None = None
    fungibility: FungibilityClause | None = None
    withdrawal: WithdrawalClause | None = None
    data: DataClause | None = None
    state_mandate: StateMandateClause | None = None
    priority_geography: PriorityClause | None = None
    cofinancing: CofinancingClause | None = None
    solidarity: SolidarityClause | None = None
    mainstream_means: MainstreamClause | None = None
