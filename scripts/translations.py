"""The message catalogues: extract the French sentences, update the other languages, compile.

Usage: .venv/bin/python scripts/translations.py [extract|compile|missing]   (default: extract, then compile)

French is the source: a sentence is its own key. `extract` rewrites src/maillon/locale/*/LC_MESSAGES/django.po, keeps
what is translated and counts what is not; GNU gettext is not needed.
"""

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from catalogues import compile_all

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "maillon"
LOCALE = SOURCES / "locale"
LANGUAGES = ("en",)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "noted")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
}


def extract_code(file: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, Any]) -> Iterator[Any]:
    """Babel extractor of Python that reads the syntax tree, so that a sentence inside an f-string is found too."""
    del comment_tags, options
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in keywords:
            said = tuple(arg.value if isinstance(arg, ast.Constant) else None for arg in node.args)
            yield node.lineno, name, said if len(said) > 1 else said[0], []


def extract_template(file: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, Any]) -> Iterator[Any]:
    """Babel extractor of Django templates: Django turns them into gettext calls, Babel reads those."""
    from django.utils.translation.template import templatize

    calls = templatize(file.read().decode("utf-8"), origin="template")
    # the template's own indentation means nothing to Python, and would stop its tokenizer
    lines = "\n".join(line.lstrip() for line in calls.splitlines())
    yield from extract_python(io.BytesIO(lines.encode("utf-8")), keywords, comment_tags, cast("Any", options))


# the texts of shipped YAML files that people read, by their keys, in any file of each folder
YAML_TEXTS = {"data/frameworks/**.yaml": ("name", "not_applicable"), "rules/parameters/**.yaml": ("label", "unit")}


def extract_yaml(file: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, Any]) -> Iterator[Any]:
    """Babel extractor of shipped YAML: the texts under the keys that `options` lists, as the rules read them."""
    del keywords, comment_tags
    for node in _texts(yaml.compose(file.read().decode("utf-8"), Loader=yaml.SafeLoader), options["keys"].split()):
        yield node.start_mark.line + 1, "_", " ".join(node.value.split()), []


def _texts(node: yaml.Node | None, keys: list[str]) -> Iterator[yaml.ScalarNode]:
    """Yield the texts under one of the keys, whether it holds one text or several."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _texts(item, keys)
    if not isinstance(node, yaml.MappingNode):
        return
    for name, value in node.value:
        if name.value not in keys:
            yield from _texts(value, keys)
        elif isinstance(value, yaml.ScalarNode):
            yield value
        elif isinstance(value, yaml.MappingNode):
            yield from (one for _name, one in value.value if isinstance(one, yaml.ScalarNode))


def sentences() -> Catalog:
    """Return every French sentence of the sources, with where it is used."""
    catalog = Catalog(project="Maillon", charset="utf-8", fuzzy=False)
    methods = [("**.py", "translations:extract_code"), ("**/templates/**.html", "translations:extract_template")]
    methods += [(pattern, "translations:extract_yaml") for pattern in YAML_TEXTS]
    options = {pattern: {"keys": " ".join(keys)} for pattern, keys in YAML_TEXTS.items()}
    found = extract_from_dir(SOURCES, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",))
    for name, line, message, comments, context in found:
        if isinstance(message, str) and not message.strip():
            continue
        catalog.add(message, None, [(f"src/maillon/{name}", line)], auto_comments=comments, context=context)
    return catalog


def update() -> None:
    """Bring each catalogue up to date with the sources."""
    template = sentences()
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = Catalog(locale=language)
        if path.is_file():
            with path.open("rb") as file:
                catalog = read_po(file, locale=language)
        catalog.update(template, no_fuzzy_matching=True)
        with path.open("wb") as file:
            write_po(file, catalog, sort_by_file=True, include_previous=False, ignore_obsolete=True, width=120)
        print(f"{path.relative_to(ROOT)} : {len(catalog)} phrases, {len(list(untranslated(catalog)))} à traduire")


def untranslated(catalog: Catalog) -> Iterator[str]:
    """Yield the sentences that have no translation."""
    for message in catalog:
        done = all(message.string) if isinstance(message.string, tuple | list) else message.string
        if message.id and not done:
            yield message.id[0] if isinstance(message.id, tuple | list) else message.id


def main(asked: str) -> int:
    """Do what is asked; with `missing`, list the untranslated sentences and fail when there are any."""
    if asked in {"all", "extract"}:
        update()
    if asked in {"all", "compile"}:
        for _compiled in compile_all(LOCALE):
            pass
    if asked == "missing":
        lacking = []
        for source in LOCALE.rglob("*.po"):
            with source.open("rb") as po:
                lacking += [f"{source.parts[-3]} : {text}" for text in untranslated(read_po(po))]
        print("\n".join(lacking))
        return 1 if lacking else 0
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "all"))
