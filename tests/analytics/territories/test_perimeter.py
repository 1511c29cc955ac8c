"""Perimeters: laws of sets, populations, parts, crossings, validity."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.analytics.territories import Perimeter, communes_of, territory
from maillon.rules.problem import InputError

CODES = communes_of("37")
some = st.frozensets(st.sampled_from(CODES), max_size=30).map(Perimeter)


@settings(deadline=None)
@given(some, some, some)
def test_perimeters_obey_the_laws_of_sets(one, two, three) -> None:
    assert one | two == two | one
    assert one & two == two & one
    assert (one | two) | three == one | (two | three)
    assert one & (two | three) == (one & two) | (one & three)
    assert one - two == one - (one & two)
    assert (one - two) & two == Perimeter(frozenset())


@settings(deadline=None)
@given(some, some)
def test_populations_add_up(one, two) -> None:
    assert (one | two).population == one.population + two.population - (one & two).population
    shared = one.overlap(two)
    assert shared.communes == one.communes & two.communes
    assert shared.share_of_first is None or 0 <= shared.share_of_first <= 1
    assert one.overlap(two).population == two.overlap(one).population


@settings(deadline=None)
@given(some)
def test_parts_are_a_partition(perimeter) -> None:
    parts = perimeter.parts()
    assert frozenset().union(*parts) | perimeter.unlocated() == perimeter.communes
    assert sum(len(part) for part in parts) + len(perimeter.unlocated()) == len(perimeter.communes)


def test_a_perimeter_gathers_any_territories_former_ones_too() -> None:
    drawn = Perimeter.of("243700754", "37241", "20004", "REG-06")
    assert set(communes_of("243700754")) < drawn.communes
    assert {"2A004", "97608"} < drawn.communes


def test_population_of_an_epci_is_that_of_its_communes() -> None:
    metropole = territory("243700754")
    assert metropole is not None
    assert Perimeter.of("243700754").population == metropole.population


def test_disjoint_perimeters_have_several_parts() -> None:
    apart = Perimeter.of("243700754", "200043065")
    assert [len(part) for part in apart.parts()] == [22, 14]
    assert len(Perimeter.of("37").parts()) == 1


def test_crossings_say_how_much_is_where() -> None:
    crossed = Perimeter.of("37", "36001").departments()
    assert [crossing.territory.code for crossing in crossed] == ["37", "36"]
    assert sum(crossing.communes for crossing in crossed) == 273
    assert sum(crossing.share or 0 for crossing in crossed) == pytest.approx(1)


def test_overseas_communes_without_contour_are_told_apart() -> None:
    islands = Perimeter.of("975")
    assert islands.unlocated() == islands.communes
    assert islands.parts() == ()


def test_communes_split_in_2025_stay_with_the_one_that_holds_their_contour() -> None:
    assert len(Perimeter.of("15141", "15031", "15047").parts()) == 1


def test_coverage_of_a_departement() -> None:
    cover = Perimeter.of("243700754").coverage(Perimeter.of("37"))
    assert cover.share_of_first == 1
    assert cover.share_of_second is not None
    assert 0.4 < cover.share_of_second < 0.6


def test_an_empty_perimeter_has_no_shares() -> None:
    nothing = Perimeter(frozenset())
    assert nothing.overlap(Perimeter.of("37")).share_of_first is None
    assert (nothing.population, nothing.parts(), nothing.departments()) == (0, (), ())


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
    ],
)
def test_both_ends_are_included(day, held) -> None:
    drawn = Perimeter(frozenset({"37261"}), start=date(2020, 1, 1), end=date(2025, 12, 31))
    assert drawn.valid_on(day) is held


def test_a_combination_holds_while_both_hold() -> None:
    one = Perimeter(frozenset({"37261"}), start=date(2020, 1, 1), end=date(2024, 12, 31))
    two = Perimeter(frozenset({"37233"}), start=date(2022, 1, 1))
    both = one | two
    assert (both.start, both.end) == (date(2022, 1, 1), date(2024, 12, 31))
    after = Perimeter(frozenset({"37233"}), start=date(2026, 1, 1))
    assert (one | after).communes == frozenset()


def test_unknown_codes_are_told_all_at_once_with_a_suggestion() -> None:
    with pytest.raises(InputError) as refused:
        Perimeter.of("99999", "37261", "Tours")
    assert len(refused.value.problems) == 2
    assert "Tours" in refused.value.problems[1].remedy


def test_reversed_dates_are_refused() -> None:
    with pytest.raises(InputError):
        Perimeter.of("37", start=date(2026, 1, 1), end=date(2025, 1, 1))
