"""The code printed on a frozen version: which contract, which version, which fingerprint."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zxingcpp import Barcode

PREFIX = "MAILLON/1/"
_WRITTEN = re.compile(
    re.escape(PREFIX)
    + r"(?P<slug>(?=[^/]{1,120}/)[a-z0-9]+(?:[._-][a-z0-9]+)*)/(?P<number>[1-9][0-9]{0,5})/(?P<sha>[0-9a-f]{64})"
)
_PIXELS_PER_MODULE = 6


@dataclass(frozen=True, slots=True)
class VersionCode:
    """What the code says.

    Attributes:
        contract: identifier of the contract.
        number: rank of the frozen version, from 1.
        sha256: fingerprint of the canonical document, 64 hexadecimal digits.
    """

    contract: str
    number: int
    sha256: str

    @property
    def payload(self) -> str:
        """The text that the code holds: `MAILLON/1/<contract>/<number>/<sha256>`."""
        return f"{PREFIX}{self.contract}/{self.number}/{self.sha256}"

    def svg(self) -> str:
        """Return the code drawn as SVG, quiet zone included."""
        return str(self._drawn().to_svg())

    def png(self) -> bytes:
        """Return the code drawn as a PNG image, quiet zone included."""
        from PIL import Image

        image: Any = self._drawn().to_image(scale=_PIXELS_PER_MODULE)
        drawn = memoryview(image)
        height, width = image.shape
        stream = io.BytesIO()
        Image.frombytes("L", (width, height), drawn.tobytes()).save(stream, "PNG")
        return stream.getvalue()

    def _drawn(self) -> Barcode:
        import zxingcpp

        return zxingcpp.create_barcode(self.payload, zxingcpp.QRCode, ec_level="M")


def parse(payload: str) -> VersionCode | None:
    """Return what a payload says, or None when it is not one of ours."""
    found = _WRITTEN.fullmatch(payload)
    return VersionCode(found["slug"], int(found["number"]), found["sha"]) if found else None
