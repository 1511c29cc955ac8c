"""The small typed values that a contract document is made of.

What the classes accept and what the published JSON Schema accepts come from the same patterns, written here once.
Numbers are read exactly: an integer, a decimal or a text, never a binary float.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    Strict,
    StringConstraints,
)
from pydantic import WithJsonSchema as Schema

from maillon.rules.identifiers import valid_siren, valid_siret
from maillon.rules.money import Money
from maillon.rules.wording import _

ONE_LINE = r"^\s*[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*\s*$"
PARAGRAPHS = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$"
SLUG = r"^[a-z0-9]+([._-][a-z0-9]+)*$"
COMMUNE = r"^([0-9]{2}|2[AB])[0-9]{3}$"
DEPARTEMENT = r"^([0-9]{2,3}|2[AB])$"
REGION = r"^[0-9]{2}$"
WEB_ADDRESS = r"^\s*https?://[^\s<>]+\s*$"
BESIDE = r"^[^/\\\u0000-\u001f:][^\\\u0000-\u001f:]*\.(yaml|yml|json)$"
AMOUNT_TEXT = r"^[0-9][0-9 \u00a0\u202f]{0,18}([.,][0-9]{1,2})?[ \u00a0\u202f]?(€|EUR)?$"
RATE_TEXT = r"^(0([.,][0-9]{1,30})?|1([.,]0{1,30})?)$"
NUMBER_TEXT = r"^-?[0-9]{1,30}([.,][0-9]{1,30})?$"
DAY_TEXT = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
PARAMETER_TEXT = r"^-?(0|[1-9][0-9]{0,29})\.[0-9]{1,30}$"

_AMOUNT, _RATE, _NUMBER = re.compile(AMOUNT_TEXT), re.compile(RATE_TEXT), re.compile(NUMBER_TEXT)
_DAY, _PARAMETER = re.compile(DAY_TEXT), re.compile(PARAMETER_TEXT)
_FRENCH_DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_MOST_DIGITS = 30


class RefusedValueError(ValueError):
    """A value that cannot be used, with how to mend it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


def _written(value: Any) -> str | None:
    """Return the plain decimal writing of a number or a text; None for anything else, or beyond 30 digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        if (
            not value.is_finite()
            or abs(value.adjusted()) > _MOST_DIGITS
            or -int(value.as_tuple().exponent) > 2 * _MOST_DIGITS
        ):
            return None
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**_MOST_DIGITS else None
    return None


def _amount(value: Any) -> Money:
    if type(value) is int and 0 <= value < 10**13:
        return Money(value * 100)
    if isinstance(value, Money):
        money = value
    else:
        written = _written(value)
        if written is None:
            raise ValueError(_("un montant s’écrit en euros, par exemple 5000 ou 5000.50"))
        if written.startswith(("-", "−")):
            raise _negative()
        if not _AMOUNT.fullmatch(written) and re.fullmatch(r"[0-9  \u202f]+[.,][0-9]{3,}", written):
            what = _("un montant n’a que deux chiffres après la virgule")
            raise RefusedValueError(what, _("Arrondir au centime, par exemple 5000.50"))
        if not _AMOUNT.fullmatch(written):
            what = _("« {written} » n’est pas un montant en euros").format(written=_short(written))
            raise RefusedValueError(what, _("Écrire par exemple 5000 ou 5000.50, ou retirer le champ"))
        money = Money.parse(written)
    if money.cents < 0:
        raise _negative()
    return money


def _negative() -> RefusedValueError:
    what = _("un montant ne peut pas être négatif")
    return RefusedValueError(what, _("Écrire le montant sans signe, ou retirer le champ"))


def _short(written: str) -> str:
    return written if len(written) <= 40 else written[:39] + "…"


def _decimal(value: Any, accepted: re.Pattern[str]) -> Decimal | None:
    written = _written(value)
    if written is None or not accepted.fullmatch(written):
        return None
    return Decimal(written.replace(",", "."))


def _rate(value: Any) -> Decimal:
    rate = _decimal(value, _RATE)
    if rate is None:
        raise ValueError(_("un taux est compris entre 0 et 1 (0.25 pour 25 %)"))
    return rate


def _number(value: Any) -> Decimal:
    number = Decimal(value) if type(value) is int and abs(value) < 10**_MOST_DIGITS else _decimal(value, _NUMBER)
    if number is None:
        raise ValueError(_("un nombre est attendu, par exemple 12 ou 12.5"))
    return number


def _whole(value: Any) -> Any:
    """Read 3.0 as the whole number 3, as JSON Schema does."""
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS:
        return int(value) if value == value.to_integral_value() else value
    return value


def _day(value: Any) -> date:
    if type(value) is str:
        return _written_day(value)
    if type(value) is date:
        value = value.isoformat()
    return _written_day(value if isinstance(value, str) else "")


@lru_cache(maxsize=4096)
def _written_day(written: str) -> date:
    if _DAY.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            what = _("le {day} n’existe pas dans le calendrier").format(day=written)
            raise RefusedValueError(what, _("Donner un jour qui existe, par exemple 2026-03-15")) from None
    french = _FRENCH_DAY.match(written.strip())
    if french:
        day, month, year = french.groups()
        form = f"{year}-{month.zfill(2)}-{day.zfill(2)}"
        raise ValueError(_("une date s’écrit année-mois-jour : {form}").format(form=form))
    raise ValueError(_("une date s’écrit année-mois-jour, entre 1900 et 2199, par exemple 2026-03-15"))


def _parameter(value: Any) -> Decimal | int | bool | str:
    """Read a parameter; a text written as a decimal number is that number, so that round trips keep it."""
    if isinstance(value, bool):
        return value
    written = _written(value)
    if written is None or not written.strip() or len(written) > 400 or not re.fullmatch(ONE_LINE, written):
        raise ValueError(_("un paramètre est un nombre, un texte court, true ou false"))
    if isinstance(value, str):
        return Decimal(written) if _PARAMETER.fullmatch(written) else written.strip()
    return int(written) if "." not in written else Decimal(written)


def _plain(number: Decimal) -> int | str:
    return int(number) if number == number.to_integral_value() else format(number.normalize(), "f")


def _plain_parameter(value: Any) -> Any:
    return _plain(value) if isinstance(value, Decimal) else value


def _siren(code: str) -> str:
    if not valid_siren(code):
        raise ValueError(
            _("« {code} » n’est pas un SIREN : neuf chiffres avec clé de contrôle").format(code=_short(code))
        )
    return code


def _siret(code: str) -> str:
    if not valid_siret(code):
        raise ValueError(
            _("« {code} » n’est pas un SIRET : quatorze chiffres avec clé de contrôle").format(code=_short(code))
        )
    return code


def _text_code(value: Any) -> Any:
    return _written(value) or "" if isinstance(value, int) and not isinstance(value, bool) else value


def _spaced_code(value: Any) -> Any:
    return value.replace(" ", "").replace("\u00a0", "") if isinstance(value, str) else _text_code(value)


def _code_schema(pattern: str, *, least: int, most: int) -> Schema:
    return Schema(
        {"anyOf": [{"type": "string", "pattern": pattern}, {"type": "integer", "minimum": least, "maximum": most}]}
    )


def _number_schema(pattern: str, **bounds: int) -> Schema:
    return Schema({"anyOf": [{"type": "number", **bounds}, {"type": "string", "pattern": pattern}]})


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000, pattern=PARAGRAPHS)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=ONE_LINE)]
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=120)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, pattern=WEB_ADDRESS, max_length=2_000)]
FileBeside = Annotated[str, StringConstraints(pattern=BESIDE, max_length=400)]
Flag = Annotated[bool, Strict()]
Count = Annotated[int, BeforeValidator(_whole), Field(strict=True, ge=0, le=1_000_000_000)]
Positive = Annotated[int, BeforeValidator(_whole), Field(strict=True, ge=1, le=1_000_000_000)]
Year = Annotated[int, BeforeValidator(_whole), Field(strict=True, ge=1900, le=2199)]
Day = Annotated[
    date,
    PlainValidator(_day),
    PlainSerializer(lambda day: day.isoformat(), return_type=str, when_used="json"),
    Schema({"type": "string", "format": "date", "pattern": DAY_TEXT}),
]

CommuneCode = Annotated[
    str,
    BeforeValidator(_text_code),
    StringConstraints(pattern=COMMUNE),
    _code_schema(COMMUNE, least=10_000, most=99_999),
]
DepartementCode = Annotated[
    str,
    BeforeValidator(_text_code),
    StringConstraints(pattern=DEPARTEMENT),
    _code_schema(DEPARTEMENT, least=10, most=999),
]
RegionCode = Annotated[
    str, BeforeValidator(_text_code), StringConstraints(pattern=REGION), _code_schema(REGION, least=10, most=99)
]
Siren = Annotated[
    str,
    BeforeValidator(_spaced_code),
    AfterValidator(_siren),
    _code_schema(r"^[0-9 \u00a0]{9,13}$", least=100_000_000, most=999_999_999),
]
Siret = Annotated[
    str,
    BeforeValidator(_spaced_code),
    AfterValidator(_siret),
    _code_schema(r"^[0-9 \u00a0]{14,20}$", least=10_000_000_000_000, most=99_999_999_999_999),
]

Amount = Annotated[
    Money,
    PlainValidator(_amount),
    PlainSerializer(lambda money: money.euros, return_type=int | str),
    _number_schema(AMOUNT_TEXT, minimum=0),
]
Rate = Annotated[
    Decimal,
    PlainValidator(_rate),
    PlainSerializer(_plain, return_type=int | str),
    _number_schema(RATE_TEXT, minimum=0, maximum=1),
]
Number = Annotated[
    Decimal,
    PlainValidator(_number),
    PlainSerializer(_plain, return_type=int | str),
    _number_schema(NUMBER_TEXT),
]
ParameterValue = Annotated[
    Decimal | int | bool | str,
    PlainValidator(_parameter),
    PlainSerializer(_plain_parameter, return_type=int | bool | str),
    Schema(
        {
            "anyOf": [
                {"type": "number"},
                {"type": "boolean"},
                {"type": "string", "minLength": 1, "maxLength": 400, "pattern": ONE_LINE},
            ]
        }
    ),
]
