"""The report's diagram: contracts by their engagement (abscissa) and their transversality (ordinate).

The report's own examples are not drawn: their places cannot be told from its text. The drawing has no inline style,
so that it lives under a strict content security policy: presentation attributes give a printable default, and a style
sheet may dress every class `diagram__…`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from maillon.documents.contract.diagram_frame import (
    FAMILY_INK,
    NARROW,
    PAPER,
    SANS,
    SOFT,
    WIDE,
    Frame,
    axes,
    ground,
    line,
    text,
)
from maillon.documents.contract.diagram_layout import Box, Mark, Placed, clusters, place_labels, text_width, wrapped
from maillon.rules.contracts.check import Report
from maillon.rules.contracts.positioning import Axis
from maillon.rules.phrases import some
from maillon.rules.wording import _, language, ngettext

SIZE, LEADING = 13.5, 17.0
NAMED = 3
"""Contracts that the label of a common mark names, before it counts the others."""


@dataclass(frozen=True, slots=True)
class Point:
    """A contract on the diagram; scores from 0 to 1.

    Attributes:
        engagement_range, transversality_range: what the scores could become when questions left open are answered;
            None when every question is answered.
        href: address of the contract's page, for a page; empty in print.
    """

    label: str
    engagement: Decimal
    transversality: Decimal
    family: str | None = None
    engagement_range: tuple[Decimal, Decimal] | None = None
    transversality_range: tuple[Decimal, Decimal] | None = None
    href: str = ""

    @property
    def ink(self) -> str:
        """Colour of the contract's family."""
        return FAMILY_INK.get(self.family or "", SOFT)


def point_of(report: Report, *, label: str = "", href: str = "") -> Point | None:
    """Return the point of a checked contract; None when too few questions are answered to place it."""
    engagement, transversality = report.positioning.engagement, report.positioning.transversality
    if engagement.score is None or transversality.score is None:
        return None
    return Point(
        label=label or report.facts.title,
        engagement=engagement.score,
        transversality=transversality.score,
        family=report.family.computed,
        engagement_range=_range(engagement),
        transversality_range=_range(transversality),
        href=href,
    )


def _range(axis: Axis) -> tuple[Decimal, Decimal] | None:
    return None if axis.coverage == 1 else (axis.low, axis.high)


def diagram(points: Sequence[Point], *, title: str = "", compact: bool = False, name: str = "diagram") -> str:
    """Draw the diagram as an SVG element.

    Args:
        points: the contracts; legible up to about fifteen marks, contracts that stand together share one.
        title: heading read by screen readers; not drawn.
        compact: for narrow screens: marks bear the ranks of the points, from 1, that the list beside must give.
        name: prefix of the identifiers inside the element, for several diagrams on one page.
    """
    frame = NARROW if compact else WIDE
    heading = title or _("Contrats selon leur engagement et leur transversalité")
    linked = any(point.href for point in points) and not compact
    groups = clusters([_place(frame, point) for point in points], frame.radius * 1.5)
    fields, taken = ground(frame)
    marks = [_mark(frame, [points[rank] for rank in group]) for group in groups]
    taken += [box for point in points for box in _range_boxes(frame, point)]
    sheet = replace(frame.plot, right=frame.width - 2)
    labels = [] if compact else place_labels(marks, sheet, taken)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram{" diagram--compact" if compact else ""}" '
        f'viewBox="0 0 {frame.width} {frame.height}" role="{"group" if linked else "img"}" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc" font-family="{SANS}">'
    )
    parts = [
        opening,
        f'<title id="{name}-title">{escape(heading)}</title>',
        f'<desc id="{name}-desc">{escape(description(points))}</desc>',
        *fields,
        *axes(frame),
        *dict.fromkeys(part for point in points for part in _uncertainty(frame, point)),
        *(_tie(mark, label) for mark, label in zip(marks, labels, strict=False)),
        *(_drawn(frame, mark, points, group) for mark, group in zip(marks, groups, strict=True)),
        *(_label(label, [points[rank] for rank in group]) for label, group in zip(labels, groups, strict=False)),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def description(points: Sequence[Point]) -> str:
    """Say in words what the diagram shows."""
    count = ngettext("{count} contrat placé", "{count} contrats placés", len(points)).format(count=len(points))
    across = _(
        "De gauche à droite, l’engagement, de l’instance de concertation volontaire au contrat au sens juridique."
    )
    up = _("De bas en haut, la transversalité : du dispositif ciblé au dispositif à vocation universelle.")
    each = _("{label} : engagement {engagement}, transversalité {transversality}")
    names = [
        each.format(label=point.label, engagement=_score(point.engagement), transversality=_score(point.transversality))
        for point in points
    ]
    return " ".join([f"{count}.", across, up, *([f"{some(names, 20)}."] if names else [])])


def _score(score: Decimal) -> str:
    said = format(score.quantize(Decimal("0.01")), "f")
    return said.replace(".", ",") if language.get() == "fr" else said


def _place(frame: Frame, point: Point) -> tuple[float, float]:
    return frame.x(point.engagement), frame.y(point.transversality)


def _rows(points: Sequence[Point]) -> list[tuple[str, str]]:
    """Return the lines of a label, each with the address it leads to."""
    if len(points) == 1:
        return [(row, points[0].href) for row in wrapped(points[0].label, 24, 2)]
    shown = points if len(points) <= NAMED + 1 else points[:NAMED]
    rows = [(wrapped(point.label, 46, 1)[0], point.href) for point in shown]
    if len(shown) < len(points):
        rest = len(points) - len(shown)
        rows.append((ngettext("et {rest} autre", "et {rest} autres", rest).format(rest=rest), ""))
    return rows


def _mark(frame: Frame, points: Sequence[Point]) -> Mark:
    x, y = _place(frame, points[0])
    rows = _rows(points)
    width = max(text_width(words, SIZE) for words, _href in rows) + 8
    radius = frame.radius + (4 if len(points) > 1 else 0)
    return Mark(x, y, radius, width, LEADING * len(rows) + 4)


def _uncertainty(frame: Frame, point: Point) -> list[str]:
    """Draw what the scores could become when the questions left open are answered."""
    x, y = _place(frame, point)
    more = ' stroke-width="1.5" stroke-opacity="0.55"'
    parts = []
    if point.engagement_range is not None:
        low, high = (frame.x(score) for score in point.engagement_range)
        parts.append(line(low, y, high, y, kind="range", ink=point.ink, more=more))
        parts += [line(end, y - 4, end, y + 4, kind="range", ink=point.ink, more=more) for end in (low, high)]
    if point.transversality_range is not None:
        low, high = (frame.y(score) for score in point.transversality_range)
        parts.append(line(x, low, x, high, kind="range", ink=point.ink, more=more))
        parts += [line(x - 4, end, x + 4, end, kind="range", ink=point.ink, more=more) for end in (low, high)]
    return parts


def _range_boxes(frame: Frame, point: Point) -> list[Box]:
    """Return the boxes that labels should leave to the ranges."""
    x, y = _place(frame, point)
    boxes = []
    if point.engagement_range is not None:
        low, high = (frame.x(score) for score in point.engagement_range)
        boxes.append(Box(low, y - 2, high, y + 2))
    if point.transversality_range is not None:
        low, high = (frame.y(score) for score in point.transversality_range)
        boxes.append(Box(x - 2, high, x + 2, low))
    return boxes


def _tie(mark: Mark, label: Placed) -> str:
    """Tie a label that stands far from its mark."""
    if not label.far:
        return ""
    x, y = label.box.nearest(mark.x, mark.y)
    return line(mark.x, mark.y, x, y, kind="tie", ink=SOFT, more=' stroke-opacity="0.7"')


def _drawn(frame: Frame, mark: Mark, points: Sequence[Point], group: Sequence[int]) -> str:
    """Draw a mark: its shape tells the family, a number the contracts that stand there or the rank of one."""
    first = points[group[0]]
    told = escape(", ".join(points[rank].label for rank in group))
    kind = f"diagram__mark diagram__mark--{first.family or 'unknown'}"
    number = ""
    if frame.compact:
        number = str(group[0] + 1) if len(group) == 1 else f"{group[0] + 1}…"
    elif len(group) > 1:
        number = str(len(group))
    size = 12.0 if len(number) < 3 else 11.0
    more = ' font-weight="600"'
    inside = text(mark.x, mark.y + size * 0.36, number, kind="count", size=size, ink=PAPER, anchor="middle", more=more)
    return f'<g class="{kind}"><title>{told}</title>{_shape(first, mark)}{inside if number else ""}</g>'


def _shape(point: Point, mark: Mark) -> str:
    x, y, reach = mark.x, mark.y, mark.radius
    dress = f'fill="{point.ink}" stroke="{PAPER}" stroke-width="1.5"'
    if point.family == "sectoral":
        side = reach * 0.9
        return f'<rect x="{x - side:.1f}" y="{y - side:.1f}" width="{2 * side:.1f}" height="{2 * side:.1f}" {dress}/>'
    if point.family == "method_conference":
        tip = reach * 1.25
        corners = f"{x:.1f},{y - tip:.1f} {x + tip:.1f},{y:.1f} {x:.1f},{y + tip:.1f} {x - tip:.1f},{y:.1f}"
        return f'<polygon points="{corners}" {dress}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{reach:g}" {dress}/>'


def _label(label: Placed, points: Sequence[Point]) -> str:
    halo = f' stroke="{PAPER}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"'
    parts = []
    for row, (words, href) in enumerate(_rows(points)):
        y = label.box.top + LEADING * (row + 1) - 3
        said = text(label.edge, y, words, kind="label", size=SIZE, anchor=label.anchor, more=halo)
        parts.append(f'<a class="diagram__link" href={quoteattr(href)}>{said}</a>' if href else said)
    return "".join(parts)
