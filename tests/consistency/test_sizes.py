"""Files stay below 400 lines and functions below 50, so that each can be read whole."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_FILE, MAX_FUNCTION = 400, 50
TEXTS = (".py", ".html", ".css", ".js", ".mjs", ".sh")
FOLDERS = ("src", "tests", "scripts", "benchmarks")


def _files(*suffixes: str) -> list[Path]:
    return sorted(
        path
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes and "migrations" not in path.parts and "__pycache__" not in path.parts
    )


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_too_long() -> None:
    long = {str(path.relative_to(ROOT)): _lines(path) for path in _files(*TEXTS) if _lines(path) > MAX_FILE}
    assert not long


@pytest.mark.parametrize("path", _files(".py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_function_is_too_long(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: size for name, size in long.items() if size > MAX_FUNCTION} == {}
