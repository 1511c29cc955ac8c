"""Take up a text that was edited in Word: read it, keep it for one's party alone, make drafts of what one chooses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.documents.wordtext.received import as_dict, received
from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import require
from maillon.web.common.actor import Actor
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Draft, WordReturn
from maillon.web.negotiation.queries.word import preview
from maillon.web.negotiation.services.acting import opened, party_of
from maillon.web.negotiation.services.table import save_draft
from maillon.web.negotiation.services.talk import comment

KEPT = timedelta(days=7)


def send(subject: Subject, data: bytes, *, name: str, by: Actor) -> WordReturn:
    """Keep what an edited file says, in place of the one sent before; nothing becomes a draft yet.

    Raises:
        Refused: the policy says no.
        InputError: the file cannot be read, or comes from another contract.
    """
    require(by, "draft.write", subject.governed)
    party_of(subject.contract, by)
    told = received(data, name=name)
    if told.contract and told.contract != subject.document.id:
        what = _("ce fichier vient d’un autre contrat, « {contract} »").format(contract=told.contract)
        raise InputError(Problem(what, name, remedy=_("Le reprendre depuis la page de ce contrat")))
    with transaction.atomic():
        held, party = opened(subject.contract.pk, by, "draft.write", subject.number)
        WordReturn.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()
        held.among(WordReturn.objects.filter(institution=party)).delete()
        return WordReturn.objects.create(
            contract=held.contract, amendment=held.amendment, institution=party, name=name[:255], told=as_dict(told)
        )


@transaction.atomic
def take(
    subject: Subject, return_id: UUID, paths: Collection[str], *, by: Actor, said: Collection[str] = ()
) -> list[Draft]:
    """Make drafts of the articles chosen, all or none, say to one's table the comments chosen, and forget the file.

    Args:
        subject: what is negotiated.
        return_id: the file sent back.
        paths: the articles chosen.
        by: who chooses.
        said: keys of the comments of the margin chosen; the State says them to all, the authorities among themselves.

    Raises:
        Refused: the policy says no.
        InputError: an article cannot stand in the contract; every fault.
        WordReturn.DoesNotExist: absent, another party's, or taken up already.
    """
    held, party = opened(subject.contract.pk, by, "draft.write", subject.number)
    sent = held.among(WordReturn.objects.filter(institution=party)).get(pk=return_id)
    lines = preview(held, sent).lines
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for line in lines:
        if line.edited.path not in paths or not line.takeable:
            continue
        try:
            value = line.edited.value
            drafts.append(save_draft(held.contract.pk, line.edited.path, value, by=by, amendment=subject.number))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    audience = Audience.TABLE if party.kind == STATE else Audience.CONFERENCE
    for line in lines:
        for key, text in line.comments:
            if key in said:
                path = line.edited.path
                comment(held.contract.pk, path, text, audience=audience, by=by, amendment=subject.number)
    sent.delete()
    return drafts


@transaction.atomic
def forget(subject: Subject, return_id: UUID, *, by: Actor) -> None:
    """Forget a file that was sent; nothing of it is kept."""
    held, party = opened(subject.contract.pk, by, "draft.write", subject.number)
    held.among(WordReturn.objects.filter(institution=party, pk=return_id)).delete()
