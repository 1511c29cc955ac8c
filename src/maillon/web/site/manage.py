"""Django's own commands, for developers: `maillon site django …`; its refusals are ours: one sentence, code 2."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _
from maillon.rules.wording import gettext_noop as noted
from maillon.web.site.preparation import told

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

OK, FAULTS = 0, 1
_PROG = "maillon site django"
_LAST_PORT = 65535
_SHOWN_MOST = 60  # letters of a word that is no command
_GENERAL = ("help", "version", "--help", "--version", "-h")
# what Django says in English only; all else is quoted
_REFUSALS = (
    (re.compile(r"No installed app with label '(.+)'"), noted("aucune application ne s’appelle « {0} »")),
    (re.compile(r"Cannot find a migration matching '(.+)' from app '(.+)'"), noted("« {1} » n’a pas de migration {0}")),
    (re.compile(r"No fixture named '(.+)' found"), noted("aucun jeu de données ne s’appelle « {0} »")),
)


def main(argv: Sequence[str]) -> int:
    """Run the Django command `argv`, e.g. ["migrate"], and return its exit code: 1 when Django's checks find faults.

    Raises:
        InputError: no command has this name, the command refuses what it is given, or the database does not answer.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon.web.site.settings")
    import django
    from django.core.management import execute_from_command_line

    _settle(argv)
    with told(_("Base de données")):
        django.setup()
        asked = [word for word in argv if word not in _GENERAL][:1]
        command = _command(asked[0]) if asked else None
        if command is None or argv[0] in _GENERAL:
            execute_from_command_line([_PROG, *argv])
            return OK
        return _run(command, argv[0], argv[1:])


def _settle(argv: Sequence[str]) -> None:
    """Hear `--settings` and `--pythonpath` before anything else is loaded."""
    from importlib import import_module

    from django.core.management.base import CommandError, CommandParser, handle_default_options

    parser = CommandParser(prog=_PROG, add_help=False, allow_abbrev=False)
    parser.add_argument("--settings")
    parser.add_argument("--pythonpath")
    with suppress(CommandError):  # said by the command's own parser
        handle_default_options(parser.parse_known_args(list(argv))[0])
    try:
        import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except ModuleNotFoundError as error:
        what = _("le module de réglages « {name} » est introuvable").format(name=error.name)
        raise InputError(Problem(what, _PROG, remedy=_see(f"{_PROG} help"))) from None


def _command(name: str) -> BaseCommand:
    """Return the command of a name."""
    from django.core.management import get_commands, load_command_class

    commands = get_commands()
    if name not in commands:
        near = difflib.get_close_matches(name, commands, n=1)
        what = _("« {name} » n’est pas une commande de Django").format(name=name[:_SHOWN_MOST])
        expected = _("Peut-être « {near} »").format(near=near[0]) if near else ""
        raise InputError(Problem(what, _PROG, expected=expected, remedy=_see(f"{_PROG} help")))
    app = commands[name]
    return load_command_class(app, name) if isinstance(app, str) else app


def _run(command: BaseCommand, name: str, words: Sequence[str]) -> int:
    from django.core.management.base import CommandError, SystemCheckError

    try:
        options: dict[str, Any] = vars(command.create_parser(_PROG, name).parse_args(list(words)))
        _require_port(str(options.get("addrport") or ""))
        command.execute(*options.pop("args", ()), **options)
    except SystemCheckError as error:
        command.stderr.write(str(error), lambda text: text)
        return FAULTS
    except CommandError as error:
        place = f"{_PROG} {name}"
        raise InputError(Problem(_refusal(str(error)), place, remedy=_see(f"{place} --help"))) from None
    return OK


def _require_port(address: str) -> None:
    """Refuse a port that is none: Django's server would fail in a thread of its own."""
    port = address.rpartition(":")[2]
    if port.isdigit() and int(port) > _LAST_PORT:
        what = _("un port est un nombre entre 1 et 65535, pas « {text} »").format(text=port[:_SHOWN_MOST])
        raise InputError(Problem(what, f"{_PROG} runserver"))


def _refusal(said: str) -> str:
    """Return a refusal of Django's in French, or quoted when it has no French."""
    line = " ".join(said.removeprefix("Error: ").split()).rstrip(".")
    for pattern, french in _REFUSALS:
        found = pattern.match(line)
        if found is not None:
            return _(french).format(*found.groups())
    return line if said.startswith("Error: ") else _("Django refuse : « {said} »").format(said=line)


def _see(help_command: str) -> str:
    return _("Voir « {prog} »").format(prog=help_command)
