"""Writing an evidence file: the same parts give the same bytes."""

from __future__ import annotations

import json
from collections import Counter

from maillon.documents.archive import pack
from maillon.documents.evidence.layout import JOURNAL, MANIFEST, NOTICE, NOTICE_TEXT, OPENINGS, manifest
from maillon.documents.evidence.parts import IDENTIFIER, SUFFIXES, EvidenceParts
from maillon.rules.journal.canonical import canonical
from maillon.rules.journal.chain import Head
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _


def write(parts: EvidenceParts) -> bytes:
    """Return the evidence file of a contract, a ZIP archive.

    Raises:
        InputError: an identifier cannot be the name of a file, two parts would share a name, or a resolution holds a
            value that canonical JSON does not admit.
    """
    files: dict[str, bytes] = {NOTICE: NOTICE_TEXT.encode()}
    files[JOURNAL] = b"".join(parts.journal)
    for version in parts.versions:
        folder = f"versions/{version.number}"
        _add(files, f"{folder}/document.json", version.canonical)
        _add(files, f"{folder}/document-propre.json", version.own)
        if version.pdf:
            _add(files, f"{folder}/contrat.pdf", version.pdf)
        if version.docx:
            _add(files, f"{folder}/contrat.docx", version.docx)
    ranks: Counter[str] = Counter()
    for one in parts.signatures:
        folder = f"{'numerisations' if one.scan else 'signatures'}/{one.version}/{_checked(one.party)}"
        ranks[folder] += 1
        _add(files, f"{folder}.{ranks[folder]}.{SUFFIXES[one.media]}", one.data)
    for check in parts.checks:
        folder = f"verifications/{check.version}/{_checked(check.party)}"
        ranks[folder] += 1
        _add(files, f"{folder}.{ranks[folder]}.json", check.canonical)
    for resolution in parts.resolutions:
        path = f"deliberations/{_checked(resolution.identifier)}"
        _add(files, f"{path}.json", resolution.canonical)
        if resolution.attachment is not None:
            _add(files, f"{path}.pdf", resolution.attachment)
    if parts.openings:
        told = [
            {"name": one.name, "salt": one.salt.hex(), "sequence": one.sequence, "value": one.value}
            for one in parts.openings
        ]
        _add(files, OPENINGS, canonical(told))
    said = manifest(parts.contract, files, _last(files[JOURNAL]) or parts.head)
    return pack({NOTICE: files.pop(NOTICE), MANIFEST: said, **dict(sorted(files.items()))})


def _last(journal: bytes) -> Head | None:
    """Return the head that the last line of a journal gives; None when it holds no link."""
    line = journal.rstrip(b"\n").rpartition(b"\n")[2]
    link = json.loads(line) if line else {}
    return Head(link["sequence"], link["hash"]) if "hash" in link else None


def _add(files: dict[str, bytes], path: str, data: bytes) -> None:
    if path in files:
        raise InputError(Problem(_("deux pièces du dossier porteraient le même nom"), path))
    files[path] = data


def _checked(identifier: str) -> str:
    if len(identifier) > 120 or not IDENTIFIER.fullmatch(identifier):
        what = _("« {value} » ne peut pas être un nom de fichier").format(value=identifier[:60])
        raise InputError(Problem(what, expected=_("Des lettres minuscules sans accent, des chiffres et des tirets")))
    return identifier
