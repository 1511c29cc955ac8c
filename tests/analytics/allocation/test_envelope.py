"""An envelope cut in three."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.allocation.tables import cases, named
from maillon.analytics.allocation import split_envelope
from maillon.rules.problem import InputError


def _rate(written):
    top, _sign, bottom = str(written).partition("/")
    return Fraction(int(top), int(bottom)) if bottom else written


@pytest.mark.parametrize("case", cases("envelope.yaml"), ids=named)
def test_a_case(case) -> None:
    rates = {name: _rate(case[name]) for name in ("evaluation_share", "priority_share")}
    if "refused" in case:
        with pytest.raises(InputError) as refusal:
            split_envelope(case["total"], **rates)
        assert [problem.where for problem in refusal.value.problems] == case["refused"]
        return
    split = split_envelope(case["total"], **rates)
    assert [split.evaluation, split.priority, split.projects] == case["parts"]
    assert len(split.sentences()) == 3


shares = st.fractions(0, 1, max_denominator=10**6)


@given(st.integers(0, 10**15), shares, shares)
def test_the_parts_make_the_envelope_and_the_reserve_is_never_short(total, evaluation, priority) -> None:
    split = split_envelope(total, evaluation_share=evaluation, priority_share=priority)
    assert split.total == total
    assert min(split.evaluation, split.priority, split.projects) >= 0
    assert evaluation * total <= split.evaluation < evaluation * total + 1
    assert 0 <= priority * (total - split.evaluation) - split.priority < 1
