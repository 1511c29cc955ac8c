"""Static files: hashed names, compressed once at installation."""

import posixpath
from functools import cache
from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from maillon.web.site.served import FILES

QUALITY = 9
"""Brotli's highest level, 11, takes twenty times longer and saves a tenth."""


class QuickCompressor(Compressor):  # type: ignore[misc]  # the library is not typed
    """Compresses at a level that a person who installs does not wait for."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """Return the data compressed by Brotli."""
        return bytes(brotli.compress(data, quality=QUALITY))


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the library is not typed
    """Hashed and compressed static files; a front-end library that is not installed keeps its plain name."""

    def create_compressor(self, **options: Any) -> Compressor:
        """Return the compressor of a collection."""
        compressor: Any = QuickCompressor(**options)
        # a file and its copy under a hashed name hold the same bytes
        compressor.compress_brotli = cache(compressor.compress_brotli)
        compressor.compress_gzip = cache(compressor.compress_gzip)
        return compressor

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """Return the name with its fingerprint, or as it is for a library that is not there."""
        plain = posixpath.normpath(name)
        if content is None and filename is None and plain in FILES and not self.exists(plain):
            return name
        return str(super().hashed_name(name, content, filename))

    def stored_name(self, name: str) -> str:
        """Return the name that a page gives: that of the manifest, or as it is for a library that is not there."""
        if name in FILES and self.hash_key(name) not in self.hashed_files:
            return name
        return str(super().stored_name(name))
