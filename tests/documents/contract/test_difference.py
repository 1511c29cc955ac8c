"""What changed between two contracts."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import WHOLE, whole
from strategies import documents

from maillon.documents.contract import wordwise
from maillon.documents.contract.content import Article
from maillon.documents.contract.difference import as_dict, compare
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.loading import loads
from maillon.rules.money import Money

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _changes(*replacements: tuple[str, str]) -> list[str]:
    text = WHOLE
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return [str(change) for change in compare(whole(), loads(text).document)]


def test_amounts_are_told_in_euros() -> None:
    assert _changes(("excluding_tax: 1000", "excluding_tax: 1234.5")) == [
        "~ Actions › Accès aux déchetteries › Coût › Hors taxes : 1\u202f000\u00a0€ → 1\u202f234,50\u00a0€"
    ]


def test_elements_are_followed_by_identifier_not_by_rank() -> None:
    told = _changes(("parties:\n", "parties:\n  - {id: region, institution: {name: Région, kind: region}}\n"))
    assert told == ["+ Parties › Région"]
    change = compare(whole(), loads(WHOLE.replace("owner: metropole", "owner: etat")).document)[0]
    assert (change.kind, change.path, change.before, change.after) == (
        "changed",
        "actions[dechetteries].owner",
        "metropole",
        "etat",
    )


def test_moves_are_few() -> None:
    articles = tuple(Article(id=f"a{rank}", title=f"Article {rank}") for rank in range(10))
    before = whole().model_copy(update={"articles": articles})
    after = whole().model_copy(update={"articles": (*articles[1:7], articles[0], *articles[7:])})
    (change,) = compare(before, after)
    assert (change.kind, change.path, change.before, change.after) == ("moved", "articles[a0]", 1, 7)


def test_long_texts_change_word_by_word() -> None:
    old = "Le présent contrat fixe les engagements des parties pour six ans. " * 2
    new = old.replace("six", "sept", 1)
    before, after = (loads(WHOLE.replace("Le contrat a un objet.", text)).document for text in (old, new))
    (change,) = compare(before, after)
    assert ("removed", "six ") in change.pieces
    assert ("added", "sept ") in change.pieces
    assert "[−six−] {+sept+}" in str(change)


def test_the_json_shape_is_stable() -> None:
    before, after = whole(), loads(WHOLE.replace("excluding_tax: 1000", "excluding_tax: 2000.5")).document
    told = as_dict(before, after, compare(before, after))
    assert set(told) == {"before", "after", "counts", "changes"}
    assert told["counts"] == {"added": 0, "removed": 0, "changed": 1, "moved": 0}
    assert told["changes"] == [
        {
            "kind": "changed",
            "path": "actions[dechetteries].cost.excluding_tax",
            "label": "Actions › Accès aux déchetteries › Coût › Hors taxes",
            "before": 1000,
            "after": "2000.50",
        }
    ]


@given(documents(), documents())
@few
def test_no_difference_means_equal_and_every_difference_is_told(one: ContractDocument, other: ContractDocument) -> None:
    assert compare(one, one) == ()
    changes = compare(one, other)
    assert bool(changes) == (one != other)
    for change in changes:
        assert str(change)[0] in "+−~↕"
    forth, back = as_dict(one, other, changes), as_dict(other, one, compare(other, one))
    assert forth["counts"]["moved"] == back["counts"]["moved"]


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_the_pieces_give_both_texts_back(old: str, new: str) -> None:
    pieces = wordwise.compare(old, new)
    assert "".join(text for kind, text in pieces if kind != "added") == old
    assert "".join(text for kind, text in pieces if kind != "removed") == new


def test_three_hundred_articles_moved_and_rewritten_are_each_told() -> None:
    articles = tuple(
        Article(id=f"a{rank}", title=f"Article {rank}", text=f"Le texte numéro {rank}. " * 60) for rank in range(300)
    )
    rewritten = tuple(
        one.model_copy(update={"text": (one.text or "").replace("texte", "libellé", 30)}) for one in reversed(articles)
    )
    before, after = (whole().model_copy(update={"articles": given}) for given in (articles, rewritten))
    told = [change.as_dict() for change in compare(before, after)]
    assert len(told) == 599


def test_amounts_compare_as_amounts() -> None:
    assert Money.parse("5000.00") == Money.parse(5000)
    assert _changes(("excluding_tax: 1000", "excluding_tax: '1 000,00 €'")) == []
