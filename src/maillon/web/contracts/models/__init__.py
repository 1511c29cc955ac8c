"""Models of the register."""

from maillon.web.contracts.models.content import (
    Action,
    ActionGoal,
    Body,
    Commitment,
    Goal,
    Party,
    Theme,
)
from maillon.web.contracts.models.contract import (
    Contract,
    ContractContent,
    OfContractQuerySet,
    Origin,
    PartyInstitution,
    Record,
)
from maillon.web.contracts.models.coverage import Attachment, ContractTerritory
from maillon.web.contracts.models.draft import ImportDraft, ImportState, SourceKind
from maillon.web.contracts.models.money import Envelope, FinancingLine, FunderShare
from maillon.web.contracts.models.search import Edition, EntryKind, Posting, SearchEntry, SearchWord

__all__ = [
    "Action",
    "ActionGoal",
    "Attachment",
    "Body",
    "Commitment",
    "Contract",
    "ContractContent",
    "ContractTerritory",
    "Edition",
    "EntryKind",
    "Envelope",
    "FinancingLine",
    "FunderShare",
    "Goal",
    "ImportDraft",
    "ImportState",
    "OfContractQuerySet",
    "Origin",
    "Party",
    "PartyInstitution",
    "Posting",
    "Record",
    "SearchEntry",
    "SearchWord",
    "SourceKind",
    "Theme",
]
