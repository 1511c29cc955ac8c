"""The thematic menu: how shares are counted, and when the State may decide alone."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.rules.contracts.menu import MenuFacts, MenuState, MenuTerms, may_choose, may_decide, menu, terms
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "menu.yaml")
THEMES = {"eau": "eau", "mobilites": "mobilités", "sante": "santé", "culture": "culture"}
DEADLINE = dt.date(2027, 3, 1)
ACT = {"today": dt.date(2027, 3, 2), "reference": "Arrêté", "motive": "Faute d’accord.", "themes": ["eau"]}


def _facts(case: dict[str, Any]) -> MenuFacts:
    choices = {party: frozenset(themes) for party, themes in case.get("choices", {}).items()}
    held = MenuTerms(Decimal(case.get("least", "0.5")), case.get("deadline", DEADLINE))
    state = {} if case.get("without_state") else {"e": "État"}
    authorities = {"m": "Métropole", "c": "Communauté"}
    return MenuFacts(case.get("themes", THEMES), authorities, state, choices, held, case.get("decided", False))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    facts = _facts(case)
    now = menu(facts)
    if "state" in case:
        assert now.state == case["state"]
    if "share" in case:
        assert now.share == Decimal(case["share"])
    assert all(words in now.because for words in case.get("says", []))
    if "decides" in case:
        asked = ACT | case["decides"]
        decision = may_decide(facts, **(asked | {"themes": frozenset(asked["themes"])}))
        assert decision.allowed == ("refused" not in case)
        assert all(words in decision.because for words in case.get("refused", []))
        assert decision.citations


@given(st.dictionaries(st.sampled_from("mce"), st.frozensets(st.sampled_from(sorted(THEMES)))))
def test_the_state_never_decides_in_time_nor_after_an_agreement(choices: dict[str, frozenset[str]]) -> None:
    facts = (
        _facts({})
        if not choices
        else MenuFacts(THEMES, {"m": "M", "c": "C"}, {"e": "E"}, choices, MenuTerms(Decimal("0.5"), DEADLINE))
    )
    asked = ACT | {"themes": frozenset(THEMES)}
    assert not may_decide(facts, **(asked | {"today": DEADLINE})).allowed
    late = may_decide(facts, **asked)
    assert late.allowed == (menu(facts).state is MenuState.OPEN)
    assert 0 <= menu(facts).share <= 1


def test_a_choice_is_of_themes_of_the_menu_by_a_signatory_while_it_is_open() -> None:
    facts = _facts({})
    assert may_choose(facts, "m", frozenset({"eau"})).allowed
    assert not may_choose(facts, "m", frozenset()).allowed
    assert not may_choose(facts, "m", frozenset({"ancien"})).allowed
    assert not may_choose(facts, "x", frozenset({"eau"})).allowed
    assert not may_choose(_facts({"decided": True}), "m", frozenset({"eau"})).allowed


def test_the_method_agreement_sets_the_share_and_the_last_day() -> None:
    on = dt.date(2027, 1, 1)
    held = terms("reciprocity_contract", {"authority_theme_share_min": "0.6", "theme_choice_days": 30}, on, on=on)
    assert held == MenuTerms(Decimal("0.6"), dt.date(2027, 1, 31))
    assert terms("reciprocity_contract", {}, None, on=on) == MenuTerms(Decimal("0.5"), None)
    assert terms("inconnu", {"theme_choice_days": 3}, on, on=on).deadline == dt.date(2027, 4, 1)
