"""The small typed values that a contract document is made of."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
)
from pydantic import WithJsonSchema as Schema

from maillon.rules.identifiers import valid_siren, valid_siret
from maillon.rules.money import Money
from maillon.rules.wording import _


def _amount(written: Any) -> Money:
    money = written if isinstance(written, Money) else Money.parse(written)
    if money.cents < 0:
        raise ValueError(_("un montant ne peut pas être négatif"))
    return money


def _rate(written: Any) -> Decimal:
    if isinstance(written, bool | float) or not isinstance(written, int | str | Decimal):
        raise ValueError(_("un taux s’écrit entre 0 et 1, par exemple 0.25"))
    try:
        rate = Decimal(str(written).replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(_("un taux s’écrit entre 0 et 1, par exemple 0.25")) from error
    if not rate.is_finite() or not 0 <= rate <= 1:
        raise ValueError(_("un taux est compris entre 0 et 1 (0.25 pour 25 %)"))
    return rate


def _number(written: Any) -> Decimal:
    if isinstance(written, bool | float) or not isinstance(written, int | str | Decimal):
        raise ValueError(_("un nombre est attendu"))
    try:
        number = Decimal(str(written).replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(_("un nombre est attendu")) from error
    if not number.is_finite():
        raise ValueError(_("un nombre fini est attendu"))
    return number


def _plain(number: Decimal) -> int | str:
    return int(number) if number == number.to_integral_value() else format(number.normalize(), "f")


def _siren(code: str) -> str:
    if not valid_siren(code):
        raise ValueError(_("« {code} » n’est pas un SIREN : neuf chiffres avec clé de contrôle").format(code=code))
    return code


def _siret(code: str) -> str:
    if not valid_siret(code):
        raise ValueError(_("« {code} » n’est pas un SIRET : quatorze chiffres avec clé de contrôle").format(code=code))
    return code


def _text_code(written: Any) -> Any:
    return str(written) if isinstance(written, int) and not isinstance(written, bool) else written


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$", max_length=120)]
CommuneCode = Annotated[str, BeforeValidator(_text_code), StringConstraints(pattern=r"^(\d{2}|2[AB])\d{3}$")]
DepartementCode = Annotated[str, BeforeValidator(_text_code), StringConstraints(pattern=r"^(\d{2,3}|2[AB])$")]
RegionCode = Annotated[str, BeforeValidator(_text_code), StringConstraints(pattern=r"^\d{2}$")]
Siren = Annotated[str, BeforeValidator(_text_code), AfterValidator(_siren)]
Siret = Annotated[str, BeforeValidator(_text_code), AfterValidator(_siret)]
Year = Annotated[int, Schema({"type": "integer", "minimum": 1900, "maximum": 2200})]

_DECIMAL_TEXT = r"^\d{1,13}([.,]\d{1,2})?$"
Amount = Annotated[
    Money,
    PlainValidator(_amount),
    PlainSerializer(lambda money: money.euros, return_type=int | str),
    Schema(
        {
            "description": 'Montant en euros, deux décimales au plus : 5000 ou "5000.50".',
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": _DECIMAL_TEXT},
            ],
        }
    ),
]
Rate = Annotated[
    Decimal,
    PlainValidator(_rate),
    PlainSerializer(_plain, return_type=int | str),
    Schema(
        {
            "description": "Taux entre 0 et 1 : 0.25 pour 25 %.",
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1},
                {"type": "string", "pattern": r"^(0([.,]\d+)?|1([.,]0+)?)$"},
            ],
        }
    ),
]
Number = Annotated[
    Decimal,
    PlainValidator(_number),
    PlainSerializer(_plain, return_type=int | str),
    Schema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+([.,]\d+)?$"}]}),
]
