"""What makes a contract hold: versions, resolutions, delegations, signatures, steps. The database seals every row."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillon.rules.contracts.adoption import SignatureMode, Vote
from maillon.rules.contracts.life.steps import Deed
from maillon.rules.contracts.negotiation import Verdict
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.labels import STATES
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.models import Amendment, contracts_of

RowT = TypeVar("RowT", bound=models.Model)


class SubjectQuerySet(VisibleQuerySet[RowT]):
    """Rows about a contract, or about one of its amendments, as visible as it."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the contracts, and of the amendments, that the actor may see."""
        seen = self.filter(contract__in=Contract.objects.visible_to(actor))
        return seen.filter(Q(amendment=None) | Q(amendment__in=Amendment.objects.visible_to(actor)))


class OfSubject(Identified):
    """A row about a contract, or about one of its amendments."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="%(class)s_set", verbose_name=_("contrat"))
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, related_name="%(class)s_set", verbose_name=_("avenant")
    )
    at = models.DateTimeField(_("le"), auto_now_add=True)

    class Meta:
        abstract = True


class Step(OfSubject):
    """A step that a contract, or its amendment, took."""

    verb = models.CharField(_("pas"), max_length=40)
    before = models.CharField(_("étape d’avant"), max_length=20, choices=STATES)
    after = models.CharField(_("étape d’après"), max_length=20, choices=STATES)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("constaté par"))

    objects = SubjectQuerySet["Step"].as_manager()

    class Meta:
        verbose_name = _("pas dans la vie d’un contrat")
        verbose_name_plural = _("pas dans la vie des contrats")
        ordering = ("at",)

    def __str__(self) -> str:
        return self.verb


class Assent(OfSubject):
    """A party accepts the whole working text, told by its fingerprint: another text is not accepted."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("partie"))
    sha256 = models.CharField(_("empreinte du texte"), max_length=64)

    objects = SubjectQuerySet["Assent"].as_manager()

    class Meta:
        verbose_name = _("accord sur le texte entier")
        verbose_name_plural = _("accords sur le texte entier")
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(
                fields=("contract", "institution", "sha256"), condition=Q(amendment=None), name="assent_once"
            ),
            models.UniqueConstraint(fields=("amendment", "institution", "sha256"), name="assent_once_in_amendment"),
        ]

    def __str__(self) -> str:
        return self.sha256


class Origin(models.TextChoices):
    """How a version came to be."""

    FROZEN = "frozen", _("arrêtée pour la signature")
    RECEIVED = "received", _("signée ailleurs, entrée au registre")
    TRUNK = "trunk", _("suite d’un avenant du tronc commun")


class Version(OfSubject):
    """A text that no longer changes: canonical JSON, PDF and Word, each with its fingerprint.

    `own` is the canonical JSON of the contract's own document, `canonical` that of the whole. `lineage` gives, for each
    part, its fingerprint and the number of the version that made it so.
    """

    number = models.PositiveIntegerField(_("numéro"))
    origin = models.CharField(_("provenance"), max_length=20, choices=Origin, default=Origin.FROZEN)
    own = models.TextField(_("document propre"))
    canonical = models.TextField(_("document canonique"))
    sha256 = models.CharField(_("empreinte du document canonique"), max_length=64)
    lineage = models.JSONField(_("version de chaque partie"), default=dict)
    pdf = models.BinaryField(_("PDF scellé"), null=True)
    pdf_sha256 = models.CharField(_("empreinte du PDF"), max_length=64, blank=True)
    docx = models.BinaryField(_("document Word"), null=True)
    docx_sha256 = models.CharField(_("empreinte du document Word"), max_length=64, blank=True)
    frozen_on = models.DateField(_("arrêtée le"))
    frozen_by = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+", verbose_name=_("par"))
    sign_by = models.DateField(_("à signer au plus tard le"), null=True)

    objects = SubjectQuerySet["Version"].as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("contract", "number")
        constraints = [models.UniqueConstraint(fields=("contract", "number"), name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def ended(self) -> VersionEnd | None:
        """What became of it; None while it waits for signatures."""
        return getattr(self, "end", None)


class OfVersionQuerySet(VisibleQuerySet[RowT]):
    """Rows as visible as their version."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the versions that the actor may see."""
        return self.filter(version__in=Version.objects.visible_to(actor))


class Outcome(models.TextChoices):
    """What became of a version."""

    SIGNED = "signed", _("signée")
    REOPENED = "reopened", _("rouverte à la négociation")
    LAPSED = "lapsed", _("caduque")


OF_THE_CONTRACT = ~Q(amendment__deed=Deed.CONVENTION)
"""Versions of the contract itself, amended or not: an annual convention stands beside it."""


class VersionEnd(Identified):
    """What became of a version; while there is none, it waits for signatures."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="end", verbose_name=_("version"))
    outcome = models.CharField(_("issue"), max_length=20, choices=Outcome)
    effective_on = models.DateField(_("fait foi à partir du"), null=True)
    at = models.DateTimeField(_("le"), auto_now_add=True)

    objects = OfVersionQuerySet["VersionEnd"].as_manager()

    class Meta:
        verbose_name = _("issue d’une version")
        verbose_name_plural = _("issues des versions")

    def __str__(self) -> str:
        return self.outcome


class Resolution(Identified):
    """What a party's assembly decided of a version; another session adds another row, the last one counts."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="resolutions", verbose_name=_("version"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("partie"))
    assembly = models.CharField(_("assemblée"), max_length=200)
    number = models.CharField(_("numéro de l’acte"), max_length=80)
    convened_on = models.DateField(_("convoquée le"), null=True, blank=True)
    session_on = models.DateField(_("séance du"))
    received_on = models.DateField(_("reçue en préfecture le"), null=True, blank=True)
    in_favour = models.PositiveIntegerField(_("pour"))
    against = models.PositiveIntegerField(_("contre"))
    abstentions = models.PositiveIntegerField(_("abstentions"))
    casting_vote = models.BooleanField(_("voix prépondérante en faveur"), default=False)
    vote = models.CharField(
        _("décision"), max_length=20, choices=[(Vote.ADOPTED, _("adoptée")), (Vote.REJECTED, _("rejetée"))]
    )
    at = models.DateTimeField(_("inscrite le"), auto_now_add=True)

    objects = OfVersionQuerySet["Resolution"].as_manager()

    class Meta:
        verbose_name = _("délibération")
        verbose_name_plural = _("délibérations")
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(fields=("version", "institution", "number", "received_on"), name="resolution_once")
        ]

    def __str__(self) -> str:
        return self.number


class DelegationQuerySet(VisibleQuerySet[RowT]):
    """The register of delegations, whose acts are public."""

    def visible_to(self, actor: Actor) -> Self:
        """All of it, to all."""
        del actor
        return self.all()


class Delegation(Identified):
    """A delegation of signature: a function, never a name, from a date, by an act."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="delegations", verbose_name=_("pour"))
    function = models.CharField(_("fonction du délégataire"), max_length=200)
    act_number = models.CharField(_("acte de délégation"), max_length=120)
    starts_on = models.DateField(_("à partir du"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pour ce contrat seulement")
    )
    at = models.DateTimeField(_("inscrite le"), auto_now_add=True)

    objects = DelegationQuerySet["Delegation"].as_manager()

    class Meta:
        verbose_name = _("délégation de signature")
        verbose_name_plural = _("délégations de signature")
        ordering = ("institution", "-starts_on")
        constraints = [
            models.UniqueConstraint(fields=("institution", "function", "act_number"), name="delegation_once")
        ]

    def __str__(self) -> str:
        return f"{self.function} ({self.act_number})"

    @property
    def ended(self) -> Revocation | None:
        """Its early end, if there is one."""
        return getattr(self, "end", None)


class Revocation(Identified):
    """The early end of a delegation."""

    delegation = models.OneToOneField(Delegation, models.PROTECT, related_name="end", verbose_name=_("délégation"))
    on = models.DateField(_("prend fin le"))
    act_number = models.CharField(_("acte"), max_length=120)
    at = models.DateTimeField(_("inscrite le"), auto_now_add=True)

    objects = DelegationQuerySet["Revocation"].as_manager()

    class Meta:
        verbose_name = _("fin de délégation")
        verbose_name_plural = _("fins de délégations")

    def __str__(self) -> str:
        return self.act_number


class SignedFile(Identified):
    """A file that bears a party's signature; `deposited_by` identifies an account and names nobody by itself."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="%(class)s_set", verbose_name=_("version"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("partie"))
    function = models.CharField(_("signé en qualité de"), max_length=200)
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, related_name="+", verbose_name=_("délégation")
    )
    signed_on = models.DateField(_("signé le"))
    file = models.BinaryField(_("fichier"))
    media = models.CharField(_("type du fichier"), max_length=40)
    sha256 = models.CharField(_("empreinte du fichier"), max_length=64)
    deposited_by = models.UUIDField(_("déposé par"))
    at = models.DateTimeField(_("inscrit le"), auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.sha256


class ScanDepositQuerySet(VisibleQuerySet["ScanDeposit"]):
    """Scans that wait for a second person."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own institutions."""
        return self.filter(institution__in=actor.institutions_as(*AT_THE_TABLE))


class ScanDeposit(SignedFile):
    """A scan of a paper signature, whose printed code was read, before a second person confirms it."""

    objects = ScanDepositQuerySet.as_manager()

    class Meta(SignedFile.Meta):
        verbose_name = _("copie d’une signature à confirmer")
        verbose_name_plural = _("copies de signatures à confirmer")
        ordering = ("-at",)
        constraints = [models.UniqueConstraint(fields=("version", "institution", "sha256"), name="scan_once")]


class Signature(SignedFile):
    """A party's signature of a version; `report` says truthfully what was verified in the file."""

    mode = models.CharField(
        _("manière"),
        max_length=20,
        choices=[(SignatureMode.PDF, _("PDF signé")), (SignatureMode.SCAN, _("signature manuscrite numérisée"))],
    )
    report = models.JSONField(_("vérification"), default=dict)

    objects = OfVersionQuerySet["Signature"].as_manager()

    class Meta(SignedFile.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ("at",)
        constraints = [models.UniqueConstraint(fields=("version", "institution"), name="signature_once")]


class Refusal(Identified):
    """A party refuses to sign a version."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="refusals", verbose_name=_("version"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("partie"))
    reason = models.TextField(_("motif"))
    at = models.DateTimeField(_("le"), auto_now_add=True)

    objects = OfVersionQuerySet["Refusal"].as_manager()

    class Meta:
        verbose_name = _("refus de signer")
        verbose_name_plural = _("refus de signer")
        constraints = [models.UniqueConstraint(fields=("version", "institution"), name="refusal_once")]

    def __str__(self) -> str:
        return self.reason[:60]


class AdhesionQuerySet(VisibleQuerySet["Adhesion"]):
    """Answers to a trunk's amendment."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the contracts that the actor may see, once the trunk's amendment is open to them."""
        seen = self.filter(contract__in=Contract.objects.visible_to(actor))
        return seen.filter(
            Q(amendment__in=Amendment.objects.visible_to(actor)) | contracts_of(actor.institutions_as(*AT_THE_TABLE))
        )


class Adhesion(Identified):
    """What one party of a contract that extends a trunk answers to the trunk's amendment, for that contract."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="adhesions", verbose_name=_("avenant"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="adhesions", verbose_name=_("contrat"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("partie"))
    verdict = models.CharField(
        _("réponse"), max_length=20, choices=[(Verdict.ACCEPT, _("accepte")), (Verdict.REFUSE, _("refuse"))]
    )
    reason = models.TextField(_("motif"), blank=True)
    at = models.DateTimeField(_("le"), auto_now_add=True)

    objects = AdhesionQuerySet.as_manager()

    class Meta:
        verbose_name = _("réponse à un avenant du tronc commun")
        verbose_name_plural = _("réponses à un avenant du tronc commun")
        ordering = ("at",)
        constraints = [models.UniqueConstraint(fields=("amendment", "contract", "institution"), name="adhesion_once")]

    def __str__(self) -> str:
        return self.verdict
