"""Prepares the site's data, each step only when what it depends on has changed.

Importing this module loads no Django: a start that has nothing to do stays quick.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _
from maillon.web.site.database import EMBEDDED
from maillon.web.site.places import PACKAGE, node_modules, var_folder

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Task:
    """One step of the preparation.

    Attributes:
        name: of its stamp.
        label: what a person is told.
        mark: fingerprint of all it depends on.
        work: does it, telling how far it is.
    """

    name: str
    label: str
    mark: str
    work: Callable[[Progress], None]


def preparation(*, demo: bool) -> list[Task]:
    """Return the steps in order; with `demo`, the demonstration and its accounts come last."""
    schema = _mark(_sources("migrations", "*.py"), version("django"), version("django-allauth"))
    reference = _mark(_data("reference"), _loaders("territories"), schema)
    tasks = [
        Task("schema", _("Base de données"), schema, _migrate),
        Task("static", _("Fichiers statiques"), _static_mark(), _collect),
        Task("reference", _("Référentiel des territoires"), reference, _load_reference),
    ]
    if demo:
        mark = _mark(_data("demo"), _loaders("contracts"), _loaders("accounts"), reference)
        tasks.append(Task("demo", _("Démonstration"), mark, _load_demo))
    return tasks


def is_done(task: Task) -> bool:
    """Tell whether nothing that `task` depends on has changed since it was done."""
    if on_server() and task.name != "static":
        return False  # the server's own state decides, and each step checks it
    stamp = _stamp(task.name)
    return stamp.is_file() and stamp.read_text() == task.mark and _kept(task.name)


def do(task: Task, progress: Progress) -> None:
    """Do `task`, then leave its stamp.

    Raises:
        InputError: the disk is full, the folder cannot be written, the database does not answer.
    """
    stamp = _stamp(task.name)
    with told(task.label):
        var_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        stamp.unlink(missing_ok=True)
        try:
            task.work(progress)
        finally:
            _close_database()
        stamp.write_text(task.mark)


@contextmanager
def told(what: str) -> Iterator[None]:
    """Turn what the machine refuses (disk, folder, database) into one clear sentence about `what`."""
    try:
        yield
    except OSError as error:
        raise InputError(_refused(what, error)) from error
    except Exception as error:
        # Django is loaded only if the step needed it; its errors wrap the driver's
        if type(error).__name__ not in {"OperationalError", "DatabaseError"}:
            raise
        raise InputError(_database_refused(what, str(error))) from error


def _refused(what: str, error: OSError) -> Problem:
    import errno

    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _disk_full(what)
    return closed(what, error.filename or var_folder())


def closed(what: str, path: Path | str) -> Problem:
    """Return the fault of a folder that cannot be written."""
    return Problem(
        what=_("le dossier « {path} » ne peut pas être écrit").format(path=path),
        where=what,
        remedy=_("En donner un autre par la variable MAILLON_VAR, ou en ouvrir les droits"),
    )


def _database_refused(what: str, said: str) -> Problem:
    if "full" in said:
        return _disk_full(what)
    if "readonly" in said or "unable to open" in said:
        return closed(what, var_folder())
    if "locked" in said:
        return Problem(
            what=_("la base est occupée par un autre programme"),
            where=what,
            remedy=_("Arrêter l’autre programme, puis relancer"),
        )
    if "not a database" in said or "malformed" in said:
        return broken(what)
    if "no such table" in said or "no such column" in said or "UndefinedTable" in said:
        return unprepared(what)
    return Problem(
        what=_("la base de données ne répond pas : {reason}").format(reason=said.strip().splitlines()[0]),
        where=what,
        remedy=_("Vérifier la variable DATABASE_URL et que le serveur est démarré"),
    )


def unprepared(what: str) -> Problem:
    """Return the fault of a database that an older Maillon prepared, or none."""
    remedy = _("Lancer d’abord « maillon site prepare »")
    return Problem(what=_("la base n’est pas encore préparée pour cette version"), where=what, remedy=remedy)


def broken(what: str) -> Problem:
    """Return the fault of a file that is no database."""
    return Problem(
        what=_("le fichier {name} n’est pas une base de données, ou il est abîmé").format(name=EMBEDDED),
        where=what,
        remedy=_("Le remplacer par sa sauvegarde ; sans elle, le mettre de côté et lancer « maillon site prepare »"),
    )


def _disk_full(what: str) -> Problem:
    return Problem(what=_("le disque est plein"), where=what, remedy=_("Faire de la place, puis relancer"))


# what each step does


def django_ready() -> None:
    """Load Django once."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")
    if not apps.ready:
        django.setup()


def _close_database() -> None:
    """Close what a step opened: a worker forked later would count on locks that its parent alone holds."""
    if "django.db" in sys.modules:
        sys.modules["django.db"].connections.close_all()


class _Lines:
    """A text stream that counts the lines that begin with a word."""

    def __init__(self, word: str, total: int, progress: Progress) -> None:
        self.word, self.total, self.progress, self.seen = word, max(1, total), progress, 0

    def write(self, text: str) -> int:
        if self.word in text:
            self.seen += 1
            self.progress(
                min(1.0, self.seen / self.total), text.strip().removeprefix(self.word).split("...")[0].strip()
            )
        return len(text)

    def flush(self) -> None:
        """Keep nothing back."""

    def isatty(self) -> bool:
        """Ask for no colours."""
        return False


def _migrate(progress: Progress) -> None:
    django_ready()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("migrate", interactive=False, no_color=True, stdout=_Lines("Applying", len(pending), progress))


def _collect(progress: Progress) -> None:
    django_ready()
    from django.core.management import call_command

    # a file, its compressed forms and its hashed name each give a line
    stream = _Lines("'", 1200, progress)
    call_command("collectstatic", interactive=False, clear=True, verbosity=1, no_color=True, stdout=stream)


def _load_reference(progress: Progress) -> None:
    django_ready()
    from maillon.web.territories.services import load_reference

    load_reference(progress=progress)


def _load_demo(progress: Progress) -> None:
    progress(0.0, "")
    django_ready()
    from maillon.web.accounts.demo import open_demo_accounts
    from maillon.web.contracts.services.demo import load_demo

    load_demo()
    open_demo_accounts(var_folder())


# fingerprints


def _stamp(name: str) -> Path:
    return var_folder() / "stamps" / name


def on_server() -> bool:
    """Tell whether the database is a server’s, not a file."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def _kept(name: str) -> bool:
    """Tell whether what the step made is still there."""
    var = var_folder()
    if name == "static":
        return (var / "static" / "staticfiles.json").is_file()
    address = os.environ.get("DATABASE_URL", "")
    base = Path(address.removeprefix("sqlite://")) if address.startswith("sqlite:///") else var / EMBEDDED
    return base.is_file()


def _sources(folder: str, pattern: str) -> list[Path]:
    return sorted((PACKAGE / "web").glob(f"*/{folder}/{pattern}"))


def _data(name: str) -> list[Path]:
    return sorted(path for path in (PACKAGE / "data" / name).rglob("*") if path.is_file())


def _loaders(room: str) -> list[Path]:
    return sorted(path for path in (PACKAGE / "web" / room).rglob("*.py") if "migrations" not in path.parts)


def _mark(*parts: Iterable[Path] | str) -> str:
    """Fingerprint names, sizes and dates of files; contents would take longer than the start they save."""
    total = hashlib.sha256(os.environ.get("DATABASE_URL", "").encode())
    for part in parts:
        lines = [part] if isinstance(part, str) else [_seen(path) for path in part]
        total.update("\n".join(lines).encode())
    return total.hexdigest()[:24]


def _seen(path: Path) -> str:
    status = path.stat()
    return f"{path} {status.st_size} {status.st_mtime_ns}"


def _static_mark() -> str:
    from maillon.web.site.served import FILES

    ours = sorted(path for path in (PACKAGE / "web").glob("*/static/**/*") if path.is_file())
    libraries = [node_modules() / name for name in FILES.values()]
    return _mark(ours, [path for path in libraries if path.is_file()], version("django"), version("django-htmx"))
