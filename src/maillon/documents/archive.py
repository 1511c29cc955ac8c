"""ZIP archives: the same bytes for the same content when we write, distrust when we read."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from maillon.rules.phrases import whole
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
_UNIX_FOLDER, _UNIX_FILE = 0o4, 0o10
_LOCAL = struct.Struct("<4s5H3L2H")
_END_SIGN, _END_BYTES = b"PK\x05\x06", 22
_LOCAL_SIGN = b"PK\x03\x04"
_DESCRIBED, _ENCRYPTED = 0x08, 0x41
_AFTER = {False: (0,), True: (12, 16, 20, 24)}  # bytes of the sizes that may follow the packed ones
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NAME = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]{1,240}")
_FREE_BYTES = 1_000_000  # a small entry may be very repetitive without being a bomb


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an archive may hold.

    Attributes:
        entries: number of files.
        one: bytes of one file, unpacked.
        total: bytes of all files, unpacked.
        ratio: how many times larger a file may become when it is unpacked.
    """

    entries: int = 5_000
    one: int = 200_000_000
    total: int = 400_000_000
    ratio: int = 150


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of `files`, by name, which depends on nothing else: no time, no machine."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, _UNIX, _PLAIN_FILE
            archive.writestr(entry, data)
    return stream.getvalue()


def repack(data: bytes) -> bytes:
    """Return one of our own archives without the time and the machine that made it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})


def unpack(data: bytes, *, name: str = "", bounds: Bounds = Bounds()) -> dict[str, bytes]:
    """Return the files of an archive from outside, by name, in its order.

    Everything is checked on the directory before one byte is unpacked: names, sizes, ratio, entries that overlap or
    leave a gap, encryption. Source: CVE-2024-0450 and the overlapping-entries bombs that Python 3.11 accepts.

    Args:
        data: the archive.
        name: what the problems call it.
        bounds: what it may hold.

    Raises:
        InputError: it is not a ZIP archive, is damaged, or is built to harm.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if data[-_END_BYTES - len(archive.comment) :][:4] != _END_SIGN:
                raise _refused(_("des octets se cachent dans l’archive"), name)
            _check(entries, data, archive.start_dir, name, bounds)
            return {entry.filename: _read(archive, entry, name) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, ValueError, OverflowError):
        raise _refused(_("ce n’est pas une archive ZIP, ou elle est abîmée"), name) from None


def _check(entries: list[zipfile.ZipInfo], data: bytes, directory: int, name: str, bounds: Bounds) -> None:
    if len(entries) > bounds.entries:
        raise _refused(_("l’archive contient plus de {most} fichiers").format(most=whole(bounds.entries)), name)
    if len({entry.filename.casefold() for entry in entries}) != len(entries):
        raise _refused(_("deux fichiers de l’archive portent le même nom"), name)
    if sum(entry.file_size for entry in entries) > bounds.total:
        raise _refused(_("l’archive dépasse {most} Mo une fois ouverte").format(most=bounds.total // 1_000_000), name)
    for entry in entries:
        _check_entry(entry, name, bounds)
    at, described = 0, False
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset - at not in _AFTER[described]:
            raise _refused(_("des fichiers de l’archive se recouvrent, ou des octets s’y cachent"), name)
        at, described = _end(entry, data, name)
    if directory - at not in _AFTER[described]:
        raise _refused(_("des octets se cachent dans l’archive"), name)


def _check_entry(entry: zipfile.ZipInfo, name: str, bounds: Bounds) -> None:
    path = PurePosixPath(entry.filename)
    plain = _NAME.fullmatch(entry.filename) and not path.is_absolute() and ".." not in path.parts
    kinds = (0, _UNIX_FOLDER) if entry.is_dir() and entry.file_size == 0 else (0, _UNIX_FILE)
    if not plain or entry.orig_filename != entry.filename or entry.external_attr >> 28 not in kinds:
        raise _refused(_("l’archive contient un nom de fichier qui n’est pas admis"), name)
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
        raise _refused(_("un fichier de l’archive est chiffré, ou comprimé d’une façon qui n’est pas admise"), name)
    if entry.file_size > bounds.one or (
        entry.file_size > _FREE_BYTES and entry.file_size > bounds.ratio * max(entry.compress_size, 1)
    ):
        raise _refused(_("un fichier de l’archive devient bien trop grand une fois ouvert"), name)


def _end(entry: zipfile.ZipInfo, data: bytes, name: str) -> tuple[int, bool]:
    """Return where the packed bytes of an entry end, and whether its sizes are written after them."""
    start = entry.header_offset
    sign, _version, flags, _method, _time, _date, _crc, _packed, _size, named, extra = _LOCAL.unpack_from(data, start)
    if sign != _LOCAL_SIGN or flags & _ENCRYPTED:
        raise _refused(_("le sommaire de l’archive et son contenu ne disent pas la même chose"), name)
    end: int = start + _LOCAL.size + named + extra + entry.compress_size
    return end, bool(flags & _DESCRIBED)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    with archive.open(entry) as stream:
        data = stream.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise _refused(_("un fichier de l’archive n’a pas la taille annoncée"), name)
    return data


def _refused(what: str, name: str) -> InputError:
    return InputError(Problem(what, name, remedy=_("Demander le fichier d’origine à qui l’a produit")))
