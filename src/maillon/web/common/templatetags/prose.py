"""Texts of a contract on a page: paragraphs, lists, bold and italic, and nothing else."""

from collections.abc import Iterator, Sequence

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from maillon.documents.contract.markup import Block, Run, parse

register = template.Library()


@register.filter
def rich(text: str | None) -> SafeString:
    """Show a text with its markup; what it says is escaped, whatever it says."""
    return SafeString("".join(_pieces(parse(text))))


def _pieces(blocks: Sequence[Block]) -> Iterator[str]:
    opened: list[str] = []
    for block in blocks:
        tag = {"bullet": "ul", "number": "ol"}.get(block.item, "")
        depth = block.level + 1 if tag else 0
        while len(opened) > depth or (opened and len(opened) == depth and opened[-1] != tag):
            yield f"</li></{opened.pop()}>"
        if not tag:
            yield f"<p>{_words(block)}</p>"
            continue
        if len(opened) == depth:
            yield "</li>"
        while len(opened) < depth:
            yield f"<{tag}>"
            opened.append(tag)
        yield f"<li>{_words(block)}"
    yield from (f"</li></{tag}>" for tag in reversed(opened))


def _words(block: Block) -> str:
    return "".join(map(_run, block.runs))


def _run(run: Run) -> str:
    words = str(conditional_escape(run.text)).replace("\n", "<br>")
    words = f"<em>{words}</em>" if run.italic else words
    return f"<strong>{words}</strong>" if run.bold else words
