"""Filters that write figures, amounts and dates as a reader of French or English expects them."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language

from maillon.rules.money import Money

register = template.Library()
UNKNOWN = "–"
Number = int | Decimal | float


@register.filter
def number(value: Number | None, decimals: int = 0) -> str:
    """Write a number with grouped thousands and `decimals` digits; an unknown one is a dash, never zero."""
    if value is None:
        return UNKNOWN
    if isinstance(value, int) and decimals == 0:
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    # Django cuts the digits it does not show: round them first, halves away from zero as French usage has it
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return formats.number_format(rounded, decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def percent(value: Decimal | float | None, decimals: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage."""
    if value is None:
        return UNKNOWN
    space = "\u00a0" if _is_french() else ""
    return f"{number(Decimal(str(value)) * 100, decimals)}{space}%"


@register.filter
def euros(value: Money | int | None) -> str:
    """Write an amount (Money, or integer cents) in euros."""
    if value is None:
        return UNKNOWN
    amount = value if isinstance(value, Money) else Money(value)
    digits = number(Decimal(amount.cents).scaleb(-2), 2 if amount.cents % 100 else 0)
    digits = digits.replace("-", "−")
    return f"{digits}\u00a0€" if _is_french() else f"€{digits}"


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """Write a date in words, in a <time> element: 1er mars 2019."""
    if value is None:
        return UNKNOWN
    on = localtime(value).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), day_words(on))


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """Write a day and its hour in words, in a <time> element: 1er mars 2019, 14:05."""
    if value is None:
        return UNKNOWN
    at = localtime(value)
    return format_html('<time datetime="{}">{}, {}</time>', at.isoformat(), day_words(at.date()), at.strftime("%H:%M"))


def day_words(on: date) -> str:
    """Return a date in words, as plain text: 1er mars 2019."""
    words = formats.date_format(on, "j F Y", use_l10n=True)
    if _is_french() and on.day == 1:
        words = words.replace("1 ", "1er ", 1)
    return words.replace(" ", "\u00a0", 1)


@register.filter
def size(value: int | None) -> str:
    """Write a number of bytes as a reader says it: 12 Ko, 3,4 Mo."""
    if value is None:
        return UNKNOWN
    units = ("o", "Ko", "Mo", "Go") if _is_french() else ("B", "KB", "MB", "GB")
    rank = min(len(units) - 1, (len(str(abs(value))) - 1) // 3)
    amount = Decimal(value).scaleb(-3 * rank)
    return f"{number(amount, 1 if rank > 1 and amount < 10 else 0)}\u00a0{units[rank]}"


@register.filter
def colon(words: object) -> SafeString:
    """Write what is named, then the colon as the reader's language spaces it, and a space."""
    return format_html("{}{}: ", words, "\u00a0" if _is_french() else "")


@register.filter
def quoted(words: object) -> SafeString:
    """Set words between the quotation marks of the reader's language."""
    return format_html("«\u00a0{}\u00a0»" if _is_french() else "“{}”", words)


@register.filter
def cited(source: str) -> str:
    """Write a text of law or a page as it is known, in French, its signs kept on the line of what they go with."""
    for plain in (" :", " ;", "« ", " »"):
        source = source.replace(plain, plain.replace(" ", "\u00a0"))
    return source


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")
