"""What a signed PDF is worth: each signature judged on its own, and the file compared with the frozen version.

Nothing here speaks to the network: revocation is known only when the file itself brings proof of it. No signature is
ever said to be qualified.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from maillon.documents.guard import Limits, guarded
from maillon.documents.signature.hours import dated, told_early
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _
from maillon.rules.wording import gettext_noop as noted

MOST_BYTES = 50_000_000
_TASK = "maillon.documents.signature.inspection:inspect"
_NEEDS = ("pyhanko.sign.validation", "pyhanko.sign.diff_analysis", "pypdfium2")
_SECONDS, _BYTES_PER_SECOND = 12, 40_000  # our own long contracts take longer, whatever is sent
_MEGABYTES, _BYTES_PER_MEGABYTE = 600, 3_000


class SignatureStatus(StrEnum):
    """What is known of one signature."""

    VALID = "valid"
    UNKNOWN_ISSUER = "unknown_issuer"
    ALTERED = "altered"
    EXPIRED = "expired"


LABELS = {
    SignatureStatus.VALID: noted("Valide"),
    SignatureStatus.UNKNOWN_ISSUER: noted("Émetteur inconnu"),
    SignatureStatus.ALTERED: noted("Altérée"),
    SignatureStatus.EXPIRED: noted("Certificat hors de sa période"),
}


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """One signature of a PDF.

    Attributes:
        field: name of the signature field.
        status: what is known of it.
        because: why, one sentence.
        signer: name that the certificate gives, a person's most often: personal data.
        organisation: organisation that the certificate names; empty when it names none.
        siren: its SIREN, when the certificate gives one.
        title: function that the certificate gives.
        issuer: who issued the certificate.
        issuer_known: whether the issuer leads to one of the trusted roots.
        claimed_at: time that the signature claims; nothing outside vouches for it.
        valid_from: start of the certificate.
        valid_until: end of the certificate.
        demonstration: whether the certificate says that it is a demonstration.
        seal: whether it is the host's seal: it lies within the frozen file.
        timestamp: whether it is a time stamp rather than somebody's signature.
        covers_version: whether what it signs is the frozen version, with nothing added but signatures.
        certificate_sha256: SHA-256 of the certificate, in DER.
        before_seal: whether the time it claims is earlier than the one the version's seal claims, which it covers: a
            clock is wrong, or the time was chosen. It refuses nothing: the signature is of this version all the same.
    """

    field: str
    status: SignatureStatus
    because: str
    signer: str
    organisation: str
    siren: str
    title: str
    issuer: str
    issuer_known: bool
    claimed_at: dt.datetime | None
    valid_from: dt.datetime | None
    valid_until: dt.datetime | None
    demonstration: bool
    seal: bool
    timestamp: bool
    covers_version: bool
    certificate_sha256: str
    before_seal: bool = False

    @property
    def sound(self) -> bool:
        """Whether it signs this version and nothing was changed since, whoever made it."""
        return self.covers_version and self.status is not SignatureStatus.ALTERED

    @property
    def label(self) -> str:
        """The status in words."""
        return _(LABELS[self.status])

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape of a signature."""
        times = {name: getattr(self, name) for name in ("claimed_at", "valid_from", "valid_until")}
        plain = {name: getattr(self, name) for name in self.__slots__ if name not in times}
        return {**plain, "status": self.status.value, **{name: _iso(time) for name, time in times.items()}}


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """What a signed PDF is worth.

    Attributes:
        sha256: SHA-256 of the whole file.
        of_this_version: whether the file starts with the frozen PDF, byte for byte.
        changed: whether anything else than signatures was added to the frozen PDF.
        added_after: whether bytes follow the last signature (time stamps and proofs of validity may).
        pages_changed: ranks, from 1, of the pages that look different from the frozen ones: a visible signature, or
            something drawn over the text. People are to look at them.
        signatures: every signature of the file, in its order, the host's seal included.
    """

    sha256: str
    of_this_version: bool
    changed: bool
    added_after: bool
    pages_changed: tuple[int, ...]
    signatures: tuple[SignatureFound, ...]

    @property
    def parties(self) -> tuple[SignatureFound, ...]:
        """The signatures that are neither the host's seal nor a time stamp."""
        return tuple(one for one in self.signatures if not one.seal and not one.timestamp)

    @property
    def early(self) -> tuple[str, ...]:
        """What is to be known of each signature that claims an hour at which the version did not exist yet."""
        return tuple(told_early(one, self.signatures) for one in self.parties if one.before_seal)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the file cannot be recorded as a signature of this version; empty when it can.

        An unknown issuer or a certificate out of its dates is not among them: it is told, and people decide.
        """
        found = []
        if not self.of_this_version:
            found.append(Problem(_("ce PDF n’est pas la version arrêtée"), remedy=_resend()))
        elif self.changed:
            what = _("autre chose que des signatures a été ajouté à la version arrêtée")
            found.append(Problem(what, remedy=_resend()))
        if not self.parties:
            what = _("ce PDF ne porte aucune signature d’une partie")
            found.append(Problem(what, remedy=_("Signer le PDF dans un parapheur, puis envoyer le fichier obtenu")))
        found += [Problem(one.because, one.field) for one in self.signatures if one.status is SignatureStatus.ALTERED]
        return tuple(found)

    @property
    def notices(self) -> tuple[str, ...]:
        """What people are to know before they rely on the file, one sentence each; nothing here refuses it."""
        said = []
        if self.pages_changed:
            pages = ", ".join(str(page) for page in self.pages_changed)
            said.append(_("Pages à regarder, un élément visible y a été ajouté : {pages}.").format(pages=pages))
        for one in self.parties:
            who = one.organisation or one.signer or one.field
            if one.demonstration:
                said.append(_("{who} : certificat de démonstration, sans valeur juridique.").format(who=who))
            if one.status in (SignatureStatus.UNKNOWN_ISSUER, SignatureStatus.EXPIRED):
                said.append(f"{who} : {one.because}")
        return (*said, *self.early)

    @property
    def acceptable(self) -> bool:
        """Whether the file can be recorded as a signature of this version."""
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape of the report."""
        return {
            "sha256": self.sha256,
            "of_this_version": self.of_this_version,
            "changed": self.changed,
            "added_after": self.added_after,
            "pages_changed": list(self.pages_changed),
            "acceptable": self.acceptable,
            "notices": list(self.notices),
            "problems": [one.as_dict() for one in self.problems],
            "signatures": [one.as_dict() for one in self.signatures],
        }


def verify(
    signed: bytes, *, frozen: bytes, roots: Sequence[bytes] = (), at: dt.datetime, name: str = ""
) -> SignatureReport:
    """Judge a PDF that was signed elsewhere.

    Args:
        signed: the file that a party sent, at most 50 MB.
        frozen: the sealed PDF of the version.
        roots: certificates of the issuers that are trusted, X.509 in PEM or DER.
        at: the moment of the check, with a time zone.
        name: what the problems call the file.

    Raises:
        InputError: not a PDF, truncated, encrypted, too large, or built to exhaust whoever reads it.
    """
    answer = verify_all([(signed, frozen)], roots=roots, at=at)[0]
    if isinstance(answer, SignatureReport):
        return answer
    raise InputError(*(replace(one, where=one.where or name) for one in answer))


def verify_all(
    pairs: Sequence[tuple[bytes, bytes]], *, roots: Sequence[bytes] = (), at: dt.datetime
) -> list[SignatureReport | tuple[Problem, ...]]:
    """Judge several signed PDF in one guarded process; see `verify`.

    Args:
        pairs: each signed file with the sealed PDF of its version.
        roots: certificates of the issuers that are trusted, X.509 in PEM or DER.
        at: the moment of the check, with a time zone.

    Returns:
        For each file, in order, its report, or why it cannot be read.

    Raises:
        InputError: a root is not a certificate.
    """
    anchors = certificates(roots)
    answers: list[SignatureReport | tuple[Problem, ...]] = [_too_large(signed) for signed, _frozen in pairs]
    left = [rank for rank, refused in enumerate(answers) if not refused]
    for batch in (left, *([rank] for rank in left)):
        if batch is not left and answers[batch[0]]:
            continue  # the whole batch was answered: only a file that brought it down makes each be tried alone
        try:
            told = _asked([pairs[rank] for rank in batch], anchors, at) if batch else []
        except InputError as error:
            if len(batch) == 1:
                answers[batch[0]] = error.problems
            continue
        for rank, one in zip(batch, told, strict=True):
            problems = tuple(Problem(**problem) for problem in one.get("problems", ()))
            answers[rank] = problems or _report(pairs[rank][0], one["answer"], at)
    return answers


def _too_large(signed: bytes) -> tuple[Problem, ...]:
    if len(signed) <= MOST_BYTES:
        return ()
    what = _("ce fichier pèse {size} Mo, plus que les {most} Mo admis")
    return (Problem(what.format(size=len(signed) // 1_000_000, most=MOST_BYTES // 1_000_000)),)


def _asked(pairs: list[tuple[bytes, bytes]], anchors: list[bytes], at: dt.datetime) -> list[dict[str, Any]]:
    blobs = list(dict.fromkeys([*(data for pair in pairs for data in pair), *anchors]))
    ranks = {data: rank for rank, data in enumerate(blobs)}
    options = {
        "pairs": [[ranks[signed], ranks[frozen]] for signed, frozen in pairs],
        "roots": [ranks[anchor] for anchor in anchors],
        "at": at.isoformat(),
    }
    ours = sum(len(frozen) for _signed, frozen in pairs)
    limits = Limits(_SECONDS + ours // _BYTES_PER_SECOND, _MEGABYTES + ours // _BYTES_PER_MEGABYTE)
    answer: list[dict[str, Any]] = guarded(_TASK, blobs, options, needs=_NEEDS, limits=limits)
    return answer


def _report(signed: bytes, told: dict[str, Any], at: dt.datetime) -> SignatureReport:
    return SignatureReport(
        hashlib.sha256(signed).hexdigest(),
        told["of_this_version"],
        told["changed"],
        told["added_after"],
        tuple(told["pages_changed"]),
        dated(tuple(_found(one, at) for one in told["signatures"])),
    )


def certificates(roots: Sequence[bytes]) -> list[bytes]:
    """Return trusted certificates in DER.

    Args:
        roots: files of one certificate in DER, or of one or several in PEM.

    Raises:
        InputError: a file holds no certificate.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    found = []
    for root in roots:
        try:
            pem = b"-----BEGIN" in root
            read = x509.load_pem_x509_certificates(root) if pem else [x509.load_der_x509_certificate(root)]
        except ValueError:
            what = _("ce fichier ne contient pas de certificat lisible")
            raise InputError(Problem(what, expected=_("Un certificat X.509 est attendu, en PEM ou DER"))) from None
        found += [one.public_bytes(Encoding.DER) for one in read]
    return found


def _resend() -> str:
    return _("Télécharger le PDF scellé de cette version, le signer sans l’imprimer ni le convertir, et l’envoyer")


def _iso(time: dt.datetime | None) -> str | None:
    return time.isoformat() if time else None


def _time(written: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(written) if written else None


def _found(told: dict[str, Any], at: dt.datetime) -> SignatureFound:
    certificate = told["certificate"] or {}
    claimed, start, end = (_time(told["claimed_at"]), _time(certificate.get("from")), _time(certificate.get("until")))
    status, because = _status(told, at, claimed, start, end)
    return SignatureFound(
        field=told["field"],
        status=status,
        because=because,
        signer=certificate.get("name", ""),
        organisation=certificate.get("organisation", ""),
        siren=certificate.get("siren", ""),
        title=certificate.get("title", ""),
        issuer=certificate.get("issuer", ""),
        issuer_known=told["trusted"],
        claimed_at=claimed,
        valid_from=start,
        valid_until=end,
        demonstration=certificate.get("demonstration", False),
        seal=told["seal"],
        timestamp=told["timestamp"],
        covers_version=told["covers_version"],
        certificate_sha256=certificate.get("sha256", ""),
    )


def _status(
    told: dict[str, Any],
    at: dt.datetime,
    claimed: dt.datetime | None,
    start: dt.datetime | None,
    end: dt.datetime | None,
) -> tuple[SignatureStatus, str]:
    if not told["unaltered"] or start is None or end is None:
        why = (
            _("Le document a été modifié après cette signature, ou elle ne couvre pas tout ce qui la précède.")
            if told["intact"]
            else _("Les octets signés ne sont pas ceux du fichier, ou la signature est illisible.")
        )
        return SignatureStatus.ALTERED, why
    if told["weak"]:
        why = _("L’algorithme ou la clé de cette signature est trop faible pour prouver que le document est intact.")
        return SignatureStatus.ALTERED, why
    said = _("Le document est intact depuis cette signature ; {rest}")
    outside = _outside(told, at, claimed, start, end)
    if outside:
        return SignatureStatus.EXPIRED, said.format(rest=outside)
    if not told["trusted"]:
        rest = _("l’émetteur du certificat n’est pas parmi ceux que ce site reconnaît.")
        return SignatureStatus.UNKNOWN_ISSUER, said.format(rest=rest)
    rest = _("son certificat mène à un émetteur que ce site reconnaît.")
    return SignatureStatus.VALID, said.format(rest=rest)


def _outside(
    told: dict[str, Any], at: dt.datetime, claimed: dt.datetime | None, start: dt.datetime, end: dt.datetime
) -> str:
    """Say why the certificate does not hold at the claimed time or now; empty when it does."""
    if told["revoked"]:
        return _("le certificat a été révoqué.")
    days = {"start": start.strftime("%d/%m/%Y"), "end": end.strftime("%d/%m/%Y")}
    if claimed and not start <= claimed <= end:
        return _(
            "le certificat, valable du {start} au {end}, ne l’était pas à l’heure que la signature déclare."
        ).format(**days)
    if not start <= at <= end:
        return _("le certificat était valable du {start} au {end}, et ne l’est plus ou pas encore.").format(**days)
    return ""
