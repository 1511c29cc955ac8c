"""From a file to its text: sizes, encodings and files given by mistake are told before anything is parsed."""

from __future__ import annotations

import codecs
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _
from maillon.rules.wording import gettext_noop as noted

Form = Literal["yaml", "json"]
MOST_BYTES = 10_000_000
MOST_NODES = 400_000
MOST_DEPTH = 32

_USUAL_BYTES = 100_000
_BAD = bytes({*range(32), 127} - set(b"\t\n\r"))
_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_MISTAKEN = (
    (b"%PDF", noted("un fichier PDF")),
    (b"\xd0\xcf\x11\xe0", noted("un ancien document Word ou Excel (.doc, .xls)")),
    (b"{\\rtf", noted("un document RTF")),
    (b"\x1f\x8b", noted("une archive compressée")),
    (b"\x89PNG", noted("une image")),
    (b"\xff\xd8\xff", noted("une image")),
    (b"<!DOCTYPE", noted("une page web ou un fichier XML")),
    (b"<!doctype", noted("une page web ou un fichier XML")),
    (b"<html", noted("une page web ou un fichier XML")),
    (b"<?xml", noted("une page web ou un fichier XML")),
)
_ZIPPED = (
    (b"word/", noted("un document Word (.docx)")),
    (b"xl/", noted("un classeur Excel (.xlsx)")),
    (b"ppt/", noted("une présentation (.pptx)")),
    (b"opendocument", noted("un document LibreOffice")),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A text to parse: what it says, what it is called, how it is written; and its bytes, which the text says."""

    text: str
    name: str
    form: Form
    data: bytes


def read(path: Path | str) -> Source:
    """Read the text of the file at `path`, never more than 10 MB of it.

    Raises:
        InputError: missing, unreadable, too large, not a text in UTF-8, or another kind of file.
    """
    path, name = path if isinstance(path, Path) else Path(path), str(path)
    try:
        data = _bytes(path, name)
    except FileNotFoundError:
        raise InputError(
            Problem(
                _("ce fichier n’existe pas"), where=name, remedy=_("Vérifier le chemin{near}").format(near=_near(path))
            )
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(
            Problem(
                _("ce fichier ne peut pas être lu"), where=name, remedy=_("Vérifier le chemin et les droits de lecture")
            )
        ) from error
    text = decode(data, name)
    return Source(text, name, form_of(text, path.suffix), data.removeprefix(codecs.BOM_UTF8))


def _bytes(path: Path, name: str) -> bytes:
    file = os.open(path, os.O_RDONLY)  # four calls of the system, where `path.open` makes seven
    try:
        found = os.fstat(file)
        if stat.S_ISDIR(found.st_mode):
            raise InputError(
                Problem(_("c’est un dossier, pas un fichier"), where=name, remedy=_("Donner un fichier .yaml ou .json"))
            )
        if found.st_size > MOST_BYTES:
            raise too_large(name, found.st_size)
        data = os.read(file, found.st_size) if found.st_size else b""
        if not data or len(data) < found.st_size:  # a pipe, or a file that the system gives in pieces
            data += _rest(file, MOST_BYTES + 1 - len(data))
    finally:
        os.close(file)
    if len(data) > MOST_BYTES:
        raise too_large(name)
    return data


def _rest(file: int, most: int) -> bytes:
    pieces = []
    while most > 0 and (piece := os.read(file, min(most, _USUAL_BYTES))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def too_large(name: str, size: int | None = None) -> InputError:
    """Return the refusal of a file larger than what a contract document may weigh."""
    what = _("le fichier dépasse {most} Mo").format(most=MOST_BYTES // 1_000_000)
    if size is not None:
        what = _("le fichier pèse {size} Mo, plus que les {most} Mo admis").format(
            size=-(-size // 1_000_000), most=MOST_BYTES // 1_000_000
        )
    remedy = _("Un contrat pèse quelques dizaines de Ko : vérifier que c’est le bon fichier")
    return InputError(Problem(what, where=name, remedy=remedy))


def _near(path: Path | str) -> str:
    from rapidfuzz import process

    folder = Path(path).parent
    names = [found.name for found in folder.iterdir()] if folder.is_dir() else []
    best = process.extractOne(Path(path).name, names, score_cutoff=80)
    return _(" ; un fichier voisin s’appelle « {name} »").format(name=best[0]) if best else ""


def decode(data: bytes, name: str) -> str:
    """Return the text of `data`, in UTF-8 with or without a byte-order mark.

    Raises:
        InputError: empty, another encoding (told which), a binary file, or a forbidden character.
    """
    if not data.strip():
        raise InputError(
            Problem(
                _("le fichier est vide"),
                where=name,
                remedy=_("Un contrat commence par « format: {format} »").format(format="maillon-contract/1"),
            )
        )
    _refuse_mistaken(data, name)
    _refuse_utf16(data, name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong_encoding(data, error.start, name) from None
    if any(map(data.__contains__, _BAD)):  # one quick search for each costs half of a look at every byte
        raise _invisible(text, name)
    return text


def _invisible(text: str, name: str) -> InputError:
    at = next(rank for rank, letter in enumerate(text) if letter in _BAD.decode())
    return InputError(
        Problem(
            _("le fichier contient un caractère invisible interdit (code {code})").format(code=ord(text[at])),
            where=name,
            line=text.count("\n", 0, at) + 1,
            remedy=_("Enregistrer le fichier en texte, encodage UTF-8"),
        )
    )


def _refuse_mistaken(data: bytes, name: str) -> None:
    start = data[:200].lstrip()
    kind = next((said for sign, said in _MISTAKEN if start.startswith(sign)), None)
    if data.startswith(b"PK\x03\x04"):
        kind = next((said for sign, said in _ZIPPED if sign in data), noted("une archive ZIP"))
    if kind:
        raise InputError(
            Problem(
                _("c’est {kind}, pas un contrat au format maillon-contract/1").format(kind=_(kind)),
                where=name,
                expected=_("Un texte YAML ou JSON est attendu"),
            )
        )


def _refuse_utf16(data: bytes, name: str) -> None:
    encoding = next((said for bom, said in _BOMS if data.startswith(bom)), None)
    head = data[:400]
    if encoding is None and len(head) >= 8 and head.count(0) * 3 > len(head):
        encoding = "UTF-16"
    if encoding:
        raise _encoding(name, encoding, None)


def _wrong_encoding(data: bytes, at: int, name: str) -> InputError:
    line = data.count(b"\n", 0, at) + 1
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        what = _("le fichier n’est pas un texte en UTF-8")
        return InputError(Problem(what, where=name, line=line, remedy=_("Enregistrer le fichier en UTF-8")))
    return _encoding(name, "Windows-1252", line)


def _encoding(name: str, encoding: str, line: int | None) -> InputError:
    return InputError(
        Problem(
            _("le fichier est encodé en {encoding}, pas en UTF-8").format(encoding=encoding),
            where=name,
            line=line,
            remedy=_("L’ouvrir dans l’éditeur de texte et l’enregistrer avec l’encodage UTF-8"),
        )
    )


def form_of(text: str, suffix: str = "") -> Form:
    """Tell whether `text` is to be read as JSON or YAML: by its extension, otherwise by its first character."""
    if suffix.lower() in {".yaml", ".yml"}:
        return "yaml"
    return "json" if suffix.lower() == ".json" or text.lstrip()[:1] in {"{", "["} else "yaml"
