"""What the contract says: goals, themes, objectives, articles, commitments."""

from enum import StrEnum

from maillon.documents.contract.base import Part
from maillon.documents.contract.values import Day, Label, Slug, Text


class Chooser(StrEnum):
    """Who chose a goal or a theme."""

    AUTHORITIES = "authorities"
    STATE = "state"
    JOINT = "joint"


class Goal(Part):
    """A goal of public action (finalité), seen from the person who benefits."""

    id: Slug
    title: Label
    description: Text | None = None
    beneficiary: Label | None = None
    chosen_by: Chooser | None = None


class Objective(Part):
    """What a theme aims at."""

    id: Slug
    title: Label
    description: Text | None = None


class Theme(Part):
    """A theme (axe, volet) of the contract; may have no action yet."""

    id: Slug
    title: Label
    description: Text | None = None
    goal: Slug | None = None
    chosen_by: Chooser | None = None
    objectives: tuple[Objective, ...] = ()


class Article(Part):
    """An article of the text; paragraphs are separated by a blank line."""

    id: Slug
    number: Label | None = None
    title: Label
    text: Text | None = None
    theme: Slug | None = None


class CommitmentStatus(StrEnum):
    """Where a reciprocal commitment stands."""

    OPEN = "open"
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    NOT_KEPT = "not_kept"


class Commitment(Part):
    """Who promised what to whom, by when, and what became of it."""

    id: Slug
    by: Slug
    to: tuple[Slug, ...] = ()
    what: Text
    due: Day | None = None
    status: CommitmentStatus = CommitmentStatus.OPEN
    evidence: Text | None = None
    action: Slug | None = None
