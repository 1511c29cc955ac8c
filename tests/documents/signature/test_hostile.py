"""Files that are built to harm, or broken on the way: a clear refusal or a truthful report, in time."""

import io
import random
import zlib
from functools import cache

import pytest
from PIL import Image

from documents.signature import attacks
from documents.signature.signed_files import NOW, sealed, signed
from maillon.documents.signature.scanning import read_code
from maillon.documents.signature.verifying import (
    MOST_BYTES,
    SignatureReport,
    SignatureStatus,
    certificates,
    verify,
    verify_all,
)
from maillon.rules.problem import InputError

_BOMB = zlib.compress(bytes(200_000_000), 9)
_SIGNED = b"<< /FT /Sig /T (a) /V << /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached %s >> >>"
_ENCRYPTED = b"trailer\n<< /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (
    b"00" * 32,
    b"00" * 32,
)


def _table_bomb() -> bytes:
    start = b"%PDF-1.7\n"
    table = b"1 0 obj\n<< /Type /XRef /Size 3 /W [1 2 1] /Root 2 0 R /Length %d /Filter /FlateDecode >>\nstream\n"
    return start + table % len(_BOMB) + _BOMB + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


REFUSED = {
    "nothing": b"",
    "a text": b"Bonjour",
    "cut": signed(3)[:60_000],
    "cut in its signature": signed(3)[: len(sealed(3)) + 4_000],
    "zeros": b"%PDF-1.7\n" + bytes(20_000_000) + b"\nstartxref\n5\n%%EOF",
    "a bomb": _table_bomb(),
    "a loop of tables": attacks.tiny().replace(
        b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % attacks.tiny().index(b"xref\n0")
    ),
    "protected": attacks.tiny().replace(b"trailer\n<<", _ENCRYPTED),
}
TOLD = {
    "a loop of pages": attacks.tiny(pages=b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
    "no signature": attacks.with_field(b"<< /FT /Sig /T (a) /V 7 >>"),
    "an empty signature": attacks.with_field(_SIGNED % b"/Contents <00> /ByteRange [0 1 2 3]"),
    "a field within itself": attacks.built(
        attacks.CATALOG.replace(b">>", b"/AcroForm << /Fields [4 0 R] >> >>"),
        attacks.PAGES,
        attacks.PAGE,
        b"<< /T (a) /Kids [4 0 R] >>",
    ),
}


@cache
def _answers() -> dict[str, object]:
    files = REFUSED | TOLD
    answers = verify_all([(data, sealed(3)) for data in files.values()], at=NOW)
    return dict(zip(files, answers, strict=True))


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_a_sentence(name: str) -> None:
    answer = _answers()[name]
    assert isinstance(answer, tuple)
    assert answer[0].what


@pytest.mark.parametrize("name", TOLD)
def test_what_can_be_read_is_never_taken_for_a_signature_of_this_version(name: str) -> None:
    answer = _answers()[name]
    if isinstance(answer, SignatureReport):
        assert not answer.acceptable
        assert {one.status for one in answer.signatures} <= {SignatureStatus.ALTERED}


def test_a_file_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(InputError, match="Mo admis"):
        verify(bytes(MOST_BYTES + 1), frozen=sealed(3), at=NOW)


def test_mutated_files_are_refused_or_told_altered() -> None:
    """No byte of the frozen pages, of the seal or of a signature can change and be told whole."""
    source, rng = signed(3), random.Random(20261122)  # noqa: S311 - the same files at each run
    skipped = source.rindex(b"00>") - 20_000  # zeros that pad the signature are part of no signed byte
    mutated = []
    for _turn in range(16):
        at = rng.randrange(skipped)
        kind = rng.randrange(3)
        if kind == 0:
            mutated.append(source[:at] + rng.randbytes(4) + source[at + 4 :])
        elif kind == 1:
            mutated.append(source[:at] + source[at + rng.randrange(1, 500) :])
        else:
            mutated.append(source[:at] + rng.randbytes(40) + source[at:])
    for answer in verify_all([(data, sealed(3)) for data in mutated], at=NOW):
        assert not isinstance(answer, SignatureReport) or not answer.acceptable


@pytest.mark.parametrize(
    "root", [b"", b"pas un certificat", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_a_root_that_is_no_certificate_is_refused(root: bytes) -> None:
    with pytest.raises(InputError, match="certificat"):
        certificates([root])


def _bomb_image() -> bytes:
    stream = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"", "image/png"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "image/png"),
        (b"\xff\xd8\xff" + b"x" * 100, "image/jpeg"),
        (sealed(3), "image/png"),
        (sealed(3), "text/html"),
        (_bomb_image(), "image/png"),
        (sealed(3)[:30_000], "application/pdf"),
        (attacks.tiny(pages=b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), "application/pdf"),
        (b"%PDF-" + bytes(MOST_BYTES), "application/pdf"),
    ],
    ids=["nothing", "png", "jpeg", "pdf as png", "unknown media", "bomb", "cut pdf", "looping pdf", "too large"],
)
def test_a_scan_that_cannot_be_read_is_refused(data: bytes, media: str) -> None:
    with pytest.raises(InputError):
        read_code(data, media)


def test_an_immense_page_is_not_drawn() -> None:
    assert read_code(attacks.tiny(page=attacks.PAGE.replace(b"595 842", b"595000 842000")), "application/pdf") is None
