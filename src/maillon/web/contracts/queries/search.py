"""Full text over the register: French stems, no accents, words that are near when nothing is exact."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Max, OuterRef, QuerySet, Subquery, Sum, Value, When

from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract, EntryKind, Posting, SearchEntry, SearchWord
from maillon.web.contracts.queries.kept import Kept
from maillon.web.contracts.words import asked_stems, close_words, starting_with

MAX_TEXT = 200
FIRST_LOOK = 20  # entries looked at for each one shown, before all of them are
Vocabulary = tuple[dict[str, int], list[str]]
_vocabularies: Kept[Vocabulary] = Kept(most=2)


def _vocabulary() -> Vocabulary:
    """Every word of the register with its key, and all of them sorted; read once per edition and process."""

    def read() -> Vocabulary:
        keys = dict(SearchWord.objects.values_list("text", "pk"))
        return keys, sorted(keys)

    return _vocabularies.get("", read)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for: for each word, the words of the register that answer it.

    Attributes:
        groups: one tuple of word keys per asked word; an empty one means that nothing can match.
        near: True when words were replaced by near ones because nothing matched exactly.
    """

    groups: tuple[tuple[int, ...], ...]
    near: bool = False

    @property
    def impossible(self) -> bool:
        """Tell whether a word answers to nothing."""
        return not self.groups or any(not group for group in self.groups)


def ask(text: str, *, near: bool = False) -> Asked:
    """Turn what was typed into words of the register: exact stems and their beginnings, or near ones."""
    keys, every = _vocabulary()
    groups = []
    for stem in asked_stems(text[:MAX_TEXT]):
        words = [stem] if stem in keys else []
        words += [word for word in starting_with(stem, every) if word not in words]
        if near:
            words += [word for word in close_words(stem, every) if word not in words]
        groups.append(tuple(keys[word] for word in words))
    return Asked(tuple(groups), near)


def _matching(asked: Asked, kind: EntryKind) -> Any:
    """Entries of a kind in which every asked word stands, each with the sum of the weights."""
    whichever = [word for group in asked.groups for word in group]
    rows = Posting.objects.filter(kind=kind, word__in=whichever).values("entry").order_by()
    if len(asked.groups) == 1:
        return rows.annotate(score=Max("weight"))
    return rows.annotate(answered=_answered(asked), score=Sum("weight")).filter(answered=len(asked.groups))


def _answered(asked: Asked) -> Count:
    """Count the asked words that an entry answers; a word stands once at most in an entry."""
    alone = all(len(group) == 1 for group in asked.groups)
    return Count("pk") if alone else Count(_place(asked), distinct=True)


def _place(asked: Asked) -> Case:
    """Tell which asked word a posting answers."""
    return Case(
        *(When(word__in=group, then=Value(place)) for place, group in enumerate(asked.groups)),
        output_field=IntegerField(),
    )


def matching_contracts(contracts: QuerySet[Contract], text: str) -> tuple[QuerySet[Contract], bool]:
    """Keep the contracts that answer `text`, and say whether near words had to be taken.

    A contract answers for its title, summary, themes, goals, parties and actions.
    """
    for near in (False, True):
        asked = ask(text, near=near)
        kept = contracts_answering(contracts, asked)
        if kept.exists():
            return kept, near
    return contracts.none(), False


def contracts_answering(contracts: QuerySet[Contract], asked: Asked) -> QuerySet[Contract]:
    """Keep the contracts that answer words already asked, each with its `score`, best first."""
    if asked.impossible:
        return contracts.none()
    entries = SearchEntry.objects.filter(pk__in=_matching(asked, EntryKind.CONTRACT).values("entry"))
    return _by_relevance(contracts.filter(pk__in=entries.values("contract")), asked)


def _by_relevance(contracts: QuerySet[Contract], asked: Asked) -> QuerySet[Contract]:
    whichever = [word for group in asked.groups for word in group]
    # the entry is found first: the postings are then read by it, not all of each word for every contract
    entry = SearchEntry.objects.filter(contract=OuterRef(OuterRef("pk")), kind=EntryKind.CONTRACT).values("pk")[:1]
    postings = Posting.objects.filter(kind=EntryKind.CONTRACT, word__in=whichever, entry=Subquery(entry))
    scores = postings.values("entry").annotate(score=Sum("weight")).order_by().values("score")
    return contracts.annotate(score=Subquery(scores[:1])).order_by("-score", "title", "slug")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found.

    Attributes:
        kind: contract, action, goal or institution.
        title: its name.
        ref: its identifier: the action's or goal's in its contract, the institution's key.
        contract_slug, contract_title: the contract that holds it.
        illustrative: True when that contract is made up.
    """

    kind: EntryKind
    title: str
    ref: str
    contract_slug: str
    contract_title: str
    illustrative: bool = False


def find(text: str, kind: EntryKind, *, by: Actor, limit: int = 10) -> tuple[list[Hit], bool]:
    """Return what the actor may see of a kind that answers `text`, best first, and whether words are near ones."""
    for near in (False, True):
        hits = answering(ask(text, near=near), kind, by=by, limit=limit)
        if hits:
            return hits, near
    return [], False


def answering(asked: Asked, kind: EntryKind, *, by: Actor, limit: int) -> list[Hit]:
    """Return what the actor may see of a kind that answers words already asked, best first, in two queries.

    Only the best entries are looked up with their contract; when too few of them may be seen, all are.
    """
    if asked.impossible:
        return []
    best = _matching(asked, kind).order_by("-score", "entry")
    for most in (limit * FIRST_LOOK, None):
        scores = dict(best.values_list("entry", "score")[:most])
        hits = _seen(scores, kind, by=by)
        if most is None or len(scores) < most or len(hits) >= limit:
            return hits[:limit]
    return []


def _seen(scores: dict[int, int], kind: EntryKind, *, by: Actor) -> list[Hit]:
    columns = ("pk", "title", "ref", "contract__slug", "contract__title", "contract__illustrative")
    entries = list(scores)
    rows = [
        row
        for start in range(0, len(entries), 5_000)
        for row in SearchEntry.objects.visible_to(by)
        .filter(pk__in=entries[start : start + 5_000])
        .values_list(*columns)
    ]
    rows.sort(key=lambda row: (-scores[row[0]], row[1], row[3]))
    return _once([Hit(kind, *row[1:]) for row in rows])


def kinds_answering(asked: Asked, *, by: Actor) -> frozenset[EntryKind]:
    """Return the kinds of which something that the actor may see answers words already asked, in one query."""
    if asked.impossible:
        return frozenset()
    whichever = [word for group in asked.groups for word in group]
    seen = Contract.objects.visible_to(by).order_by().values("pk")
    rows = Posting.objects.filter(word__in=whichever, entry__contract__in=seen).values("kind", "entry").order_by()
    if len(asked.groups) > 1:
        rows = rows.annotate(answered=_answered(asked)).filter(answered=len(asked.groups))
    return frozenset(EntryKind(kind) for kind in rows.values_list("kind", flat=True).distinct())


def institutions_answering(asked: Asked, *, by: Actor, limit: int) -> list[str]:
    """Return the keys of the institutions that answer, those that most contracts name first, in one query."""
    if asked.impossible:
        return []
    found = SearchEntry.objects.visible_to(by).filter(pk__in=_matching(asked, EntryKind.INSTITUTION).values("entry"))
    rows = found.values("ref").annotate(contracts=Count("contract"), name=Max("title")).order_by()
    return list(rows.order_by("-contracts", "name", "ref").values_list("ref", flat=True)[:limit])


def _once(hits: Iterable[Hit]) -> list[Hit]:
    """Keep one hit for an institution that several contracts name, and for an action of one title."""
    kept: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        key = (hit.ref, "" if hit.kind is EntryKind.INSTITUTION else hit.title)
        kept.setdefault(key, hit)
    return list(kept.values())
