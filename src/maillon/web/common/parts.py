"""What the components of a page are given: plain values, ready to be shown.

Texts may be lazy translations. Values are already words ("136 463"), except where a component draws them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise

Words = str | Promise


class Tone(StrEnum):
    """Meaning of a badge, a notice or a segment; always doubled by a word and a shape."""

    NEUTRAL = "neutral"
    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure.

    Attributes:
        value: the figure, written for a reader, e.g. "136 463".
        label: what it counts.
        unit: "habitants", "M€"…; empty only when the label says it.
        on: date or vintage of the figure, in words, e.g. "2026".
        source: where it comes from.
        href: page where the figure is detailed.
    """

    value: Words
    label: Words
    unit: Words = ""
    on: Words = ""
    source: Words = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """An entry of the page's own contents: an address or an anchor.

    Attributes:
        label: its name.
        href: "#parties" or "/contrats/x/actions/".
        count: how many things are behind it; None to say nothing.
    """

    label: Words
    href: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away.

    Attributes:
        label: what the file is.
        href: its address.
        format: "PDF", "XLSX", "CSV", "JSON"…
        bytes: its size, when known before it is made.
    """

    label: Words
    href: str
    format: str
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a strip.

    Attributes:
        label: what it is.
        amount: its weight, in any unit, never negative.
        shown: the amount written for a reader.
    """

    label: Words
    amount: int
    shown: Words


@dataclass(frozen=True, slots=True)
class Source:
    """Where what is shown comes from.

    Attributes:
        text: the source as a reader knows it; empty when the content is illustrative.
        href: a public address of it.
        on: when it was published or read.
        illustrative: True for content made up to show how the site works.
    """

    text: Words = ""
    href: str = ""
    on: date | None = None
    illustrative: bool = False
