"""A journal file as bounded lines: plain or gzip, never held in memory."""

from __future__ import annotations

import gzip
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from maillon.rules.journal.line import MOST_LINE_BYTES
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

STANDARD_INPUT = "-"
_GZIP = b"\x1f\x8b"
_EVERY = 1024  # lines between two calls of progress
_PIECE = 65_536


@contextmanager
def journal_lines(name: str, progress: Callable[[float], None] | None = None) -> Iterator[Iterator[bytes]]:
    """Open a journal and give its lines, each cut above what a line may weigh.

    Args:
        name: path of the file, gzip or not; "-" reads the standard input.
        progress: called now and then with the share of the file that was read, between 0 and 1.

    Raises:
        InputError: the file is missing, a folder, or cannot be read.
    """
    with ExitStack() as opened:
        try:
            raw = opened.enter_context(_opened(name))
            size = raw.seek(0, io.SEEK_END) if raw.seekable() else 0
            if size:
                raw.seek(0)
            packed = raw.peek(2)[:2] == _GZIP
        except (OSError, ValueError) as error:
            raise _refusal(name, error) from None
        stream: io.BufferedIOBase = opened.enter_context(gzip.open(raw)) if packed else raw
        tell = (lambda: progress(min(1.0, raw.tell() / size))) if progress and size else None
        yield _bounded(stream, tell)


def _opened(name: str) -> io.BufferedReader:
    if name == STANDARD_INPUT:
        return os.fdopen(sys.stdin.fileno(), "rb", closefd=False)
    return Path(name).open("rb")


def _bounded(stream: io.BufferedIOBase, tell: Callable[[], None] | None) -> Iterator[bytes]:
    count = 0
    while line := stream.readline(MOST_LINE_BYTES + 2):
        yield line
        if len(line) > MOST_LINE_BYTES + 1 and not line.endswith(b"\n"):
            while (rest := stream.readline(_PIECE)) and not rest.endswith(b"\n"):
                pass
        count += 1
        if tell and count % _EVERY == 0:
            tell()


def _refusal(name: str, error: OSError | ValueError) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError(Problem(_("ce fichier n’existe pas"), name, remedy=_("Vérifier le chemin")))
    if isinstance(error, IsADirectoryError):
        remedy = _("Donner le fichier du journal")
        return InputError(Problem(_("c’est un dossier, pas un fichier"), name, remedy=remedy))
    remedy = _("Vérifier le chemin et les droits de lecture")
    return InputError(Problem(_("ce fichier ne peut pas être lu"), name, remedy=remedy))
