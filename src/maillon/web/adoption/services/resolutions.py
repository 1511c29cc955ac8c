"""Record what assemblies decide, and who may sign for whom."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.documents.signature.freezing import sha256
from maillon.rules.contracts.adoption import ASSEMBLY, DELEGATION, ResolutionFacts, may_resolve, same_version
from maillon.rules.decision import Citation, Decision
from maillon.rules.governance.policy import WORKERS
from maillon.rules.journal.canonical import canonical
from maillon.rules.journal.event import Actor as Author
from maillon.web.accounts.authorise import require
from maillon.web.accounts.models import Institution
from maillon.web.adoption.facts import needs_resolution, waiting_version
from maillon.web.adoption.models import Delegation, Resolution, Revocation
from maillon.web.adoption.services.acts import trace
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused, stop
from maillon.web.contracts.models import Contract
from maillon.web.journal.services import record
from maillon.web.negotiation.services.acting import locked, party_of, role_of


@transaction.atomic
def record_resolution(
    contract_id: UUID,
    assembly: str,
    told: ResolutionFacts,
    *,
    by: Actor,
    amendment: int | None = None,
    read: int | None = None,
) -> Decision:
    """Record the resolution of one's assembly on the version that waits; the same one twice has one effect.

    Args:
        contract_id: the contract.
        assembly: name of the assembly.
        told: what the minutes say; the day on which the version was frozen is put in by this service.
        by: who records it.
        amendment: number of the amendment on which the assembly resolved.
        read: number of the version that was read, when a page showed one: another one may wait by now.

    Raises:
        Refused: the policy or the rule says no.
    """
    subject = locked(contract_id, by, "resolution.record", amendment)
    party = party_of(subject.contract, by)
    version = waiting_version(subject)
    if version is None or not needs_resolution(party):
        because = _("Aucune version n’attend la délibération de votre assemblée.")
        raise Refused(Decision(allowed=False, because=because, rule="adoption.resolve", citations=(ASSEMBLY,)))
    stop(same_version(read or version.number, version.number))
    facts = replace(told, frozen_on=version.frozen_on)
    decision = stop(may_resolve(facts, on=by.on))
    written = {name: value for name, value in asdict(facts).items() if name != "frozen_on"}
    row, made = Resolution.objects.get_or_create(
        version=version,
        institution=party,
        number=written.pop("number").strip(),
        received_on=written.pop("received_on"),
        defaults={**written, "assembly": assembly.strip(), "vote": decision.state or ""},
    )
    if not made and any(getattr(row, name) != value for name, value in written.items()):
        because = _("La délibération n° {number} est déjà inscrite autrement : ce qui est inscrit ne se réécrit pas.")
        remedy = _("Inscrire l’acte qui la rectifie, avec son propre numéro.")
        raise Refused(_no("resolve", because.format(number=row.number), ASSEMBLY, remedy))
    if made:
        content = {"version": version.number, "sha256": sha256(canonical(as_recorded(row))), "vote": row.vote}
        trace("resolution.record", subject, party, by, content)
    return decision


def _no(verb: str, because: str, source: Citation, remedy: str) -> Decision:
    return Decision(allowed=False, because=because, rule=f"adoption.{verb}", citations=(source,), remedy=remedy)


def as_recorded(row: Resolution) -> dict[str, Any]:
    """Return what was recorded of a resolution, as the evidence file carries it and the journal's digest covers it."""
    days = {name: getattr(row, name) for name in ("convened_on", "session_on", "received_on")}
    return {
        "identifier": str(row.pk),
        "version": row.version.number,
        "party": str(row.institution_id),
        "party_name": row.institution.name,
        "assembly": row.assembly,
        "number": row.number,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "in_favour": row.in_favour,
        "against": row.against,
        "abstentions": row.abstentions,
        "casting_vote": row.casting_vote,
        "vote": row.vote,
    }


@transaction.atomic
def record_delegation(
    institution_id: UUID,
    *,
    by: Actor,
    function: str,
    act_number: str,
    starts_on: date,
    ends_on: date | None = None,
    contract: Contract | None = None,
) -> Delegation:
    """Enter a delegation of signature in the register; the same one twice has one effect.

    Raises:
        Refused: the policy says no, or the delegation ends before it begins.
    """
    institution = _mine(institution_id, by)
    if not function.strip() or not act_number.strip() or (ends_on is not None and ends_on < starts_on):
        because = _("Une délégation dit la fonction du délégataire, l’acte, et une période dans l’ordre.")
        raise Refused(Decision(allowed=False, because=because, rule="adoption.delegate", citations=(DELEGATION,)))
    delegation, made = Delegation.objects.get_or_create(
        institution=institution,
        function=function.strip(),
        act_number=act_number.strip(),
        defaults={"starts_on": starts_on, "ends_on": ends_on, "contract": contract},
    )
    if (delegation.starts_on, delegation.ends_on, delegation.contract) != (starts_on, ends_on, contract):
        because = _("Cette délégation est déjà inscrite pour une autre période : ce qui est inscrit ne se réécrit pas.")
        remedy = _("Y mettre fin, puis inscrire l’acte qui la remplace.")
        raise Refused(_no("delegate", because, DELEGATION, remedy))
    if made:
        told = {"function": delegation.function, "act": delegation.act_number, "starts_on": starts_on.isoformat()}
        _trace("delegation.record", institution, by, told)
    return delegation


@transaction.atomic
def revoke(delegation_id: UUID, *, by: Actor, on: date, act_number: str) -> Decision:
    """End a delegation early; what was signed before stays signed.

    Raises:
        Refused: the policy says no, it is ended already, or the day is before its beginning.
        Delegation.DoesNotExist: there is none.
    """
    delegation = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation_id)
    institution = _mine(delegation.institution_id, by)
    if delegation.ended or on < delegation.starts_on or not act_number.strip():
        because = _("Cette délégation a déjà pris fin, ou l’acte et la date ne conviennent pas.")
        raise Refused(Decision(allowed=False, because=because, rule="adoption.revoke", citations=(DELEGATION,)))
    Revocation.objects.create(delegation=delegation, on=on, act_number=act_number.strip())
    _trace("delegation.revoke", institution, by, {"act": delegation.act_number, "on": on.isoformat()})
    return Decision(
        allowed=True,
        because=_("La fin de la délégation est inscrite."),
        rule="adoption.revoke",
        citations=(DELEGATION,),
    )


def _mine(institution_id: UUID, by: Actor) -> Institution:
    """Return an institution for which the actor keeps the register of delegations."""
    require(by, "delegation.record")
    if institution_id not in by.institutions_as(*WORKERS):
        because = _("Une institution tient elle-même le registre de ses délégations.")
        raise Refused(Decision(allowed=False, because=because, rule="adoption.delegate", citations=(DELEGATION,)))
    return Institution.objects.get(pk=institution_id)


def _trace(kind: str, institution: Institution, by: Actor, told: dict[str, str]) -> None:
    author = Author(str(institution.pk), str(role_of(by, institution)))
    record(kind, str(institution.pk), by=author, public=True, content=told)
