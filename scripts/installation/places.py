"""Folders of the installation, and the stamps that let a second run skip what is done."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MODULES = ROOT / "node_modules"
LOCALE = ROOT / "src" / "maillon" / "locale"
LOG = ROOT / "var" / "log" / "installation.log"


def digest(paths: Iterable[Path]) -> str:
    """Return a short fingerprint of the contents of `paths`."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def stamped(folder: Path, name: str, mark: str) -> bool:
    """Tell whether step `name` left the stamp `mark` in `folder`."""
    return (folder / f".maillon-{name}-{mark}").is_file()


def stamp(folder: Path, name: str, mark: str) -> None:
    """Leave the stamp `mark` of step `name` in `folder`, in place of older ones."""
    for old in folder.glob(f".maillon-{name}-*"):
        old.unlink()
    (folder / f".maillon-{name}-{mark}").touch()
