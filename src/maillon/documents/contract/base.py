"""What every part of a contract document has: its sources, or the mark of an illustration, and extra fields."""

from enum import StrEnum
from operator import itemgetter

from pydantic import BaseModel, ConfigDict, Field, model_validator

from maillon.documents.contract.values import (
    Amount,
    Day,
    Flag,
    Label,
    Number,
    ParameterValue,
    RefusedValueError,
    Slug,
    Text,
    Url,
)
from maillon.rules.wording import _

_BOUNDS = itemgetter("start", "end")


class Model(BaseModel):
    """Base of all classes of the document: immutable, and no field that the format does not know."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


class SourceRef(Model):
    """Where one fact was read: an entry of `references`, and the passage."""

    reference: Slug
    passage: Text | None = None


class ExtraType(StrEnum):
    """Type of a value that the format has no field for."""

    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    BOOLEAN = "boolean"


class ExtraField(Model):
    """A fact of a real contract that the format lacks: labelled, typed, kept through round trips.

    `value` is stored in the portable form of its type; `unit` says what a number counts.
    """

    label: Label
    type: ExtraType = ExtraType.TEXT
    text: Text | None = None
    number: Number | None = None
    amount: Amount | None = None
    date: Day | None = None
    boolean: Flag | None = None
    unit: Label | None = None

    @property
    def value(self) -> object:
        """The value, whatever its type."""
        return getattr(self, self.type.value)

    @model_validator(mode="after")
    def _one_value(self) -> "ExtraField":
        given = [kind.value for kind in ExtraType if getattr(self, kind.value) is not None]
        if given != [self.type.value]:
            what = _("un champ libre porte une seule valeur, celle de son type")
            raise RefusedValueError(what, _("Garder le champ « {type} » seul").format(type=self.type.value))
        return self


class Part(Model):
    """A part of a contract: says where it comes from, or that it is illustrative."""

    sources: tuple[SourceRef, ...] = ()
    illustrative: Flag = False
    extra: dict[Slug, ExtraField] = Field(default_factory=dict)


class Reference(Model):
    """A document that facts were read in."""

    id: Slug
    title: Label
    publisher: Label | None = None
    published_on: Day | None = None
    url: Url | None = None
    licence: Label | None = None
    note: Text | None = None


class Assertion(Model):
    """One value that one source gives for a fact on which sources disagree."""

    value: Label
    sources: tuple[SourceRef, ...]
    used: Flag = False
    why: Text | None = None


class Disagreement(Model):
    """A fact on which sources disagree: every assertion is kept, one at most is used."""

    path: Label
    label: Label
    assertions: tuple[Assertion, ...]

    @model_validator(mode="after")
    def _at_most_one_used(self) -> "Disagreement":
        if sum(assertion.used for assertion in self.assertions) > 1:
            what = _("une seule valeur peut être retenue quand les sources se contredisent")
            raise RefusedValueError(what, _("Garder « used: true » pour une seule source"))
        return self


class Period(Model):
    """A span of dates, either end open."""

    start: Day | None = None
    end: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        start, end = _BOUNDS(self.__dict__)
        if start and end and end < start:
            what = _("les dates sont inversées : fin le {end}, avant le début le {start}").format(
                end=end.strftime("%d/%m/%Y"), start=start.strftime("%d/%m/%Y")
            )
            raise RefusedValueError(what, _("Corriger l’une des deux, ou les échanger"))
        return self


class Parameter(Model):
    """A value that the method agreement sets in place of the framework's default."""

    value: ParameterValue
    why: Text | None = None
