"""The no-break spaces of French, put into sentences whose sources hold a plain space.

French wants a space before « : », « ; », « ? », « ! », « % », « € » and inside « », and a line must not break there: a
telephone otherwise starts lines with a colon. Sources keep the plain space that a keyboard types, since a sentence is
the key of its translation; the compiled French catalogue holds it well spaced.

One space is used, U+00A0: every font, console, PDF and Word file has it. The finer U+202F, better before « ; » and
« ? », is missing from some of them, and would show there as a box.
"""

import re

NO_BREAK = "\u00a0"

# after a sign, the word has ended; otherwise it is code: "%(n)s", "%.1f", "{a} :{b}", " :: ", " ?page=2"
_END = r"(?=\s|$|[<»)\].,;…–”’\"](?![0-9]))"
_PLACES = re.compile(
    r"(?P<sample><(?P<tag>code|pre)\b.*?</(?P=tag)>|`[^`]*`)"
    rf"|(?<![\s\"]) (?=(?:[:;]|[?!]+|%%?){_END}|[kM]?€|»)"
    r"|(?<=«) (?!\s)",
    re.DOTALL,
)


def spaced(sentence: str) -> str:
    """Return a French sentence with its typographic spaces made unbreakable.

    Only plain spaces that are already there change: none is added, and applying it twice is applying it once. Two
    spaces in a row are a layout, and stay; so do samples between `<code>`, `<pre>` or backquotes.

    Args:
        sentence: plain text or HTML, with or without `{name}`, `%(name)s` or `%s` places.
    """
    return _PLACES.sub(lambda found: found["sample"] or NO_BREAK, sentence)
