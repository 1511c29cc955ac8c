"""What an adversary does to a PDF: the changes that the checks must see."""

import io
import re
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from maillon.documents.signature.sealing import Seal


def _updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def redrawn(pdf: bytes) -> bytes:
    """Draw a black square over the first page, in its own content."""

    def change(writer: Any) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        over = writer.add_object(generic.StreamObject(stream_data=b"q 0 0 0 rg 60 500 300 90 re f Q"))
        page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), over])
        writer.update_container(page)

    return _updated(pdf, change)


def scripted(pdf: bytes) -> bytes:
    """Run a script when the file is opened."""

    def change(writer: Any) -> None:
        writer.root["/OpenAction"] = generic.DictionaryObject(
            {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
        )
        writer.update_root()

    return _updated(pdf, change)


def noted(pdf: bytes) -> bytes:
    """Lay a note over the first page."""

    def change(writer: Any) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/FreeText"),
                pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (60, 500, 360, 590)]),
                pdf_name("/Contents"): generic.pdf_string("Le montant est doublé."),
                pdf_name("/DA"): generic.pdf_string("/Helv 12 Tf 0 g"),
            }
        )
        page["/Annots"] = generic.ArrayObject([*page.get("/Annots", ()), writer.add_object(note)])
        writer.update_container(page)

    return _updated(pdf, change)


def repaged(pdf: bytes) -> bytes:
    """Put the pages in another order."""

    def change(writer: Any) -> None:
        pages = writer.root["/Pages"]
        pages["/Kids"] = generic.ArrayObject(reversed([pages["/Kids"].raw_get(n) for n in range(len(pages["/Kids"]))]))
        writer.update_container(pages)

    return _updated(pdf, change)


def unsigned(pdf: bytes, field: str) -> bytes:
    """Take a signature out of its field."""

    def change(writer: Any) -> None:
        for one in writer.root["/AcroForm"]["/Fields"]:
            found = one.get_object()
            if str(found["/T"]) == field:
                del found["/V"]
                writer.update_container(found)

    return _updated(pdf, change)


def flipped(pdf: bytes, at: int) -> bytes:
    """Change one byte."""
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def widened(pdf: bytes) -> bytes:
    """Widen the part of the last signature that nobody signs, so that bytes could be hidden in it."""
    found = list(re.finditer(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", pdf))[-1]
    start, length, second, rest = (int(one) for one in found.groups())
    written = b"/ByteRange [%d %d %d %d]" % (start, length - 2_000, second, rest)
    return pdf[: found.start()] + written.ljust(found.end() - found.start()) + pdf[found.end() :]


def rebuilt(frozen: bytes, other: bytes) -> bytes:
    """Hide a whole other PDF after the frozen one, with tables of its own."""
    shift = len(frozen)
    moved = re.sub(
        rb"startxref\s+(\d+)", lambda found: b"startxref\n%d" % (int(found[1]) + shift), other
    )  # the tables of this small file are of the classic form
    lines = []
    for line in moved.split(b"\n"):
        entry = re.fullmatch(rb"(\d{10}) (\d{5}) n ?\r?", line)
        lines.append(b"%010d %s n " % (int(entry[1]) + shift, entry[2]) if entry else line)
    return frozen + b"\n".join(lines)


def built(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is its catalogue, with a classic table."""
    data, places = b"%PDF-1.7\n", []
    for rank, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (rank, one)
    table, count = len(data), len(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % count + b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, table)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"


def tiny(catalog: bytes = CATALOG, pages: bytes = PAGES, page: bytes = PAGE) -> bytes:
    """A PDF of one empty page."""
    return built(catalog, pages, page)


def with_field(field: bytes) -> bytes:
    """A PDF of one empty page, with one field."""
    return tiny(CATALOG.replace(b">>", b"/AcroForm << /SigFlags 3 /Fields [" + field + b"] >> >>"))


def proven(pdf: bytes, certificate: bytes) -> bytes:
    """Add the proofs that let a signature be verified long after: no harm, what a good signing desk does."""

    def change(writer: Any) -> None:
        held = writer.add_object(generic.StreamObject(stream_data=certificate))
        store = {pdf_name("/Type"): pdf_name("/DSS"), pdf_name("/Certs"): generic.ArrayObject([held])}
        writer.root["/DSS"] = writer.add_object(generic.DictionaryObject(store))
        writer.update_root()

    return _updated(pdf, change)


def weakly_signed(pdf: bytes, signer: Seal, field: str) -> bytes:
    """Sign with SHA-1, for which two documents of the same digest can be made."""
    from asn1crypto import keys, x509
    from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store: Any = SimpleCertificateStore()
    pair = x509.Certificate.load(signer.certificate), keys.PrivateKeyInfo.load(signer.key)
    meta = PdfSignatureMetadata(field_name=field, md_algorithm="sha1")
    written = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, SimpleSigner(*pair, store))
    return bytes(written.getvalue())
