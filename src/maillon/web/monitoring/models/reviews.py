"""Reviews: opened with a file that never changes, concluded once by all. Every row is sealed by the database."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillon.rules.contracts.reviews import CONCLUSION_NAMES, GROUND_NAMES
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.models import contracts_of

RowT = TypeVar("RowT", bound=models.Model)
GROUNDS = [(ground.value, _(name)) for ground, name in GROUND_NAMES.items()]
CONCLUSIONS = [(conclusion.value, _(name)) for conclusion, name in CONCLUSION_NAMES.items()]


class ReviewQuerySet(VisibleQuerySet["Review"]):
    """Reviews: the parties' own affair until they conclude."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own contracts, and those that are concluded in the contracts that one sees."""
        concluded = Q(conclusion__isnull=False, contract__in=Contract.objects.visible_to(actor))
        return self.filter(concluded | contracts_of(actor.institutions_as(*AT_THE_TABLE)))


class Review(Identified):
    """A review that a party opened; `file` is its file in canonical JSON, as things stood on that day."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reviews", verbose_name=_("contrat"))
    number = models.PositiveIntegerField(_("numéro"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("ouverte par"))
    ground = models.CharField(_("motif d’ouverture"), max_length=20, choices=GROUNDS)
    due = models.DateField(_("échéance de la clause"), null=True)
    case = models.CharField(_("cas de force majeure"), max_length=400, blank=True)
    reason = models.TextField(_("motif"), blank=True)
    on = models.DateField(_("ouverte le"))
    file = models.TextField(_("dossier"))
    sha256 = models.CharField(_("empreinte du dossier"), max_length=64)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("revoyure")
        verbose_name_plural = _("revoyures")
        ordering = ("contract", "-number")
        constraints = [models.UniqueConstraint(fields=("contract", "number"), name="review_number_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class OfReviewQuerySet(VisibleQuerySet[RowT]):
    """Rows as visible as their review."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the reviews that the actor may see."""
        return self.filter(review__in=Review.objects.visible_to(actor))


class ReviewProposal(Identified):
    """What one signatory proposes to conclude."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="proposals", verbose_name=_("revoyure"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("proposée par"))
    conclusion = models.CharField(_("conclusion"), max_length=20, choices=CONCLUSIONS)
    reason = models.TextField(_("motif"))
    at = models.DateTimeField(_("proposée le"), auto_now_add=True)

    objects = OfReviewQuerySet["ReviewProposal"].as_manager()

    class Meta:
        verbose_name = _("conclusion proposée")
        verbose_name_plural = _("conclusions proposées")
        ordering = ("at",)

    def __str__(self) -> str:
        return self.conclusion


class VoteQuerySet(VisibleQuerySet["ReviewVote"]):
    """Answers as visible as their review."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the reviews that the actor may see."""
        return self.filter(proposal__review__in=Review.objects.visible_to(actor))


class ReviewVote(Identified):
    """What another signatory says of a proposed conclusion."""

    proposal = models.ForeignKey(ReviewProposal, models.PROTECT, related_name="votes", verbose_name=_("conclusion"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("signataire"))
    accepts = models.BooleanField(_("accepte"))
    reason = models.TextField(_("motif"), blank=True)
    at = models.DateTimeField(_("le"), auto_now_add=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("réponse à une conclusion")
        verbose_name_plural = _("réponses aux conclusions")
        ordering = ("at",)
        constraints = [models.UniqueConstraint(fields=("proposal", "institution"), name="review_vote_once")]

    def __str__(self) -> str:
        return f"{self.accepts}"


class ReviewConclusion(Identified):
    """What a review concluded to, once every signatory agreed."""

    review = models.OneToOneField(Review, models.PROTECT, related_name="conclusion", verbose_name=_("revoyure"))
    proposal = models.OneToOneField(ReviewProposal, models.PROTECT, related_name="+", verbose_name=_("conclusion"))
    outcome = models.CharField(_("issue"), max_length=20, choices=CONCLUSIONS)
    on = models.DateField(_("conclue le"))

    objects = OfReviewQuerySet["ReviewConclusion"].as_manager()

    class Meta:
        verbose_name = _("issue d’une revoyure")
        verbose_name_plural = _("issues des revoyures")

    def __str__(self) -> str:
        return self.outcome
