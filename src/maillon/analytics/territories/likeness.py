"""How near a written name is to a real one, 0–100."""

from __future__ import annotations

import re
from functools import lru_cache

from maillon.analytics.territories.normalise import without_article

WORTH = 70.0
"""Below this a name is no answer: of 2,000 misspelt names (benchmarks/territories) 1 % lay below, one mistake aside."""
_ARTICLE_LEFT_OUT = 3.0
_HELD, _HELD_ALONE = (83.0, 95.0), (72.0, 88.0)  # a name that holds every word of the query; the only word

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
    sound, lifted when the query is the beginning of the name or when all its words are there. A leading article
    left out, or added (“la manche”), costs little; one mistake leaves a name worth an answer, however short it is.
    """
    if asked == name:
        return 100.0
    near = _near(asked, name)
    bare, plain = without_article(name), without_article(asked)
    if (bare != name) != (plain != asked):
        near = max(near, (100.0 if plain == bare else _near(plain, bare)) - _ARTICLE_LEFT_OUT)
    return near


def _near(asked: str, name: str) -> float:
    from rapidfuzz.distance import OSA, JaroWinkler  # 30 ms that an exact code never needs

    left, right = asked.replace(" ", ""), name.replace(" ", "")
    if left == right:
        return 99.5
    edits = OSA.normalized_similarity(left, right)
    start = JaroWinkler.normalized_similarity(left, right)
    heard = OSA.normalized_similarity(_heard(asked), _heard(name))
    near = 100 * (0.55 * edits + 0.25 * start + 0.20 * heard)
    if name.startswith(asked):
        covered = len(left) / len(right)
        near = max(near, 85 + 12 * covered if name[len(asked)] == " " else 74 + 18 * covered)
    elif len(left) <= len(right) and set(asked.split()) <= set(name.split()):
        least, most = _HELD if " " in asked else _HELD_ALONE
        near = max(near, least + (most - least) * len(left) / len(right))
    if near < WORTH and len(left) > 2 and OSA.distance(left, right, score_cutoff=1) <= 1:
        return WORTH
    return near


@lru_cache(maxsize=50_000)
def _heard(written: str) -> str:
    return "".join(sound(word) for word in written.split())
