"""What a site needs in order to serve, examined one thing after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from maillon.rules.wording import _
from maillon.web.site import sqlite
from maillon.web.site.fetching import lacking
from maillon.web.site.places import var_folder
from maillon.web.site.preparation import is_done, preparation
from maillon.web.site.served import FILES


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined.

    Attributes:
        sound: whether it is as it should be.
        says: one sentence.
        remedy: what to do when it is not.
    """

    sound: bool
    says: str
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """Yield a finding for the folder, the libraries, each step of the preparation, SQLite and Django's own checks."""
    var = var_folder()
    yield Finding(
        var.is_dir() and os.access(var, os.W_OK),
        _("Dossier de travail : {path}.").format(path=var),
        _("En ouvrir l’écriture, ou en donner un autre par la variable MAILLON_VAR"),
    )
    absent = len(lacking())
    yield Finding(
        not absent,
        _("Bibliothèques d’interface : {present} fichiers sur {total}.").format(
            present=len(FILES) - absent, total=len(FILES)
        ),
        _("Le site fonctionne sans elles ; pour ses polices et sa carte, lancer « maillon site libraries »"),
    )
    for task in preparation(demo=False):
        yield Finding(is_done(task), f"{task.label}.", _("Lancer « maillon site prepare »"))
    yield from _engine()


def _engine() -> Iterator[Finding]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")
    import django
    from django.core.checks import run_checks
    from django.db import connection

    django.setup()
    if connection.vendor == "sqlite":
        yield Finding(
            sqlite.is_safe(),
            _("SQLite {version}.").format(version=sqlite.version()),
            _("Installer pysqlite3 : les versions antérieures à 3.51.3 peuvent abîmer la base"),
        )
    faults = [fault for fault in run_checks() if fault.is_serious()]
    yield Finding(not faults, _("Réglages de Django."), "; ".join(str(fault.msg) for fault in faults))
