"""Words as the search compares them: without accents, stemmed in French, and close enough when misspelt."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

import snowballstemmer
from rapidfuzz import fuzz, process

_WORD = re.compile(r"[0-9a-zà-öø-ÿœæ]+")
_EMPTY_WORDS = """
a ai au aux avec ce ces cet cette dans de des du elle en entre est et il ils je la le les leur leurs lui mais ne nos
notre nous on ou par pas pour qu que qui sa sans se ses si son sont sur tous tout toute toutes un une vos votre vous
d l s n c j m t y
"""
_STOP = frozenset(_EMPTY_WORDS.split())
_stemmer = snowballstemmer.stemmer("french")
MAX_WORDS = 12


def fold(text: str) -> str:
    """Return `text` in lower case, without accents or ligatures."""
    lowered = text.lower().replace("œ", "oe").replace("æ", "ae")
    return "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    # folded before stemming: an asked word without its accents then meets the written one
    return str(_stemmer.stemWord(fold(word)))[:40]


@lru_cache(maxsize=50_000)
def _is_empty(word: str) -> bool:
    return fold(word) in _STOP


def stems(text: str) -> list[str]:
    """Return the stems of `text` in order, without its empty words."""
    words = _WORD.findall(unicodedata.normalize("NFC", text.lower()))
    return [_stem(word) for word in words if not _is_empty(word)]


def asked_stems(text: str) -> list[str]:
    """Return the stems that a reader asks for, at most `MAX_WORDS`; empty words count when there is nothing else."""
    words = _WORD.findall(unicodedata.normalize("NFC", text.lower()))
    asked = [word for word in words if not _is_empty(word)] or words
    return list(dict.fromkeys(_stem(word) for word in asked[:MAX_WORDS]))


def close_words(stem: str, vocabulary: Sequence[str], *, limit: int = 6) -> list[str]:
    """Return the words of `vocabulary` that a misspelt `stem` may have meant, nearest first.

    Short words bear no fault; longer ones must be alike at 78 % at least (Indel similarity).
    """
    if len(stem) < 4 or stem.isdigit():
        return []
    near = process.extract(stem, vocabulary, scorer=fuzz.ratio, limit=limit, score_cutoff=78)
    return [word for word, _score, _rank in near]


def starting_with(stem: str, vocabulary: Sequence[str], *, limit: int = 20) -> list[str]:
    """Return the words of a sorted `vocabulary` that begin with `stem`, for a word that is still being typed."""
    if len(stem) < 3:
        return []
    first = bisect_left(vocabulary, stem)
    return list(takewhile(lambda word: word.startswith(stem), vocabulary[first : first + limit]))
