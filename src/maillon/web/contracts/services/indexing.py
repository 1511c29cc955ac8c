"""Writes the full-text index of the contracts that were just imported."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.db import connection

from maillon.documents.contract.actions import Action
from maillon.web.contracts.models import EntryKind, SearchEntry, SearchWord
from maillon.web.contracts.services.batch import Sheet, insert
from maillon.web.contracts.words import stems

TITLE, THEME, TEXT = 8, 3, 1
# some forty rows for each action: an instance of the model for each would take most of the time of an import
INSERT_POSTINGS = "INSERT INTO contracts_posting (word_id, entry_id, kind, weight) VALUES (%s, %s, %s, %s)"
Weighted = tuple[SearchEntry, dict[str, int]]


def index(sheets: Sequence[Sheet]) -> None:
    """Replace the entries of these contracts by what their documents now say."""
    entries = SearchEntry.objects.filter(contract__in=[sheet.contract.pk for sheet in sheets])
    entries.delete()
    found = [weighted for sheet in sheets for weighted in _entries(sheet)]
    insert(SearchEntry, (entry for entry, _weights in found))
    keys = {tuple(key): pk for *key, pk in entries.values_list("contract_id", "kind", "ref", "pk")}
    words = _word_ids({word for _entry, weights in found for word in weights})
    # neighbours in the lookup index are written together
    postings = sorted(
        (words[word], pk, kind, weight)
        for entry, weights in found
        for pk, kind in ((keys[entry.contract_id, entry.kind, entry.ref], int(entry.kind)),)
        for word, weight in weights.items()
    )
    with connection.cursor() as cursor:
        cursor.executemany(INSERT_POSTINGS, postings)


def _word_ids(words: set[str]) -> dict[str, int]:
    asked = sorted(words)
    SearchWord.objects.bulk_create((SearchWord(text=word) for word in asked), ignore_conflicts=True, batch_size=1000)
    ids: dict[str, int] = {}
    for start in range(0, len(asked), 1000):
        rows = SearchWord.objects.filter(text__in=asked[start : start + 1000])
        ids.update(rows.values_list("text", "pk"))
    return ids


@lru_cache(maxsize=2_000)
def _stems(text: str) -> tuple[str, ...]:
    """Stems of a text, kept for a while: a contract answers for the words of its actions too."""
    return tuple(stems(text))


def _weigh(*texts: tuple[str | None, int]) -> dict[str, int]:
    weights: dict[str, int] = {}
    for text, weight in texts:
        for stem in _stems(text or ""):
            weights[stem] = max(weights.get(stem, 0), weight)
    return weights


def _entry(sheet: Sheet, kind: EntryKind, ref: str, title: str) -> SearchEntry:
    return SearchEntry(contract_id=sheet.contract.pk, kind=int(kind), ref=ref, title=title)


def _entries(sheet: Sheet) -> Iterator[Weighted]:
    """Yield a contract, then what it does not inherit: an inherited action is found once, in its trunk.

    A contract also answers for the words of its actions, inherited ones included.
    """
    own, whole = sheet.own, sheet.whole
    themes = {theme.id: theme.title for theme in whole.themes}
    yield (
        _entry(sheet, EntryKind.CONTRACT, sheet.contract.slug, own.title),
        _weigh(
            (own.title, TITLE),
            (sheet.contract.slug, TITLE),
            (sheet.contract.territory_name, THEME),
            *((theme, THEME) for theme in themes.values()),
            *((goal.title, THEME) for goal in whole.goals),
            *((party.institution.name, THEME) for party in whole.parties),
            (own.summary, TEXT),
            *((text, TEXT) for action in whole.actions for text in (action.title, action.description)),
        ),
    )
    for action in own.actions:
        yield _entry(sheet, EntryKind.ACTION, action.id, action.title), _action_words(action, themes)
    for goal in own.goals:
        words = _weigh((goal.title, TITLE), (goal.beneficiary, THEME), (goal.description, TEXT))
        yield _entry(sheet, EntryKind.GOAL, goal.id, goal.title), words
    seen = set()
    for party in own.parties:
        institution = sheet.institutions[party.id]
        if institution.pk not in seen:
            seen.add(institution.pk)
            entry = _entry(sheet, EntryKind.INSTITUTION, str(institution.pk), institution.name)
            yield entry, _weigh((institution.name, TITLE), (institution.siren, TITLE), (party.institution.name, TITLE))


def _action_words(action: Action, themes: dict[str, str]) -> dict[str, int]:
    return _weigh(
        (action.title, TITLE),
        (action.number, TITLE),
        (themes.get(action.theme or ""), THEME),
        (action.description, TEXT),
    )
