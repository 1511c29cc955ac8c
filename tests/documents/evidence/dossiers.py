"""An evidence file of one contract among others, and the ways to tamper with it."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from documents.signature.signed_files import NOW, frozen, host, party, sealed, signed
from maillon.documents.archive import pack, unpack
from maillon.documents.evidence.checks import EvidenceCheck
from maillon.documents.evidence.layout import MANIFEST, manifest
from maillon.documents.evidence.parts import EvidenceParts, EvidenceResolution, EvidenceSignature, EvidenceVersion
from maillon.documents.evidence.writing import write
from maillon.documents.signature.freezing import sha256
from maillon.documents.signature.verifying import verify
from maillon.rules.journal.chain import START, Head, Link, append, file_lines
from maillon.rules.journal.event import Actor, Event, commit

RESOLUTION = EvidenceResolution(
    {"identifier": "metropole-2026-014", "party": "metropole", "adopted_on": "2026-02-26", "in_favour": 41},
    b"%PDF-acte",
)
SALT = bytes(range(32))


def roots() -> tuple[bytes, ...]:
    """The certificates that the tests trust: the host’s and the party’s."""
    return host().certificate, party("Métropole d’essai").certificate


def scan() -> bytes:
    """The signature page of the version, as an image."""
    import pypdfium2

    document = pypdfium2.PdfDocument(sealed(3))
    stream = io.BytesIO()
    document[len(document) - 1].render(scale=150 / 72, grayscale=True).to_pil().save(stream, "PNG")
    return stream.getvalue()


@cache
def checks() -> tuple[EvidenceCheck, ...]:
    """What was verified of the two signatures."""
    found = verify(signed(3), frozen=sealed(3), roots=roots(), at=NOW).as_dict()
    told = found | {"signatures": [one for one in found["signatures"] if not one["seal"]]}
    day = NOW.date()
    return (
        EvidenceCheck(3, "metropole", "Métropole d’essai", "pdf", day, sha256(signed(3)), told),
        EvidenceCheck(3, "etat", "Préfecture d’essai", "scan", day, sha256(scan()), {"two_people": True}),
    )


def _recorded(one: EvidenceCheck, older: bool) -> dict[str, Any]:
    told = {"version": one.version, "party": one.party, "sha256": one.sha256}
    return told if older else told | {"report_sha256": sha256(one.canonical)}


@cache
def chain(older: bool = False) -> tuple[Link, ...]:
    """The journal of the site: acts of this contract among those of others; `older`: without digests of reports."""
    version = frozen(3)
    digests = {"canonical_sha256": version.digests["canonical"], "docx_sha256": version.digests["docx"]}
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("contract.import", "autre", {}),
        ("contract.freeze", "contrat", {"version": 3, "pdf_sha256": sha256(sealed(3)), **digests}),
        (
            "resolution.record",
            "contrat",
            {"sha256": sha256(RESOLUTION.canonical), "attachment_sha256": sha256(RESOLUTION.attachment or b"")},
        ),
        ("contract.freeze", "autre", {"version": 1, "canonical_sha256": "0" * 64}),
        *[("signature.record", "contrat", _recorded(one, older)) for one in checks()],
        ("signature.deposit", "contrat", {"version": 3, "party": "etat", "sha256": "a" * 64}),
        ("text.accept", "contrat", {"sha256": "b" * 64}),
    ]
    links: list[Link] = []
    for rank, (kind, subject, content) in enumerate(acts):
        named = {"signer": commit("Nom d’essai", SALT)} if kind == "signature.record" else {}
        event = Event(NOW, kind, Actor("243700754", "elected"), subject, f"{rank:032x}", content, named)
        links.append(append(links[-1].head if links else START, event))
    return tuple(links)


def head() -> Head:
    """The published head."""
    return chain()[-1].head


def journal(links: tuple[Link, ...] | None = None) -> bytes:
    """The journal of the dossier: the whole chain, the acts of others hidden."""
    return b"".join(file_lines(links or chain(), lambda link: b'"subject":"contrat' in link.body))


def parts(older: bool = False) -> EvidenceParts:
    """All that goes in the dossier, or in one of a database whose acts carry no digest of the reports."""
    version = frozen(3)
    return EvidenceParts(
        "contrat",
        (EvidenceVersion(3, version.canonical, version.own, sealed(3), version.docx),),
        [journal(chain(older))],
        chain(older)[-1].head,
        (
            EvidenceSignature(3, "metropole", signed(3)),
            EvidenceSignature(3, "etat", scan(), "image/png", scan=True),
        ),
        (RESOLUTION,),
        checks(),
    )


@cache
def public_part() -> bytes:
    """The dossier that anyone receives: without the signed files."""
    return write(replace(parts(), signatures=()))


@cache
def dossier() -> bytes:
    """The dossier, as the site writes it."""
    return write(parts())


def files() -> dict[str, bytes]:
    """The files of the dossier, by path."""
    return unpack(dossier())


def packed(changed: Mapping[str, bytes], *, honest: bool = False) -> bytes:
    """The dossier with these files; `honest` keeps the old manifest, otherwise it is made again to hide the change."""
    told = dict(changed)
    if not honest:
        last = head()
        told[MANIFEST] = manifest("contrat", {path: data for path, data in told.items() if path != MANIFEST}, last)
    return pack(told)


def directory(data: bytes) -> list[str]:
    """The names in the archive, in order."""
    return zipfile.ZipFile(io.BytesIO(data)).namelist()
