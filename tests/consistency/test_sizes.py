"""Files stay below 400 lines and functions below 50, so that each can be read whole."""

import ast
from collections.abc import Iterator
from pathlib import Path

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


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        if not isinstance(node, ast.expr):  # no expression holds a function that has a name
            yield from _functions(node)


def test_no_function_is_too_long() -> None:
    long = {}
    for path in _files(".py"):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") < MAX_FUNCTION:
            continue
        for node in _functions(ast.parse(text)):
            size = (node.end_lineno or 0) - node.lineno + 1
            if size > MAX_FUNCTION:
                long[f"{path.relative_to(ROOT)}: {node.name}"] = size
    assert long == {}
