"""French sentences that can also be said in English.

The pure rooms word their sentences with `_`, as the site does: the same catalogue serves both. The language
belongs to the current context, so that a request or a command sets it once and every rule follows.

A French sentence is its own key, and needs no catalogue. Pages and files ask for the spacing of the compiled French one
(`typeset`), where a line never breaks before a colon; a terminal keeps the plain spaces that one searches and pipes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

LOCALE_DIR = Path(__file__).parent.parent / "locale"
language: ContextVar[str] = ContextVar("language", default="fr")
no_breaks: ContextVar[bool] = ContextVar("no_breaks", default=False)


@contextmanager
def typeset() -> Iterator[None]:
    """Say French sentences, meanwhile, with the no-break spaces of the compiled catalogue."""
    token = no_breaks.set(True)
    try:
        yield
    finally:
        no_breaks.reset(token)


@cache
def _catalogue(code: str) -> NullTranslations:
    return translation("django", LOCALE_DIR, languages=[code], fallback=True)


def _kept() -> bool:
    """Whether sentences are said as the sources have them."""
    return language.get() == "fr" and not no_breaks.get()


def _(sentence: str) -> str:
    """Return the French `sentence` in the language of the current context (itself in French)."""
    # `_kept` in full: a contract asks for a hundred sentences; a catalogue's answer to nothing is its own header
    if (language.get() == "fr" and not no_breaks.get()) or not sentence:
        return sentence
    return _catalogue(language.get()).gettext(sentence)


def pgettext(context: str, sentence: str) -> str:
    """Return `sentence` in the current language, as it is said in this context: one French word, two in English."""
    return sentence if _kept() else _catalogue(language.get()).pgettext(context, sentence)


def gettext_noop(sentence: str) -> str:
    """Mark `sentence` for translators without translating it: for tables that are read later through `_`."""
    return sentence


def ngettext(one: str, many: str, count: int) -> str:
    """Return `one` or `many` in the current language; in French, 0 and 1 are singular."""
    if language.get() != "fr":
        return _catalogue(language.get()).ngettext(one, many, count)
    said = 1 if abs(count) < 2 else 2
    if no_breaks.get():
        return _catalogue("fr").ngettext(one, many, said)
    return one if said == 1 else many
