"""One real action is one, whatever the order in which documents came; each real line counts once."""

from hypothesis import given
from hypothesis import strategies as st

from maillon.web.contracts.identity import (
    STANDING,
    Firmness,
    Held,
    Sheet,
    counted_once,
    identities,
    read_standing,
    standing,
)

names = st.sampled_from(["a", "b", "c", "d", "e"])
actions = st.sampled_from(["x", "y"])
sheets = st.builds(
    Sheet,
    contract=names,
    action=actions,
    extends=st.one_of(st.just(""), names),
    shared_with=st.lists(names, max_size=3).map(tuple),
)
many = st.lists(sheets, max_size=10, unique_by=lambda sheet: sheet.key)
amounts = st.tuples(st.sampled_from(list(Firmness)), st.integers(0, 10**15)).map(lambda pair: standing(*pair))
held = st.builds(Held, identity=names, line=actions, standing=amounts)


@given(many, st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing(found, random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert identities(found) == identities(shuffled)


@given(many)
def test_an_action_bears_the_first_key_of_its_sheets_and_never_crosses_identifiers(found) -> None:
    same = identities(found)
    for key, identity in same.items():
        assert identity in same
        assert identity <= key
        assert same[identity] == identity
        assert identity.split("/")[1] == key.split("/")[1]


@given(many)
def test_sheets_are_the_same_exactly_when_a_chain_of_links_joins_them(found) -> None:
    same = identities(found)
    links = {key: {key} for key in same}
    for sheet in found:
        for other in (*sheet.shared_with, sheet.extends):
            key = f"{other}/{sheet.action}"
            if other and key in links:
                links[sheet.key].add(key)
                links[key].add(sheet.key)
    for key in links:
        reached, waiting = {key}, [key]
        while waiting:
            for near in links[waiting.pop()] - reached:
                reached.add(near)
                waiting.append(near)
        assert {other for other in same if same[other] == same[key]} == reached


def test_a_trunk_and_ten_contracts_hold_one_action() -> None:
    trunk = Sheet("tronc", "dechets")
    heirs = [Sheet(f"contrat-{rank}", "dechets", extends="tronc") for rank in range(10)]
    assert len(set(identities([trunk, *heirs]).values())) == 1


def test_the_same_identifier_in_strangers_is_not_the_same_action() -> None:
    assert len(set(identities([Sheet("a", "x"), Sheet("b", "x")]).values())) == 2


@given(st.sampled_from(list(Firmness)), st.integers(0, 10**15))
def test_a_standing_is_read_back(firmness, cents) -> None:
    assert read_standing(standing(firmness, cents)) == (firmness, cents)
    assert standing(firmness, cents) < 2**63


@given(st.lists(held, max_size=12))
def test_copies_never_add_to_the_sum(lines) -> None:
    once = counted_once(lines)
    assert counted_once([*lines, *lines]) == once
    assert sum(value % STANDING for value in once.values()) <= sum(line.standing % STANDING for line in lines)


def test_granted_beats_planned_even_when_lower() -> None:
    kept = counted_once(
        [Held("a", "l", standing(Firmness.PLANNED, 100)), Held("a", "l", standing(Firmness.GRANTED, 80))]
    )
    assert read_standing(kept["a", "l"]) == (Firmness.GRANTED, 80)
