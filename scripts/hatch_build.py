"""Compile the message catalogues into the wheel, so that an installed Maillon also speaks English."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling hook: src/maillon/locale/*/LC_MESSAGES/*.po become .mo files of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue and declare it as an artifact.

        Args:
            version: the build's version name, unused.
            build_data: the build's data; `artifacts` receives the compiled files.
        """
        del version
        for source in Path(self.root, "src/maillon/locale").rglob("*.po"):
            compiled = source.with_suffix(".mo")
            with source.open("rb") as po, compiled.open("wb") as mo:
                write_mo(mo, read_po(po))
            build_data["artifacts"].append(str(compiled.relative_to(self.root)))
