"""Where each piece stands in the archive, and what the archive says of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from maillon.documents.evidence.parts import FORMAT
from maillon.documents.signature.freezing import sha256
from maillon.rules.journal.canonical import canonical
from maillon.rules.journal.chain import Head

MANIFEST, JOURNAL, NOTICE = "manifeste.json", "journal.jsonl", "LISEZ-MOI.txt"
FIXED = (NOTICE, MANIFEST, JOURNAL)
OPENINGS = "ouvertures.json"

Kind = Literal["canonical", "own", "pdf", "docx", "signature", "scan", "check", "resolution", "attachment"]
_SLUG = r"[a-z0-9]+(?:[._-][a-z0-9]+)*"
_VERSION = r"(?P<version>[1-9][0-9]{0,5})"
_FILE = rf"(?P<name>{_SLUG})\.(?P<rank>[1-9][0-9]{{0,5}})"
_FORMS: dict[Kind, re.Pattern[str]] = {
    "canonical": re.compile(rf"versions/{_VERSION}/document\.json"),
    "own": re.compile(rf"versions/{_VERSION}/document-propre\.json"),
    "pdf": re.compile(rf"versions/{_VERSION}/contrat\.pdf"),
    "docx": re.compile(rf"versions/{_VERSION}/contrat\.docx"),
    "signature": re.compile(rf"signatures/{_VERSION}/{_FILE}\.pdf"),
    "scan": re.compile(rf"numerisations/{_VERSION}/{_FILE}\.(?:pdf|png|jpg)"),
    "check": re.compile(rf"verifications/{_VERSION}/{_FILE}\.json"),
    "resolution": re.compile(rf"deliberations/(?P<name>{_SLUG})\.json"),
    "attachment": re.compile(rf"deliberations/(?P<name>{_SLUG})\.pdf"),
}
NOTICE_TEXT = f"""\
DOSSIER DE PREUVE D’UN CONTRAT ({FORMAT})

Ce dossier contient ce qui prouve ce qui a été convenu :

  versions/        chaque version arrêtée : document canonique (JSON, RFC 8785), PDF scellé, Word
  signatures/      les PDF signés par les parties
  numerisations/   les exemplaires signés sur papier, numérisés
  verifications/   ce qui a été vérifié de chaque signature, sans donnée personnelle
  deliberations/   les délibérations des parties
  journal.jsonl    la chaîne des actes ; ceux des autres contrats n’y sont que par leur empreinte
  ouvertures.json  s’il est là : ce qui ouvre les données personnelles que le journal ne porte que scellées
  manifeste.json   l’empreinte SHA-256 de chaque fichier

La partie publique d’un dossier n’a ni signatures/ ni numerisations/, où des personnes sont nommées : seules les
parties les ont, et verifications/ dit l’empreinte de chaque fichier.

Pour le vérifier, sans réseau et sans le site :

  maillon evidence verify FICHIER --head EMPREINTE --count NOMBRE

EMPREINTE et NOMBRE sont une tête du journal, publiée chaque jour et reçue par les parties. Sans elle, un dossier
entièrement refait ne se distingue pas d’un vrai.
"""
OLDER_NOTICES = frozenset(
    {
        "20309b88319a5998fbeb0cd570026764459af5691d70341b5dbcd8b7fa8d0634",  # before personal data were opened
        "daa720a728db2bac946c9ce5be7b65469507b1c5bb9bca5bcbecaf970d6c6e0c",  # before verifications stood for files
    }
)
"""SHA-256 of the notices of files written by earlier versions, which are as good."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the archive.

    Attributes:
        path: its name in the archive.
        kind: what it is.
        version: rank of the version it belongs to; 0 for a resolution.
        name: identifier of the party or of the resolution; empty for a version's own files.
    """

    path: str
    kind: Kind
    version: int = 0
    name: str = ""


def piece(path: str) -> Piece | None:
    """Return what a path stands for; None when the layout has no such place."""
    for kind, form in _FORMS.items():
        found = form.fullmatch(path)
        if found:
            groups = found.groupdict()
            return Piece(path, kind, int(groups.get("version") or 0), groups.get("name") or "")
    return None


def manifest(contract: str, files: Mapping[str, bytes], head: Head) -> bytes:
    """Return the only manifest that these files can have: canonical JSON, nothing that they do not tell themselves."""
    told = [
        {"path": path, "sha256": sha256(data), "size": len(data)}
        for path, data in sorted(files.items())
        if path != MANIFEST
    ]
    return canonical(
        {"contract": contract, "files": told, "format": FORMAT, "head": {"count": head.count, "hash": head.hash}}
    )
