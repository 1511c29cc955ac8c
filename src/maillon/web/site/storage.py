"""Static files: hashed names, compressed once at installation."""

from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

QUALITY = 9
"""Brotli's highest level, 11, takes twenty times longer and saves a tenth."""


class QuickCompressor(Compressor):  # type: ignore[misc]  # the library is not typed
    """Compresses at a level that a person who installs does not wait for."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """Return the data compressed by Brotli."""
        return bytes(brotli.compress(data, quality=QUALITY))


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the library is not typed
    """Hashed and compressed static files."""

    def create_compressor(self, **options: Any) -> Compressor:
        """Return the compressor of a collection."""
        return QuickCompressor(**options)
