"""Verifying an evidence file, without the network and without the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from maillon.documents.archive import Bounds, unpack
from maillon.documents.evidence.examining import Examined, examine
from maillon.documents.evidence.layout import Piece
from maillon.documents.evidence.report import EvidenceFault, EvidenceFaultKind, EvidenceReport
from maillon.documents.signature.code import VersionCode
from maillon.documents.signature.freezing import sha256
from maillon.documents.signature.scanning import ScanCode, read_code
from maillon.documents.signature.verifying import SignatureReport, SignatureStatus, verify_all
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

BOUNDS = Bounds(entries=5_000, one=500_000_000, total=1_000_000_000, ratio=150)
_MEDIA = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}


def verify(
    data: bytes,
    *,
    head: str | None = None,
    count: int | None = None,
    roots: Sequence[bytes] = (),
    at: dt.datetime | None = None,
    name: str = "",
) -> EvidenceReport:
    """Verify an evidence file: archive, digests, canonical form, seals, signatures, scans, chain, and how they agree.

    A signature whose issuer is unknown, or whose certificate has expired since, is told and is no fault: the chain says
    when it was recorded.

    Args:
        data: the archive.
        head: published fingerprint of the journal, 64 hexadecimal digits.
        count: published number of events, at which `head` was the fingerprint.
        roots: certificates of the issuers that are trusted, X.509 in PEM or DER.
        at: the moment of the check; now by default.
        name: what the problems call the file.

    Raises:
        InputError: this is not an evidence file, or it is built to harm whoever reads it.
    """
    moment = at or dt.datetime.now(tz=dt.UTC)
    examined = examine(unpack(data, name=name, bounds=BOUNDS), head, count, name=name)
    signatures = _signatures(examined, roots, moment)
    _check_codes(examined)
    return EvidenceReport(
        examined.contract,
        len(examined.files),
        tuple(sorted({one.version for one in examined.pieces if one.version})),
        len(examined.acts),
        examined.journal,
        tuple(signatures),
        tuple(examined.faults),
        examined.public,
        tuple(sorted(examined.uncovered.items())),
    )


def _signatures(examined: Examined, roots: Sequence[bytes], moment: dt.datetime) -> list[tuple[str, SignatureReport]]:
    files = examined.files
    sealed = {one.version: files[one.path] for one in examined.pieces if one.kind == "pdf"}
    judged = [one for one in examined.pieces if one.kind in ("pdf", "signature") and one.version in sealed]
    for one in examined.pieces:
        if one.kind in ("signature", "scan") and one.version not in sealed:
            examined.found(
                EvidenceFaultKind.MISSING, _("le PDF de la version signée n’est pas dans le dossier"), one.path
            )
    answers = verify_all([(files[one.path], sealed[one.version]) for one in judged], roots=roots, at=moment)
    found = []
    for one, answer in zip(judged, answers, strict=True):
        problems = _seal_problems(answer) if one.kind == "pdf" else _problems(answer)
        for problem in problems:
            placed = Problem(problem.what, one.path, expected=problem.where, remedy=problem.remedy)
            examined.faults.append(EvidenceFault(EvidenceFaultKind.SIGNATURE, placed))
        if isinstance(answer, SignatureReport):
            found.append((one.path, answer))
    return found


def _problems(answer: SignatureReport | tuple[Problem, ...]) -> tuple[Problem, ...]:
    return answer.problems if isinstance(answer, SignatureReport) else answer


def _seal_problems(answer: SignatureReport | tuple[Problem, ...]) -> tuple[Problem, ...]:
    if not isinstance(answer, SignatureReport):
        return answer
    seals = [one for one in answer.signatures if one.seal]
    if not seals:
        return (Problem(_("ce PDF ne porte pas de sceau")),)
    return tuple(Problem(one.because, one.field) for one in seals if one.status is SignatureStatus.ALTERED)


def _check_codes(examined: Examined) -> None:
    """Compare the code printed on each frozen PDF and on each scan with the canonical document."""
    for one in examined.pieces:
        frozen = examined.frozen.get(one.version)
        if one.kind not in ("pdf", "scan") or frozen is None:
            continue
        canonical = examined.files[f"versions/{one.version}/document.json"]
        expected = VersionCode(frozen.contract, frozen.number, sha256(canonical))
        what = _code_fault(one, examined.files[one.path], expected)
        if what:
            examined.found(EvidenceFaultKind.CONTRADICTION, what, one.path)


def _code_fault(one: Piece, data: bytes, expected: VersionCode) -> str:
    try:
        code = read_code(data, _MEDIA[one.path.rpartition(".")[2]])
    except InputError as error:
        return str(error.problems[0].what)
    if code is None:
        return _("aucune page ne montre le code de la version")
    return "" if _same(code, expected) else _("le code imprimé désigne un autre document")


def _same(code: ScanCode, expected: VersionCode) -> bool:
    return (code.contract, code.number, code.sha256) == (expected.contract, expected.number, expected.sha256)
