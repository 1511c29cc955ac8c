"""Erase what opens a personal datum of the journal, from the command line: `maillon site forget`."""

import os

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _


def forget(sequence: int, name: str) -> None:
    """Erase the salt of one personal datum; the chain stays valid, and the journal says that it was erased.

    Args:
        sequence: rank of the act in the journal.
        name: which datum, as the act names it: "signer".

    Raises:
        InputError: the act holds no such datum, or it was erased already.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from django.db import transaction

    from maillon.web.journal.models import Salt
    from maillon.web.journal.services import erase, record

    with transaction.atomic():
        held = Salt.objects.select_for_update(of=("self",)).filter(entry=sequence, name=name)
        salt = held.select_related("entry").first()
        if salt is None:
            what = _("l’acte {sequence} ne garde aucune donnée « {name} » à effacer").format(
                sequence=sequence, name=name
            )
            remedy = _("Vérifier le rang et le nom de la donnée ; ce qui est effacé ne l’est qu’une fois")
            raise InputError(Problem(what, remedy=remedy))
        erase(salt.entry, name)
        record("personal.erase", "journal", public=True, content={"sequence": sequence, "name": name})
