"""Rows of a negotiation, by what they are: the table's proposals, what is said of them."""

from maillon.web.negotiation.models.menu import ThemeChoice, ThemeDecision
from maillon.web.negotiation.models.state import Mandate
from maillon.web.negotiation.models.table import (
    AUDIENCES,
    OUTCOMES,
    VERDICTS,
    Amendment,
    Draft,
    OfProposalQuerySet,
    Package,
    Proposal,
    Reply,
    Settlement,
    contracts_of,
)
from maillon.web.negotiation.models.talk import Comment, CommentWithdrawal
from maillon.web.negotiation.models.word import WordReturn

__all__ = [
    "AUDIENCES",
    "OUTCOMES",
    "VERDICTS",
    "Amendment",
    "Comment",
    "CommentWithdrawal",
    "Draft",
    "Mandate",
    "OfProposalQuerySet",
    "Package",
    "Proposal",
    "Reply",
    "Settlement",
    "ThemeChoice",
    "ThemeDecision",
    "WordReturn",
    "contracts_of",
]
