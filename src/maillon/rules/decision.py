"""The one shape of every answer: what is decided, why, from which source, and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule or a parameter comes from.

    Attributes:
        text: the source as a reader knows it, e.g. "CGCT, art. L1111-10 III" or "Rapport INET, fiche action 15".
        url: a public address of the text, when there is one.
        checked_on: ISO date on which the text was last read again, when it was.
    """

    text: str
    url: str = ""
    checked_on: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule or a policy answers; a screen that refuses shows exactly this.

    Attributes:
        allowed: whether the act may happen.
        because: one sentence in the reader's language.
        rule: name of the rule, stable, e.g. "accounts.contract.import".
        citations: the sources of the rule; never empty when a legal or report rule refuses.
        remedy: what the reader can do about it; empty when allowed.
        state: the state that the object takes when the act is a transition.
    """

    allowed: bool
    because: str
    rule: str
    citations: tuple[Citation, ...] = ()
    remedy: str = ""
    state: str | None = None
