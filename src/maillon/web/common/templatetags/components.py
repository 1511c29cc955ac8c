"""The components of every page. Each is shown, with how to call it, on the style page (/style/).

Words given as arguments are escaped by the templates; only what a block contains is trusted, as any template is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from maillon.rules.decision import Decision
from maillon.web.common.parts import Download, Figure, Segment, Source, Tab, Words

register = template.Library()
FOLDER = "common/components"


def _trimmed(content: str) -> SafeString:
    """The block without the blanks around it, still trusted: a template wrote it."""
    return SafeString(content.strip())


@register.simple_block_tag
def page_header(content: str, title: Words, kicker: Words = "", lead: Words = "") -> SafeString:
    """The head of a page: kicker, title, one-sentence lead; the block holds the main action, if any."""
    given = {"title": title, "kicker": kicker, "lead": lead, "content": _trimmed(content)}
    return render_to_string(f"{FOLDER}/page_header.html", given)


@register.inclusion_tag(f"{FOLDER}/breadcrumb.html")
def breadcrumb(*steps: Words) -> dict[str, Any]:
    """Where the page is: label, address, label, address…, and the page's own label last."""
    pairs = [{"label": steps[i], "href": steps[i + 1]} for i in range(0, len(steps) - 1, 2)]
    return {"pairs": pairs, "here": steps[-1] if len(steps) % 2 else ""}


@register.inclusion_tag(f"{FOLDER}/key_figures.html")
def key_figures(figures: Iterable[Figure], label: Words = "") -> dict[str, Any]:
    """A row of key figures, each with its unit, its date and its source."""
    return {"figures": list(figures), "label": label}


@register.simple_block_tag
def data_table(content: str, caption: Words, key: str, variant: str = "scroll", note: Words = "") -> SafeString:
    """A table; the block holds <thead> and <tbody>.

    `key` is the table's HTML id. `variant="scroll"` slides sideways on a small screen; `variant="stack"` turns each
    row into a card, and its cells must carry `data-label`.
    """
    given = {"content": content, "caption": caption, "key": key, "variant": variant, "note": note}
    return render_to_string(f"{FOLDER}/data_table.html", given)


@register.simple_block_tag
def filter_panel(content: str, action: str, target: str = "results", label: Words = "") -> SafeString:
    """A GET form of filters; with JavaScript, changes refresh the element `target` and the address."""
    given = {"content": content, "action": action, "target": target, "label": label}
    return render_to_string(f"{FOLDER}/filter_panel.html", given)


@register.inclusion_tag(f"{FOLDER}/pagination.html", takes_context=True)
def pagination(context: template.Context, page: "Page[Any]", target: str = "results") -> dict[str, Any]:
    """Links to the pages of a list; keeps the filters of the address."""
    del context  # asked for so that the template has the request, hence the address
    around = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "around": list(around), "target": target}


@register.simple_tag
def badge(text: Words, tone: str = "neutral") -> SafeString:
    """A short state: words, a tone (neutral, info, good, warning, bad) and that tone's shape.

    Written without a template of its own: a list shows one or two for each of its lines.
    """
    return format_html('<span class="badge badge--{}">{}{}</span>', tone, _shape(str(tone)), text)


@cache
def _shape(tone: str) -> SafeString:
    return SafeString(render_to_string(f"{FOLDER}/shape.html", {"tone": tone}).strip())


@register.simple_block_tag
def empty_state(content: str, title: Words, says: Words = "") -> SafeString:
    """What is shown where there is nothing yet: why, and in the block what to do about it."""
    return render_to_string(f"{FOLDER}/empty_state.html", {"title": title, "says": says, "content": _trimmed(content)})


@register.simple_block_tag
def notice(content: str, title: Words, tone: str = "info") -> SafeString:
    """A message of the page: a tone, a title, and the block."""
    return render_to_string(f"{FOLDER}/notice.html", {"title": title, "tone": str(tone), "content": _trimmed(content)})


@register.inclusion_tag(f"{FOLDER}/decision_panel.html")
def decision_panel(decision: Decision, title: Words = "") -> dict[str, Any]:
    """What a rule or the policy answers: because, rule, citations, remedy."""
    return {"decision": decision, "title": title}


@register.inclusion_tag(f"{FOLDER}/tabs.html")
def tabs(entries: Iterable[Tab], here: str = "", label: Words = "") -> dict[str, Any]:
    """The contents of a page, as links or anchors; `here` is the address of the open one."""
    return {"entries": list(entries), "here": here, "label": label}


@register.inclusion_tag(f"{FOLDER}/downloads.html")
def downloads(files: Iterable[Download], label: Words = "") -> dict[str, Any]:
    """Files to take away, each with its format and, when known, its size."""
    return {"files": list(files), "label": label}


@register.inclusion_tag(f"{FOLDER}/source_note.html")
def source_note(source: Source | Words, href: str = "") -> dict[str, Any]:
    """« Source : … », or « Illustratif » for what was made up to show how the site works."""
    return {"source": source if isinstance(source, Source) else Source(text=source, href=href)}


@register.inclusion_tag(f"{FOLDER}/progress_bar.html")
def progress_bar(done: int, total: int, label: Words) -> dict[str, Any]:
    """A bar drawn in SVG, with the same thing said in words beside it."""
    share = min(1000, max(0, done * 1000 // total)) if total else 0
    return {"done": done, "total": total, "label": label, "width": share}


@dataclass(frozen=True, slots=True)
class _Drawn:
    label: Words
    shown: Words
    tint: int
    x: int
    width: int


@register.inclusion_tag(f"{FOLDER}/strip.html")
def strip(segments: Sequence[Segment], label: Words) -> dict[str, Any]:
    """Parts of a whole on one line, drawn in SVG; the legend below says each part in words."""
    total = sum(segment.amount for segment in segments)
    drawn, before = [], 0
    for rank, segment in enumerate(segments):
        start, before = before, before + segment.amount
        x = start * 1000 // total if total else 0
        width = (before * 1000 // total if total else 0) - x
        drawn.append(_Drawn(segment.label, segment.shown, rank % 6 + 1, x, width))
    return {"drawn": drawn, "label": label}


@register.inclusion_tag(f"{FOLDER}/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form's field: label, help, widget, errors, tied together for assistive tools."""
    kind = type(bound.field.widget).__name__.lower()
    return {"field": bound, "kind": kind, "label": bound.label_tag(label_suffix="")}
