"""Notify the parties of what the State decided alone: by mail, with a dated trace in the journal."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from maillon.documents.contract.fragments import digest
from maillon.rules.contracts.menu import MENU
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.phrases import day
from maillon.web.accounts.mailing import deliver_afterwards, queue, secretariats
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.facts import signatories
from maillon.web.negotiation.models import ThemeDecision
from maillon.web.negotiation.queries.menu import NOTIFIED
from maillon.web.negotiation.services.acting import note


def notify(contract: Contract, state: Institution, decision: ThemeDecision, themes: str, *, by: Actor) -> None:
    """Write to each other party what the State decided, why and what it may do; call inside the act.

    Args:
        contract: the contract.
        state: the party that decided.
        decision: what it decided.
        themes: titles of the themes, in words.
        by: who recorded the decision.
    """
    parties = {one.pk: one for one in signatories(contract, by.on).values() if one.pk != state.pk}
    told = secretariats(parties, by.on)
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Maillon : l’État a décidé des thèmes d’un contrat")
        text = _text(contract, state, decision, themes)
        queue((address for addresses in told.values() for address in addresses), subject, text)
    content = {
        "reference": decision.reference,
        "notified": sorted(str(pk) for pk, addresses in told.items() if addresses),
        "without_address": sorted(str(pk) for pk, addresses in told.items() if not addresses),
        "text_sha256": digest(text),
    }
    note(NOTIFIED, contract, state, by, Audience.TABLE, content)
    deliver_afterwards()


def _text(contract: Contract, state: Institution, decision: ThemeDecision, themes: str) -> str:
    page = reverse("negotiation-themes", args=[contract.slug])
    on, deadline = day(decision.decided_on), day(decision.deadline)
    return (
        "\n\n".join(
            (
                _("Contrat : {title}").format(title=contract.title),
                _(
                    "Décision : le {on}, sans l’accord des autres parties, {state} a choisi ces thèmes : {themes}."
                ).format(on=on, state=state.name, themes=themes),
                _("Pourquoi : aucun accord au {deadline}, date fixée par l’accord de méthode. Motif : {motive}").format(
                    deadline=deadline, motive=decision.motive
                ),
                _("Sur quel fondement : {act} ; {source}.").format(act=decision.reference, source=MENU.text),
                _(
                    "Pour contester : les voies et délais de recours sont ceux que l’acte indique. Vous pouvez aussi le"
                    " dire aux autres parties dans les commentaires de la négociation."
                ),
                _("La décision et la trace de cette notification : {address}").format(address=f"{settings.URL}{page}"),
            )
        )
        + "\n"
    )
