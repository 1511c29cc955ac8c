"""What must never be in the repository."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError|pytest\.mark\.skip\b")
PLACES = re.compile(r"(?<![\w.-])/(?:home|root|Users|farm)/")


def _tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def _texts(*patterns: str) -> dict[str, str]:
    found = {}
    for path in _tracked(*patterns):
        try:
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def test_no_mark_of_unfinished_work() -> None:
    texts = _texts("src/*.py", "tests/*.py", "scripts/*", "benchmarks/*.py")
    texts.pop(str(Path(__file__).relative_to(ROOT)), None)
    assert [name for name, text in texts.items() if UNFINISHED.search(text)] == []


def test_no_address_of_somebody_s_machine() -> None:
    assert [name for name, text in _texts().items() if PLACES.search(text)] == []


def test_front_end_libraries_are_installed_not_vendored() -> None:
    vendored = re.compile(r"(\.min\.(js|css)|maplibre-gl.*\.m?js|htmx.*\.js|\.woff2?)$")
    assert [str(path) for path in _tracked() if vendored.search(path.name)] == []


def test_locks_name_no_registry() -> None:
    locks = _texts("requirements/*.txt", "package-lock.json")
    named = re.compile(r'https?://[^"\s]*(registry|simple|files|npm)|"resolved"')
    assert [name for name, text in locks.items() if named.search(text)] == []
