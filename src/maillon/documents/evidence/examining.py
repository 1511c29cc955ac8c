"""What an evidence file tells without opening a PDF: its files, their digests, the chain, and who speaks of what."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from maillon.documents.evidence.layout import (
    FIXED,
    JOURNAL,
    MANIFEST,
    NOTICE,
    NOTICE_TEXT,
    OLDER_NOTICES,
    OPENINGS,
    Piece,
    manifest,
    piece,
)
from maillon.documents.evidence.older import unattested
from maillon.documents.evidence.parts import FORMAT
from maillon.documents.evidence.report import EvidenceFault, EvidenceFaultKind, fault
from maillon.documents.signature.freezing import FrozenDocument, read_frozen, sha256
from maillon.rules.journal import verify as chain
from maillon.rules.journal.canonical import canonical
from maillon.rules.journal.chain import Head
from maillon.rules.journal.event import opens
from maillon.rules.journal.report import Report as JournalReport
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

DIGESTS = ("canonical_sha256", "own_sha256", "pdf_sha256", "docx_sha256", "attachment_sha256", "report_sha256")
FILE_DIGEST = "sha256"
RECORDING = ("signature.record", "resolution.record")  # acts whose `sha256` is that of a piece
DEPOSITING = ("signature.deposit", "signature.confirm")  # likewise, but of a piece that may have been set aside since
_VERSION_KINDS = ("canonical", "own")
_EVENT = b'{"event":'


@dataclass
class Examined:
    """What was found in the archive.

    Attributes:
        contract: identifier of the contract, as the manifest says.
        files: every file, by path.
        pieces: what each stands for, but those that every archive has.
        frozen: the documents of the versions that can be read, by rank.
        journal: what the verification of the journal found.
        acts: events of the contract that the journal shows.
        faults: what is wrong.
        uncovered: time of the act, by path, of each verification that an act older than their digests speaks of.
    """

    contract: str
    files: Mapping[str, bytes]
    pieces: list[Piece]
    journal: JournalReport
    acts: list[dict[str, Any]]
    frozen: dict[int, FrozenDocument] = field(default_factory=dict)
    faults: list[EvidenceFault] = field(default_factory=list)
    uncovered: dict[str, str] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        """Whether it is the part for all, where verifications stand for the signed files: it holds none of these."""
        kinds = {one.kind for one in self.pieces}
        return "check" in kinds and not kinds & {"signature", "scan"}

    def found(self, kind: EvidenceFaultKind, what: str, where: str = "") -> None:
        """Note a fault."""
        self.faults.append(fault(kind, what, where))


def examine(files: Mapping[str, bytes], head: str | None, count: int | None, *, name: str = "") -> Examined:
    """Check all that can be checked without opening a PDF.

    Args:
        files: the files of the archive, by path.
        head: published fingerprint of the journal.
        count: published number of events, at which `head` was the fingerprint.
        name: what the problems call the archive.

    Raises:
        InputError: this is not an evidence file, or the head has not the right form.
    """
    said = _manifest(files, name)
    contract = str(said.get("contract"))
    report = chain.verify(io.BytesIO(files[JOURNAL]), head, count)
    shown = dict(_events(files[JOURNAL]))
    acts = [act for act in shown.values() if _about(act, contract)]
    found = [(path, piece(path)) for path in files if path not in (*FIXED, OPENINGS)]
    examined = Examined(contract, files, [one for _path, one in found if one], report, acts)
    for problem in (one.problem for one in report.faults):
        where = f"{JOURNAL} › {problem.where}" if problem.where else JOURNAL
        placed = Problem(problem.what, where, problem.line, problem.expected, problem.remedy)
        examined.faults.append(EvidenceFault(EvidenceFaultKind.JOURNAL, placed))
    for path, known in found:
        if known is None:
            examined.found(EvidenceFaultKind.ADDED, _("ce fichier n’est pas une pièce d’un dossier de preuve"), path)
    if files[NOTICE] != NOTICE_TEXT.encode() and sha256(files[NOTICE]) not in OLDER_NOTICES:
        examined.found(EvidenceFaultKind.ALTERED, _("la notice n’est pas celle de ce format"), NOTICE)
    _check_manifest(examined, said)
    _check_versions(examined)
    _check_resolutions(examined)
    _check_acts(examined)
    _check_openings(examined, shown)
    return examined


def _manifest(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    lacking = [one for one in FIXED if one not in files]
    if lacking:
        what = _("ce n’est pas un dossier de preuve, ou il est incomplet : il y manque {names}")
        remedy = _("Demander le fichier d’origine à qui l’a produit")
        raise InputError(Problem(what.format(names=", ".join(lacking)), name, remedy=remedy))
    try:
        said = json.loads(files[MANIFEST])
    except (ValueError, RecursionError):
        raise InputError(Problem(_("le manifeste n’est pas lisible"), MANIFEST)) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        what = _("ce dossier n’est pas au format {format}").format(format=FORMAT)
        raise InputError(Problem(what, MANIFEST))
    return said


def _events(journal: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield rank and event of the acts that the journal shows; those that cannot be read are already its faults."""
    for line in io.BytesIO(journal):
        if not line.startswith(_EVENT):
            continue
        try:
            link = json.loads(line)
            event, sequence = link["event"], int(link["sequence"])
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
        if isinstance(event, dict) and isinstance(event.get("content"), dict) and isinstance(event.get("kind"), str):
            yield sequence, event


def _about(act: dict[str, Any], contract: str) -> bool:
    subject = act.get("subject")
    return isinstance(subject, str) and (subject == contract or subject.startswith(f"{contract}/"))


def _check_manifest(examined: Examined, said: dict[str, Any]) -> None:
    """Compare the manifest with the only one that these files can have, and say what differs."""
    files, kinds = examined.files, EvidenceFaultKind
    told = said.get("files")
    listed = {one["path"]: one for one in told if _is_entry(one)} if isinstance(told, list) else {}
    for path in sorted(listed.keys() - files.keys()):
        examined.found(kinds.MISSING, _("ce fichier est au manifeste et n’est pas dans le dossier"), path)
    for path in sorted(files.keys() - listed.keys() - {MANIFEST}):
        examined.found(kinds.ADDED, _("ce fichier n’est pas au manifeste"), path)
    for path in sorted(files.keys() & listed.keys()):
        if listed[path]["sha256"] != sha256(files[path]):
            examined.found(kinds.ALTERED, _("l’empreinte de ce fichier n’est pas celle du manifeste"), path)
    last = Head(examined.journal.events, examined.journal.last)
    if said.get("head") != {"count": last.count, "hash": last.hash}:
        examined.found(kinds.CONTRADICTION, _("la tête du manifeste n’est pas celle du journal joint"), MANIFEST)
    if not examined.faults and manifest(examined.contract, files, last) != files[MANIFEST]:
        examined.found(kinds.ALTERED, _("le manifeste a été réécrit"), MANIFEST)


def _is_entry(one: object) -> bool:
    return isinstance(one, dict) and isinstance(one.get("path"), str) and isinstance(one.get("sha256"), str)


def _contracts_of(frozen: FrozenDocument) -> set[str]:
    """Return the contracts that a version may be of: its own, and the one under which an annual convention stands."""
    above = frozen.document.parent
    return {frozen.contract, above.contract} if above else {frozen.contract}


def _check_versions(examined: Examined) -> None:
    kinds, files = EvidenceFaultKind, examined.files
    held: dict[int, dict[str, Piece]] = {}
    for one in examined.pieces:
        held.setdefault(one.version, {})[one.kind] = one
    for version in sorted(rank for rank in held if rank):
        if not held[version].keys() >= set(_VERSION_KINDS):
            what = _("la version {number} n’a pas son document canonique et son document propre")
            examined.found(kinds.MISSING, what.format(number=version), f"versions/{version}")
        canonical = held[version].get("canonical")
        if canonical is None:
            continue
        try:
            frozen = read_frozen(files[canonical.path], name=canonical.path)
        except InputError as error:
            examined.faults += [EvidenceFault(kinds.ALTERED, problem) for problem in error.problems]
            continue
        examined.frozen[version] = frozen
        if examined.contract not in _contracts_of(frozen) or frozen.number != version:
            what = _("ce document est celui de la version {number} du contrat « {contract} »")
            examined.found(
                kinds.CONTRADICTION, what.format(number=frozen.number, contract=frozen.contract), canonical.path
            )
        own = held[version].get("own")
        if own and sha256(files[own.path]) != frozen.own_sha256:
            what = _("ce document n’est pas celui que le document complet désigne")
            examined.found(kinds.CONTRADICTION, what, own.path)


def _check_acts(examined: Examined) -> None:
    """Compare what the acts say with the files: each digest has its file, each file its act."""
    kinds = EvidenceFaultKind
    if not examined.acts:
        examined.found(kinds.MISSING, _("le journal ne montre aucun acte de ce contrat"), JOURNAL)
    digests = {one.path: sha256(examined.files[one.path]) for one in examined.pieces}
    attested: dict[str, list[dict[str, Any]]] = {}
    for act in examined.acts:
        for digest in _digests(act):
            attested.setdefault(digest, []).append(act)
    older = unattested(examined.files, examined.pieces, examined.acts, attested)
    examined.uncovered = {path: str(act.get("time"))[:30] for path, act in older.items()}
    stood_for = {act["content"][FILE_DIGEST] for act in older.values()}
    for digest in sorted(attested.keys() - set(digests.values())):
        act = attested[digest][0]
        told = digest in stood_for or _checked(act, digest, digests)
        if act["kind"] in DEPOSITING or (examined.public and told):
            continue
        what = _("l’acte {kind} du {time} désigne un fichier qui n’est pas dans le dossier : {digest}")
        said = what.format(kind=act["kind"][:60], time=str(act.get("time"))[:30], digest=digest[:64])
        examined.found(kinds.MISSING, said, JOURNAL)
    owned = {frozen.own_sha256 for frozen in examined.frozen.values()}
    seen: set[tuple[str, str]] = set()
    for one in examined.pieces:
        digest = digests[one.path]
        acts = attested.get(digest, [])
        if not acts and one.path not in older and not (one.kind == "own" and digest in owned):
            examined.found(kinds.ADDED, _("aucun acte du journal ne désigne ce fichier"), one.path)
        elif one.kind in ("signature", "scan", "check") and (one.kind, digest) in seen:
            examined.found(kinds.ADDED, _("ce fichier est la copie d’une autre pièce"), one.path)
        elif acts and not any(_agrees(act, one, digests) for act in acts):
            what = _("l’acte qui désigne ce fichier parle d’une autre partie, d’une autre version ou d’une autre pièce")
            examined.found(kinds.CONTRADICTION, what, one.path)
        seen.add((one.kind, digest))


def _checked(act: dict[str, Any], digest: str, digests: Mapping[str, str]) -> bool:
    """Tell whether a signed file that only the parties have is stood for by what was verified of it."""
    content = act["content"]
    named = act["kind"] == RECORDING[0] and content.get(FILE_DIGEST) == digest
    return named and content.get("report_sha256") in digests.values()


def _digests(act: dict[str, Any]) -> set[str]:
    """Return the digests of pieces that an act carries."""
    content = act["content"]
    found = {str(content[name]) for name in DIGESTS if content.get(name)}
    if act["kind"] in (*RECORDING, *DEPOSITING) and content.get(FILE_DIGEST):
        found.add(str(content[FILE_DIGEST]))
    return found


def _agrees(act: dict[str, Any], one: Piece, digests: Mapping[str, str]) -> bool:
    """Tell whether an act that carries the digest of a piece says the same of it as its place in the archive."""
    content = act["content"]
    if one.kind == "attachment":
        return bool(content.get("sha256") == digests.get(f"deliberations/{one.name}.json"))
    if one.kind == "resolution":
        return True
    actor = act.get("actor")
    party = content.get("party", actor.get("institution") if isinstance(actor, dict) else None)
    return content.get("version", one.version) == one.version and (not one.name or party == one.name)


def _check_resolutions(examined: Examined) -> None:
    for one in examined.pieces:
        if one.kind != "resolution":
            continue
        try:
            told = json.loads(examined.files[one.path])
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict) or told.get("identifier") != one.name:
            examined.found(EvidenceFaultKind.ALTERED, _("cette délibération n’est pas celle que dit son nom"), one.path)


def _check_openings(examined: Examined, shown: Mapping[int, dict[str, Any]]) -> None:
    """Check that each personal datum given is the one that its act committed to."""
    if OPENINGS not in examined.files:
        return
    try:
        told = json.loads(examined.files[OPENINGS])
        sound = told and all(_opens(one, shown) for one in told)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        sound = False
    if not sound:
        what = _("une donnée personnelle n’est pas celle que son acte porte scellée")
        examined.found(EvidenceFaultKind.CONTRADICTION, what, OPENINGS)
    elif canonical(told) != examined.files[OPENINGS]:
        examined.found(EvidenceFaultKind.ALTERED, _("ce fichier a été réécrit"), OPENINGS)


def _opens(one: dict[str, Any], shown: Mapping[int, dict[str, Any]]) -> bool:
    if one.keys() != {"name", "salt", "sequence", "value"}:
        return False
    commitment = shown[one["sequence"]]["commitments"][one["name"]]
    return opens(commitment, one["value"], bytes.fromhex(one["salt"]))
