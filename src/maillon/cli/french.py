"""The words of argparse in French: the library speaks English, users of the command must not meet it."""

from __future__ import annotations

import argparse

from maillon.rules.wording import language

WORDS = {
    "usage: ": "usage : ",
    "positional arguments": "arguments",
    "options": "options",
    "optional arguments": "options",
    "show this help message and exit": "montrer cette aide",
    "show program's version number and exit": "montrer la version",
    " (default: %(default)s)": " (par défaut : %(default)s)",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s\n",
    "%(prog)s: warning: %(message)s\n": "%(prog)s : %(message)s\n",
    "argument %(argument_name)s: %(message)s": "argument %(argument_name)s : %(message)s",
    "the following arguments are required: %s": "il manque : %s",
    "one of the arguments %s is required": "il faut l’un de ces arguments : %s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "« %(value)s » n’est pas un choix possible (%(choices)s)",
    "invalid %(type)s value: %(value)r": "« %(value)s » n’est pas un nombre qui convient ici",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "commande inconnue « %(parser_name)s » (%(choices)s)",
    "expected one argument": "une valeur est attendue",
    "expected at most one argument": "une valeur au plus est attendue",
    "expected at least one argument": "au moins une valeur est attendue",
    "ignored explicit argument %r": "la valeur %r n’est pas attendue",
    "not allowed with argument %s": "ne va pas avec l’argument %s",
    "ambiguous option: %(option)s could match %(matches)s": "option ambiguë : %(option)s peut être %(matches)s",
    "can't open '%(filename)s': %(error)s": "« %(filename)s » ne peut pas être ouvert",
    'argument "-" with mode %r': "l’argument « - » ne convient pas ici",
    "subcommands": "commandes",
}
PLURALS = {"expected %s argument": ("%s valeur est attendue", "%s valeurs sont attendues")}


def worded(sentence: str) -> str:
    """Return a sentence of argparse in the language of the command."""
    return WORDS.get(sentence, sentence) if language.get() == "fr" else sentence


def _plural(one: str, many: str, count: int) -> str:
    french = PLURALS.get(one) if language.get() == "fr" else None
    if french is None:
        return one if count == 1 else many
    return french[0] if count < 2 else french[1]


def speak_french() -> None:
    """Make argparse word its messages through this table, as its own gettext calls allow."""
    for name, function in (("_", worded), ("ngettext", _plural)):
        setattr(argparse, name, function)
