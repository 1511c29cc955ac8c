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
_SIGNATURES = 2  # ModificationLevel.FORM_FILLING: signatures, their proofs and time stamps
_SIREN = re.compile(r"(?:NTRFR-|0002 ?|VATFR-FR[0-9A-Z]{2})([0-9]{9})(?:[0-9]{5})?")
_TAIL = re.compile(rb"\s*(?:trailer\s*)?(?:<<.{0,4000}?>>\s*)?(?:startxref\s+[0-9]+\s+%%EOF\s*)?", re.DOTALL)
_BROKEN = {"md2", "md5", "sha1"}
_LEAST_RSA = 2_048
_TAIL_BYTES = 8_192
_ADDRESS = re.compile(rb"startxref\s+([0-9]{1,12})\s+%%EOF")
_TABLE = re.compile(rb"\s{0,4}(?:xref|[0-9]{1,10}\s+[0-9]{1,5}\s+obj)")
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
    embedded = _embedded(reader)
    of_version = bool(frozen) and signed.startswith(frozen)
    later = Later(reader, _revision_of(reader, frozen)) if of_version else None
    found = [_signature(one, signed, len(frozen), later, roots, at) for one in embedded]
    return {
        "of_this_version": of_version,
        "changed": later is None or not later.only_signatures() or _stray(reader, found, signed),
        "added_after": _added_after(found, len(signed)),
        "pages_changed": _pages_changed(signed, frozen) if of_version else [],
        "signatures": found,
    }


def _reader(data: bytes) -> Any:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    if b"%PDF-" not in data[:1024]:
        raise InputError(Problem(_("ce n’est pas un fichier PDF"), remedy=_("Envoyer le PDF signé, tel que signé")))
    if not _has_table(data):
        raise _damaged()
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            what = _("ce PDF est protégé par un mot de passe")
            raise InputError(Problem(what, remedy=_("Envoyer le PDF signé sans mot de passe")))
        if reader.xrefs.total_revisions > _MOST_REVISIONS:
            raise InputError(Problem(_("ce PDF a été enregistré un trop grand nombre de fois")))
        reader.root  # noqa: B018 - reading it is the check
    except (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, AssertionError):
        raise _damaged() from None
    return reader


def _has_table(data: bytes) -> bool:
    """Tell whether the file ends with the address of a table that is there: cheaper than the parser's own search."""
    found = _ADDRESS.findall(data[-_TAIL_BYTES:])
    return bool(found) and _TABLE.match(data, int(found[-1])) is not None


def _damaged() -> InputError:
    what = _("ce PDF est coupé ou abîmé : il ne peut pas être lu")
    return InputError(Problem(what, remedy=_("Reprendre le fichier que le parapheur a rendu")))


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


def _revision_of(reader: Any, frozen: bytes) -> int:
    """Return the rank of the revision that the frozen file ends with; -1 when the file no longer builds upon it."""
    own = _reader(frozen).xrefs
    last = own.total_revisions - 1
    if last >= reader.xrefs.total_revisions:
        return -1
    same = own.get_startxref_for_revision(last) == reader.xrefs.get_startxref_for_revision(last)
    return last if same else -1


class Later:
    """What was added revision by revision after the frozen file; each is compared once with the one before."""

    def __init__(self, reader: Any, since: int) -> None:
        self.since = since
        self._levels: dict[int, int] = {}
        last: int = reader.xrefs.total_revisions - 1
        for revision in range(since + 1, last + 1) if since >= 0 else ():
            self._levels[revision] = _level(reader, revision)

    def only_signatures(self, until: int | None = None) -> bool:
        """Tell whether nothing else than signatures was added to the frozen file, up to the revision `until`."""
        return self.since >= 0 and all(
            level <= _SIGNATURES for revision, level in self._levels.items() if until is None or revision <= until
        )

    def unaltered_since(self, revision: int) -> bool:
        """Tell whether nothing else than signatures was added after `revision`."""
        return self.since >= 0 and all(
            level <= _SIGNATURES for later, level in self._levels.items() if later > revision
        )


def _level(reader: Any, revision: int) -> int:
    """Return how far a revision goes beyond the one before, on the scale of `ModificationLevel`."""
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel

    old, new = reader.get_historical_resolver(revision - 1), reader.get_historical_resolver(revision)
    try:
        level: int = DEFAULT_DIFF_POLICY.apply(old, new).modification_level.value
    except Exception:  # noqa: BLE001 - a change that is not recognised, or cannot even be read, is not an allowed one
        return int(ModificationLevel.OTHER.value)
    return level


def _stray(reader: Any, found: list[dict[str, Any]], data: bytes) -> bool:
    """Tell whether bytes that belong to no revision follow the last one."""
    ends = [reader.xrefs.get_xref_container_info(reader.xrefs.total_revisions - 1).end_location]
    ends += [one["end"] for one in found]
    return not _TAIL.fullmatch(data, max(ends))


def _added_after(found: list[dict[str, Any]], length: int) -> bool:
    return bool(found) and max(one["end"] for one in found) < length


def _signature(
    embedded: Any, data: bytes, frozen: int, later: Later | None, roots: list[bytes], at: dt.datetime
) -> dict[str, Any]:
    end = _end(embedded, data)
    seal = later is not None and 0 < end <= frozen
    covers = later is not None and end > 0 and (seal or later.only_signatures(embedded.signed_revision))
    told: dict[str, Any] = {
        "field": _text(embedded.fq_name),
        "end": end,
        "seal": seal,
        "timestamp": str(embedded.sig_object_type) == "/DocTimeStamp",
        "covers_version": covers,
        "claimed_at": None,
        "certificate": None,
        "intact": False,
        "unaltered": False,
        "trusted": False,
        "revoked": False,
        "weak": False,
    }
    try:
        told["certificate"] = _certificate(embedded.signer_cert)
        claimed = embedded.self_reported_timestamp
        told["claimed_at"] = claimed.isoformat() if claimed and claimed.tzinfo else None
        told |= _verdict(embedded, roots, _within(at, embedded.signer_cert), later)
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
        written = bytes.fromhex(hole[1:-1].decode("ascii"))
        whole = written == embedded.pkcs7_content and not _hidden(written)
    except ValueError:
        return 0
    return second + rest if whole else 0


def _hidden(written: bytes) -> bool:
    """Tell whether anything but zeros fills the room that a signature leaves: nobody signs those bytes."""
    from asn1crypto import parser

    *_kind, header, content, trailer = parser.parse(written)
    return bool(written[len(header) + len(content) + len(trailer) :].strip(b"\0"))


def _verdict(embedded: Any, roots: list[bytes], moment: dt.datetime, later: Later | None) -> dict[str, bool]:
    from asn1crypto import x509
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    anchors = [x509.Certificate.load(root) for root in roots]
    context = ValidationContext(trust_roots=anchors, moment=moment, allow_fetching=False, revocation_mode="soft-fail")
    # a signature that sets its own limits on what follows, or in a file of another version, is compared by pyHanko
    known = later is not None and embedded.docmdp_level is None and embedded.fieldmdp is None
    status: Any
    if str(embedded.sig_object_type) == "/DocTimeStamp":
        status = validate_pdf_timestamp(embedded, context, skip_diff=known)
    else:
        usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
        status = validate_pdf_signature(embedded, context, key_usage_settings=usage, skip_diff=known)
    sound = bool(status.intact and status.valid)
    covered = status.coverage is not None and status.coverage.value >= _LEAST_COVERAGE
    if later is not None and known:
        kept = later.unaltered_since(max(embedded.signed_revision, later.since))
    else:
        kept = status.docmdp_ok is not False
    return {
        "intact": sound,
        "unaltered": sound and covered and kept,
        "trusted": bool(status.trusted),
        "revoked": bool(status.revoked),
        "weak": _weak(embedded),
    }


def _weak(embedded: Any) -> bool:
    """Tell whether the algorithms no longer prove anything: others could have been signed with the same result."""
    key = embedded.signer_cert.public_key
    short = key.algorithm == "rsa" and key.bit_size < _LEAST_RSA
    return short or bool({embedded.md_algorithm, embedded.external_md_algorithm} & _BROKEN)


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
