"""The draft of the next generation agrees with itself whatever was chosen, and carries no money."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.documents.contract.checking import examine
from maillon.documents.contract.loading import load
from maillon.documents.contract.renewal import LESSONS, LISTS, next_id, renewed
from maillon.rules.problem import InputError

DEMO = Path(__file__).parents[3] / "src" / "maillon" / "data" / "demo"
DOCUMENTS = [load(path).document for path in sorted(DEMO.rglob("*.yaml")) if "maillon-contract/" in path.read_text()]
WHOLE = [document for document in DOCUMENTS if document.extends is None]


def _all(document) -> list[str]:
    return [f"{field}[{one.id}]" for field in LISTS for one in getattr(document, field)]


@pytest.mark.parametrize("document", WHOLE, ids=lambda document: document.id)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_whatever_is_chosen_and_whoever_left_the_draft_is_valid(document, data) -> None:
    every = _all(document)
    chosen = data.draw(st.sets(st.sampled_from(every)) if every else st.just(set()))
    absent = data.draw(st.sets(st.sampled_from([party.id for party in document.parties]), max_size=2))
    draft = renewed(document, chosen, title="Suite", lessons="", absent=absent)
    assert not examine(draft).errors
    assert set(_all(draft)) <= chosen
    assert not {party.id for party in draft.parties} & absent
    assert (draft.generation, draft.predecessor) == (document.generation + 1, document.id)
    assert all(action.financing == () and action.cost is None for action in draft.actions)
    assert draft.period.start is None


def test_lessons_open_the_draft() -> None:
    draft = renewed(WHOLE[0], [], title="Suite", lessons=" Se voir plus tôt. ")
    assert [(article.id, article.text) for article in draft.articles] == [(LESSONS, "Se voir plus tôt.")]


def test_the_third_generation_does_not_pile_up_suffixes() -> None:
    second = renewed(WHOLE[0], [], title="Suite", lessons="")
    assert next_id(second) == f"{WHOLE[0].id}-g3"


def test_a_part_that_no_contract_has_is_refused() -> None:
    with pytest.raises(InputError):
        renewed(WHOLE[0], ["n’importe quoi"], title="Suite", lessons="")
