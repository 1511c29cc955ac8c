"""A seal adds itself and nothing else, tells that it is a demonstration when it is, and needs no network."""

import datetime as dt
import io
import re
import socket
from typing import Any, NoReturn

import pytest
from pypdf import PdfReader

from documents.signature.signed_files import NOW, authority, frozen, host, party, sealed, signed
from maillon.documents.guard import guarded
from maillon.documents.signature.sealing import (
    DEMONSTRATION,
    SEAL_FIELD,
    Seal,
    demonstration_seal,
    demonstration_signer,
    seal,
    sign,
)
from maillon.rules.problem import InputError


def _field(pdf: bytes) -> Any:
    reader: Any = PdfReader(io.BytesIO(pdf))
    return reader.trailer["/Root"]["/AcroForm"]["/Fields"][0]


def test_the_sealed_file_starts_with_the_frozen_one() -> None:
    assert sealed(3).startswith(frozen(3).pdf)
    assert signed(3).startswith(sealed(3))


def test_the_seal_is_an_invisible_pades_signature_over_the_whole_file() -> None:
    field = _field(sealed(3))
    value = field["/V"]
    assert (field["/T"], list(field["/Rect"])) == (SEAL_FIELD, [0, 0, 0, 0])
    assert value["/SubFilter"] == "/ETSI.CAdES.detached"
    assert value["/M"] == "D:20260320120000Z"
    start, length, second, rest = (int(one) for one in value["/ByteRange"])
    assert (start, second + rest) == (0, len(sealed(3)))
    assert second - length == 2 * (len(host().certificate) + 4_096) + 2
    assert len(bytes.fromhex(value["/Contents"].hex()).rstrip(b"\0")) < len(host().certificate) + 2_048


def test_the_metadata_of_the_archive_format_stay_byte_for_byte() -> None:
    before, after = PdfReader(io.BytesIO(frozen(3).pdf)), PdfReader(io.BytesIO(signed(3)))
    assert before.xmp_metadata is not None
    assert after.xmp_metadata is not None
    assert before.xmp_metadata.stream.get_data() == after.xmp_metadata.stream.get_data()
    assert dict(before.metadata or {}) == dict(after.metadata or {})
    added = signed(3)[len(frozen(3).pdf) :]
    assert not re.search(rb"/(JavaScript|JS|OpenAction|AA|Encrypt|XFA)\b", added)
    catalog: Any = after.trailer["/Root"]
    assert catalog["/Lang"] == "fr"
    assert catalog["/MarkInfo"]["/Marked"]


def test_a_key_comes_back_from_its_file() -> None:
    _root, signer = authority("Métropole d’essai")
    data = signer.packed("phrase secrète")
    again = Seal.load(data, "phrase secrète")
    assert (again.certificate, again.chain) == (signer.certificate, signer.chain)
    assert seal(frozen(3).pdf, again, at=NOW).startswith(frozen(3).pdf)


@pytest.mark.parametrize(
    ("data", "passphrase"), [(b"", ""), (b"autre chose", "x"), (None, "fausse"), (frozen(3).docx, "x")]
)
def test_a_key_that_does_not_open_is_told(data: bytes | None, passphrase: str) -> None:
    with pytest.raises(InputError, match="ne s’ouvre pas") as refused:
        Seal.load(host().packed("vraie") if data is None else data, passphrase, name="sceau.p12")
    assert refused.value.problems[0].where == "sceau.p12"


def test_a_demonstration_says_so_in_its_subject_and_hides_its_key() -> None:
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(demonstration_seal().certificate)
    assert DEMONSTRATION in certificate.subject.rfc4514_string()
    assert certificate.subject == certificate.issuer
    assert demonstration_seal() is demonstration_seal()
    assert demonstration_seal().demonstration
    assert not authority("Métropole d’essai")[1].demonstration
    assert "key" not in repr(demonstration_seal())


def test_a_long_name_is_fitted_in_a_certificate() -> None:
    signer = demonstration_signer("Communauté de communes " * 9, title="Présidence " * 20, on=NOW)
    assert signer.demonstration


def test_sealing_and_signing_open_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> NoReturn:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    data = seal(frozen(3).pdf, host(), at=NOW)
    assert sign(data, party("Commune d’essai"), field="Signature-1", at=NOW + dt.timedelta(hours=1)).startswith(data)


def test_verifying_opens_no_connection() -> None:
    """Even for a certificate that gives addresses to ask for its revocation and its issuer."""
    root, signer = authority("Métropole d’essai", addresses=True)
    data = sign(sealed(3), signer, field="Signature-1", at=NOW)
    options = {"pairs": [[0, 1]], "roots": [2], "at": NOW.isoformat()}
    told = guarded("documents.guard_tasks:inspect_offline", [data, sealed(3), root], options)
    assert [one["trusted"] for one in told[0]["answer"]["signatures"]] == [False, True]
