"""How the commands answer: JSON, tables that fit a terminal, files written whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

_GAP = "  "


def print_json(answer: Any) -> None:
    """Print `answer` as readable JSON, accents kept."""
    print(json.dumps(answer, ensure_ascii=False, indent=2))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()) -> str:
    """Return a text table with aligned columns.

    Args:
        headings: one per column.
        rows: the cells, already written for a reader.
        numbers: ranks of the columns to align on the right.
    """
    lines = [list(headings), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    lines.insert(1, ["─" * width for width in widths])
    written = []
    for line in lines:
        cells = [
            cell.rjust(width) if column in numbers else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        written.append(_GAP.join(cells).rstrip())
    return "\n".join(written)


def write(content: bytes, output: str | None, *, force: bool = False) -> None:
    """Write `content` to the file `output`, or to the standard output when it is None or "-".

    The file appears whole or not at all: it is written beside, then takes its name. A device or a pipe is written to.

    Raises:
        InputError: the file exists and `force` is not given, or it cannot be written.
    """
    if output is None or output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    if path.is_dir():
        raise InputError(Problem(_("c’est un dossier, pas un fichier"), output, remedy=_("Donner un nom de fichier")))
    try:
        _place(content, path, force=force)
    except FileExistsError:
        remedy = _("Donner un autre nom, ou ajouter --force pour le remplacer")
        raise InputError(Problem(_("ce fichier existe déjà"), output, remedy=remedy)) from None
    except (OSError, ValueError) as error:
        raise InputError(unwritable(error, output)) from None


def unwritable(error: Exception, where: str) -> Problem:
    """Return the fault of a file or an output that cannot be written: a full disk is no missing folder."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(_("le disque est plein"), where, remedy=_("Libérer de la place, ou écrire ailleurs"))
    remedy = _("Vérifier que le dossier existe et que l’écriture y est permise")
    return Problem(_("ce fichier ne peut pas être écrit"), where, remedy=remedy)


def _place(content: bytes, path: Path, *, force: bool) -> None:
    if path.exists() and not path.is_file():
        with path.open("wb", buffering=0) as stream:
            stream.write(content)
        return
    if path.exists() and not force:
        raise FileExistsError(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)
        if force:
            beside.replace(path)
        else:
            _link(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _link(beside: Path, path: Path) -> None:
    """Give `beside` its name unless someone took it meanwhile; some file systems know no hard links."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        beside.replace(path)
