"""How a legal check answers: the worst of what it finds, with its sources."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from maillon.rules.contracts.answer import Answer, LegalStatus
from maillon.rules.decision import Citation
from maillon.rules.parameters import Resolved, source
from maillon.rules.wording import _


def answer(
    check: str,
    title: str,
    status: LegalStatus,
    reason: str,
    *,
    sources: Sequence[str],
    evidence: Sequence[str] = (),
    uses: Sequence[Resolved] = (),
    remedy: str = "",
) -> Answer:
    """Build the answer of a legal check.

    A breach of a text that could not be read again is only a warning, and says so.
    """
    citation, blocking = _cited(tuple(sources))
    if status is LegalStatus.BREACH and not blocking:
        status = LegalStatus.WARNING
        reason = _("{reason} Le texte n’a pas pu être relu : c’est un avertissement.").format(reason=reason)
    lacking = status in (LegalStatus.BREACH, LegalStatus.WARNING, LegalStatus.UNKNOWN)
    return Answer(check, title, status, reason, citation, tuple(evidence), tuple(uses), remedy if lacking else "")


@cache
def _cited(slugs: tuple[str, ...]) -> tuple[Citation, bool]:
    cited = [source(slug) for slug in slugs]
    texts = " ; ".join(one.citation.text for one in cited)
    checked = min((one.citation.checked_on for one in cited if one.citation.checked_on), default="")
    return Citation(texts, cited[0].citation.url, checked), all(one.blocking for one in cited)
