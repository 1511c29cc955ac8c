"""Word files as people edit them: changes are made in their XML, as Word and LibreOffice would write them."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

from maillon.documents.archive import pack
from maillon.documents.contract.document import ContractDocument
from maillon.documents.wordtext.back import Comparison, back
from maillon.documents.wordtext.out import out
from maillon.documents.wordtext.reading import read

DAY, VERSION = dt.date(2026, 3, 15), "a" * 64
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    parts = parts_of(data)
    parts[part] = change(parts.get(part, b"").decode()).encode()
    return pack(parts)


def file_of(document: ContractDocument) -> bytes:
    return out(document, VERSION, on=DAY)


def edited(document: ContractDocument, change: Callable[[str], str]) -> Comparison:
    """Compare a document with its own file, of which the body was changed."""
    return back(read(with_part(file_of(document), "word/document.xml", change), name="essai.docx"), document)


def paragraph(text: str, style: str = "") -> str:
    held = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{held}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def fates(comparison: Comparison) -> dict[str, str]:
    return {one.id: one.fate.value for one in comparison.changes}
