"""Recognising a frozen version in the scan of its paper, by its printed code, whatever the angle or the grain."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from maillon.documents.guard import Limits, guarded
from maillon.documents.signature.code import VersionCode, parse
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterator

Media = Literal["application/pdf", "image/png", "image/jpeg"]
MEDIA: tuple[Media, ...] = get_args(Media)
MOST_BYTES = 50_000_000
MOST_PAGES = 200
MOST_PIXELS = 60_000_000
_MOST_SIDE = 5_000  # points of a page: seventy times its inches
_DPI = (150, 300)
_POINTS = 72
_FIRST, _LAST = 3, 30  # pages where the cover and the signatures are looked for first
_TASK = "maillon.documents.signature.scanning:recognise"
_LIMITS = Limits(seconds=45, megabytes=1_000)
_NEEDS: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pypdfium2", "zxingcpp"),
    "image/png": ("PIL.PngImagePlugin", "zxingcpp"),
    "image/jpeg": ("PIL.JpegImagePlugin", "zxingcpp"),
}
_SIGNS: dict[Media, bytes] = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}


@dataclass(frozen=True, slots=True)
class ScanCode:
    """The code that a scan shows.

    Attributes:
        contract: identifier of the contract.
        number: rank of the version.
        sha256: fingerprint of the canonical document.
        page: rank, from 1, of the first page that shows it.
    """

    contract: str
    number: int
    sha256: str
    page: int


def read_code(data: bytes, media: str, *, name: str = "") -> ScanCode | None:
    """Return the code of a scan; None when no page shows one.

    Args:
        data: a PDF of images, a PNG or a JPEG, at most 50 MB, 200 pages and 60 million pixels a page.
        media: its media type.
        name: what the problems call the file.

    Raises:
        InputError: another format, a damaged or a too large file, or pages of two different versions.
    """
    if media not in MEDIA or _SIGNS[media] not in data[:1024]:
        what = _("ce fichier n’est pas un scan lisible")
        raise InputError(Problem(what, name, expected=_("Un PDF, un PNG ou un JPEG est attendu")))
    if len(data) > MOST_BYTES:
        what = _("ce fichier pèse {size} Mo, plus que les {most} Mo admis")
        raise InputError(
            Problem(
                what.format(size=len(data) // 1_000_000, most=MOST_BYTES // 1_000_000),
                name,
                remedy=_("Numériser en niveaux de gris, à 200 ou 300 points par pouce"),
            )
        )
    found = guarded(_TASK, [data], {"media": media}, needs=_NEEDS[media], limits=_LIMITS, name=name)
    return ScanCode(**found) if found else None


def recognise(blobs: list[bytes], options: dict[str, Any]) -> dict[str, Any] | None:
    """Find the code, in the guarded process; see `read_code`."""
    found: dict[VersionCode, int] = {}
    pages = _pages(blobs[0]) if options["media"] == "application/pdf" else _image(blobs[0])
    for rank, code in pages:
        found.setdefault(code, rank)
    if len(found) > 1:
        what = _("les pages de ce scan sont de versions différentes")
        raise InputError(Problem(what, remedy=_("Numériser ensemble les seules pages de la version signée")))
    for code, rank in found.items():
        return {"contract": code.contract, "number": code.number, "sha256": code.sha256, "page": rank}
    return None


def _pages(data: bytes) -> Iterator[tuple[int, VersionCode]]:
    """Yield the codes of the first pages that show one: the cover and the end, then the rest, then drawn finely."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > MOST_PAGES:
            raise InputError(Problem(_("ce scan compte plus de {most} pages").format(most=MOST_PAGES)))
        for ranks, dpi in _passes(len(document)):
            found = [(rank + 1, code) for rank in ranks for code in _drawn(document[rank], dpi)]
            yield from found
            if found:
                return
    except pypdfium2.PdfiumError:
        what = _("ce PDF est abîmé ou protégé par un mot de passe : ses pages ne peuvent pas être lues")
        raise InputError(Problem(what, remedy=_("Numériser de nouveau le document signé"))) from None


def _passes(count: int) -> Iterator[tuple[list[int], int]]:
    likely = [rank for rank in range(count) if rank < _FIRST or rank >= count - _LAST]
    others = sorted(set(range(count)) - set(likely))
    coarse, fine = _DPI
    yield likely, coarse
    yield others, coarse
    yield likely, fine


def _drawn(page: Any, dpi: int) -> list[VersionCode]:
    width, height = page.get_size()
    scale = dpi / _POINTS
    if not (0 < width <= _MOST_SIDE and 0 < height <= _MOST_SIDE) or width * height * scale * scale > MOST_PIXELS:
        return []
    drawn = page.render(scale=scale, grayscale=True)
    found = _read(bytes(drawn.buffer), drawn.stride, drawn.width, drawn.height)
    drawn.close()
    page.close()
    return found


def _read(pixels: bytes, stride: int, width: int, height: int) -> list[VersionCode]:
    import zxingcpp

    whole: Any = memoryview(pixels).cast("B", shape=[height, stride])
    view = zxingcpp.ImageView(whole, width, height, zxingcpp.ImageFormat.Lum, row_stride=stride)
    read = zxingcpp.read_barcodes(view, formats=zxingcpp.BarcodeFormats([zxingcpp.QRCode]), try_invert=False)
    return [code for one in read if one.valid and (code := parse(one.text))]


def _image(data: bytes) -> Iterator[tuple[int, VersionCode]]:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the sizes are checked here, with a sentence
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                what = _("cette image compte plus de {most} millions de points")
                remedy = _("Numériser à 200 ou 300 points par pouce")
                raise InputError(Problem(what.format(most=MOST_PIXELS // 1_000_000), remedy=remedy))
            grey = image.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        what = _("cette image est abîmée")
        raise InputError(Problem(what, remedy=_("Numériser de nouveau le document signé"))) from None
    for code in _read(grey.tobytes(), grey.width, grey.width, grey.height):
        yield 1, code
