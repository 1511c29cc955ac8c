"""Makes an undefined template variable fail the test that met it, in our own templates."""

import sys
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "src"


class Undefined(str):
    """What Django writes in place of an undefined variable: here, an error instead.

    Templates of installed libraries lean on undefined variables, so they are let through; ours are not.
    """

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, variable: object) -> str:
        origin = _template_being_rendered()
        if origin is None or SOURCES in Path(origin).parents:
            raise AssertionError(f"undefined template variable {variable} in {origin or 'a template'}")
        return ""


def _template_being_rendered() -> str | None:
    """Name the file of the node that Django is rendering, found in the frames above."""
    frame = sys._getframe(2)
    while frame is not None:
        node = frame.f_locals.get("self")
        origin = getattr(node, "origin", None)
        if origin is not None and hasattr(node, "token"):
            return str(origin.name)
        frame = frame.f_back
    return None
