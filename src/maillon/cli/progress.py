"""Progress bars of a terminal; plain lines, one per step, where no one watches (a file, a pipe, CI)."""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType
from typing import Self, TextIO

BAR, REFRESH_SECONDS = 24, 0.1


class Step:
    """One step of a long work, used as a context manager.

    Args:
        name: what is being done, a few words.
        out: where to write; default: standard error.
    """

    def __init__(self, name: str, out: TextIO | None = None) -> None:
        self.name = name
        self.out = out or sys.stderr
        self.live = self.out.isatty()
        self.started = self.drawn = 0.0
        self.done_note = ""

    def __enter__(self) -> Self:
        self.started = time.monotonic()
        if self.live:
            self.at(0.0)
        return self

    def at(self, share: float, note: str = "") -> None:
        """Show how much is done.

        Args:
            share: between 0 and 1.
            note: what is being worked on.
        """
        now = time.monotonic()
        if not self.live or (now - self.drawn < REFRESH_SECONDS and share < 1):
            return
        self.drawn = now
        full = round(BAR * min(1.0, max(0.0, share)))
        line = f"  {'█' * full}{'░' * (BAR - full)} {share:>4.0%}  {self.name}{f' : {note}' if note else ''}"
        self.out.write(f"\r\033[2K{line[: shutil.get_terminal_size().columns - 1]}")
        self.out.flush()

    def note(self, text: str) -> None:
        """Say, on the line that remains, what came out of the step."""
        self.done_note = text

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live:
            self.out.write("\r\033[2K")
        if kind is None:
            seconds = f"{time.monotonic() - self.started:.1f}".replace(".", ",")
            more = f" : {self.done_note}" if self.done_note else ""
            self.out.write(f"  ✓ {self.name}{more} ({seconds} s)\n")
        self.out.flush()
