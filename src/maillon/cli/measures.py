"""What the commands of measures share: tables read, results published with the manifest that lets one redo them."""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from maillon import __version__
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    import polars as pl

FORMATS: Final = ("table", "json", "csv", "xlsx", "parquet")
_SUFFIXES: Final = {".json": "json", ".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet", ".txt": "table"}
_LIBRARIES: Final = ("numpy", "polars", "scipy", "highspy")
_CHUNK: Final = 1 << 20
_ASIDE: Final = {"run", "noun", "verb", "lang", "format", "output", "force"}  # of no effect on the result
_INPUTS: Final = {"table", "last_word"}  # told by their imprints, not by the folders where someone keeps them


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """Add --format, --output and --force, as `publish` reads them.

    The options are `format` (None: after the name of the output, else a table), `output` and `force`.
    """
    told = _("forme du résultat (à défaut : selon le nom du fichier, sinon un tableau)")
    parser.add_argument("--format", choices=FORMATS, help=told)
    parser.add_argument("-o", "--output", metavar=_("FICHIER"), help=_("fichier à écrire ; son manifeste est à côté"))
    parser.add_argument("--force", action="store_true", help=_("remplacer un fichier qui existe"))


def refuse_output(options: argparse.Namespace) -> None:
    """Refuse, before any long work, a file of results that exists already or whose name says no known form.

    Raises:
        InputError: it exists, and --force was not given; or its suffix is none of ours, and --format was not given.
    """
    _form(options.output, options.format)
    if options.output and options.output != "-" and not options.force and Path(options.output).is_file():
        raise InputError(_taken(options.output))


def _form(output: str | None, asked: str | None) -> str:
    """Return the form of a result: the one asked, else the one that the file's name says, else a table."""
    suffix = Path(output or "").suffix.lower()
    if asked is None and suffix and suffix not in _SUFFIXES:
        expected, remedy = ", ".join(_SUFFIXES), _("Changer la fin du nom, ou donner la forme avec --format")
        raise InputError(Problem(_("forme inconnue de résultat"), output or "", expected=expected, remedy=remedy))
    return asked or _SUFFIXES.get(suffix, "table")


def _taken(path: str) -> Problem:
    remedy = _("Donner un autre nom, ou ajouter --force pour le remplacer")
    return Problem(_("ce fichier existe déjà"), path, remedy=remedy)


def read_frame(path: str) -> pl.DataFrame:
    """Return the table of a file: CSV (of any habit), Parquet or Excel.

    Raises:
        InputError: the file is absent or is not a table (see `maillon.analytics.tables.read_table`).
    """
    from maillon.analytics.tables import read_table  # the tables' library is slow to import

    return read_table(path)


def asked(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options that make the result, for its manifest: neither where it goes nor where tables were found."""
    return {name: value for name, value in vars(options).items() if name not in _ASIDE | _INPUTS}


def manifest(inputs: Sequence[str | Path], options: Mapping[str, Any], seed: int | None = None) -> dict[str, Any]:
    """Return what lets anyone redo a result: the inputs' imprints, the options, the versions, the day.

    Args:
        inputs: files that were read.
        options: what was asked, by name; anything that JSON cannot say is written as text.
        seed: seed of the draws, if any.
    """
    return {
        "inputs": [_imprint(Path(path)) for path in inputs],
        "options": dict(options),
        "seed": seed,
        "versions": {"maillon": __version__, **{name: metadata.version(name) for name in _LIBRARIES}},
        "date": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
    }


def _imprint(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
            size = stream.tell()
    except OSError:
        raise InputError(Problem(_("ce fichier ne peut pas être lu"), str(path))) from None
    return {"name": path.name, "bytes": size, "sha256": digest.hexdigest()}


def publish(
    frames: Mapping[str, pl.DataFrame],
    *,
    manifest: Mapping[str, Any],
    format: str | None = None,  # noqa: A002  # the word of the option that users write
    output: str | None = None,
    force: bool = False,
) -> None:
    """Write the frames of a result where they are wanted, with their manifest.

    A file RESULT.ext gets RESULT.ext.manifest.json beside it; JSON holds the manifest under "manifest". CSV and Parquet
    hold one frame: the first takes the name of the output, each other RESULT-name.ext; on the standard output, CSV
    is the first frame alone.

    Args:
        frames: by name, the main one first.
        manifest: from `manifest`.
        format: one of FORMATS; None: after the suffix of `output`, else a table.
        output: the file to write; None: the standard output.
        force: whether existing files are replaced.

    Raises:
        InputError: a file exists already or cannot be written, or its name says no known form; Excel or Parquet without
            a file.
    """
    from maillon.cli.result_files import contents, manifest_bytes  # these need the tables' library

    if output == "":
        raise InputError(Problem(_("le nom du fichier est vide"), "--output", remedy=_("Donner un nom de fichier")))
    shape = _form(output, format)
    aside = output is not None and output != "-"
    if shape in {"xlsx", "parquet"} and not aside:
        remedy = _("Ajouter --output avec un nom de fichier")
        raise InputError(Problem(_("cette forme demande un fichier"), f"--format {shape}", remedy=remedy))
    place = Path(output or "-")
    files: dict[str, bytes] = {}
    for name, content in contents(frames, shape, manifest).items():
        if name and not aside:
            continue
        files[str(place.with_name(f"{place.stem}-{name}{place.suffix}") if name else place)] = content
    if aside:
        files[str(place.with_name(f"{place.name}.manifest.json"))] = manifest_bytes(manifest)
    _write(files, force=force)


def _write(files: Mapping[str, bytes], *, force: bool) -> None:
    from maillon.cli.output import write

    taken = [path for path in files if path != "-" and Path(path).exists()]
    if taken and not force:
        raise InputError(*map(_taken, taken))
    for path, content in files.items():
        write(content, path, force=force)
