"""Priority geography: drawn, assessed, decided."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.analytics.targeting import Change, accuracy, decide, draw_area, neighbour_graph, side_by_side, stability
from maillon.analytics.targeting.zones import zone_criteria
from maillon.analytics.territories import neighbours
from maillon.rules.problem import InputError

CODES = ["a", "b", "c", "d", "e"]
INDEX = [90, 10, 80, 70, 20]
PEOPLE = [10, 40, 10, 10, 30]
CHAIN = {"a": ["b"], "b": ["a", "c"], "c": ["b", "d"], "d": ["c", "e"], "e": ["d"]}
DAY = dt.date(2026, 11, 22)


def _area(**rule):
    return draw_area(CODES, INDEX, PEOPLE, **rule)


def _change(code, *, inside, reason="bassin d’emploi commun", office="préfet de région") -> Change:
    return Change(code, inside, reason, office, DAY)


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ({"threshold": 70}, ["a", "c", "d"]),
        ({"threshold": 70.01}, ["a", "c"]),
        ({"threshold": 1000}, []),
        ({"share": 0.2}, ["a", "c"]),
        ({"share": 0.21}, ["a", "c", "d"]),
        ({"share": 0}, []),
        ({"share": 1}, CODES),
        ({"share": 0.2, "neighbours": CHAIN}, ["c", "d"]),
        ({"share": 0.2, "neighbours": CHAIN, "parts": 2}, ["a", "c"]),
        ({"share": 0.6, "neighbours": CHAIN}, ["a", "b", "c"]),
        ({"share": 0, "neighbours": CHAIN}, []),
    ],
)
def test_a_perimeter(rule, kept) -> None:
    area = _area(**rule)
    assert area.kept == kept
    assert area.share == pytest.approx(sum(PEOPLE[CODES.index(code)] for code in kept) / 100)
    assert all(sentence.endswith(".") for sentence in area.sentences())
    if area.rule == "contiguous" and kept:
        assert area.mean_index <= area.bound + 1e-9


def test_equals_are_treated_alike() -> None:
    area = draw_area(["x", "y", "z"], [5, 5, 1], [10, 10, 80], share=0.1)
    assert area.kept == ["x", "y"]


@pytest.mark.parametrize(
    ("codes", "index", "people", "rule", "said"),
    [
        ([], [], [], {"share": 0.5}, "aucun territoire"),
        (["a", "a"], [1, 2], [1, 1], {"share": 0.5}, "deux fois"),
        (["a"], [1, 2], [1], {"share": 0.5}, "2 valeurs pour 1"),
        (["a"], [None], [1], {"share": 0.5}, "a"),
        (["a"], [1], [-1], {"share": 0.5}, "impossible"),
        (["a"], ["haut"], [1], {"share": 0.5}, "toutes des nombres"),
        (["a"], [1], [0], {"share": 0.5}, "personne"),
        (["a"], [1], [1], {}, "l’un des deux"),
        (["a"], [1], [1], {"share": 0.5, "threshold": 1}, "l’un des deux"),
        (["a"], [1], [1], {"share": 20}, "part"),
        (["a"], [1], [1], {"share": 0.2, "neighbours": {}, "parts": 0}, "morceaux"),
        (["a", "b"], [1, 2], [1, 1], {"share": 0.9, "neighbours": {}}, "seul tenant n’atteint"),
    ],
)
def test_what_cannot_be_drawn_is_said(codes, index, people, rule, said) -> None:
    with pytest.raises(InputError, match=said):
        draw_area(codes, index, people, **rule)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 50)), min_size=1, max_size=12), st.floats(0, 1))
def test_a_share_is_reached_by_the_neediest(drawn, share) -> None:
    people = [unit[1] + 1 for unit in drawn]
    area = draw_area([str(rank) for rank in range(len(drawn))], [unit[0] for unit in drawn], people, share=share)
    assert area.share >= share - 1e-9
    outside = area.index[~area.inside]
    assert not outside.size or not area.inside.any() or outside.max() < area.index[area.inside].min()
    without_last = area.inside & (area.index > (area.threshold if area.threshold is not None else 0))
    assert share == 0 or area.population[without_last].sum() < share * sum(people) + 1e-6


def _pieces(kept, graph) -> int:
    left, count = set(kept), 0
    while left:
        count += 1
        border = [left.pop()]
        while border:
            reached = left & set(graph[border.pop()])
            left -= reached
            border.extend(reached)
    return count


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 50)), min_size=3, max_size=12),
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=25),
    st.floats(0.01, 1),
    st.integers(1, 3),
)
def test_a_perimeter_has_no_more_pieces_than_admitted(drawn, edges, share, parts) -> None:
    names = [str(rank) for rank in range(len(drawn))]
    graph = {name: [] for name in names}
    for first, second in edges:
        if first != second and max(first, second) < len(names):
            graph[str(first)].append(str(second))
            graph[str(second)].append(str(first))
    index, people = [unit[0] for unit in drawn], [unit[1] for unit in drawn]
    try:
        area = draw_area(names, index, people, share=share, neighbours=graph, parts=parts)
    except InputError:
        # no choice of so few pieces can hold enough people
        pieces = sorted((sum(people[int(name)] for name in piece) for piece in _connected(graph)), reverse=True)
        assert sum(pieces[:parts]) < share * sum(people)
        return
    assert 1 <= _pieces(area.kept, graph) <= parts
    assert area.share >= share - 1e-9
    assert area.mean_index <= area.bound + 1e-9


def _connected(graph):
    left = set(graph)
    while left:
        piece, border = set(), [left.pop()]
        while border:
            place = border.pop()
            piece.add(place)
            reached = left & set(graph[place])
            left -= reached
            border.extend(reached)
        yield piece


def test_neighbours_come_from_the_contours() -> None:
    around = ["37261", *neighbours("37261")]
    graph = neighbour_graph([*around, "36044"], links=[("36044", "37261")])
    assert set(around[1:]) | {"36044"} == set(graph["37261"])
    assert graph["36044"] == ["37261"]
    assert neighbour_graph(["37261"]) == {"37261": []}
    loches, tours = "200071587", "243700754"
    assert neighbour_graph([tours, loches]) in ({tours: [], loches: []}, {tours: [loches], loches: [tours]})
    metropole = neighbour_graph([tours, "200072650"])
    assert metropole == {tours: ["200072650"], "200072650": [tours]}


def test_leakage_and_undercoverage() -> None:
    found = accuracy(_area(threshold=70), [5, 4, 5, 5, 1])
    assert found.leakage == pytest.approx(15 / 30)
    assert found.undercoverage == pytest.approx(5 / 20)
    assert found.concentration == pytest.approx((15 / 20) / 0.3)
    assert len(found.sentences()) == 2


@pytest.mark.parametrize(
    ("rule", "in_need", "said"),
    [
        (70, [50, 0, 0, 0, 0], "plus de personnes .* : a"),
        (70, [0, 0, 0, 0, 0], "personne n’est en difficulté"),
        (1000, [1, 1, 1, 1, 1], "personne n’habite"),
        (70, [1, 1, None, 1, 1], "c"),
    ],
)
def test_what_cannot_be_assessed_is_said(rule, in_need, said) -> None:
    with pytest.raises(InputError, match=said):
        accuracy(_area(threshold=rule), in_need)


def test_stability_follows_probabilities() -> None:
    found = stability(_area(threshold=70), [1.0, 0.0, 0.6, 0.2, 0.5])
    assert found.standing == ["sure", "unlikely", "doubtful", "doubtful", "doubtful"]
    assert found.expected_right == pytest.approx((10 + 6 + 2) / 30)
    assert found.expected_missed == pytest.approx(15 / 33)
    assert (found.doubtful, found.near) == (["d", "c"], ["e"])
    with pytest.raises(InputError, match="passe 1"):
        stability(_area(threshold=70), [1.5, 0, 0, 0, 0])


def test_criteria_side_by_side() -> None:
    table = side_by_side(_area(threshold=70), {"coastal": [True, "non", 1, 0, None], "mountain": [0, 0, 0, 0, 0]})
    coastal, mountain = table.to_dicts()
    assert (coastal["territories"], coastal["territories_inside"], coastal["unknown"]) == (2, 2, 1)
    assert (coastal["share_inside"], coastal["mean_index"]) == (1.0, 85.0)
    assert (mountain["share_inside"], mountain["mean_index"]) == (None, None)
    with pytest.raises(InputError, match="ni oui ni non"):
        side_by_side(_area(threshold=70), {"coastal": ["peut-être", 0, 0, 0, 0]})
    with pytest.raises(InputError, match="1 valeurs pour 5"):
        side_by_side(_area(threshold=70), {"coastal": [0]})


def test_the_last_word_is_kept_beside_what_was_computed() -> None:
    decided = decide(_area(threshold=70), [_change("e", inside=True), _change("a", inside=False)])
    told = decided.as_dict()
    assert told["computed"] == ["a", "c", "d"]
    assert told["decided"] == ["c", "d", "e"]
    assert told["changes"][0] == {
        "code": "e",
        "inside": True,
        "reason": "bassin d’emploi commun",
        "decided_by": "préfet de région",
        "decided_on": "2026-11-22",
    }
    assert "décision : 1 ; retirés : 1" in decided.sentences()[0]
    assert decided.computed.kept == ["a", "c", "d"]
    np.testing.assert_array_equal(decide(_area(threshold=70), []).decided.inside, _area(threshold=70).inside)


def test_a_change_without_reason_or_effect_is_refused_with_all_the_others() -> None:
    wrong = [
        _change("z", inside=True),
        _change("b", inside=True, reason="  "),
        _change("b", inside=True, office=""),
        _change("a", inside=True),
    ]
    with pytest.raises(InputError) as refusal:
        decide(_area(threshold=70), wrong)
    assert [problem.where for problem in refusal.value.problems] == ["z", "b", "b", "b", "a"]


def test_the_zones_that_ship_are_known_by_code_and_never_guessed() -> None:
    zones = zone_criteria(["75056", "01004", "73054", "01000"])
    assert zones["urban"] == [True, True, False, None]
    assert zones["rural"] == [False, False, True, None]
    assert zones["mountain"] == [False, False, True, None]
    assert zone_criteria(["200070555"], ["mountain"]) == {"mountain": [False]}


@pytest.mark.parametrize(
    ("codes", "zones", "said"), [(["75056"], ["coastal"], "« coastal »"), (["x"], ["urban"], "codes")]
)
def test_a_zone_or_codes_that_nothing_ships_for_are_refused(codes, zones, said) -> None:
    with pytest.raises(InputError, match=said):
        zone_criteria(codes, zones)
