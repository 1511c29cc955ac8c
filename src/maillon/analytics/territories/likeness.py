"""How near a written name is to a real one, 0–100."""

from __future__ import annotations

import re
from functools import lru_cache

# sounds that French spelling writes in several ways, applied in this order
_SOUNDS = (
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("ph"), "f"),
    (re.compile("qu|ck|k|c(?=[^eihy]|$)"), "k"),
    (re.compile("c(?=[eiy])|ss|z"), "s"),
    (re.compile("g(?=[eiy])"), "j"),
    (re.compile("eaux?|au"), "o"),
    (re.compile("y"), "i"),
    (re.compile("ei|ai|ay"), "e"),
    (re.compile("(?<!c)h|(?<=[a-z])[stdxpe]+$"), ""),
)


def sound(word: str) -> str:
    """Return a rough French pronunciation of one lower-case word: names that sound alike get the same."""
    for pattern, by in _SOUNDS:
        word = pattern.sub(by, word)
    return word


def likeness(asked: str, name: str) -> float:
    """Score how near the key of a query is to the key of a name.

    100: the same. Otherwise a mix of edit distance (adjacent letters swapped count once), common beginning and
    sound, lifted when the query is the beginning of the name or when all its words are there.
    """
    if asked == name:
        return 100.0
    from rapidfuzz.distance import OSA, JaroWinkler  # 30 ms that an exact code never needs

    left, right = asked.replace(" ", ""), name.replace(" ", "")
    if left == right:
        return 99.5
    edits = OSA.normalized_similarity(left, right)
    start = JaroWinkler.normalized_similarity(left, right)
    heard = OSA.normalized_similarity(_heard(asked), _heard(name))
    near = 100 * (0.55 * edits + 0.25 * start + 0.20 * heard)
    if name.startswith(asked):
        whole_word = name[len(asked)] == " "
        near = max(near, 82 + 12 * len(left) / len(right) + (3 if whole_word else 0))
    elif set(asked.split()) <= set(name.split()):
        near = max(near, 72 + 16 * len(left) / len(right))
    return near


@lru_cache(maxsize=50_000)
def _heard(written: str) -> str:
    return "".join(sound(word) for word in written.split())
