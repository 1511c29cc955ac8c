"""The file of a review: what was done, spent, late, promised, and what the clause says, as things stand on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from maillon.documents.contract.document import ContractDocument
from maillon.rules.contracts.progress import Progress, progress
from maillon.web.contracts.models import Action, Contract, FinancingLine
from maillon.web.monitoring.queries.commitments import promises

SUMS = ("requested_cents", "planned_cents", "granted_cents", "paid_cents")
FORMAT = "maillon-review/1"


def review_file(contract: Contract, *, on: dt.date) -> dict[str, Any]:
    """Return the file of a review, ready for canonical JSON: dates are texts, money is cents, None is not known.

    Amounts are those of the contract's own lines, refused ones left out.
    """
    document = ContractDocument.model_validate(contract.content.head)
    clause = document.clauses.review
    actions = _actions(contract, on)
    counted = Counter(one["progress"] for one in actions)
    return {
        "format": FORMAT,
        "contract": {"id": contract.slug, "title": contract.title, "sha256": contract.sha256},
        "on": on.isoformat(),
        "period": {"start": _day(contract.start), "end": _day(contract.end)},
        "clause": clause.model_dump(mode="json", exclude={"sources", "extra", "illustrative"}) if clause else None,
        "progress": {one.value: counted[one.value] for one in Progress if counted[one.value]},
        "money": {name: _sum(one[name] for one in actions) for name in SUMS},
        "actions": actions,
        "commitments": [
            {
                "id": one.row.ref,
                "by": one.row.made_by.name,
                "to": one.to,
                "what": one.row.what,
                "due": _day(one.row.due),
                "standing": one.followed.standing.value,
                "because": one.followed.because,
            }
            for one in promises(contract, on=on)
        ],
    }


def _actions(contract: Contract, on: dt.date) -> list[dict[str, Any]]:
    lines: dict[Any, list[FinancingLine]] = {}
    for line in FinancingLine.objects.filter(contract=contract).exclude(status="refused"):
        lines.setdefault(line.action_id, []).append(line)
    rows = Action.objects.filter(contract=contract).select_related("owner").defer("content").order_by("rank")
    return [
        {
            "id": row.ref,
            "title": row.title,
            "theme": row.theme_ref,
            "owner": row.owner.name if row.owner else None,
            "state": row.state or None,
            "end": _day(row.end),
            "progress": progress(row.state, row.end, on=on).value,
            "cost_cents": row.cost_cents,
            "inherited": row.inherited,
            **{name: _sum(getattr(line, name) for line in lines.get(row.pk, ())) for name in SUMS},
        }
        for row in rows
    ]


def _sum(amounts: Any) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _day(on: dt.date | None) -> str | None:
    return on.isoformat() if on else None
