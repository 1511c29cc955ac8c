"""Figures, amounts and dates as a reader of French or English expects them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from maillon.rules.money import Money
from maillon.web.common.templatetags import figures

N = B = "\u00a0"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (lambda: figures.number(None), "–"),
        (lambda: figures.number(0), "0"),
        (lambda: figures.number(136463), f"136{N}463"),
        (lambda: figures.number(Decimal("1234.56"), 1), f"1{N}234,6"),
        (lambda: figures.number(-1200), f"-1{N}200"),
        (lambda: figures.percent(None), "–"),
        (lambda: figures.percent(Decimal("0.625"), 1), f"62,5{B}%"),
        (lambda: figures.percent(1), f"100{B}%"),
        (lambda: figures.euros(None), "–"),
        (lambda: figures.euros(Money(500_000)), f"5{N}000{B}€"),
        (lambda: figures.euros(Money(500_050)), f"5{N}000,50{B}€"),
        (lambda: figures.euros(-100_000), f"−1{N}000{B}€"),
        (lambda: figures.size(999), f"999{B}o"),
        (lambda: figures.size(23_400), f"23{B}Ko"),
        (lambda: figures.size(3_450_000), f"3,5{B}Mo"),
        (lambda: figures.size(52_000_000), f"52{B}Mo"),
        (lambda: figures.size(10**13), f"10{N}000{B}Go"),
        (lambda: figures.size(0), f"0{B}o"),
    ],
)
def test_french(written, expected) -> None:
    with override("fr"):
        assert written() == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (lambda: figures.number(136463), "136,463"),
        (lambda: figures.percent(Decimal("0.625"), 1), "62.5%"),
        (lambda: figures.euros(Money(500_050)), "€5,000.50"),
        (lambda: figures.size(3_450_000), f"3.5{B}MB"),
    ],
)
def test_english(written, expected) -> None:
    with override("en"):
        assert written() == expected


@pytest.mark.parametrize(
    ("on", "language", "expected"),
    [
        (date(2019, 3, 1), "fr", f"1er{B}mars 2019"),
        (date(2019, 3, 11), "fr", f"11{B}mars 2019"),
        (date(2019, 3, 1), "en", f"1{B}March 2019"),
        # near midnight, the day is that of Paris
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), "fr", f"1er{B}juillet 2026"),
    ],
)
def test_days(on, language, expected) -> None:
    with override(language):
        assert f">{expected}</time>" in figures.day(on)
        assert figures.day(None) == "–"


def test_moments() -> None:
    at = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert figures.moment(at) == '<time datetime="2026-03-01T00:30:00+01:00">1er\u00a0mars 2026, 00:30</time>'
    assert figures.moment(None) == "–"


def test_marks_are_spaced_as_the_language_wants() -> None:
    assert figures.colon("Thème") == "Thème\u00a0: "
    assert figures.quoted("a") == "«\u00a0a\u00a0»"
    with override("en"):
        assert figures.colon("Theme") == "Theme: "
        assert figures.quoted("a") == "“a”"
    assert figures.cited("Loi : art. 1 ; page « Vie »") == "Loi\u00a0: art. 1\u00a0; page «\u00a0Vie\u00a0»"
    assert figures.colon("<b>") == "&lt;b&gt;\u00a0: "
