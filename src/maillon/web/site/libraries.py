"""Serves the front-end libraries that npm installed, file by file: nothing else of node_modules is public."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from maillon.web.site.places import node_modules
from maillon.web.site.served import FILES


class _Library(FileSystemStorage):
    """Reads a public path from where npm put the file."""

    def path(self, name: str) -> str:
        return str(node_modules() / FILES[name])


class LibraryFinder(BaseFinder):
    """Finds the files of `FILES` that are installed."""

    storage = _Library()

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's signature
        """Return the file behind a public path, or nothing."""
        wanted = node_modules() / FILES[path] if path in FILES else None
        if wanted is None or not wanted.is_file():
            return []
        return [str(wanted)] if find_all or kwargs.get("all") else str(wanted)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield every installed library file with its storage."""
        del ignore_patterns
        for name in FILES:
            if Path(self.storage.path(name)).is_file():
                yield name, self.storage
