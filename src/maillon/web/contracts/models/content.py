"""What a contract holds, row by row: parties, goals, themes, actions, bodies, commitments.

Every row bears `ref`, its identifier in the document, unique in its contract: a new import of the same document keeps
the rows and their primary keys. `inherited` marks what comes from the trunk that the contract extends.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.labels import ACTION_STATES, BODIES, CHOOSERS, CLASSES, COMMITMENTS, DEGREES
from maillon.web.contracts.models.contract import Contract, OfContractQuerySet


class OfContract(models.Model):
    """A part of a contract."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="%(class)s_set", verbose_name=_("contrat"))
    ref = models.CharField(_("identifiant dans le document"), max_length=120)
    rank = models.PositiveIntegerField(_("rang"), default=0)
    inherited = models.BooleanField(_("hérité du tronc commun"), default=False)
    illustrative = models.BooleanField(_("illustratif"), default=False)

    class Meta:
        abstract = True
        ordering = ("contract", "rank")
        constraints = [models.UniqueConstraint(fields=("contract", "ref"), name="%(class)s_ref_unique")]

    def __str__(self) -> str:
        return f"{self.ref}"


class Party(OfContract):
    """An institution's place in a contract."""

    institution = models.ForeignKey(
        "accounts.Institution", models.PROTECT, related_name="parties", verbose_name=_("institution")
    )
    party_class = models.CharField(_("qualité"), max_length=20, choices=CLASSES)
    function = models.CharField(_("fonction"), max_length=400, blank=True)
    role = models.TextField(_("rôle"), blank=True)
    start = models.DateField(_("entrée"), null=True, blank=True)
    end = models.DateField(_("sortie"), null=True, blank=True)

    objects = OfContractQuerySet["Party"].as_manager()

    class Meta(OfContract.Meta):
        verbose_name = _("partie")
        verbose_name_plural = _("parties")


class Goal(OfContract):
    """A goal of public action (finalité)."""

    title = models.CharField(_("titre"), max_length=400)
    description = models.TextField(_("description"), blank=True)
    beneficiary = models.CharField(_("bénéficiaire"), max_length=400, blank=True)
    chosen_by = models.CharField(_("choisie par"), max_length=20, choices=CHOOSERS, blank=True)

    objects = OfContractQuerySet["Goal"].as_manager()

    class Meta(OfContract.Meta):
        verbose_name = _("finalité")
        verbose_name_plural = _("finalités")


class Theme(OfContract):
    """A theme (axe, volet) of a contract."""

    title = models.CharField(_("titre"), max_length=400)
    description = models.TextField(_("description"), blank=True)
    goal_ref = models.CharField(_("finalité"), max_length=120, blank=True)
    chosen_by = models.CharField(_("choisi par"), max_length=20, choices=CHOOSERS, blank=True)

    objects = OfContractQuerySet["Theme"].as_manager()

    class Meta(OfContract.Meta):
        verbose_name = _("thème")
        verbose_name_plural = _("thèmes")
        indexes = [models.Index(fields=("ref", "contract"), name="theme_by_ref")]


class Action(Identified, OfContract):
    """An action sheet in one contract; `identity` names the real action that several contracts may hold."""

    identity = models.CharField(_("action réelle"), max_length=250, db_index=True)
    shared = models.BooleanField(_("présente dans plusieurs contrats"), default=False)
    shared_with = models.JSONField(_("contrats qui partagent l’action"), default=list)
    number = models.CharField(_("numéro"), max_length=400, blank=True)
    title = models.CharField(_("titre"), max_length=400)
    state = models.CharField(_("état"), max_length=20, choices=ACTION_STATES, blank=True)
    theme_ref = models.CharField(_("thème"), max_length=120, blank=True)
    owner = models.ForeignKey(
        "accounts.Institution",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("maître d’ouvrage"),
    )
    start = models.DateField(_("début"), null=True, blank=True)
    end = models.DateField(_("fin"), null=True, blank=True)
    participation = models.CharField(_("participation citoyenne"), max_length=30, choices=DEGREES, blank=True)
    cost_cents = models.BigIntegerField(_("coût"), null=True, blank=True)
    amount_cents = models.BigIntegerField(_("financement connu"), null=True, blank=True)
    content = models.JSONField(_("fiche action"), default=dict)

    objects = OfContractQuerySet["Action"].as_manager()

    class Meta(OfContract.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes = [
            models.Index(fields=("contract", "rank"), name="action_in_order"),
            # holds all that counting the actions of several contracts reads: the sheets themselves are long
            models.Index(
                fields=("contract", "shared", "identity", "illustrative", "amount_cents", "id"),
                condition=Q(shared=True),
                name="action_shared",
            ),
        ]
        constraints = [
            *OfContract.Meta.constraints,
            models.CheckConstraint(condition=Q(cost_cents__isnull=True) | Q(cost_cents__gte=0), name="action_cost"),
        ]


class ActionGoalQuerySet(VisibleQuerySet["ActionGoal"]):
    """Links as visible as their action."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the contracts that the actor may see."""
        return self.filter(action__contract__in=Contract.objects.visible_to(actor))


class ActionGoal(models.Model):
    """An action serves a goal of its contract."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="goal_links")
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="action_links")

    objects = ActionGoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("finalité servie")
        verbose_name_plural = _("finalités servies")
        constraints = [models.UniqueConstraint(fields=("goal", "action"), name="action_goal_unique")]

    def __str__(self) -> str:
        return f"{self.action_id} {self.goal_id}"


class Body(OfContract):
    """A governance body of a contract."""

    name = models.CharField(_("nom"), max_length=400)
    kind = models.CharField(_("nature"), max_length=30, choices=BODIES)
    purpose = models.TextField(_("rôle"), blank=True)
    meetings_per_year = models.PositiveIntegerField(_("réunions par an"), null=True, blank=True)
    members = models.PositiveIntegerField(_("membres"), default=0)
    content = models.JSONField(_("instance"), default=dict)

    objects = OfContractQuerySet["Body"].as_manager()

    class Meta(OfContract.Meta):
        verbose_name = _("instance")
        verbose_name_plural = _("instances")


class Commitment(OfContract):
    """Who promised what to whom."""

    made_by = models.ForeignKey("accounts.Institution", models.PROTECT, related_name="+", verbose_name=_("promis par"))
    what = models.TextField(_("engagement"))
    due = models.DateField(_("échéance"), null=True, blank=True)
    status = models.CharField(_("suite"), max_length=20, choices=COMMITMENTS)
    action_ref = models.CharField(_("action"), max_length=120, blank=True)
    content = models.JSONField(_("engagement complet"), default=dict)

    objects = OfContractQuerySet["Commitment"].as_manager()

    class Meta(OfContract.Meta):
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
