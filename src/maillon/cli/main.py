"""Entry point of the `maillon` command: finds the sub-command, loads only what it needs."""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import os
import re
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from maillon import __version__
from maillon.cli.french import speak_french, worded
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, language
from maillon.rules.wording import gettext_noop as noted

OK, FOUND_FAULTS, USAGE = 0, 1, 2
GRACE = 2.0  # seconds that a command has, once interrupted, to undo what it had begun

LANGUAGES = ("fr", "en")
_CHOICE = re.compile(r"(?<=[( ])'([\w-]+)'(?=[,)])")  # argparse writes each choice as Python does

# noun → module of maillon.cli with `configure(parser)`; a handler is set with parser.set_defaults(run=…)
NOUNS = {
    "territory": ("territory", noted("chercher un territoire, dire à quoi il appartient")),
    "contract": ("contract", noted("valider, montrer, vérifier, comparer, exporter un contrat")),
    "journal": ("journal", noted("vérifier un journal, sans le site")),
    "evidence": ("evidence", noted("vérifier le dossier de preuve d’un contrat, sans le site")),
    "index": ("index", noted("calculer un indice composite, l’éprouver, le comparer")),
    "equity": ("equity", noted("dire si une répartition réduit les inégalités ou les creuse")),
    "allocate": ("allocate", noted("répartir une enveloppe, des postes, des projets, un cofinancement")),
    "target": ("target", noted("dessiner une géographie prioritaire à partir d’un indice")),
    "site": ("site", noted("préparer et servir le site : base, démonstration, comptes")),
}


class Parser(argparse.ArgumentParser):
    """An argument parser that refuses in one French sentence instead of a usage dump."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line and how to see the right form."""
        raise InputError(_malformed(_CHOICE.sub(r"\1", message), self.prog))

    def print_help(self, file: Any = None) -> None:
        """Print the help; argparse would not say that the disk is full."""
        print(self.format_help(), end="", file=file, flush=True)


def _malformed(message: str, prog: str) -> Problem:
    what = _("commande mal formée : {message}").format(message=message)
    return Problem(what, where=prog, remedy=_("Voir « {prog} --help »").format(prog=prog))


def _parser(argv: Sequence[str]) -> Parser:
    parser = Parser(prog="maillon", description=_("Contrats territoriaux : du diagnostic au bilan."))
    version = f"maillon {__version__}"
    parser.add_argument("--version", action="version", version=version, help=_("montrer la version"))
    parser.add_argument("--lang", choices=LANGUAGES, help=_("langue des messages"))
    nouns = parser.add_subparsers(dest="noun", metavar=_("COMMANDE"), title=_("commandes"))
    asked = next((word for word in argv if word in NOUNS), None)
    for noun, (module, said) in NOUNS.items():
        help_text = _(said)
        sub = nouns.add_parser(noun, help=help_text, description=help_text)
        if noun == asked:
            import_module(f"maillon.cli.{module}").configure(sub)
    return parser


def _parsed(parser: Parser, argv: Sequence[str]) -> argparse.Namespace:
    """Return the options of a command line; a word that no verb knows is said of that verb, whose help tells them."""
    options, unknown = parser.parse_known_args(argv)
    if unknown:
        prog = " ".join(filter(None, ("maillon", options.noun, getattr(options, "verb", None))))
        raise InputError(_malformed(worded("unrecognized arguments: %s") % " ".join(unknown), prog))
    return options


def _language(argv: Sequence[str]) -> str:
    """Return the language asked by `--lang`, wherever it stands, else by `LANG`: help is worded before it is parsed."""
    words = [part for word in argv for part in (word.split("=", 1) if word.startswith("--lang=") else [word])]
    asked = words[words.index("--lang") + 1 :][:1] if "--lang" in words else []
    if asked and asked[0] in LANGUAGES:
        return asked[0]
    return "en" if os.environ.get("LANG", "").startswith("en") else "fr"


def _unlabelled(argv: Sequence[str]) -> list[str]:
    """Return the words without a language that is known: `--lang` is heard wherever it stands."""
    kept: list[str] = []
    words = iter(argv)
    for word in words:
        following = next(words, None) if word == "--lang" else None
        if (word.removeprefix("--lang=") in LANGUAGES and word.startswith("--lang=")) or following in LANGUAGES:
            continue
        kept += [word] if following is None else [word, following]
    return kept


def _mute() -> None:
    """Let what is left to write go nowhere: the interpreter would complain of it as it ends, and change the code."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(error: OSError) -> Problem:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(_("le disque est plein"), remedy=_("Libérer de la place, ou écrire ailleurs"))
    where = str(error.filename or "")
    return Problem(_("la lecture ou l’écriture a échoué"), where, remedy=_("Vérifier le disque et les droits"))


def _open_outputs() -> None:
    """Let what was closed go nowhere, so that no file takes its number, and let no character stop an answer."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  open until the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


class _Interrupted(KeyboardInterrupt):
    """Ctrl-C, under a name that the interpreter does not end itself for once it has been answered."""

    heard = False


def _interrupt(*_about: object) -> NoReturn:
    """Answer Ctrl-C at once, and leave: after `GRACE` seconds, whatever the threads of a calculation still do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.unraisablehook = _unsaid  # Python tells by a traceback an interruption that falls where nothing can be raised
    _Interrupted.heard = True
    os.write(2, (_("Interrompu.") + "\n").encode())
    leaving = threading.Timer(GRACE, os._exit, (USAGE,))
    leaving.daemon = True
    leaving.start()
    raise _Interrupted


def _unsaid(_what: object) -> None:
    """Say nothing more."""


def _listen() -> None:
    """Hear Ctrl-C, unless whoever started the command has set it aside, as `nohup` does."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        with contextlib.suppress(ValueError):  # only the main thread hears signals
            signal.signal(signal.SIGINT, _interrupt)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (default: the process's) and return its exit code.

    Returns:
        0 when all is well, 1 when a check found faults, 2 when the input cannot be used.
    """
    argv = sys.argv[1:] if argv is None else argv
    _listen()
    speak_french()
    _open_outputs()
    language.set(_language(argv))
    argv = _unlabelled(argv)
    try:
        parser = _parser(argv)
        options = _parsed(parser, argv)
        run = getattr(options, "run", None)
        if run is None:
            parser.print_help()
            return USAGE if options.noun else OK
        code = int(run(options))
        sys.stdout.flush()  # a full disk is said here, not by the interpreter as it ends
        return code
    except InputError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        _mute()
        return OK
    except OSError as error:
        _mute()
        print(_failed(error), file=sys.stderr)
        return USAGE
    except BaseException:
        # a library interrupted while it loads may say so by an error of its own
        if not _Interrupted.heard:
            raise
        return USAGE


if __name__ == "__main__":
    sys.exit(main())
