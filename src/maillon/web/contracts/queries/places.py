"""Where an answer was read: each path of the document in words, and the part of the contract's pages that shows it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.urls import reverse

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.paths import Path, read
from maillon.documents.contract.readable import in_words
from maillon.documents.contract.shown import name_of
from maillon.web.contracts.models import Action, Contract

PAGES = {
    "parties": "contract-parties#parties",
    "bodies": "contract-parties#instances",
    "goals": "contract-actions",
    "themes": "contract-actions",
    "actions": "contract-actions",
    "envelopes": "contract-money#envelopes",
    "commitments": "contract-commitments",
    "clauses": "contract-clauses#clauses",
    "articles": "contract-clauses#articles",
    "period": "contract-clauses#calendrier",
    "signed_on": "contract-clauses#calendrier",
    "perimeter": "contract",
    "parent": "contract",
    "extends": "contract",
    "disagreements": "contract-documents",
    "references": "contract-documents",
}
"""The page of a contract that shows each field of its document, and the place in the page."""


class Place(NamedTuple):
    """A place of the document: its words, and where a reader sees it; no address when no page shows it."""

    words: str
    href: str


def places(contract: Contract, document: ContractDocument, paths: Iterable[str]) -> dict[str, Place]:
    """Return the place that each path stands for, in one query when an action is among them, else none.

    Args:
        contract: the contract.
        document: its consolidated document, actions left out.
        paths: paths as the rules tell them, such as "clauses.fungibility.ceiling" or "bodies[2]".
    """
    steps = {path: read(path) for path in paths}
    ranks = {one[1] for one in steps.values() if one[0] == "actions" and len(one) > 1}
    rows = Action.objects.filter(contract=contract, rank__in=ranks) if ranks else Action.objects.none()
    actions = {rank: (ref, title) for rank, ref, title in rows.values_list("rank", "ref", "title")}
    names = {one[:2]: name_of(_part(document, one)) for one in steps.values() if _element(document, one)}
    names |= {("actions", rank): title for rank, (_ref, title) in actions.items()}
    refs = {rank: ref for rank, (ref, _title) in actions.items()}
    return {
        path: Place(in_words(one, names) or path, _href(contract.slug, one, refs, document))
        for path, one in steps.items()
    }


def _element(document: ContractDocument, path: Path) -> bool:
    return len(path) > 1 and isinstance(path[1], int) and _part(document, path) is not None


def _part(document: ContractDocument, path: Path) -> Any:
    """Return the clause or the element of a list under which a place is; nothing when the document has none."""
    if len(path) < 2:
        return None
    held, step = getattr(document, str(path[0]), None), path[1]
    if isinstance(held, tuple):
        return held[step] if isinstance(step, int) and step < len(held) else None
    return getattr(held, str(step), None) if path[0] == "clauses" else None


def _href(slug: str, path: Path, refs: Mapping[int, str], document: ContractDocument) -> str:
    field, part = str(path[0]), _part(document, path)
    if field == "actions" and len(path) > 1 and path[1] in refs:
        return reverse("action", args=[slug, refs[int(path[1])]])
    if field not in PAGES or not (field == "actions" or getattr(document, field)):
        return ""  # a page does not show what the document has not
    name, mark, anchor = PAGES[field].partition("#")
    if part is not None and field == "clauses":
        anchor = f"clause-{path[1]}"
    elif part is not None and field in {"bodies", "articles"}:
        anchor = f"{'instance' if field == 'bodies' else 'article'}-{part.id}"
    return f"{reverse(name, args=[slug])}{mark}{anchor}"
