"""Lists of codes as people paste them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.analytics.territories import resolve, territory
from maillon.analytics.territories.listed import MOST_LINES, read_list
from maillon.rules.problem import InputError

TABLE = "Commune;Code INSEE;Population\nTours;37261;139259\nAmbazac;87002;5000\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("37261", ("37261",)),
        ("37261\n37233", ("37261", "37233")),
        ("37261 37233", ("37261", "37233")),
        ("37261;37233;37261", ("37261", "37233")),
        ("37261, 243700754", ("37261", "243700754")),
        ("Code\n37261\n\n37233\n", ("37261", "37233")),
        ("2a004\nREG-24", ("2A004", "REG-24")),
        ("243 700 754", ("243700754",)),
        ("200043065.0", ("200043065",)),
        (TABLE, ("37261", "87002")),
        (TABLE.replace(";", "\t"), ("37261", "87002")),
        ("\ufeff" + TABLE, ("37261", "87002")),
        ('"Tours, ville";37261\n"Blois";41018\n', ("37261", "41018")),
        ("", ()),
    ],
)
def test_what_is_pasted_is_understood(text, expected) -> None:
    assert read_list(text).references == expected


def test_the_column_that_was_read_is_named_and_may_be_chosen() -> None:
    assert read_list(TABLE).column == "Code INSEE"
    table = "siège;membre\n37261;37233\n37261;37109\n"
    assert read_list(table, column="Membre").references == ("37233", "37109")
    with pytest.raises(InputError, match="Colonnes trouvées : siège, membre"):
        read_list(table, column="autre")


def test_a_lost_zero_is_put_back_and_said() -> None:
    found = read_list("1004\n01053")
    assert found.references == ("01004", "01053")
    (one,) = found.replaced
    assert (one.written, one.references) == ("1004", ("01004",))
    assert "01004" in one.note


def test_former_codes_become_those_of_today_and_say_so() -> None:
    former = "37017"
    assert resolve(former).status in {"former", "delegated"}
    (one,) = read_list(former).replaced
    assert one.references == read_list(former).references
    assert one.note
    assert all(territory(code) for code in one.references)


def test_all_unknown_codes_are_told_with_their_lines() -> None:
    with pytest.raises(InputError) as refused:
        read_list("37261\n99999\nbonjour\n37233")
    assert [problem.line for problem in refused.value.problems] == [2, 3]
    assert all(problem.remedy for problem in refused.value.problems)


def test_a_table_without_codes_is_refused() -> None:
    with pytest.raises(InputError, match="aucune colonne"):
        read_list("nom;taille\nabc;def\n")


def test_too_many_lines_and_faults_are_cut() -> None:
    with pytest.raises(InputError, match="lignes"):
        read_list("37261\n" * (MOST_LINES + 1))
    with pytest.raises(InputError) as refused:
        read_list("x1\n" * 300)
    assert len(refused.value.problems) == 51


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    with suppress(InputError):
        assert all(territory(code) for code in read_list(text).references)
