"""SIREN and SIRET keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.rules.identifiers import valid_siren, valid_siret

digits = st.text(alphabet="0123456789", min_size=8, max_size=8)


def with_key(start: str) -> str:
    return next(start + last for last in "0123456789" if valid_siren(start + last))


@pytest.mark.parametrize("siren", ["243700754", "213702616", "992367730", "356000000"])
def test_real_sirens(siren) -> None:
    assert valid_siren(siren)


@pytest.mark.parametrize("siren", ["", "24370075", "243700755", "24370075A", "²43700754", "243 700 754"])
def test_wrong_sirens(siren) -> None:
    assert not valid_siren(siren)


@pytest.mark.parametrize("siret", ["21370261600011", "35600000000048", "35600000049837"])
def test_real_sirets(siret) -> None:
    assert valid_siret(siret)


@pytest.mark.parametrize("siret", ["", "2137026160001x", "2137026160001", "35600000000002", "35600000000004A"])
def test_wrong_sirets(siret) -> None:
    assert not valid_siret(siret)


@given(digits, st.integers(0, 8), st.sampled_from("0123456789"))
def test_one_changed_digit_is_always_seen(start, place, other) -> None:
    siren = with_key(start)
    changed = siren[:place] + other + siren[place + 1 :]
    assert valid_siren(changed) is (changed == siren)


@given(digits)
def test_each_start_has_exactly_one_key(start) -> None:
    assert sum(valid_siren(start + last) for last in "0123456789") == 1
