"""What a signed PDF says, found out in the guarded process: plain values only; see `verifying` for their meaning."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging
import re
from typing import Any

from maillon.documents.signature.sealing import DEMONSTRATION
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

MOST_SIGNATURES = 100
_MOST_REVISIONS = 400
_MOST_TEXT = 200
_LEAST_COVERAGE = 2  # SignatureCoverageLevel.ENTIRE_REVISION
_SIREN = re.compile(r"(?:NTRFR-|0002 ?|VATFR-FR[0-9A-Z]{2})([0-9]{9})(?:[0-9]{5})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def inspect(blobs: list[bytes], options: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what several PDF hold, or what is wrong with each.

    Args:
        blobs: the files.
        options: `pairs`, ranks of a signed PDF and of the frozen PDF that it is compared with; `roots`, ranks of the
            trusted certificates; `at`, the moment of the check.
    """
    logging.disable(logging.CRITICAL)
    at = dt.datetime.fromisoformat(options["at"])
    roots = [blobs[rank] for rank in options["roots"]]
    answers: list[dict[str, Any]] = []
    for signed, frozen in options["pairs"]:
        try:
            answers.append({"answer": _inspected(blobs[signed], blobs[frozen], roots, at)})
        except InputError as error:
            answers.append({"problems": [one.as_dict() for one in error.problems]})
    return answers


def _inspected(signed: bytes, frozen: bytes, roots: list[bytes], at: dt.datetime) -> dict[str, Any]:
    reader = _reader(signed)
    of_version = bool(frozen) and signed.startswith(frozen)
    since = _revision_of(reader, len(frozen)) if of_version else None
    found = [_signature(one, signed, len(frozen) if of_version else 0, since, roots, at) for one in _embedded(reader)]
    return {
        "of_this_version": of_version,
        "changed": _changed(reader, since, None) if since is not None else not of_version,
        "added_after": _added_after(found, len(signed)),
        "pages_changed": _pages_changed(signed, frozen) if of_version else [],
        "signatures": found,
    }


def _reader(data: bytes) -> Any:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    if b"%PDF-" not in data[:1024]:
        raise InputError(Problem(_("ce n’est pas un fichier PDF"), remedy=_("Envoyer le PDF signé, tel que signé")))
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            what = _("ce PDF est protégé par un mot de passe")
            raise InputError(Problem(what, remedy=_("Envoyer le PDF signé sans mot de passe")))
        if reader.xrefs.total_revisions > _MOST_REVISIONS:
            raise InputError(Problem(_("ce PDF a été enregistré un trop grand nombre de fois")))
        reader.root  # noqa: B018 - reading it is the check
    except (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, AssertionError):
        what = _("ce PDF est coupé ou abîmé : il ne peut pas être lu")
        raise InputError(Problem(what, remedy=_("Reprendre le fichier que le parapheur a rendu"))) from None
    return reader


def _embedded(reader: Any) -> list[Any]:
    from pyhanko.pdf_utils.misc import PdfError

    try:
        found = list(reader.embedded_signatures)
    except (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError):
        what = _("une signature de ce PDF n’est pas écrite comme elle doit l’être")
        raise InputError(Problem(what, remedy=_("Reprendre le fichier que le parapheur a rendu"))) from None
    if len(found) > MOST_SIGNATURES:
        raise InputError(Problem(_("ce PDF porte plus de {most} signatures").format(most=MOST_SIGNATURES)))
    return found


def _revision_of(reader: Any, length: int) -> int:
    """Return the rank of the last revision that lies within the first `length` bytes."""
    last = -1
    for revision in range(reader.xrefs.total_revisions):
        if reader.xrefs.get_xref_container_info(revision).end_location <= length:
            last = revision
    return last


def _changed(reader: Any, since: int, until: int | None) -> bool:
    """Tell whether more than signatures was added after the revision `since`, up to `until` (the last when None)."""
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, SuspiciousModification

    if since < 0:
        return True
    last = reader.xrefs.total_revisions - 1 if until is None else until
    old = reader.get_historical_resolver(since)
    try:
        for revision in range(since + 1, last + 1):
            found = DEFAULT_DIFF_POLICY.apply(old, reader.get_historical_resolver(revision))
            if found.modification_level > ModificationLevel.FORM_FILLING:
                return True
    except SuspiciousModification:
        return True
    except Exception:  # noqa: BLE001 - a revision that cannot be read is not one that was allowed
        return True
    return False


def _added_after(found: list[dict[str, Any]], length: int) -> bool:
    return bool(found) and max(one["end"] for one in found) < length


def _signature(
    embedded: Any, data: bytes, frozen: int, since: int | None, roots: list[bytes], at: dt.datetime
) -> dict[str, Any]:
    end = _end(embedded, data)
    told: dict[str, Any] = {
        "field": _text(embedded.fq_name),
        "end": end,
        "seal": 0 < end <= frozen,
        "timestamp": str(embedded.sig_object_type) == "/DocTimeStamp",
        "covers_version": end > 0
        and since is not None
        and (end <= frozen or not _changed(embedded.reader, since, embedded.signed_revision)),
        "claimed_at": None,
        "certificate": None,
        "intact": False,
        "unaltered": False,
        "trusted": False,
        "revoked": False,
    }
    try:
        told["certificate"] = _certificate(embedded.signer_cert)
        claimed = embedded.self_reported_timestamp
        told["claimed_at"] = claimed.isoformat() if claimed and claimed.tzinfo else None
        told |= _verdict(embedded, roots, _within(at, embedded.signer_cert))
        told["unaltered"] = told["unaltered"] and end > 0
    except Exception:  # noqa: BLE001 - whatever a hostile signature breaks, it is not a sound one
        return told
    return told


def _end(embedded: Any, data: bytes) -> int:
    """Return where the signed bytes end; 0 unless all bytes up to there are signed but the signature itself."""
    try:
        first, length, second, rest = (int(one) for one in embedded.byte_range)
    except (TypeError, ValueError):
        return 0
    hole = data[length:second]
    sound = first == 0 and 0 < length < second and rest > 0 and second + rest <= len(data)
    if not sound or hole[:1] != b"<" or hole[-1:] != b">":
        return 0
    try:
        same = bytes.fromhex(hole[1:-1].decode("ascii")) == embedded.pkcs7_content
    except ValueError:
        return 0
    return second + rest if same else 0


def _verdict(embedded: Any, roots: list[bytes], moment: dt.datetime) -> dict[str, bool]:
    from asn1crypto import x509
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    anchors = [x509.Certificate.load(root) for root in roots]
    context = ValidationContext(trust_roots=anchors, moment=moment, allow_fetching=False, revocation_mode="soft-fail")
    status: Any
    if str(embedded.sig_object_type) == "/DocTimeStamp":
        status = validate_pdf_timestamp(embedded, context)
    else:
        usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
        status = validate_pdf_signature(embedded, context, key_usage_settings=usage)
    covered = status.coverage is not None and status.coverage.value >= _LEAST_COVERAGE
    return {
        "intact": bool(status.intact and status.valid),
        "unaltered": bool(status.intact and status.valid and covered and status.docmdp_ok is not False),
        "trusted": bool(status.trusted),
        "revoked": bool(status.revoked),
    }


def _within(at: dt.datetime, certificate: Any) -> dt.datetime:
    """Return the moment nearest to `at` at which the certificate is valid: issuer and dates are judged apart."""
    moment: dt.datetime = min(max(at, certificate.not_valid_before), certificate.not_valid_after)
    return moment


def _certificate(certificate: Any) -> dict[str, Any]:
    subject, issuer = certificate.subject.native, certificate.issuer.native
    written = " ".join(f"{subject} {issuer}".split())
    named = _SIREN.search(" ".join(_all(subject, "organization_identifier", "organizational_unit_name")))
    return {
        "name": _member(subject, "common_name", "pseudonym"),
        "organisation": _member(subject, "organization_name"),
        "siren": named[1] if named else "",
        "title": _member(subject, "title"),
        "issuer": _member(issuer, "common_name", "organization_name"),
        "from": certificate.not_valid_before.isoformat(),
        "until": certificate.not_valid_after.isoformat(),
        "demonstration": DEMONSTRATION in written,
        "sha256": hashlib.sha256(certificate.dump()).hexdigest(),
    }


def _all(name: dict[str, Any], *members: str) -> list[str]:
    values = [name.get(member, "") for member in members]
    return [str(one) for value in values for one in (value if isinstance(value, list) else [value])]


def _member(name: dict[str, Any], *members: str) -> str:
    return next((_text(value) for value in _all(name, *members) if value), "")


def _text(value: object) -> str:
    return _CONTROL.sub(" ", str(value))[:_MOST_TEXT].strip()


def _pages_changed(signed: bytes, frozen: bytes) -> list[int]:
    """Return the ranks, from 1, of the pages that look different; drawn by another reader of PDF than the one above."""
    import pypdfium2

    if signed == frozen:
        return []
    try:
        new, old = pypdfium2.PdfDocument(signed), pypdfium2.PdfDocument(frozen)
        count = max(len(new), len(old))
        if len(new) != len(old):
            return list(range(1, count + 1))
        new.init_forms()
        old.init_forms()
        return [rank + 1 for rank in range(count) if _drawn(new, rank) != _drawn(old, rank)]
    except pypdfium2.PdfiumError:
        raise InputError(Problem(_("ce PDF est abîmé : ses pages ne peuvent pas être dessinées"))) from None


def _drawn(document: Any, rank: int) -> bytes:
    page = document[rank]
    try:
        return bytes(page.render(scale=1, grayscale=True).buffer)
    finally:
        page.close()
