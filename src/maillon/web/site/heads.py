"""Write the journal's daily heads in a folder that someone else keeps, and mail them to whom the deployment names."""

import json
from pathlib import Path

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, ngettext


def export_heads(folder: Path) -> int:
    """Write one small file for each past day that has none yet; files that are there are never touched.

    The heads that are written are mailed, in one mail, to the addresses of `MAILLON_HEADS_TO`.

    Args:
        folder: where to write; made when it is absent.

    Returns:
        How many files were written.

    Raises:
        OSError: the folder cannot be written.
        InputError: an address is wrong, or the mails cannot be sent; they will leave next time.
    """
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from maillon.web.accounts.mailing import queue
    from maillon.web.journal.queries import daily_heads
    from maillon.web.site.posting import posted

    to = _addresses(settings.HEADS_TO)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {folder / f"tete-{one.day.isoformat()}.json": one for one in daily_heads(before=timezone.localdate())}
    new = {path: one for path, one in paths.items() if not path.exists()}
    with transaction.atomic():
        if new and to:
            rows = [f"{one.day.isoformat()}  {one.count}  {one.hash}" for one in new.values()]
            queue(to, *_mail(rows, settings.URL))
        for path, one in new.items():
            told = {"site": settings.URL, "day": one.day.isoformat(), "count": one.count, "hash": one.hash}
            path.write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")
    posted()
    return len(new)


def _addresses(written: str) -> list[str]:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    found = [one.strip() for one in written.split(",") if one.strip()]
    for one in found:
        try:
            validate_email(one)
        except ValidationError:
            what = _("« {address} » n’est pas une adresse électronique").format(address=one)
            remedy = _("Séparer les adresses par des virgules")
            raise InputError(Problem(what, "MAILLON_HEADS_TO", remedy=remedy)) from None
    return found


def _mail(rows: list[str], site: str) -> tuple[str, str]:
    subject = ngettext("Maillon : {n} tête du journal", "Maillon : {n} têtes du journal", len(rows))
    lines = (
        _("Tête du journal de {site} à la fin de chaque jour : jour, nombre d’actes, empreinte.").format(site=site),
        "",
        *rows,
        "",
        _("À garder : avec elle, n’importe qui prouvera que rien n’a été réécrit depuis."),
        _("Journal : {address}").format(address=f"{site}/journal/fichier/"),
        "maillon journal verify journal.jsonl --head …",
        "",
    )
    return subject.format(n=len(rows)), "\n".join(lines)
