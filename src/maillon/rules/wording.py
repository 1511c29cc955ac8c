"""French sentences that can also be said in English.

The pure rooms word their sentences with `_`, as the site does: the same catalogue serves both. The language
belongs to the current context, so that a request or a command sets it once and every rule follows.
"""

from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

LOCALE_DIR = Path(__file__).parent.parent / "locale"
language: ContextVar[str] = ContextVar("language", default="fr")


@cache
def _catalogue(code: str) -> NullTranslations:
    return translation("django", LOCALE_DIR, languages=[code], fallback=True)


def _(sentence: str) -> str:
    """Return the French `sentence` in the language of the current context (itself in French)."""
    code = language.get()
    return sentence if code == "fr" else _catalogue(code).gettext(sentence)


def pgettext(context: str, sentence: str) -> str:
    """Return `sentence` in the current language, as it is said in this context: one French word, two in English."""
    code = language.get()
    return sentence if code == "fr" else _catalogue(code).pgettext(context, sentence)


def gettext_noop(sentence: str) -> str:
    """Mark `sentence` for translators without translating it: for tables that are read later through `_`."""
    return sentence


def ngettext(one: str, many: str, count: int) -> str:
    """Return `one` or `many` in the current language; in French, 0 and 1 are singular."""
    code = language.get()
    if code == "fr":
        return one if abs(count) < 2 else many
    return _catalogue(code).ngettext(one, many, count)
