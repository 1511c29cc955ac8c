"""An amendment of the common trunk reaches each contract that extends it only when its own parties accept it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from maillon.rules.contracts.life.states import ContractState
from maillon.rules.contracts.life.steps import CONSENT
from maillon.rules.contracts.negotiation import Verdict
from maillon.rules.decision import Decision
from maillon.web.accounts.models import Institution
from maillon.web.adoption.models import Adhesion, Origin, Outcome, VersionEnd
from maillon.web.adoption.services import versions
from maillon.web.adoption.services.acts import trace
from maillon.web.adoption.shelf import Shelf, prepared
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.contracts.services.importing import refresh
from maillon.web.monitoring.services.withdrawals import keep_departures
from maillon.web.negotiation.facts import Subject, signatories
from maillon.web.negotiation.models import Amendment
from maillon.web.negotiation.services.acting import locked, party_of


def answer(contract_id: UUID, number: int, verdict: Verdict, *, by: Actor, reason: str = "") -> Decision:
    """Accept or refuse, for one's party and in one contract, an amendment of the trunk that this contract extends.

    Args:
        contract_id: the contract that extends the trunk.
        number: number of the trunk's amendment.
        verdict: accept or refuse.
        by: who replies.
        reason: why; needed for a refusal.

    Raises:
        Refused: the policy says no, the party has replied already, or the trunk's amendment does not hold yet.
        Amendment.DoesNotExist: the trunk has no such amendment.
    """
    return prepared(lambda shelf: _answered(contract_id, number, verdict, reason, by, shelf))


def _answered(contract_id: UUID, number: int, verdict: Verdict, reason: str, by: Actor, shelf: Shelf) -> Decision:
    subject = locked(contract_id, by, "adhesion.answer")
    party = party_of(subject.contract, by)
    amendment = Amendment.objects.rewriting().get(contract=subject.contract.extends, number=number)
    _check(amendment, subject, party.pk, verdict, reason)
    Adhesion.objects.create(
        amendment=amendment, contract=subject.contract, institution=party, verdict=verdict, reason=reason.strip()
    )
    told = {"trunk": amendment.contract.slug, "trunk_amendment": number, "verdict": str(verdict)}
    trace("adhesion.answer", subject, party, by, told)
    if verdict is Verdict.REFUSE:
        return _yes(_("Le refus est inscrit : ce contrat garde le tronc commun que ses parties ont signé."))
    waiting = still_waiting(subject, amendment, by)
    if waiting:
        because = _("L’accord de votre institution est inscrit ; on attend : {names}.")
        return _yes(because.format(names=", ".join(waiting)))
    _adhere(subject, amendment, party, by, shelf)
    return _yes(_("Toutes les parties acceptent : l’avenant du tronc commun vaut pour ce contrat."))


def _check(amendment: Amendment, subject: Subject, party: UUID, verdict: Verdict, reason: str) -> None:
    replied = Adhesion.objects.filter(amendment=amendment, contract=subject.contract)
    because = ""
    if amendment.state != ContractState.IN_FORCE:
        because = _("L’avenant du tronc commun n’est pas encore en vigueur.")
    elif (
        Amendment.objects.rewriting()
        .filter(contract=amendment.contract, number__gt=amendment.number, state=ContractState.IN_FORCE)
        .exists()
    ):
        because = _("Un avenant plus récent du tronc commun le contient : c’est à celui-là que l’on répond.")
    elif replied.filter(institution=party).exists():
        because = _("Votre institution a déjà répondu ; une réponse ne se réécrit pas.")
    elif replied.filter(verdict=Verdict.REFUSE).exists():
        because = _("Une partie a refusé : l’avenant du tronc commun ne s’applique pas à ce contrat.")
    elif verdict is Verdict.REFUSE and not reason.strip():
        because = _("Un refus se motive.")
    if because:
        raise Refused(Decision(allowed=False, because=because, rule="adoption.adhere", citations=(CONSENT,)))


def still_waiting(subject: Subject, amendment: Amendment, by: Actor) -> list[str]:
    """Return the names of the parties of a contract that have not accepted the trunk's amendment."""
    rows = Adhesion.objects.filter(amendment=amendment, contract=subject.contract, verdict=Verdict.ACCEPT)
    given = {str(one) for one in rows.values_list("institution", flat=True)}
    return [one.name for key, one in signatories(subject.contract, by.on).items() if key not in given]


def _adhere(subject: Subject, amendment: Amendment, party: Institution, by: Actor, shelf: Shelf) -> None:
    """Make the contract follow the amended trunk: a version of its own says so."""
    contract = subject.contract
    versions.receive(subject, shelf, by=by, party=party)
    Contract.objects.filter(pk=contract.pk).update(trunk_sha256=amendment.contract.sha256)
    contract.refresh_from_db()
    refresh(contract)
    keep_departures(contract)
    version = versions.make(Subject(contract), shelf, by=by, party=party, origin=Origin.TRUNK)
    VersionEnd.objects.create(version=version, outcome=Outcome.SIGNED, effective_on=by.on)


def _yes(because: str) -> Decision:
    return Decision(allowed=True, because=because, rule="adoption.adhere", citations=(CONSENT,))
