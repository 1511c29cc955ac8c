"""What awaits a person, from every room, in one list: each thing with its date and its one action."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noted

from maillon.rules.contracts.reviews import AHEAD
from maillon.web.adoption.queries.waiting import owed
from maillon.web.common.actor import Actor
from maillon.web.monitoring.queries.reminders import Reminder, reminders
from maillon.web.negotiation.queries.menu import decided_for
from maillon.web.negotiation.queries.waiting import waiting
from maillon.web.solidarity.queries.simulator_shared import to_read
from maillon.web.solidarity.queries.weightings import to_weigh

SAID = {
    "accept": noted("Accepter le texte"),
    "resolve": noted("Inscrire la délibération"),
    "sign": noted("Signer ou refuser"),
    "confirm": noted("Confirmer la copie de la signature"),
    "second": noted("Faire confirmer la copie de la signature"),
    "proposal": noted("Répondre à la proposition"),
    "comment": noted("Lire le commentaire"),
    "themes": noted("Lire la décision de l’État"),
    "weigh": noted("Inscrire les poids"),
    "simulation": noted("Lire la simulation"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that awaits the reader.

    Attributes:
        action: what to do, in words: the name of the link.
        href: where it is done.
        about: the part, the session or the simulation; empty when the action says it.
        where: title of the contract, or who asks.
        due: the last day to do it; None when nothing sets one.
        since: the day from which it waits; None when only its last day is known.
        late: whether that day is over.
    """

    action: str
    href: str
    about: str
    where: str
    due: dt.date | None = None
    since: dt.date | None = None
    late: bool = False


def inbox(actor: Actor) -> list[Item]:
    """Return what awaits an actor: what has a last day first, the nearest first, then what has waited longest."""
    found = [*_adoption(actor), *_negotiation(actor), *_solidarity(actor), *map(_reminder, reminders(actor))]
    items = [replace(one, late=one.due is not None and one.due < actor.on) for one in found]
    return sorted(items, key=lambda one: (one.due is None, one.due or one.since or dt.date.min, one.where, one.about))


def _adoption(actor: Actor) -> list[Item]:
    found = []
    for one in owed(actor):
        about = one.amendment.name if one.amendment else ""
        found.append(Item(_(SAID[one.act]), one.href, about, one.contract.title, one.due, one.since))
    return found


def _negotiation(actor: Actor) -> list[Item]:
    found = [
        Item(_(SAID[one.kind]), one.href, one.title, f"{one.contract.title} · {one.who}", None, _day(one.at))
        for one in waiting(actor)
    ]
    for decision in decided_for(actor):
        href = reverse("negotiation-themes", args=[decision.contract.slug])
        title = decision.contract.title
        found.append(Item(_(SAID["themes"]), href, _("Choix des thèmes"), title, None, decision.decided_on))
    return found


def _solidarity(actor: Actor) -> list[Item]:
    found = [
        Item(_(SAID["weigh"]), reverse("weighting", args=[one.pk]), one.title, one.holder.name, one.closes_on)
        for one in to_weigh(actor).select_related("holder")
    ]
    recent = to_read(actor).filter(at__date__gte=actor.on - dt.timedelta(days=AHEAD))
    for share in recent.select_related("scenario__contract", "scenario__institution"):
        kept = share.scenario
        where = kept.contract.title if kept.contract else kept.institution.name
        page = reverse("scenario", args=[kept.pk])
        found.append(Item(_(SAID["simulation"]), page, kept.title, where, None, _day(share.at)))
    return found


def _reminder(one: Reminder) -> Item:
    return Item(one.what, one.href, "", one.contract, one.on)


def _day(at: dt.datetime) -> dt.date:
    return timezone.localtime(at).date()
