"""The evaluation reports of a contract."""

from django.db.models import QuerySet

from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.monitoring.models import EvaluationReport


def evaluated(contract: Contract) -> bool:
    """Tell whether an evaluation report of a contract is deposited."""
    return EvaluationReport.objects.filter(contract=contract).exists()


def reports(contract: Contract, by: Actor) -> QuerySet[EvaluationReport]:
    """Return the reports that an actor may read, the latest first."""
    rows = EvaluationReport.objects.visible_to(by).filter(contract=contract)
    return rows.select_related("institution", "deposit").defer("deposit__data")
