"""What parties write, share and reply. A draft is one party's alone; what is shared never changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.life.states import PUBLIC, ContractState
from maillon.rules.contracts.life.steps import COURSES, Course, Deed
from maillon.rules.contracts.negotiation import Audience, Outcome, Verdict
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.governance.roles import Relation
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.labels import STATES
from maillon.web.contracts.models import Contract, PartyInstitution

RowT = TypeVar("RowT", bound=models.Model)

AUDIENCES = [(Audience.CONFERENCE, _("les collectivités seulement")), (Audience.TABLE, _("toutes les parties"))]
DEEDS = [(Deed.AMENDMENT, _("avenant")), (Deed.CONVENTION, _("convention d’exécution"))]
VERDICTS = [(Verdict.ACCEPT, _("accepte")), (Verdict.REFUSE, _("refuse")), (Verdict.COUNTER, _("contre-propose"))]
OUTCOMES = [
    (Outcome.OPEN, _("en attente de réponse")),
    (Outcome.ACCEPTED, _("acceptée")),
    (Outcome.REFUSED, _("refusée")),
    (Outcome.COUNTERED, _("remplacée par une contre-proposition")),
    (Outcome.WITHDRAWN, _("retirée")),
    (Outcome.STALE, _("périmée : le texte a changé depuis")),
]


class AmendmentQuerySet(VisibleQuerySet["Amendment"]):
    """Amendments: open to all once signed, to the contract's parties before."""

    def visible_to(self, actor: Actor) -> Self:
        """Those signed, of the contracts that the actor may see; those in preparation, of one's own contracts."""
        mine = contracts_of(actor.institutions_as(*AT_THE_TABLE))
        seen = Q(contract__in=Contract.objects.visible_to(actor))
        return self.filter(seen & Q(state__in=PUBLIC) | mine)

    def rewriting(self) -> Self:
        """Those whose text takes the place of the contract's: the amendments themselves."""
        return self.filter(deed=Deed.AMENDMENT)

    def yearly(self) -> Self:
        """The annual conventions."""
        return self.filter(deed=Deed.CONVENTION)


class Amendment(Identified):
    """What is negotiated, adopted and signed beside a signed contract: an amendment, or the convention of a year.

    `text` is, of an amendment, the contract's own document as it would become, and of a convention its own: what every
    party has accepted so far. `ceiling_cents` is the total that the contract may not exceed, when the parties bound the
    amendment to one. The number of a convention tells its year; `year` says it.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="amendments", verbose_name=_("contrat"))
    number = models.PositiveIntegerField(_("numéro"))
    deed = models.CharField(_("nature"), max_length=20, choices=DEEDS, default=Deed.AMENDMENT)
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    title = models.CharField(_("objet"), max_length=400)
    state = models.CharField(_("étape"), max_length=20, choices=STATES, default=ContractState.NEGOTIATION)
    text = models.JSONField(_("texte de travail"))
    base = models.CharField(_("empreinte du contrat de départ"), max_length=64)
    ceiling_cents = models.BigIntegerField(_("plafond global"), null=True, blank=True)
    effective_on = models.DateField(_("prend effet le"), null=True, blank=True)
    opened_by = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("ouvert par"))
    opened_at = models.DateTimeField(_("ouvert le"), auto_now_add=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("avenant")
        verbose_name_plural = _("avenants")
        ordering = ("contract", "-number")
        constraints = [models.UniqueConstraint(fields=("contract", "number"), name="amendment_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def name(self) -> str:
        """How people name it: "Avenant n° 2", "Convention d’exécution 2027"."""
        if self.deed == Deed.CONVENTION:
            return gettext("Convention d’exécution {year}").format(year=self.year)
        return gettext("Avenant n° {number}").format(number=self.number)

    @property
    def course(self) -> Course:
        """How it lives: the steps that it takes, and whether its text takes the place of the contract's."""
        return COURSES[Deed(self.deed)]

    @property
    def policy_state(self) -> str:
        """State by which the policy is asked."""
        return self.state

    def relations_of(self, actor: Actor) -> dict[UUID, frozenset[Relation]]:
        """What each of the actor's institutions is to the contract that is amended."""
        return self.contract.relations_of(actor)


class DraftQuerySet(VisibleQuerySet["Draft"]):
    """Drafts, each open to those who sit at the table for the party that writes it, and to nobody else."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own institutions; hosting the site or holding the secretariat gives no right to others."""
        return self.filter(institution__in=actor.institutions_as(*AT_THE_TABLE))


class Draft(Identified):
    """What one party would like a part of the contract to become; `value` None removes it."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="drafts", verbose_name=_("contrat"))
    amendment = models.ForeignKey(
        Amendment, models.CASCADE, null=True, related_name="drafts", verbose_name=_("avenant")
    )
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("partie"))
    path = models.CharField(_("partie du contrat"), max_length=200)
    value = models.JSONField(_("contenu"), null=True)
    base = models.CharField(_("empreinte du texte de départ"), max_length=64)
    changed_at = models.DateTimeField(_("modifié le"), auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("brouillon")
        verbose_name_plural = _("brouillons")
        ordering = ("path",)
        constraints = [
            models.UniqueConstraint(
                fields=("contract", "institution", "path"), condition=Q(amendment=None), name="draft_once"
            ),
            models.UniqueConstraint(fields=("amendment", "institution", "path"), name="draft_once_in_amendment"),
        ]

    def __str__(self) -> str:
        return self.path


def contracts_of(institutions: Iterable[Any]) -> Q:
    """Contracts to which one of these institutions is a party, or of which it holds the secretariat."""
    held = Contract.objects.filter(holder__in=institutions).values("pk")
    party = PartyInstitution.objects.filter(institution__in=institutions).values("contract")
    return Q(contract__in=held) | Q(contract__in=party)


class AtTableQuerySet(VisibleQuerySet[RowT]):
    """What is said at a table: of all the parties, or of the authorities' conference."""

    def visible_to(self, actor: Actor) -> Self:
        """What is said to the whole table, for its parties; what is said in the conference, for all but the State."""
        mine = actor.institutions_as(*AT_THE_TABLE)
        if not mine:
            return self.none()
        outside = Institution.objects.filter(pk__in=mine).exclude(kind=STATE).values("pk")
        table = contracts_of(mine) & Q(audience=Audience.TABLE)
        return self.filter(table | contracts_of(outside) & Q(audience=Audience.CONFERENCE))


class PackageQuerySet(AtTableQuerySet["Package"]):
    """Packages, by the table at which they were shared."""


class Package(Identified):
    """Proposals shared at once, that are accepted or refused together; sealed by the database."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="packages", verbose_name=_("contrat"))
    amendment = models.ForeignKey(Amendment, models.PROTECT, null=True, related_name="+", verbose_name=_("avenant"))
    author = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("auteur"))
    audience = models.CharField(_("partagé avec"), max_length=20, choices=AUDIENCES)
    shared_at = models.DateTimeField(_("partagé le"), auto_now_add=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("ensemble de propositions")
        verbose_name_plural = _("ensembles de propositions")
        ordering = ("-shared_at",)

    def __str__(self) -> str:
        return str(self.pk)


class ProposalQuerySet(AtTableQuerySet["Proposal"]):
    """Proposals, by the table at which they were shared."""

    def published(self) -> Self:
        """Those that entered the text of a signed contract or amendment: what was accepted is public, no more."""
        entered = self.filter(audience=Audience.TABLE, settlement__outcome=Outcome.ACCEPTED, contract__public=True)
        return entered.filter(Q(amendment=None) | Q(amendment__state__in=PUBLIC))


class Proposal(Identified):
    """A part of the contract as one party proposes it; sealed by the database.

    `counters` is the proposal that this one replies; `brings` the conference's common position that it carries to the
    whole table; those of one `package` share one fate.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="proposals", verbose_name=_("contrat"))
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, related_name="proposals", verbose_name=_("avenant")
    )
    package = models.ForeignKey(
        Package, models.PROTECT, null=True, related_name="proposals", verbose_name=_("ensemble")
    )
    number = models.PositiveIntegerField(_("numéro"))
    author = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("auteur"))
    path = models.CharField(_("partie du contrat"), max_length=200)
    value = models.JSONField(_("contenu"), null=True)
    base = models.CharField(_("empreinte du texte de départ"), max_length=64)
    audience = models.CharField(_("partagée avec"), max_length=20, choices=AUDIENCES)
    reason = models.TextField(_("motif"), blank=True)
    counters = models.ForeignKey("self", models.PROTECT, null=True, related_name="countered_by")
    brings = models.ForeignKey("self", models.PROTECT, null=True, related_name="brought_by")
    shared_at = models.DateTimeField(_("partagée le"), auto_now_add=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposition")
        verbose_name_plural = _("propositions")
        ordering = ("contract", "-number")
        constraints = [models.UniqueConstraint(fields=("contract", "number"), name="proposal_number_once")]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def together(self) -> list[Proposal]:
        """The proposals that share its fate, itself among them, in order."""
        if self.package is None:
            return [self]
        return sorted(self.package.proposals.all(), key=lambda one: one.number)


class OfProposalQuerySet(VisibleQuerySet[RowT]):
    """Rows as visible as their proposal."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the proposals that the actor may see."""
        return self.filter(proposal__in=Proposal.objects.visible_to(actor))


class Reply(Identified):
    """What one party replied to a proposal; sealed by the database."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="replies", verbose_name=_("proposition"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("partie"))
    verdict = models.CharField(_("réponse"), max_length=20, choices=VERDICTS)
    reason = models.TextField(_("motif"), blank=True)
    at = models.DateTimeField(_("le"), auto_now_add=True)

    objects = OfProposalQuerySet["Reply"].as_manager()

    class Meta:
        verbose_name = _("réponse")
        verbose_name_plural = _("réponses")
        ordering = ("at",)
        constraints = [models.UniqueConstraint(fields=("proposal", "institution"), name="reply_once")]

    def __str__(self) -> str:
        return self.verdict


class Settlement(Identified):
    """How a proposal ended; without one, it is open. Sealed by the database.

    `text` is the fingerprint of the working text that the proposal entered, empty when it entered none.
    """

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="settlement", verbose_name=_("proposition"))
    outcome = models.CharField(_("issue"), max_length=20, choices=OUTCOMES)
    text = models.CharField(_("empreinte du texte"), max_length=64, blank=True)
    at = models.DateTimeField(_("le"), auto_now_add=True)

    objects = OfProposalQuerySet["Settlement"].as_manager()

    class Meta:
        verbose_name = _("issue d’une proposition")
        verbose_name_plural = _("issues des propositions")

    def __str__(self) -> str:
        return self.outcome
