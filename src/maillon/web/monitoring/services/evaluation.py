"""Deposit the evaluation report of a contract."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from maillon.rules.contracts.reports import Report
from maillon.rules.contracts.reports import deposit as decide
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.monitoring.models import EvaluationReport
from maillon.web.monitoring.services.acting import acting, opened, trace
from maillon.web.monitoring.services.evidence import Proof, deposit


@transaction.atomic
def deposit_report(
    contract_id: UUID, proof: Proof, *, by: Actor, title: str, author: str, on: dt.date, public: bool
) -> EvaluationReport:
    """Keep a report for ever, with its fingerprint.

    Args:
        contract_id: the contract that it evaluates.
        proof: the file, or its address.
        by: who deposits it.
        title: its title.
        author: the body or the institution that wrote it.
        on: the day that it bears.
        public: whether all may read it; otherwise the parties alone.

    Raises:
        Refused: the policy or the rule says no.
        InputError: the file cannot be kept.
        Contract.DoesNotExist: absent or hidden.
    """
    contract, parties = opened(contract_id, by, "evaluation.deposit")
    party = acting(contract, parties, by)
    marks = EvaluationReport.objects.filter(contract=contract).values_list("deposit__sha256", "deposit__link")
    before = {link or digest for digest, link in marks}
    report = Report(on, proof.given, proof.link or proof.digest)
    stop(decide(report, start=contract.start, before=before, today=by.on))
    kept = deposit(contract, party, proof, public=public)
    made = EvaluationReport.objects.create(
        contract=contract, institution=party, title=title.strip(), on=on, author=author.strip(), deposit=kept
    )
    trace("evaluation.deposit", contract, party, by, public=public, on=on.isoformat(), sha256=kept.sha256)
    return made
