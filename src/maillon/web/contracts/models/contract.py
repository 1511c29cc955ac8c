"""A contract: its document of record, and the columns that lists and filters need."""

from __future__ import annotations

from typing import Self, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillon.rules.contracts.life.states import DRAFTING, PUBLIC
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.governance.roles import Relation, Role
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.labels import FAMILIES, STATES

RowT = TypeVar("RowT", bound=models.Model)


class Origin(models.TextChoices):
    """How a contract came into the register."""

    DOCUMENT = "document", _("document de contrat")
    PUBLIC_LIST = "public_list", _("liste publique")


class ContractQuerySet(VisibleQuerySet["Contract"]):
    """Contracts, by who may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Public contracts for all; those in preparation for their parties and for who holds their secretariat.

        The same as the lines `contract.read` of the policy, told as a query; a test compares both.
        """
        institutions = actor.institutions_as(*AT_THE_TABLE, Role.COUNCIL_MEMBER)
        if not institutions:
            return self.filter(public=True)
        of_mine = PartyInstitution.objects.filter(institution__in=institutions).values("contract")
        return self.filter(Q(public=True) | Q(holder__in=institutions) | Q(pk__in=of_mine))


class Contract(Identified):
    """A territorial contract of the register.

    `public` is written by the import from the state: a contract that is signed, or that a public list names, is open.
    `trunk_sha256` names the text of the trunk that the parties signed: what amends the trunk reaches the contract only
    when its own parties accept it. Empty while the contract follows the trunk.
    `negotiated` is set by the first proposal: from then on, only what all parties accept changes the text.
    Amounts are cents; None means that no document says it, which is never zero.
    """

    slug = models.CharField(_("identifiant"), max_length=120, unique=True)
    title = models.CharField(_("titre"), max_length=400)
    summary = models.TextField(_("résumé"), blank=True)
    kind = models.CharField(_("type"), max_length=120, db_index=True)
    family = models.CharField(_("famille"), max_length=20, choices=FAMILIES, blank=True, db_index=True)
    state = models.CharField(_("état"), max_length=20, choices=STATES, blank=True, db_index=True)
    public = models.BooleanField(_("ouvert à tous"), default=False, db_index=True)
    origin = models.CharField(_("provenance"), max_length=20, choices=Origin, default=Origin.DOCUMENT)
    start = models.DateField(_("début"), null=True, blank=True)
    end = models.DateField(_("fin"), null=True, blank=True)
    signed_on = models.DateField(_("signé le"), null=True, blank=True)
    generation = models.PositiveSmallIntegerField(_("génération"), default=1)
    predecessor_slug = models.CharField(_("prédécesseur"), max_length=120, blank=True)
    parent_slug = models.CharField(_("contrat de niveau supérieur"), max_length=120, blank=True, db_index=True)
    parent_goal = models.CharField(_("finalité du contrat supérieur"), max_length=120, blank=True)
    extends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="extended_by",
        verbose_name=_("tronc commun"),
    )
    holder = models.ForeignKey(
        "accounts.Institution",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("secrétariat"),
    )
    territory_name = models.CharField(_("territoire"), max_length=400, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    communes = models.PositiveIntegerField(_("nombre de communes"), default=0)
    illustrative = models.BooleanField(_("illustratif"), default=False)
    engagement = models.DecimalField(_("engagement"), max_digits=4, decimal_places=3, null=True, blank=True)
    transversality = models.DecimalField(_("transversalité"), max_digits=4, decimal_places=3, null=True, blank=True)
    checks_met = models.PositiveSmallIntegerField(_("propositions respectées"), default=0)
    checks_not_met = models.PositiveSmallIntegerField(_("propositions non respectées"), default=0)
    checks_unknown = models.PositiveSmallIntegerField(_("propositions sans réponse"), default=0)
    parties_count = models.PositiveIntegerField(_("nombre de parties"), default=0)
    actions_count = models.PositiveIntegerField(_("nombre d’actions"), default=0)
    actions_inherited = models.PositiveIntegerField(_("actions héritées"), default=0)
    actions_priced = models.PositiveIntegerField(_("actions chiffrées"), default=0)
    actions_alone = models.PositiveIntegerField(_("actions d’un seul contrat"), default=0)
    actions_alone_priced = models.PositiveIntegerField(_("actions chiffrées d’un seul contrat"), default=0)
    granted_cents = models.BigIntegerField(_("accordé"), null=True, blank=True)
    planned_cents = models.BigIntegerField(_("prévu"), null=True, blank=True)
    requested_cents = models.BigIntegerField(_("demandé"), null=True, blank=True)
    amount_cents = models.BigIntegerField(_("montant connu"), null=True, blank=True)
    negotiated = models.BooleanField(_("négocié sur ce site"), default=False)
    sha256 = models.CharField(_("empreinte du document"), max_length=64, db_index=True)
    trunk_sha256 = models.CharField(_("empreinte du tronc commun signé"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("entré au registre le"), auto_now_add=True)
    changed_at = models.DateTimeField(_("modifié le"))

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contrat")
        verbose_name_plural = _("contrats")
        ordering = ("title", "slug")
        indexes = [models.Index(fields=("public", "title", "slug"), name="contract_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=models.F("start")),
                name="contract_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(engagement__isnull=True) | Q(engagement__range=(0, 1)), name="contract_engagement_share"
            ),
            models.CheckConstraint(
                condition=Q(transversality__isnull=True) | Q(transversality__range=(0, 1)),
                name="contract_transversality_share",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def policy_state(self) -> str:
        """State by which the policy is asked; a contract that says none is as open as it is shown."""
        if self.state in PUBLIC | DRAFTING:
            return self.state
        return "signed" if self.public else "diagnosis"

    def relations_of(self, actor: Actor) -> dict[UUID, frozenset[Relation]]:
        """What each of the actor's institutions is to the contract: its holder, a party, or nothing."""
        mine = PartyInstitution.objects.filter(contract=self, institution__in=actor.institutions)
        relations = {pk: frozenset({Relation.PARTY}) for pk in mine.values_list("institution_id", flat=True)}
        if self.holder_id in actor.institutions:
            relations[self.holder_id] = relations.get(self.holder_id, frozenset()) | {Relation.HOLDER}
        return relations


class OfContractQuerySet(VisibleQuerySet[RowT]):
    """Rows as visible as their contract."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the contracts that the actor may see."""
        return self.filter(contract__in=Contract.objects.visible_to(actor))


class ContractContent(models.Model):
    """The parts of a contract that only its own page reads: text, clauses, checks. One row per contract."""

    contract = models.OneToOneField(Contract, models.CASCADE, primary_key=True, related_name="content")
    head = models.JSONField(_("document consolidé, sans ses actions"), default=dict)
    inherited = models.JSONField(_("ce qui vient du tronc commun"), default=list)
    checks = models.JSONField(_("réponses aux 25 propositions"), default=dict)

    objects = OfContractQuerySet["ContractContent"].as_manager()

    class Meta:
        verbose_name = _("contenu d’un contrat")
        verbose_name_plural = _("contenus des contrats")

    def __str__(self) -> str:
        return str(self.contract_id)


class Record(Identified):
    """The document of a contract as it was received, in canonical JSON; a change adds a record, none is rewritten."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="records", verbose_name=_("contrat"))
    rank = models.PositiveIntegerField(_("rang"))
    text = models.TextField(_("document"))
    sha256 = models.CharField(_("empreinte"), max_length=64)
    received_at = models.DateTimeField(_("reçu le"), auto_now_add=True)
    received_from = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reçu de"),
    )

    objects = OfContractQuerySet["Record"].as_manager()

    class Meta:
        verbose_name = _("document de référence")
        verbose_name_plural = _("documents de référence")
        ordering = ("contract", "-rank")
        constraints = [models.UniqueConstraint(fields=("contract", "rank"), name="record_rank_unique")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.rank}"


class PartyInstitution(models.Model):
    """Which institutions are parties to which contract: the short table that visibility reads."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="party_institutions")
    institution = models.ForeignKey("accounts.Institution", models.CASCADE, related_name="+")

    objects = OfContractQuerySet["PartyInstitution"].as_manager()

    class Meta:
        verbose_name = _("institution partie")
        verbose_name_plural = _("institutions parties")
        constraints = [models.UniqueConstraint(fields=("institution", "contract"), name="party_institution_unique")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.contract_id}"
