"""Models of the follow-up; every row but what was mailed is sealed by the database."""

from maillon.web.monitoring.models.commitments import CommitmentStatement, StatementReply
from maillon.web.monitoring.models.evaluation import EvaluationReport
from maillon.web.monitoring.models.evidence import Deposit
from maillon.web.monitoring.models.reminders import ReminderSent
from maillon.web.monitoring.models.reviews import Review, ReviewConclusion, ReviewProposal, ReviewVote
from maillon.web.monitoring.models.withdrawals import Withdrawal

__all__ = [
    "CommitmentStatement",
    "Deposit",
    "EvaluationReport",
    "ReminderSent",
    "Review",
    "ReviewConclusion",
    "ReviewProposal",
    "ReviewVote",
    "StatementReply",
    "Withdrawal",
]
