"""Threads for long calculations, which Ctrl-C ends at once."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def pooled(most: int | None = None) -> Iterator[ThreadPoolExecutor]:
    """Give `most` threads, or one a processor; whatever ends the calculation early drops what has not begun.

    An executor's own `with` would first finish all that was asked of it, for minutes after an interruption.
    """
    pool = ThreadPoolExecutor(max_workers=most or os.cpu_count() or 1)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
