"""Compile the message catalogues into the wheel: an installed Maillon speaks English, and well spaced French."""

import sys
from pathlib import Path
from typing import Any

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
        sys.path.insert(0, str(Path(self.root, "scripts")))
        try:
            from catalogues import compile_all
        finally:
            del sys.path[0]
        for compiled in compile_all(Path(self.root, "src/maillon/locale")):
            build_data["artifacts"].append(str(compiled.relative_to(self.root)))
