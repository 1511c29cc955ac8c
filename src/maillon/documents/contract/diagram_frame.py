"""The sheet of the diagram: its two axes, the seven steps of engagement, the fields of the three families."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

from maillon.documents.contract.diagram_layout import Box, wrapped
from maillon.rules.contracts.steps import STEPS, step_label
from maillon.rules.parameters import parameters
from maillon.rules.wording import _, pgettext

INK, SOFT, RULE, PAPER = "#17202e", "#485264", "#cdc1a8", "#fbf9f4"
FAMILY_INK = {"project": "#2f4b6e", "method_conference": "#426650", "sectoral": "#8a4a3b"}
SANS = "'Source Sans 3', 'Source Sans Pro', 'Noto Sans', Arial, sans-serif"
SERIF = "Spectral, 'Iowan Old Style', Georgia, 'Times New Roman', serif"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")


@dataclass(frozen=True, slots=True)
class Frame:
    """The sheet and the plot inside it, in user units; `inset` keeps marks off the plot's edges."""

    width: int
    height: int
    plot: Box
    inset: int
    radius: float
    compact: bool

    def x(self, score: Decimal | float) -> float:
        """Return the abscissa of an engagement."""
        return self.plot.left + self.inset + float(score) * (self.plot.right - self.plot.left - 2 * self.inset)

    def y(self, score: Decimal | float) -> float:
        """Return the ordinate of a transversality."""
        return self.plot.bottom - self.inset - float(score) * (self.plot.bottom - self.plot.top - 2 * self.inset)


WIDE = Frame(960, 620, Box(128, 16, 936, 512), 54, 7, compact=False)
NARROW = Frame(360, 516, Box(30, 8, 352, 344), 24, 11, compact=True)


def text(
    x: float, y: float, words: str, *, kind: str, size: float, ink: str = INK, anchor: str = "start", more: str = ""
) -> str:
    """Return a line of text."""
    return (
        f'<text class="diagram__{kind}" x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{ink}" '
        f'text-anchor="{anchor}"{more}>{escape(words)}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, kind: str, ink: str, more: str = "") -> str:
    """Return a straight line."""
    return (
        f'<line class="diagram__{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{ink}"{more}/>'
    )


def ground(frame: Frame) -> tuple[list[str], list[Box]]:
    """Draw the three families as quiet fields; return also the boxes that their names take."""
    plot = frame.plot
    across = frame.x(_threshold("family_engagement_min"))
    up = frame.y(_threshold("family_transversality_min"))
    size = 12.0 if frame.compact else 16.0
    fields = (
        ("method_conference", Box(plot.left, plot.top, across, up), plot.top + size + 8),
        ("project", Box(across, plot.top, plot.right, up), plot.top + size + 8),
        ("sectoral", Box(plot.left, up, plot.right, plot.bottom), plot.bottom - 12),
    )
    parts, taken = [], []
    for family, box, y in fields:
        ink = FAMILY_INK[family]
        parts.append(
            f'<rect class="diagram__field diagram__field--{family}" x="{box.left:.1f}" y="{box.top:.1f}" '
            f'width="{box.right - box.left:.1f}" height="{box.bottom - box.top:.1f}" fill="{ink}" fill-opacity="0.07"/>'
        )
        words = _field(family, compact=frame.compact)
        more = f' font-family="{SERIF}" font-style="italic"'
        parts.append(text(box.left + 12, y, words, kind="family", size=size, ink=ink, more=more))
        taken.append(Box(box.left + 8, y - size, box.left + 16 + len(words) * size * 0.5, y + 6))
    cut = ' stroke-width="3"'
    parts.append(line(plot.left, up, plot.right, up, kind="border", ink=PAPER, more=cut))
    parts.append(line(across, plot.top, across, up, kind="border", ink=PAPER, more=cut))
    return parts, taken


def _field(family: str, *, compact: bool) -> str:
    if family == "method_conference":
        return _("Conférences") if compact else _("Conférences de méthode")
    return {"sectoral": _("Démarches sectorielles"), "project": _("Contrats de projet")}[family]


def _threshold(parameter: str) -> Decimal:
    value = parameters()[parameter].values[-1].value
    return value if isinstance(value, Decimal) else Decimal("0.5")


def axes(frame: Frame) -> list[str]:
    """Draw the two axes, the steps of engagement and the two ends of transversality."""
    plot, parts = frame.plot, []
    for rank, step in enumerate(STEPS):
        x = frame.x(rank / (len(STEPS) - 1))
        parts.append(line(x, plot.top, x, plot.bottom, kind="grid", ink=RULE, more=' stroke-opacity="0.6"'))
        parts.append(line(x, plot.bottom, x, plot.bottom + 6, kind="tick", ink=SOFT))
        if frame.compact:
            parts.append(text(x, plot.bottom + 20, ROMAN[rank], kind="step", size=12, anchor="middle"))
            words = f"{ROMAN[rank]}. {step_label(step)}"
            parts.append(text(plot.left, plot.bottom + 58 + 17 * rank, words, kind="step", size=12.5))
        else:
            for row, words in enumerate(wrapped(step_label(step), 17, 4)):
                parts.append(text(x, plot.bottom + 24 + 16 * row, words, kind="step", size=13, anchor="middle"))
    parts.append(line(plot.left, plot.bottom, plot.right, plot.bottom, kind="axis", ink=SOFT))
    parts.append(line(plot.left, plot.top, plot.left, plot.bottom, kind="axis", ink=SOFT))
    return parts + (_narrow_names(frame) if frame.compact else _wide_names(frame))


def _narrow_names(frame: Frame) -> list[str]:
    plot = frame.plot
    bottom = plot.bottom - 4
    turn = f' font-weight="600" transform="rotate(-90 18 {bottom:.1f})"'
    up, across = _("Transversalité"), pgettext("axe du diagramme", "Engagement")
    return [
        text(18, bottom, f"{up} →", kind="axis-name", size=12.5, ink=SOFT, more=turn),
        text(
            plot.right, plot.bottom + 38, f"{across} →", kind="axis-name", size=12.5, ink=SOFT, anchor="end",
            more=' font-weight="600"',
        ),
    ]  # fmt: skip


def _wide_names(frame: Frame) -> list[str]:
    plot, parts = frame.plot, []
    middle, strong = (plot.top + plot.bottom) / 2, ' font-weight="600"'
    across, up = f"{_('Degré d’engagement')} →", f"{_('Degré de transversalité')} →"
    side, foot = plot.left - 30, frame.height - 10
    turn = f'{strong} transform="rotate(-90 {side:.1f} {middle:.1f})"'
    parts.append(text(plot.right, foot, across, kind="axis-name", size=14, ink=SOFT, anchor="end", more=strong))
    parts.append(text(side, middle, up, kind="axis-name", size=14, ink=SOFT, anchor="middle", more=turn))
    universal, targeted = _("Dispositif à vocation universelle"), _("Dispositif ciblé")
    for words, top in ((universal, plot.top + 16), (targeted, plot.bottom - 24)):
        for row, said in enumerate(wrapped(words, 12, 4)):
            parts.append(text(plot.left - 14, top + 16 * row, said, kind="end", size=13, anchor="end"))
    return parts
