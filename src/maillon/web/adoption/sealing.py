"""The host's seal and the issuers that it trusts: files that the deployment names, never in the database."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from maillon.documents.signature.sealing import Seal, demonstration_seal


@cache
def host_seal() -> Seal:
    """Return the key that seals frozen versions; a demonstration one, that says so, when none is configured.

    Raises:
        InputError: the configured file is not a key, or its passphrase is wrong.
    """
    if settings.SEAL_FILE:
        data = Path(settings.SEAL_FILE).read_bytes()
        return Seal.load(data, settings.SEAL_PASSPHRASE, name=Path(settings.SEAL_FILE).name)
    return demonstration_seal()


@cache
def trusted_roots() -> tuple[bytes, ...]:
    """Return the certificates of the issuers that the deployment trusts, one file each; none by default."""
    folder = Path(settings.TRUSTED_ISSUERS) if settings.TRUSTED_ISSUERS else None
    return tuple(path.read_bytes() for path in sorted(folder.iterdir())) if folder else ()
