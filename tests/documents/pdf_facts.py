"""What a PDF must show to be a PDF/A-2a and a PDF/UA-1, read in the file itself.

This is not a validator: it looks at the facts that most often fail and says what is wrong, where veraPDF would look at
every rule. A test runs veraPDF too, when it is there.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

ACTIVE = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/Rendition", "/Trans"}
CLAIMS = {
    "PDF/A-2": re.compile(r"pdfaid:part[=>\"\s]*2"),
    "PDF/A conformance A": re.compile(r"pdfaid:conformance[=>\"\s]*A"),
    "PDF/UA-1": re.compile(r"pdfuaid:part[=>\"\s]*1"),
    "a title": re.compile(r"<dc:title>.*?<rdf:li[^>]*>[^<]+</rdf:li>", re.DOTALL),
    "a language": re.compile(r"<dc:language>.*?<rdf:li>[a-z]{2}", re.DOTALL),
}


def faults(data: bytes) -> list[str]:
    """Say what a PDF lacks to be what it claims; nothing when all that is looked at holds."""
    reader = PdfFileReader(io.BytesIO(data))
    if reader.encrypted:
        return ["encrypted"]
    every = list(_objects(reader))
    return [*_catalog(reader.root), *_metadata(reader), *_active(every), *_fonts(every), *_structure(every),
            *_annotations(every), *_streams(every)]  # fmt: skip


def _objects(reader: PdfFileReader) -> Iterator[Any]:
    """Every object that the root reaches, dictionaries of dictionaries included, each once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) in seen:
                continue
            seen.add((one.idnum, one.generation))
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += [one.raw_get(key) for key in one]
        elif isinstance(one, ArrayObject):
            waiting += [one.raw_get(rank) for rank in range(len(one))]


def _at(one: Any, key: str, default: Any = None) -> Any:
    """What a dictionary holds, followed to where it is."""
    try:
        return one[key]  # `get` would not follow it
    except KeyError:
        return default


def _each(held: Any) -> list[Any]:
    """The members of an array, each followed to where it is; a single one stands for itself."""
    return [held[rank] for rank in range(len(held))] if isinstance(held, list | tuple) else [held]


def _catalog(root: DictionaryObject) -> Iterator[str]:
    if not _at(_at(root, "/MarkInfo", {}), "/Marked"):
        yield "not marked as tagged"
    if "/StructTreeRoot" not in root:
        yield "no structure"
    if not re.fullmatch(r"[a-z]{2}(-[A-Za-z]{2})?", str(_at(root, "/Lang", ""))):
        yield "no language"
    if not _at(_at(root, "/ViewerPreferences", {}), "/DisplayDocTitle"):
        yield "the title is not displayed"
    intents = [one for one in _each(_at(root, "/OutputIntents", ())) if one["/S"] == "/GTS_PDFA1"]
    if not intents or not all(one["/DestOutputProfile"].data[36:40] == b"acsp" for one in intents):
        yield "no output intent with its colour profile"
    if _at(_at(root, "/AcroForm", {}), "/NeedAppearances") or "/XFA" in _at(root, "/AcroForm", {}):
        yield "a form without its appearance"


def _metadata(reader: PdfFileReader) -> Iterator[str]:
    stream = _at(reader.root, "/Metadata")
    said = stream.data.decode() if stream is not None else ""
    for name, form in CLAIMS.items():
        if not form.search(said):
            yield f"the metadata do not say {name}"
    if stream is not None and "/Filter" in stream:
        yield "compressed metadata"
    if "/ID" not in reader.trailer:
        yield "no identifier"


def _active(every: list[Any]) -> Iterator[str]:
    for one in every:
        if str(_at(one, "/S", "")) in ACTIVE or "/JS" in one:
            yield f"an action: {_at(one, '/S')}"
        if "/AA" in one or "/EmbeddedFiles" in one or "/EF" in one:
            yield "something that acts by itself, or an attachment"


def _fonts(every: list[Any]) -> Iterator[str]:
    for one in every:
        if _at(one, "/Type") != "/Font" or str(_at(one, "/Subtype", "")).startswith("/CIDFont"):
            continue
        name = str(_at(one, "/BaseFont", ""))
        inner = one["/DescendantFonts"][0] if "/DescendantFonts" in one else one
        held = _at(inner, "/FontDescriptor", {})
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(held) and _at(one, "/Subtype") != "/Type3":
            yield f"a font that is not embedded: {name}"
        if "/ToUnicode" not in one:
            yield f"a font whose text cannot be read: {name}"


def _structure(every: list[Any]) -> Iterator[str]:
    for one in every:
        kind = str(_at(one, "/S", ""))
        if kind == "/Figure" and not str(_at(one, "/Alt", "")).strip():
            yield "a figure without its description"
        if kind == "/Table" and "/TH" not in _kinds(one):
            yield "a table without a header"


def _kinds(node: Any) -> set[str]:
    told = {str(_at(node, "/S", ""))}
    for child in _each(_at(node, "/K", ())):
        if isinstance(child, DictionaryObject):
            told |= _kinds(child)
    return told


def _annotations(every: list[Any]) -> Iterator[str]:
    for one in every:
        kind = str(_at(one, "/Subtype", ""))
        if kind == "/Link" and "/Rect" in one:
            if not int(_at(one, "/F", 0)) & 4:
                yield "a link that is not printed"
            if not str(_at(one, "/Contents", "")).strip():
                yield "a link that is not described"
    for one in every:
        if _at(one, "/Type") == "/Page" and "/Annots" in one and _at(one, "/Tabs") != "/S":
            yield "a page whose tab order is not that of the structure"


def _streams(every: list[Any]) -> Iterator[str]:
    for one in every:
        if isinstance(one, StreamObject) and "/LZWDecode" in str(_at(one, "/Filter", "")):
            yield "an LZW stream"
        if isinstance(one, StreamObject) and "/F" in one and _at(one, "/Type") != "/Annot":
            yield "a stream kept in another file"
