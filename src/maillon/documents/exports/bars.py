"""Two bars for each party, what it brings and what it receives, as an SVG that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

import altair as alt
import vl_convert

WIDTH = 340
TINTS = ("#2f4b6e", "#b08a4e")
INK, SOFT = "#17202e", "#485264"
FONT = "Source Sans Pro, Noto Sans, Arial, sans-serif"  # a name with a figure would need quotes that the SVG loses


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        party: whose it is.
        side: what it stands for, in words; the first side met has the first tint.
        value: its length, a whole number of cents or of things.
        shown: the value written for a reader.
    """

    party: str
    side: str
    value: int
    shown: str


@lru_cache(maxsize=128)
def paired_bars(bars: Sequence[Bar]) -> str:
    """Draw the bars grouped by party, in the order given; a zero has its figure and no bar.

    Args:
        bars: a tuple of bars, so that the same drawing is made once.
    """
    sides = list(dict.fromkeys(bar.side for bar in bars))
    parties = list(dict.fromkeys(bar.party for bar in bars))
    # the figure stands after its bar: a fifth of the width is kept for it
    longest = max((bar.value for bar in bars), default=0) * 5 // 4 or 1
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, longest]))
    y = alt.Y("side:N", sort=sides, axis=alt.Axis(title=None, labelFontSize=13, ticks=False, domain=False))
    tint = alt.Color("side:N", legend=None, scale=alt.Scale(domain=sides, range=list(TINTS)))
    base = alt.Chart(alt.InlineData(values=[asdict(bar) for bar in bars])).encode(x=x, y=y)
    figures = base.mark_text(align="left", dx=6, fontSize=13, color=INK).encode(text="shown:N")
    header = alt.Header(title=None, labelAnchor="start", labelFontSize=13, labelFontWeight="bold", labelLimit=2 * WIDTH)
    drawn = (
        alt.layer(base.mark_bar(size=14).encode(color=tint), figures)
        .properties(width=WIDTH, height=40)
        .facet(facet=alt.Facet("party:N", sort=parties, header=header), columns=1, spacing=10)
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelColor=SOFT, grid=False)
        .configure_header(labelColor=INK)
    )
    return vl_convert.vegalite_to_svg(drawn.to_dict())
