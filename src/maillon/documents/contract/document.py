"""The root of a contract document."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from maillon.documents.contract.actions import Action, Envelope
from maillon.documents.contract.base import Disagreement, Model, Part, Period, Reference
from maillon.documents.contract.clauses import Clauses
from maillon.documents.contract.content import Article, Commitment, Goal, Theme
from maillon.documents.contract.parties import Body, Party, Perimeter
from maillon.documents.contract.values import Day, FileBeside, Flag, Label, Positive, Rate, Slug, Text
from maillon.rules.contracts.life.states import ContractState

FORMAT = "maillon-contract/1"


class Family(StrEnum):
    """The report's three families of contracts."""

    SECTORAL = "sectoral"
    METHOD_CONFERENCE = "method_conference"
    PROJECT = "project"


class Parent(Model):
    """The contract above this one, and the goal under which it stands."""

    contract: Slug
    goal: Slug | None = None


class Extends(Model):
    """The common trunk that this contract inherits, and what it does not take from it."""

    contract: Slug
    file: FileBeside | None = None
    without: tuple[Label, ...] = ()
    included: Flag = False
    """What the trunk brings is already written in this file: nothing is left to inherit."""


class Positioning(Model):
    """Answers to the two questionnaires of the transversality and engagement diagram, 0 to 1 each.

    An answer given here prevails over what the document itself tells.
    """

    engagement: dict[Slug, Rate] = Field(default_factory=dict)
    transversality: dict[Slug, Rate] = Field(default_factory=dict)
    note: Text | None = None


class ContractDocument(Part):
    """A territorial contract, whole: the portable document of record."""

    format: Literal["maillon-contract/1"]
    id: Slug
    title: Label
    kind: Slug
    family: Family | None = None
    summary: Text | None = None
    language: Literal["fr", "en"] = "fr"
    excerpt: Flag = False
    """Rebuilt from what other sources tell of the contract: what is absent here may stand in the contract."""
    generation: Positive = 1
    predecessor: Slug | None = None
    parent: Parent | None = None
    extends: Extends | None = None
    state: ContractState | None = None
    period: Period = Period()
    signed_on: Day | None = None
    perimeter: Perimeter | None = None
    parties: tuple[Party, ...] = ()
    goals: tuple[Goal, ...] = ()
    themes: tuple[Theme, ...] = ()
    articles: tuple[Article, ...] = ()
    clauses: Clauses = Clauses()
    actions: tuple[Action, ...] = ()
    envelopes: tuple[Envelope, ...] = ()
    bodies: tuple[Body, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    positioning: Positioning | None = None
    disagreements: tuple[Disagreement, ...] = ()
    references: tuple[Reference, ...] = ()
