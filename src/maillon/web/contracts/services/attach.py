"""Attach an existing contract to a goal of a strategy contract, and undo it; no document is rewritten."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.rules.decision import Citation, Decision
from maillon.web.accounts.authorise import require
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Attachment, Contract, Goal

ARCHITECTURE = Citation("Rapport INET sur la contractualisation, proposition 1 et fiche action 1")


def _refuse(because: str, remedy: str) -> Refused:
    return Refused(
        Decision(allowed=False, because=because, rule="contracts.attach", citations=(ARCHITECTURE,), remedy=remedy)
    )


@transaction.atomic
def attach(contract_id: UUID, *, strategy_id: UUID, goal: str, by: Actor, note: str = "") -> Attachment:
    """Attach a contract to the goal `goal` of a strategy contract.

    Raises:
        Refused: the policy says no, the goal is not one of the strategy's, or they are attached already.
        Contract.DoesNotExist: one of the contracts is absent or hidden.
    """
    seen = Contract.objects.visible_to(by)
    strategy = seen.select_for_update(of=("self",)).get(pk=strategy_id)
    contract = seen.get(pk=contract_id)
    require(by, "contract.attach", strategy)
    if contract.pk == strategy.pk:
        raise _refuse(_("Un contrat ne se rattache pas à lui-même."), _("Choisir un autre contrat."))
    if not Goal.objects.filter(contract=strategy, ref=goal).exists():
        raise _refuse(_("Cette finalité n’est pas une finalité de la stratégie."), _("Choisir une de ses finalités."))
    if Attachment.objects.standing().filter(contract=contract, strategy=strategy, goal_ref=goal).exists():
        raise _refuse(_("Ce contrat est déjà rattaché à cette finalité."), _("Choisir une autre finalité."))
    return Attachment.objects.create(
        contract=contract,
        strategy=strategy,
        goal_ref=goal,
        note=note.strip()[:2000],
        attached_by_id=by.user_id,
        attached_for=", ".join(sorted({seat.institution_name for seat in by.seats}))[:250],
    )


@transaction.atomic
def detach(attachment_id: UUID, *, by: Actor) -> Attachment:
    """Undo an attachment; who had made it and when is kept.

    Raises:
        Refused: the policy says no.
        Attachment.DoesNotExist: it is absent, hidden, or undone already.
    """
    rows = Attachment.objects.visible_to(by).standing().select_for_update(of=("self",))
    attachment = rows.select_related("strategy").get(pk=attachment_id)
    require(by, "contract.attach", attachment.strategy)
    attachment.detached_at = timezone.now()
    attachment.detached_by_id = by.user_id
    attachment.save(update_fields=["detached_at", "detached_by"])
    return attachment
