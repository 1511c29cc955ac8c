"""What a party must have done before it signs: a resolution of its assembly, and a signatory who may commit it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from maillon.rules.contracts.life.states import ContractState
from maillon.rules.decision import Citation, Decision
from maillon.rules.phrases import day
from maillon.rules.wording import _

ASSEMBLY = Citation("CGCT, art. L2121-29, L3211-1, L4221-1 et L5211-1 : l’assemblée délibère avant la signature")
MAJORITY = Citation("CGCT, art. L2121-20 : majorité absolue des suffrages exprimés, voix prépondérante du président")
ENFORCEABLE = Citation("CGCT, art. L2131-1, L3131-1 et L4141-1 : l’acte est exécutoire une fois transmis à l’État")
DELEGATION = Citation("CGCT, art. L2122-18, L3221-3, L4231-3 et L5211-9 : délégation écrite, datée et surveillée")
CONSENT = Citation("Code civil, art. 1103 et 1193 : le contrat tient lieu de loi, et ne change que d’un commun accord")
PROOF = Citation("Règle de Maillon : une signature ne compte que sur les octets de la version arrêtée")
TWO_PEOPLE = Citation("Règle de Maillon : la copie d’une signature manuscrite est relue par une deuxième personne")


class Vote(StrEnum):
    """What an assembly decided."""

    ADOPTED = "adopted"
    REJECTED = "rejected"


class SignatureMode(StrEnum):
    """How a party signs."""

    PDF = "pdf"
    SCAN = "scan"


@dataclass(frozen=True, slots=True)
class ResolutionFacts:
    """What an assembly's resolution says.

    Attributes:
        number: number of the act.
        convened_on, session_on, received_on: convocation, session, receipt by the prefecture.
        in_favour, against, abstentions: votes; all zero when the minutes tell none.
        casting_vote: whether the chair's vote, in favour, decided a tie.
        frozen_on: day on which the version was frozen, which the assembly had before it.
    """

    number: str
    session_on: dt.date
    frozen_on: dt.date
    convened_on: dt.date | None = None
    received_on: dt.date | None = None
    in_favour: int = 0
    against: int = 0
    abstentions: int = 0
    casting_vote: bool = False


def may_resolve(facts: ResolutionFacts, *, on: dt.date) -> Decision:
    """Tell whether a resolution can be recorded, and what it decided (`state`: adopted or rejected)."""
    if fault := _disorder(facts, on):
        because, remedy = fault
        return _no("resolve", because, ASSEMBLY, remedy)
    if facts.in_favour > facts.against or (facts.in_favour == facts.against > 0 and facts.casting_vote):
        return _yes("resolve", _("La délibération est inscrite : l’assemblée approuve le contrat."), Vote.ADOPTED)
    return _yes("resolve", _("La délibération est inscrite : l’assemblée n’approuve pas le contrat."), Vote.REJECTED)


def _disorder(facts: ResolutionFacts, on: dt.date) -> tuple[str, str] | None:
    if not facts.number.strip():
        return _("Une délibération porte un numéro."), _("Recopier le numéro de l’acte.")
    if min(facts.in_favour, facts.against, facts.abstentions) < 0 or not facts.in_favour + facts.against:
        return _("Le vote n’est pas inscrit."), _("Inscrire les voix pour, contre et les abstentions.")
    if facts.session_on > on:
        return _("La séance est dans l’avenir."), _("Inscrire la délibération une fois prise.")
    if facts.session_on < facts.frozen_on:
        because = _(
            "La séance du {session} précède l’arrêt de la version, le {frozen} : ce texte n’existait pas encore."
        )
        remedy = _("Présenter à l’assemblée la version arrêtée, que cette séance n’a pas pu lire.")
        return because.format(session=day(facts.session_on), frozen=day(facts.frozen_on)), remedy
    if facts.convened_on is not None and facts.convened_on > facts.session_on:
        return _("La convocation est postérieure à la séance."), _("Vérifier les deux dates.")
    if facts.received_on is not None and not facts.session_on <= facts.received_on <= on:
        return (
            _("La réception en préfecture ne peut ni précéder la séance, ni être dans l’avenir."),
            _("Recopier la date de l’accusé de réception."),
        )
    return None


@dataclass(frozen=True, slots=True)
class Mandate:
    """By what right a person signs for a party.

    Attributes:
        executive: whether the signatory is the party's executive (mayor, president, prefect).
        starts_on, ends_on: period of the delegation, when the signatory is a delegate.
        revoked_on: when the delegation ended early.
        covers: whether the delegation is for this contract.
    """

    executive: bool
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    revoked_on: dt.date | None = None
    covers: bool = True


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """What the rule reads before a party signs or refuses.

    Attributes:
        state: where the contract, or its amendment, is.
        required: whether the party is a signatory.
        needs_resolution: whether an assembly decides for it; the State has none.
        vote: what its assembly decided; None when no resolution is recorded.
        received_on: when the prefecture received the resolution.
        sign_by: last day for signing.
        frozen_on: day on which the version was frozen.
        signed, refused: what the party has done of this version.
    """

    state: ContractState
    required: bool
    needs_resolution: bool
    vote: Vote | None = None
    received_on: dt.date | None = None
    sign_by: dt.date | None = None
    frozen_on: dt.date | None = None
    signed: bool = False
    refused: bool = False

    @property
    def resolved(self) -> bool:
        """Whether nothing of the assembly's part is lacking."""
        return not self.needs_resolution or (self.vote is Vote.ADOPTED and self.received_on is not None)


def same_version(read: int, waiting: int) -> Decision:
    """Tell whether the version that a person read, by its number, is the one that waits for the parties."""
    if read == waiting:
        return _yes("version", _("C’est la version qui attend les parties."), "")
    because = _("Vous lisiez la version {read} ; c’est la version {waiting} qui attend désormais les parties.")
    remedy = _("Ouvrir cette version, la lire, puis recommencer : rien n’a été inscrit.")
    return _no("version", because.format(read=read, waiting=waiting), PROOF, remedy)


def may_sign(facts: SigningFacts, mandate: Mandate, *, signed_on: dt.date, on: dt.date) -> Decision:
    """Tell whether a party may sign the frozen version.

    Args:
        facts: where the party stands.
        mandate: by what right its signatory signs.
        signed_on: the day written on the signature.
        on: the day of the act.
    """
    if refusal := _closed("sign", facts):
        return refusal
    if facts.sign_by is not None and signed_on > facts.sign_by:
        because = _("Le délai de signature s’est achevé le {date}.").format(date=day(facts.sign_by))
        return _no("sign", because, CONSENT, _("Rouvrir la négociation pour fixer un nouveau délai."))
    if signed_on > on:
        return _no("sign", _("La date de signature est dans l’avenir."), PROOF, _("Vérifier la date."))
    if facts.frozen_on is not None and signed_on < facts.frozen_on:
        because = _("La signature précède l’arrêt de la version, le {date} : ce texte n’existait pas encore.")
        return _no("sign", because.format(date=day(facts.frozen_on)), PROOF, _("Vérifier la date."))
    if refusal := _unresolved(facts, signed_on):
        return refusal
    if refusal := _without_mandate(mandate, signed_on):
        return refusal
    return _yes("sign", _("La signature est inscrite."), "signed")


def _closed(verb: str, facts: SigningFacts) -> Decision | None:
    if facts.state is not ContractState.RESOLUTIONS:
        return _no(verb, _("Aucune version n’est ouverte à la signature."), CONSENT, _("Lire où en est le contrat."))
    if not facts.required:
        return _no(verb, _("Votre institution n’est pas signataire de ce contrat."), CONSENT)
    if facts.signed:
        return _no(verb, _("Votre institution a déjà signé cette version."), CONSENT)
    if facts.refused:
        because = _("Votre institution a refusé de signer cette version.")
        return _no(verb, because, CONSENT, _("Rouvrir la négociation, puis arrêter une nouvelle version."))
    return None


def _unresolved(facts: SigningFacts, signed_on: dt.date) -> Decision | None:
    if not facts.needs_resolution:
        return None
    if facts.vote is None:
        because = _("La délibération de votre assemblée n’est pas inscrite.")
        return _no("sign", because, ASSEMBLY, _("L’inscrire avec son numéro, sa date et son vote."))
    if facts.vote is Vote.REJECTED:
        because = _("Votre assemblée n’a pas approuvé ce contrat.")
        return _no("sign", because, MAJORITY, _("Rouvrir la négociation, ou refuser de signer."))
    if facts.received_on is None:
        because = _("La délibération n’est pas encore exécutoire : sa réception en préfecture n’est pas inscrite.")
        return _no("sign", because, ENFORCEABLE, _("Inscrire la date de l’accusé de réception."))
    if signed_on < facts.received_on:
        because = _("La signature précède la réception de la délibération en préfecture, le {date}.")
        return _no("sign", because.format(date=day(facts.received_on)), ENFORCEABLE, _("Signer après cette date."))
    return None


def _without_mandate(mandate: Mandate, signed_on: dt.date) -> Decision | None:
    if mandate.executive:
        return None
    choose = _("Choisir une délégation en cours, ou faire signer l’exécutif.")
    if not mandate.covers:
        return _no("sign", _("Cette délégation porte sur un autre contrat."), DELEGATION, choose)
    if mandate.revoked_on is not None and signed_on >= mandate.revoked_on:
        because = _("Cette délégation a pris fin le {date}.").format(date=day(mandate.revoked_on))
        return _no("sign", because, DELEGATION, choose)
    if mandate.starts_on is None or signed_on < mandate.starts_on:
        return _no("sign", _("Cette délégation n’a pas encore pris effet."), DELEGATION, choose)
    if mandate.ends_on is not None and signed_on > mandate.ends_on:
        because = _("Cette délégation s’est achevée le {date}.").format(date=day(mandate.ends_on))
        return _no("sign", because, DELEGATION, choose)
    return None


def may_confirm(*, depositor: str, by: str) -> Decision:
    """Tell whether a person may confirm the scan of a signature that someone deposited."""
    if depositor == by:
        because = _("Vous avez déposé cette copie : une deuxième personne la relit et la confirme.")
        return _no("confirm", because, TWO_PEOPLE, _("Demander à un autre membre de votre institution."))
    return _yes("confirm", _("La signature manuscrite est confirmée."), "signed")


def may_refuse(facts: SigningFacts, reason: str) -> Decision:
    """Tell whether a party may refuse to sign the frozen version."""
    if refusal := _closed("refuse", facts):
        return refusal
    if not reason.strip():
        return _no("refuse", _("Un refus de signer se motive."), CONSENT, _("Écrire le motif."))
    return _yes("refuse", _("Le refus est inscrit ; le contrat ne peut plus être signé sur cette version."), "refused")


def _no(verb: str, because: str, citation: Citation, remedy: str = "") -> Decision:
    return Decision(allowed=False, because=because, rule=f"adoption.{verb}", citations=(citation,), remedy=remedy)


def _yes(verb: str, because: str, state: str) -> Decision:
    return Decision(allowed=True, because=because, rule=f"adoption.{verb}", citations=(CONSENT,), state=state)
