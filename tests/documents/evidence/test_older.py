"""Evidence of contracts signed before the acts of signature carried the digest of what was verified."""

import json
from dataclasses import replace

import pytest

from documents.evidence import dossiers
from documents.evidence.dossiers import chain, dossier, parts
from documents.signature.signed_files import NOW
from maillon.cli.main import main
from maillon.documents.archive import pack, unpack
from maillon.documents.evidence.layout import MANIFEST, NOTICE, NOTICE_TEXT, manifest
from maillon.documents.evidence.report import EvidenceFaultKind
from maillon.documents.evidence.verifying import verify
from maillon.documents.evidence.writing import write
from maillon.rules.journal.canonical import canonical

LATER = ("  verifications/ ", "  ouvertures.json", "La partie publique", "parties les ont")
FIRST_NOTICE = "".join(line for line in NOTICE_TEXT.splitlines(keepends=True) if not line.startswith(LATER)).replace(
    "empreinte SHA-256 de chaque fichier\n\n\n", "empreinte SHA-256 de chaque fichier\n\n"
)
"""The notice of the first dossiers, which had neither verifications nor a public part."""


def _older(**changed: object) -> tuple[dict[str, bytes], dict[str, object]]:
    """The files of a dossier whose acts carry no digest of the reports, and how to verify it."""
    last = chain(older=True)[-1].head
    files = unpack(write(replace(parts(older=True), **changed)))  # type: ignore[arg-type]  # fields of the parts
    return files, {"head": last.hash, "count": last.count, "roots": dossiers.roots(), "at": NOW}


@pytest.mark.parametrize("changed", [{}, {"signatures": ()}], ids=["whole", "public"])
def test_a_dossier_of_older_acts_verifies_and_says_what_the_journal_does_not_cover(changed) -> None:
    held, known = _older(**changed)
    report = verify(pack(held), **known)
    assert [str(one.problem) for one in report.faults] == []
    assert [path for path, _time in report.uncovered] == [
        "verifications/3/etat.1.json",
        "verifications/3/metropole.1.json",
    ]
    assert report.as_dict()["uncovered"][0]["recorded"].startswith(str(NOW.year))
    assert not verify(dossier(), at=NOW).uncovered


def test_the_first_dossiers_without_verifications_still_verify() -> None:
    held, known = _older(checks=())
    held[NOTICE] = FIRST_NOTICE.encode()
    report = verify(_packed_older(held), **known)
    assert [str(one.problem) for one in report.faults] == []
    assert report.uncovered == ()


def test_an_uncovered_verification_names_its_signed_file_once() -> None:
    held, known = _older(signatures=())
    path = "verifications/3/metropole.1.json"
    other = canonical(json.loads(held[path]) | {"sha256": "0" * 64})
    for changed in (held | {path: other}, held | {"verifications/3/metropole.2.json": held[path]}):
        kinds = {one.kind for one in verify(_packed_older(changed), **known).faults}
        assert EvidenceFaultKind.ADDED in kinds


def _packed_older(files: dict[str, bytes]) -> bytes:
    told = {path: data for path, data in files.items() if path != MANIFEST}
    return pack(told | {MANIFEST: manifest("contrat", told, chain(older=True)[-1].head)})


def test_the_command_says_what_the_journal_does_not_cover(tmp_path, capsys) -> None:
    held, known = _older()
    (tmp_path / "ancien.zip").write_bytes(pack(held))
    given = ["--head", str(known["head"]), "--count", str(known["count"])]
    assert main(["evidence", "verify", str(tmp_path / "ancien.zip"), *given]) == 0
    said = capsys.readouterr().out
    assert "Non couvert : verifications/3/metropole.1.json, constat antérieur" in said
    assert "Le journal atteste le fichier signé, pas ce constat" in said
