"""Write the journal's daily heads in a folder that someone else keeps: a shared drive, a mailbox, another machine."""

import json
from pathlib import Path

import django


def export_heads(folder: Path) -> int:
    """Write one small file for each past day that has none yet; files that are there are never touched.

    Args:
        folder: where to write; made when it is absent.

    Returns:
        How many files were written.

    Raises:
        OSError: the folder cannot be written.
    """
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from maillon.web.journal.queries import daily_heads

    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for one in daily_heads(before=timezone.localdate()):
        path = folder / f"tete-{one.day.isoformat()}.json"
        if not path.exists():
            told = {"site": settings.URL, "day": one.day.isoformat(), "count": one.count, "hash": one.hash}
            path.write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")
            written += 1
    return written
