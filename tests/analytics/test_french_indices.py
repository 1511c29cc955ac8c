"""The State's indices: edge cases, closed forms, and the indices that the DGCL published for 2022."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.analytics.dgcl import read_criteria
from maillon.analytics.french_indices import (
    DsrCriteria,
    DsuCriteria,
    demographic_strata,
    dsr_target_index,
    dsu_index,
    dsu_strata,
    fpic_coefficient,
    stratum_means,
)
from maillon.analytics.refusal import DataError

CRITERIA = Path(__file__).parents[3] / "shared" / "data" / "dgcl_dotations" / "criteres_repartition_2022.csv.gz"
published = pytest.mark.skipif(not CRITERIA.is_file(), reason="the DGCL's criteria of 2022 are not beside the project")
SAME = {
    "potentiel_financier": [12e6, 12e6],
    "population_dgf": [12e3, 12e3],
    "social_housing": [1e3, 1e3],
    "housing_aid": [2e3, 2e3],
    "dwellings": [5e3, 5e3],
    "income": [18e7, 18e7],
    "population_insee": [11e3, 11e3],
}


def test_communes_like_their_stratum_have_an_index_of_one() -> None:
    assert dsu_index(DsuCriteria(**SAME)) == pytest.approx([1.0, 1.0])
    assert fpic_coefficient([100, 7_500, 500_000, 2e6]) == pytest.approx([1, 1, 2, 2])
    alike = {name: SAME[name] for name in DsrCriteria.__slots__}
    assert dsr_target_index(DsrCriteria(**alike)) == pytest.approx([1.0, 1.0])


def test_means_are_ratios_of_sums() -> None:
    assert stratum_means([1.0, 9.0, 5.0], [1.0, 2.0, 5.0], ["a", "a", "b"]).tolist() == pytest.approx(
        [10 / 3, 10 / 3, 1]
    )


def test_strata() -> None:
    assert demographic_strata([0, 499, 500, 9_999, 10_000, 200_000]).tolist() == [1, 1, 2, 7, 8, 15]
    assert dsu_strata([4_999, 5_000, 9_999, 10_000]).tolist() == [0, 1, 1, 2]


def test_below_five_thousand_inhabitants_there_is_no_dsu() -> None:
    small = {**SAME, "population_dgf": [4e3, 4e3]}
    assert dsu_index(DsuCriteria(**small)).tolist() == [0, 0]


def test_a_commune_two_and_a_half_times_as_rich_is_not_ranked() -> None:
    rich = {name: [*values, values[0]] for name, values in SAME.items()} | {"potentiel_financier": [1e6, 1e6, 60e6]}
    assert dsu_index(DsuCriteria(**rich))[2] == 0


def test_an_income_under_secrecy_counts_for_the_mean_and_nobody_for_nothing() -> None:
    criteria = DsrCriteria([1e5, 1e5, 5e3], [100, 100, 0], [1e6, 0.0, 0.0], [100, 100, 0])
    index = dsr_target_index(criteria)
    wealth_mean = 205e3 / 200
    assert index[1] == pytest.approx(0.7 * wealth_mean / 1e3 + 0.3)
    assert index[2] == 0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: fpic_coefficient([0]), "populations nulles"),
        (lambda: fpic_coefficient([None]), "manquantes"),
        (lambda: stratum_means([1.0], [0.0], [1]), "dénominateur"),
        (lambda: stratum_means([1.0, 2.0], [1.0, 1.0], [1]), "longueur"),
        (lambda: stratum_means([-1.0], [1.0], [1]), "négatives"),
        (lambda: dsu_index(DsuCriteria(**{**SAME, "dwellings": [0.0, 1.0]})), "valeurs nulles"),
        (lambda: dsu_index(DsuCriteria(**{**SAME, "income": [1.0]})), "longueur"),
        (lambda: dsr_target_index(DsrCriteria([0.0, 1.0], [1, 1], [1, 1], [1, 1])), "infini"),
    ],
)
def test_figures_that_give_no_index_are_refused(call, said) -> None:
    with pytest.raises(DataError, match=said):
        call()


@given(st.floats(7_500, 500_000), st.floats(7_500, 500_000))
def test_the_coefficient_grows_with_population(one, other) -> None:
    low, high = sorted((one, other))
    first, last = fpic_coefficient([low, high])
    assert 1 <= first <= last <= 2
    assert first == pytest.approx(1 + np.log(low / 7_500) / np.log(500_000 / 7_500))


def test_a_file_that_is_not_the_criteria_is_refused(tmp_path) -> None:
    other = tmp_path / "criteres.csv.gz"
    other.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    with pytest.raises(DataError, match="manque des colonnes"):
        read_criteria(other)
    with pytest.raises(DataError, match="n’existe pas"):
        read_criteria(tmp_path / "absent.csv")


@published
def test_the_dsu_index_is_the_one_published() -> None:
    frame = read_criteria(CRITERIA).filter("metropolitan")
    frame = frame.filter(frame["population_dgf"] >= 5_000)
    index = dsu_index(DsuCriteria(*(frame[name] for name in DsuCriteria.__slots__)))
    reference = frame["dsu_index"].to_numpy()
    assert np.array_equal(index == 0, reference == 0)
    assert np.abs(index - reference).max() < 6e-6


@published
def test_the_target_index_of_the_dsr_is_the_one_published() -> None:
    frame = read_criteria(CRITERIA).filter("metropolitan")
    frame = frame.filter(frame["population_dgf"] < 10_000)
    index = dsr_target_index(DsrCriteria(*(frame[name] for name in DsrCriteria.__slots__)))
    ranked = np.flatnonzero(frame["dsr_target_index"].to_numpy() > 0)
    assert ranked.size == 33_074
    assert np.abs(index - frame["dsr_target_index"].to_numpy())[ranked].max() < 4e-9
    first = ranked[np.argsort(-index[ranked], kind="stable")][:10_000]
    assert frame["dsr_target_eligible"].to_numpy()[first].all()
    assert np.array_equal(demographic_strata(frame["population_dgf"]), frame["stratum"].to_numpy())
