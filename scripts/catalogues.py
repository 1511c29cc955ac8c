"""The compiled message catalogues, for the tree (`translations.py compile`) and for the wheel (`hatch_build.py`)."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from typography import spaced


def compile_all(locale: Path) -> Iterator[Path]:
    """Write each catalogue's compiled form beside it, and yield its path.

    The French one holds, beside its own sentences, those of the English one's keys that need no-break spaces.
    """
    for source in sorted(locale.rglob("*.po")):
        catalog = _read(source)
        if source.parts[-3] == "fr":
            catalog = french(catalog, _read(locale / "en" / "LC_MESSAGES" / source.name))
        compiled = source.with_suffix(".mo")
        with compiled.open("wb") as file:
            write_mo(file, catalog)
        yield compiled


def french(hand_written: Catalog, keyed: Catalog) -> Catalog:
    """Return the French catalogue as it is compiled.

    Args:
        hand_written: the French sentences of libraries that speak English; they win.
        keyed: any catalogue whose keys are the French sentences of the sources.

    Returns:
        `hand_written`, well spaced, then each key of `keyed` that spacing changes, and every plural: Django, without an
        entry, takes the plural for zero, where French takes the singular.
    """
    for message in hand_written:
        if message.id and message.string:
            message.string = _spaced(message.string)
    for message in keyed:
        said = _spaced(message.id)
        known = message.id and hand_written.get(message.id, message.context)
        if not known and (said != message.id or message.pluralizable):
            hand_written.add(message.id, said, context=message.context)
    return hand_written


def _spaced(said: str | tuple[str, ...] | list[str]) -> str | tuple[str, ...]:
    return spaced(said) if isinstance(said, str) else tuple(map(spaced, said))


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)
