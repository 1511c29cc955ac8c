"""Which value a rule uses: its date, its framework, the method agreement, and the bounds of each."""

import datetime as dt
from decimal import Decimal

import pytest

from maillon.rules.contracts.frameworks import framework
from maillon.rules.parameters import Origin, ParameterSet, parameters, resolve
from maillon.rules.parameters.model import COUNTED, Kind, portable
from maillon.rules.phrases import percent, some

DAY = dt.date(2026, 6, 1)
CEILING = "fungibility_ceiling_max"


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (dt.date(2015, 8, 8), None),
        (dt.date(2015, 8, 9), 20_000),
        (dt.date(2019, 12, 28), 20_000),
        (dt.date(2019, 12, 29), 50_000),
        (DAY, 50_000),
    ],
)
def test_a_dated_value_holds_from_its_day(day: dt.date, value: int | None) -> None:
    assert resolve("development_council_population", on=day).value == value


def test_the_report_s_value_holds_when_nobody_says_otherwise() -> None:
    found = resolve(CEILING, on=DAY)
    assert (found.value, found.origin, found.origin_label) == (Decimal("0.25"), Origin.REPORT, "défaut du rapport")


def test_a_framework_takes_the_place_of_the_report() -> None:
    found = resolve("goal_count_min", on=DAY, framework=framework("operational_contract"))
    assert (found.value, found.origin_label) == (1, "cadre « Contrat opérationnel »")


@pytest.mark.parametrize("written", ["0.3", Decimal("0.3"), "0,3"])
def test_the_method_agreement_prevails_within_its_range(written: object) -> None:
    found = resolve(CEILING, on=DAY, agreement={CEILING: written})
    assert (found.value, found.origin, found.refused) == (Decimal("0.3"), Origin.AGREEMENT, None)


@pytest.mark.parametrize(
    ("written", "because"),
    [
        ("0.5001", "de 1\u00a0% à 50\u00a0%"),
        ("0", "de 1\u00a0% à 50\u00a0%"),
        (0.3, "un taux entre 0 et 1"),
        (True, "un taux entre 0 et 1"),
        ("2", "un taux entre 0 et 1"),
        ("un quart", "un taux entre 0 et 1"),
        ("NaN", "un taux entre 0 et 1"),
    ],
)
def test_a_value_that_is_refused_leaves_the_framework_s_and_says_so(written: object, because: str) -> None:
    found = resolve(CEILING, on=DAY, agreement={CEILING: written})
    assert found.value == Decimal("0.25")
    assert found.refused is not None
    assert because in found.refused.what
    assert "La valeur retenue est 25\u00a0% (défaut du rapport)" in found.refused.expected


def test_the_bounds_themselves_are_admitted() -> None:
    for bound in ("0.01", "0.5"):
        assert resolve(CEILING, on=DAY, agreement={CEILING: bound}).value == Decimal(bound)


def test_a_framework_may_narrow_what_an_agreement_may_set() -> None:
    operational = framework("operational_contract")
    refused = resolve("goal_count_min", on=DAY, framework=operational, agreement={"goal_count_min": 6})
    assert refused.value == 1
    assert refused.refused is not None
    assert resolve("goal_count_min", on=DAY, agreement={"goal_count_min": 6}).value == 6


def test_the_law_is_not_for_an_agreement_to_change() -> None:
    found = resolve("own_contribution_min", on=DAY, agreement={"own_contribution_min": "0.1"})
    assert found.value == Decimal("0.2")
    assert found.refused is not None
    assert "ne peut pas être modifié" in found.refused.what


def test_a_set_tells_unknown_names_and_refused_values_once_each() -> None:
    agreement = {"plafond": 1, CEILING: "0.9", "goal_count_min": 3}
    problems = ParameterSet(DAY, None, agreement).problems()
    assert [problem.where.rpartition(".")[2] for problem in problems] == ["plafond", CEILING]


def test_agreements_do_not_leak_into_one_another() -> None:
    assert ParameterSet(DAY, None, {CEILING: "0.3"}).read(CEILING).value == Decimal("0.3")
    assert ParameterSet(DAY, None, {}).read(CEILING).value == Decimal("0.25")


def test_a_value_of_another_kind_is_never_taken_for_a_number() -> None:
    with pytest.raises(TypeError, match="not a rate"):
        _ = resolve("goal_count_min", on=DAY).rate
    with pytest.raises(TypeError, match="not a whole number"):
        _ = resolve(CEILING, on=DAY).whole


@pytest.mark.parametrize("name", sorted(parameters()))
def test_every_default_stays_within_its_own_range(name: str) -> None:
    parameter = parameters()[name]
    assert all(parameter.range.admits(dated.value) for dated in parameter.values)
    starts = [dated.start for dated in parameter.values]
    assert starts == sorted(starts, key=lambda start: start or dt.date.min)


@pytest.mark.parametrize(
    ("value", "carried"),
    [(Decimal("0.25"), "0.25"), (Decimal(1), 1), (4, 4), (True, True), (("a", "b"), ["a", "b"]), (None, None)],
)
def test_json_carries_no_float(value: object, carried: object) -> None:
    assert portable(value) == carried  # type: ignore[arg-type]  # any value of a parameter


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("0.25", "25 %"),
        ("0.2501", "25,01 %"),
        ("0.333333", "33,33 %"),
        ("1", "100 %"),
        ("0", "0 %"),
        ("0.018", "1,8 %"),
    ],
)
def test_percentages_are_french(rate: str, said: str) -> None:
    assert percent(Decimal(rate)).replace("\u00a0", " ") == said


def test_a_long_list_counts_the_rest() -> None:
    assert some(["a", "b", "c", "d"]) == "a, b, c et d"
    assert some(["a", "b", "c", "d", "e"]) == "a, b, c et 2 autres"


def test_a_count_agrees_with_its_unit() -> None:
    assert resolve("engineering_criteria_min", on=DAY).unit == "critère"
    assert resolve("mainstream_policies_min", on=DAY).unit == "politique"
    assert resolve("cofinancing_strata_min", on=DAY).unit == "strates"


def test_every_unit_that_is_counted_has_a_singular() -> None:
    counted = {one.unit for one in parameters().values() if one.kind is Kind.INTEGER and one.unit}
    assert counted - {"mois"} == set(COUNTED), "« mois » has one form"
