"""How a legal check answers: the worst of what it finds, with its sources."""

from __future__ import annotations

from collections.abc import Sequence

from maillon.rules.contracts.answer import Answer, LegalStatus
from maillon.rules.contracts.propositions import used
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
    cited = [source(slug) for slug in sources]
    if status is LegalStatus.BREACH and not all(one.blocking for one in cited):
        status = LegalStatus.WARNING
        reason = _("{reason} Le texte n’a pas pu être relu : c’est un avertissement.").format(reason=reason)
    texts = " ; ".join(one.citation.text for one in cited)
    checked = min((one.citation.checked_on for one in cited if one.citation.checked_on), default="")
    return Answer(
        id=check,
        title=title,
        status=status,
        reason=reason,
        source=Citation(texts, cited[0].citation.url, checked),
        evidence=tuple(evidence),
        parameters=tuple(used(resolved) for resolved in uses),
        remedy=remedy if status in (LegalStatus.BREACH, LegalStatus.WARNING, LegalStatus.UNKNOWN) else "",
    )
