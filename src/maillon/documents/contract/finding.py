"""Where the common trunk of a contract is looked for: the file it names, the documents given, its own folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from maillon.documents.contract.consolidate import Consolidated, Finder, consolidate
from maillon.documents.contract.document import Extends
from maillon.documents.contract.loading import Loaded, load
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

_MOST_FILES = 300
_SUFFIXES = frozenset({".yaml", ".yml", ".json"})


def among(documents: Iterable[Loaded]) -> Finder:
    """Return a finder that looks by identifier among `documents`, and reads no file.

    This is the one to use for documents that come from elsewhere, such as uploads.
    """
    known = {loaded.document.id: loaded for loaded in documents}

    def find(extends: Extends, _child: Loaded) -> Loaded | None:
        return known.get(extends.contract)

    return find


def on_disk(documents: Iterable[Loaded] = ()) -> Finder:
    """Return a finder that looks among `documents`, then beside the contract's own file.

    Raises:
        InputError: when called, if the file that `extends` names is missing, unreadable or another contract.
    """
    known = {loaded.document.id: loaded for loaded in documents}
    read: dict[Path, Loaded] = {}

    def find(extends: Extends, child: Loaded) -> Loaded | None:
        if extends.contract in known:
            return known[extends.contract]
        if child.path is None:
            return None
        found = _named(extends, child, read) if extends.file else _neighbour(extends, child.path, read)
        if found is not None:
            known[extends.contract] = found
        return found

    return find


def _named(extends: Extends, child: Loaded, read: dict[Path, Loaded]) -> Loaded:
    folder = (child.path or Path()).parent
    file = folder / str(extends.file)
    line = child.line_of(("extends", "file"))
    if not file.is_file():
        exported = _neighbour(extends, file, read)  # an export is named after its identifier
        if exported is not None:
            return exported
        what = _("le tronc commun « {file} » n’existe pas à côté de ce contrat").format(file=extends.file)
        raise InputError(Problem(what, "extends.file", line, remedy=_("Donner le fichier du tronc commun")))
    found = _read(file, read)
    if found.document.id != extends.contract:
        what = _("le fichier « {file} » contient le contrat « {found} », pas « {wanted} »").format(
            file=extends.file, found=found.document.id, wanted=extends.contract
        )
        raise InputError(Problem(what, "extends.file", line, remedy=_("Corriger le fichier ou l’identifiant")))
    return found


def _neighbour(extends: Extends, path: Path, read: dict[Path, Loaded]) -> Loaded | None:
    wanted = re.compile(rf"^\W*id\W+{re.escape(extends.contract)}\W*$", re.MULTILINE)
    folder = path.parent
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in _SUFFIXES) if folder.is_dir() else []
    for file in files[:_MOST_FILES]:
        if file == path or not file.is_file():
            continue
        with file.open(encoding="utf-8", errors="ignore") as stream:
            if not wanted.search(stream.read(10_000)):
                continue
        found = _read(file, read)
        if found.document.id == extends.contract:
            return found
    return None


def _read(file: Path, read: dict[Path, Loaded]) -> Loaded:
    if file not in read:
        try:
            read[file] = load(file)
        except InputError as error:
            raise InputError(
                *(
                    Problem(one.what, f"{file} › {one.where}", one.line, one.expected, one.remedy)
                    for one in error.problems
                )
            ) from None
    return read[file]


def whole(loaded: Loaded, documents: Iterable[Loaded] = ()) -> Consolidated:
    """Return `loaded` consolidated with the trunks found among `documents` or beside its file."""
    return consolidate(loaded, on_disk(documents))
