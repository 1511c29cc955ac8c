"""The printed code is recognised in scans as they come: turned, coarse, grey, grainy, in a PDF or as an image."""

import io
import random

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from documents.signature.signed_files import frozen, sealed
from maillon.documents.signature.scanning import ScanCode, read_code
from maillon.rules.problem import InputError


def _page(rank: int, dpi: int, number: int = 3) -> Image.Image:
    document = pypdfium2.PdfDocument(sealed(number))
    return document[rank % len(document)].render(scale=dpi / 72, grayscale=True).to_pil()


def _scanned(page: Image.Image, angle: float, blur: float, grain: float) -> Image.Image:
    """Turn a page, blur it, and add the grain of a scanner, the same at each run."""
    turned = page.rotate(angle, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(blur))
    noise = random.Random(7).randbytes(turned.width * turned.height)  # noqa: S311 - the same grain at each run
    return Image.blend(turned, Image.frombytes("L", turned.size, noise), grain)


def _file(pages: list[Image.Image], form: str, dpi: int) -> bytes:
    stream = io.BytesIO()
    options = {"save_all": True, "append_images": pages[1:]} if form == "PDF" else {}
    pages[0].save(stream, form, resolution=dpi, dpi=(dpi, dpi), **options)
    return stream.getvalue()


def _expected(page: int, number: int = 3) -> ScanCode:
    return ScanCode("contrat", number, frozen(number).digests["canonical"], page)


@pytest.mark.parametrize(
    ("dpi", "angle"), [(150, 0), (150, 90), (150, 180), (150, 2.5), (150, -8), (300, 0), (300, 270), (300, -3)]
)
def test_the_signature_page_is_recognised_at_any_angle(dpi: int, angle: float) -> None:
    scan = _scanned(_page(-1, dpi), angle, blur=dpi / 300, grain=0.2)
    assert read_code(_file([scan], "JPEG", dpi), "image/jpeg") == _expected(1)


@pytest.mark.parametrize("rank", [0, -1])
def test_the_cover_and_the_signature_page_each_say_the_version(rank: int) -> None:
    assert read_code(_file([_page(rank, 200)], "PNG", 200), "image/png") == _expected(1)


def test_a_pdf_of_images_is_read_page_after_page() -> None:
    pages = [_scanned(_page(rank, 200), 1.5, 0.5, 0.15) for rank in (1, 2, -1)]
    assert read_code(_file(pages, "PDF", 200), "application/pdf") == _expected(3)


def test_the_frozen_pdf_itself_shows_its_code() -> None:
    assert read_code(sealed(3), "application/pdf") == _expected(1)


def test_a_scan_without_code_says_so() -> None:
    assert read_code(_file([_page(1, 150)], "PNG", 150), "image/png") is None
    assert read_code(_file([_page(1, 100), _page(2, 100)], "PDF", 100), "application/pdf") is None


def test_pages_of_two_versions_are_refused() -> None:
    pages = [_page(0, 150), _page(-1, 150, number=4)]
    with pytest.raises(InputError, match="versions différentes"):
        read_code(_file(pages, "PDF", 150), "application/pdf")


def test_the_code_of_something_else_is_ignored() -> None:
    import zxingcpp

    drawn = zxingcpp.create_barcode("https://exemple.invalid", zxingcpp.QRCode).to_image(scale=8)
    other = Image.frombytes("L", (drawn.shape[1], drawn.shape[0]), memoryview(drawn).tobytes())
    assert read_code(_file([other], "PNG", 150), "image/png") is None
