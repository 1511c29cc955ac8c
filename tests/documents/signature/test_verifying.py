"""Each signature is told as it is: whole, unknown, altered or out of its dates, and never more than that."""

import datetime as dt
import json
from functools import cache

import pytest

from documents.signature import attacks
from documents.signature.signed_files import NOW, authority, frozen, host, party, sealed, signed
from maillon.documents.signature.freezing import sha256
from maillon.documents.signature.sealing import SEAL_FIELD, sign
from maillon.documents.signature.verifying import (
    SignatureFound,
    SignatureReport,
    SignatureStatus,
    certificates,
    verify,
    verify_all,
)
from maillon.rules.problem import Problem

VALID, UNKNOWN, ALTERED, EXPIRED = (
    SignatureStatus.VALID,
    SignatureStatus.UNKNOWN_ISSUER,
    SignatureStatus.ALTERED,
    SignatureStatus.EXPIRED,
)


CHANGES = [attacks.redrawn, attacks.scripted, attacks.noted, attacks.repaged]
SHARES = [0.01, 0.6]


def _by(name: str, pdf: bytes, field: str = "Signature-1") -> bytes:
    return sign(pdf, party(name), field=field, at=NOW)


@cache
def _files() -> dict[str, bytes]:
    """Every file that is checked with no trusted root: they are judged in one process, which is many times faster."""
    commune, second = "Commune d’essai", _by("Commune d’essai", signed(3), "Signature-2")
    box = (100, 500, 300, 590)
    files = {
        "signed": signed(3),
        "three": _by("État d’essai", second, "Signature-3"),
        "visible": sign(sealed(3), party(commune), field="Signature-1", at=NOW, box=box, page=0),
        "early": sign(sealed(3), party(commune), field="Signature-1", at=NOW - dt.timedelta(minutes=10)),
        "taken out": attacks.unsigned(second, "Signature-1"),
        "other version": _by(commune, sealed(4)),
        "moved": _moved(signed(3), _by(commune, sealed(4))),
        "widened": attacks.widened(signed(3)),
        "stuffed": attacks.flipped(signed(3), signed(3).rindex(b"00>")),
        "rebuilt": attacks.rebuilt(sealed(3), attacks.tiny()),
        "bare": _by(commune, frozen(3).pdf),
        "weak": attacks.weakly_signed(sealed(3), party(commune), "Signature-1"),
        "proven": attacks.proven(signed(3), party("Métropole d’essai").certificate),
        "junk": signed(3) + b"autre chose" * 20,
    }
    files |= {f"after {change.__name__}": change(signed(3)) for change in CHANGES}
    files |= {f"between {change.__name__}": _by(commune, change(sealed(3))) for change in CHANGES}
    return files | {f"flipped {share}": attacks.flipped(signed(3), int(len(frozen(3).pdf) * share)) for share in SHARES}


def _moved(mine: bytes, other: bytes) -> bytes:
    start, end = mine.rindex(b"/Contents <") + 11, mine.rindex(b"00>")
    begin = other.rindex(b"/Contents <") + 11
    taken = other[begin : other.index(b">", begin)][: end - start].ljust(end - start, b"0")
    return mine[:start] + taken + mine[end:]


@cache
def _reports() -> dict[str, SignatureReport | tuple[Problem, ...]]:
    answers = verify_all([(data, sealed(3)) for data in _files().values()], at=NOW)
    return dict(zip(_files(), answers, strict=True))


@cache
def _trusting() -> dict[str, SignatureReport | tuple[Problem, ...]]:
    """What the files are worth for a site that trusts all the issuers of the tests."""
    root, signer = authority("Métropole d’essai")
    roots = [root, *(one.certificate for one in (host(), party("Métropole d’essai"), party("Commune d’essai")))]
    late = NOW + dt.timedelta(days=2_000)
    files = {
        "sealed": sealed(3),
        "signed": signed(3),
        "issued": sign(sealed(3), signer, field="Signature-1", at=NOW),
        "signed too late": sign(sealed(3), party("Commune d’essai"), field="Signature-1", at=late),
    }
    answers = verify_all([(data, sealed(3)) for data in files.values()], roots=roots, at=NOW)
    return dict(zip(files, answers, strict=True))


def _report(name: str, *, trusting: bool = False) -> SignatureReport:
    answer = (_trusting() if trusting else _reports())[name]
    assert isinstance(answer, SignatureReport)
    return answer


def _field(report: SignatureReport, name: str) -> SignatureFound:
    return next(one for one in report.signatures if one.field == name)


def test_a_seal_alone_is_no_signature_of_a_party() -> None:
    report = _report("sealed", trusting=True)
    assert [(one.field, one.status, one.seal) for one in report.signatures] == [(SEAL_FIELD, VALID, True)]
    assert (report.of_this_version, report.changed, report.added_after, report.pages_changed) == (
        True,
        False,
        False,
        (),
    )
    assert report.parties == ()
    assert not report.acceptable
    assert "aucune signature" in str(report.problems[0])


def test_a_signature_whose_issuer_is_trusted_is_valid() -> None:
    report = _report("issued", trusting=True)
    found = _field(report, "Signature-1")
    assert (found.status, found.issuer_known, found.seal, found.covers_version) == (VALID, True, False, True)
    assert (found.organisation, found.title, found.siren) == ("Métropole d’essai", "Présidence", "243700754")
    assert found.issuer == "Autorité d’essai"
    assert found.claimed_at == NOW
    assert not found.demonstration
    assert report.acceptable
    assert len(report.sha256) == 64
    assert [one.field for one in report.parties] == ["Signature-1"]


def test_a_signature_that_claims_an_hour_before_the_version_existed_is_told_and_not_refused() -> None:
    report = _report("early")
    assert report.acceptable
    assert [one.before_seal for one in report.signatures] == [False, True]
    (said,) = report.early
    assert "Commune d’essai : l’heure que la signature déclare, le 20/03/2026 11:50:00 UTC, précède" in said
    assert said in report.as_dict()["notices"]
    assert _report("signed").early == ()


def test_roots_are_read_in_pem_and_der_one_or_several_a_file() -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    roots = [host().certificate, authority("Métropole d’essai")[0]]
    pem = b"".join(x509.load_der_x509_certificate(one).public_bytes(Encoding.PEM) for one in roots)
    assert certificates([pem]) == certificates(roots) == roots


def test_a_signature_of_an_unknown_issuer_is_intact_and_told_so() -> None:
    found = _field(_report("signed"), "Signature-1")
    assert (found.status, found.issuer_known, found.sound) == (UNKNOWN, False, True)
    assert "émetteur" in found.because


def test_a_certificate_that_was_not_valid_when_it_signed_is_told() -> None:
    found = _field(_report("signed too late", trusting=True), "Signature-1")
    assert (found.status, found.issuer_known) == (EXPIRED, True)
    assert "valable du" in found.because


@pytest.mark.parametrize("days", [2_000, -99], ids=["since", "not yet"])
def test_a_certificate_out_of_its_dates_today_is_told(days: int) -> None:
    at = NOW + dt.timedelta(days=days)
    report = verify(signed(3), frozen=sealed(3), roots=[party("Métropole d’essai").certificate], at=at)
    found = _field(report, "Signature-1")
    assert (found.status, found.issuer_known) == (EXPIRED, True)
    assert report.sha256 == sha256(signed(3))


def test_demonstration_certificates_are_marked_and_nothing_is_called_qualified() -> None:
    report = _report("signed", trusting=True)
    assert all(one.demonstration for one in report.signatures)
    assert {one.status for one in report.signatures} == {VALID}
    assert "qualifi" not in str(report.as_dict()).lower()


def test_parties_sign_one_after_the_other() -> None:
    report = _report("three")
    assert [one.field for one in report.parties] == ["Signature-1", "Signature-2", "Signature-3"]
    assert all(one.sound for one in report.signatures)
    assert report.acceptable


def test_a_visible_signature_is_accepted_and_its_page_is_told() -> None:
    report = _report("visible")
    assert report.acceptable
    assert report.pages_changed == (1,)


@pytest.mark.parametrize("share", SHARES)
def test_one_changed_byte_of_the_pages_shows(share: float) -> None:
    report = _report(f"flipped {share}")
    assert not report.of_this_version
    assert {one.status for one in report.signatures} == {ALTERED}
    assert not report.acceptable


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_after_a_signature_shows(change) -> None:  # type: ignore[no-untyped-def]
    report = _report(f"after {change.__name__}")
    assert report.of_this_version
    assert report.changed
    assert report.added_after
    assert {one.status for one in report.signatures} == {ALTERED}
    assert not report.acceptable


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_between_the_seal_and_a_signature_shows(change) -> None:  # type: ignore[no-untyped-def]
    report = _report(f"between {change.__name__}")
    found = _field(report, "Signature-1")
    assert (found.status, found.covers_version, found.sound) == (UNKNOWN, False, False)
    assert _field(report, SEAL_FIELD).status is ALTERED
    assert report.changed
    assert not report.acceptable


def test_what_is_drawn_over_a_page_is_seen_by_another_reader_too() -> None:
    assert _report("after redrawn").pages_changed == (1,)


def test_a_signature_that_is_taken_out_shows() -> None:
    assert _field(_report("taken out"), "Signature-2").status is ALTERED
    assert not _report("taken out").acceptable


def test_a_signature_over_other_bytes_is_not_that_of_this_version() -> None:
    report = _report("other version")
    assert (report.of_this_version, report.acceptable) == (False, False)
    found = _field(report, "Signature-1")
    assert (found.status, found.covers_version, found.seal) == (UNKNOWN, False, False)
    assert not any(one.seal for one in report.signatures)


def test_a_signature_moved_from_another_file_is_altered() -> None:
    report = _report("moved")
    assert _field(report, "Signature-1").status is ALTERED
    assert not report.acceptable


@pytest.mark.parametrize("name", ["widened", "stuffed"])
def test_bytes_that_nobody_signs_within_a_signature_show(name: str) -> None:
    report = _report(name)
    assert _field(report, "Signature-1").status is ALTERED
    assert not _field(report, "Signature-1").covers_version


def test_another_pdf_behind_the_frozen_one_is_not_this_version() -> None:
    report = _report("rebuilt")
    assert report.of_this_version
    assert report.changed
    assert not report.acceptable


def test_a_bare_frozen_pdf_that_a_party_signs_lacks_the_seal() -> None:
    report = _report("bare")
    assert not report.of_this_version
    assert not report.acceptable


def test_an_algorithm_that_proves_nothing_any_more_is_not_accepted() -> None:
    report = _report("weak")
    assert _field(report, "Signature-1").status is ALTERED
    assert "trop faible" in str(report.problems[0])


def test_what_people_must_look_at_is_said_in_sentences() -> None:
    told = " ".join(_report("visible").notices)
    assert "Pages à regarder" in told
    assert "démonstration, sans valeur juridique" in told
    assert "émetteur" in told
    assert _report("issued", trusting=True).notices == ()


def test_proofs_of_validity_added_after_a_signature_are_no_change() -> None:
    report = _report("proven")
    assert (report.changed, report.added_after, report.acceptable) == (False, True, True)


def test_junk_after_the_last_signature_shows() -> None:
    report = _report("junk")
    assert (report.changed, report.added_after, report.acceptable) == (True, True, False)


def test_several_files_are_judged_at_once_and_a_bad_one_spoils_no_other() -> None:
    deep = attacks.tiny(attacks.CATALOG.replace(b">>", b"/X " + b"[" * 50_000 + b"]" * 50_000 + b">>"))
    answers = verify_all([(sealed(3), sealed(3)), (deep, sealed(3)), (b"", sealed(3))], at=NOW)
    assert [isinstance(one, SignatureReport) for one in answers] == [True, False, False]
    assert isinstance(answers[1], tuple)
    assert "temps ou de mémoire" in answers[1][0].what


def test_the_answer_is_plain_json() -> None:
    told = json.loads(json.dumps(_report("signed").as_dict()))
    assert told["signatures"][1]["status"] == "unknown_issuer"
    assert told["signatures"][1]["claimed_at"] == NOW.isoformat()
