"""The parts of a .docx that are read, once the file is known to be one and to call for nothing outside itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from maillon.documents.archive import Bounds, unpack
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MOST_BYTES = 20_000_000
BOUNDS = Bounds(entries=2_000, one=30_000_000, total=150_000_000, ratio=200)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ODT = b"application/vnd.oasis.opendocument"
_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([^\"']+)")
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii"}
_HARMLESS = ("/hyperlink", "/attachedTemplate")
_LOCAL = re.compile(r"(file:///)?([A-Za-z]:|[^/\\:]*$)")


class WordFile:
    """A .docx whose parts were unpacked and looked at."""

    def __init__(self, parts: Mapping[str, bytes], name: str) -> None:
        self._parts, self._name = parts, name

    def tree(self, part: str) -> Element | None:
        """Return the XML of a part, None when it is absent; no entity and no address is ever followed.

        Raises:
            InputError: it is not XML, or declares a document type.
        """
        data = self._parts.get(part)
        if data is None:
            return None
        from lxml import etree

        flat = data.replace(b"\0", b"")
        declared = _DECLARED.search(flat[:200])
        if b"<!DOCTYPE" in flat.upper() or (declared and declared[1].lower() not in _ENCODINGS):
            what = _("la partie « {part} » déclare des entités, ce qu’aucun texte ne demande")
            raise self.fault(what.format(part=part))
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root: Element = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.fault(_("la partie « {part} » est abîmée").format(part=part)) from error
        return root

    def fault(self, what: str, remedy: str = "") -> InputError:
        """Return the refusal of this file."""
        return InputError(Problem(what, self._name, remedy=remedy))


def opened(data: bytes, *, name: str) -> WordFile:
    """Return a .docx that may be read.

    Raises:
        InputError: it is too large, is no .docx, holds macros, or calls for something outside itself.
    """
    if len(data) > MOST_BYTES:
        raise InputError(Problem(_("le fichier dépasse {most} Mo").format(most=MOST_BYTES // 1_000_000), name))
    if data.startswith(_OLD_OFFICE):
        what = _("c’est un fichier d’un ancien format de Word, ou protégé par un mot de passe")
        raise InputError(Problem(what, name, remedy=_("L’enregistrer en .docx, sans mot de passe")))
    if not data.startswith(b"PK"):
        raise InputError(Problem(_("ce n’est pas un fichier Word"), name, expected=_("Un fichier .docx")))
    parts = unpack(data, name=name, bounds=BOUNDS)
    file = WordFile(parts, name)
    _check_kind(file, parts)
    for called in _outside(file, parts):
        what = _("le fichier fait appel à autre chose que lui-même : {called}").format(called=called[:80])
        raise file.fault(what, _("Copier son texte dans un document neuf, puis l’envoyer"))
    return file


def _check_kind(file: WordFile, parts: Mapping[str, bytes]) -> None:
    resave = _("L’enregistrer en « document Word (.docx) »")
    if parts.get("mimetype", b"").startswith(_ODT):
        raise file.fault(_("c’est un fichier OpenDocument"), resave)
    types = file.tree("[Content_Types].xml")
    if types is None or "word/document.xml" not in parts:
        raise file.fault(_("ce n’est pas un fichier Word"), resave)
    told = {one.get("PartName", ""): one.get("ContentType", "") for one in types}
    macros = any("macroenabled" in kind.lower() or "vba" in kind.lower() for kind in told.values())
    if macros or any("vbaproject" in part.lower() for part in parts):
        raise file.fault(_("le fichier contient des macros"), resave)
    if told.get("/word/document.xml") != _MAIN:
        raise file.fault(_("ce n’est pas un document Word, mais un modèle ou une autre sorte de fichier"), resave)


def _outside(file: WordFile, parts: Mapping[str, bytes]) -> Iterator[str]:
    """Name what the file would have a reader fetch; links in the text are words, and are never followed."""
    for part in parts:
        if not part.endswith(".rels"):
            continue
        relations = file.tree(part)
        for one in relations if relations is not None else ():
            kind, target = one.get("Type", ""), one.get("Target", "")
            if one.get("TargetMode") != "External" or kind.endswith("/hyperlink"):
                continue
            if not (kind.endswith(_HARMLESS) and _LOCAL.match(target)):
                yield target
