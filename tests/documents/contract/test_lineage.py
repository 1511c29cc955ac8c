"""Each part of a consolidated text is linked to the version that made it."""

from typing import Any

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.lineage import trace

HEAD = {"format": "maillon-contract/1", "id": "essai", "title": "Essai", "kind": "crte"}


def _document(**articles: str) -> ContractDocument:
    texts: list[Any] = [{"id": name, "title": name, "text": text} for name, text in articles.items()]
    return ContractDocument.model_validate({**HEAD, "articles": texts})


def test_a_part_keeps_its_version_until_it_changes() -> None:
    first = trace(_document(un="a", deux="b"), 1)
    second = trace(_document(un="a", deux="c", trois="d"), 2, first)
    third = trace(_document(un="a", trois="d"), 3, second)
    assert {path: number for path, (_mark, number) in third.items()} == {
        "title": 1,
        "articles[un]": 1,
        "articles[deux]": 3,
        "articles[trois]": 2,
    }
    assert third["articles[deux]"] == ("", 3)


def test_what_was_removed_stays_dated_by_its_removal_until_it_comes_back() -> None:
    first = trace(_document(un="a"), 1)
    second = trace(_document(), 2, first)
    assert trace(_document(), 3, second)["articles[un]"] == ("", 2)
    assert trace(_document(un="a"), 4, second)["articles[un]"][1] == 4


def test_a_lineage_that_travelled_through_json_is_read_alike() -> None:
    first = trace(_document(un="a"), 1)
    travelled = {path: list(one) for path, one in first.items()}
    assert trace(_document(un="a"), 2, travelled) == first
