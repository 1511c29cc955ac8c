"""Put into the wheel what its sources alone do not hold: compiled catalogues, and the list of front-end libraries.

An installed Maillon speaks English, and well spaced French; `maillon site libraries` finds there what npm must install.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling hook: src/maillon/locale/*/LC_MESSAGES/*.po become .mo files of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue and declare it as an artifact; carry npm's lists, which a checkout has at its root.

        Args:
            version: the build's version name; "editable" reads the checkout itself.
            build_data: the build's data; `artifacts` receives the compiled files, `force_include` the lists.
        """
        if version != "editable":
            for name in ("package.json", "package-lock.json"):
                build_data["force_include"][str(Path(self.root, name))] = f"maillon/web/site/front/{name}"
        sys.path.insert(0, str(Path(self.root, "scripts")))
        try:
            from catalogues import compile_all
        finally:
            del sys.path[0]
        for compiled in compile_all(Path(self.root, "src/maillon/locale")):
            build_data["artifacts"].append(str(compiled.relative_to(self.root)))
