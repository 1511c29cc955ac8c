"""What every act of the follow-up does first and last: open the contract, stop on a refusal, leave a trace."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from maillon.rules.decision import Decision
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.journal.event import Actor as Author
from maillon.web.accounts.authorise import require
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract, PartyInstitution
from maillon.web.journal.services import record
from maillon.web.monitoring.facts import Parties, parties_of


def opened(contract_id: UUID, by: Actor, action: str) -> tuple[Contract, Parties]:
    """Lock a contract for an act.

    Raises:
        Contract.DoesNotExist: absent or hidden.
        Refused: the policy says no.
    """
    contract = Contract.objects.visible_to(by).select_for_update(of=("self",)).get(pk=contract_id)
    require(by, action, contract)
    return contract, parties_of(contract)


def seated(parties: Parties, by: Actor) -> list[Institution]:
    """Return the parties for which an actor sits at the table."""
    mine = by.institutions_as(*AT_THE_TABLE)
    return [one for one in parties.by_ref.values() if one.pk in mine]


def signatory(among: Iterable[Institution], by: Actor) -> Institution:
    """Return the signatory for which an actor sits.

    Raises:
        Refused: the actor sits for none of them.
    """
    mine = by.institutions_as(*AT_THE_TABLE)
    for one in among:
        if one.pk in mine:
            return one
    because = _("Votre institution n’est pas, ou n’est plus, signataire de ce contrat.")
    raise Refused(Decision(allowed=False, because=because, rule="monitoring.signatory"))


def acting(contract: Contract, parties: Parties, by: Actor) -> Institution:
    """Return the institution for which an actor acts: a party, otherwise the one that holds the secretariat.

    Raises:
        Refused: the actor sits for none of them.
    """
    mine = seated(parties, by)
    if mine:
        return mine[0]
    if contract.holder is not None and contract.holder_id in by.institutions_as(*AT_THE_TABLE):
        return contract.holder
    because = _("Votre institution n’est ni partie à ce contrat, ni chargée de son secrétariat.")
    raise Refused(Decision(allowed=False, because=because, rule="monitoring.involved"))


def trace(kind: str, contract: Contract, party: Institution, by: Actor, *, public: bool, **content: object) -> None:
    """Record an act of a party in the journal: what it is and its fingerprints, never its words.

    What is not public is read by the contract's parties and by who holds its secretariat.
    """
    role = next(seat.role for seat in by.seats if seat.institution == party.pk and seat.role in AT_THE_TABLE)
    readers: set[UUID] = set()
    if not public:
        readers |= set(PartyInstitution.objects.filter(contract=contract).values_list("institution_id", flat=True))
        readers |= {contract.holder_id} if contract.holder_id else set()
    author = Author(str(party.pk), str(role))
    record(kind, contract.slug, by=author, public=public, content=content, readers=map(str, readers))
