"""The versions that wait for the resolution or the signature of one's institutions."""

from django.db.models import Exists, OuterRef, QuerySet

from maillon.documents.contract.parties import PartyClass
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.web.adoption.models import Origin, Refusal, Signature, Version
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Party


def to_sign(by: Actor) -> QuerySet[Version]:
    """Return the frozen versions that an institution for which the actor sits has neither signed nor refused."""
    mine = by.institutions_as(*AT_THE_TABLE)
    bound = Party.objects.filter(party_class=PartyClass.SIGNATORY, institution__in=mine).values("contract")
    done = {"version": OuterRef("pk"), "institution__in": mine}
    rows = Version.objects.filter(end=None, origin=Origin.FROZEN, contract__in=bound)
    rows = rows.exclude(Exists(Signature.objects.filter(**done))).exclude(Exists(Refusal.objects.filter(**done)))
    light = rows.defer("pdf", "docx", "own", "canonical", "lineage")
    return light.select_related("contract", "amendment").order_by("sign_by", "frozen_on")
