"""Provenance of each shipped file: the sentences of wording.yaml, with what was counted on the data while building."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from reference.contours import Coverage
from reference.index import Tables
from reference.packages import SHA256
from reference.tables import DataFrance

VERSION = "2026.1"
VINTAGES = {
    "geography_vintage": "Code officiel géographique et intercommunalités au 1ᵉʳ janvier 2026",
    "population_vintage": "population municipale 2023, en vigueur au 1ᵉʳ janvier 2026 (Insee)",
    "population_total_vintage": "population totale 2022, en vigueur au 1ᵉʳ janvier 2025 (Insee)",
}
WORDING = Path(__file__).with_name("wording.yaml")


def write_provenance(out: Path, frames: dict[str, pl.DataFrame], counted: dict[str, int | str]) -> None:
    """Write provenance.yaml: packages, vintages, one entry a file, and the defects found while building."""
    said = yaml.safe_load(WORDING.read_text(encoding="utf-8"))
    files = [_entry(out, name, said[name], frames, counted) for name in said]
    _write(out, {"version": VERSION, **VINTAGES, "packages": dict(SHA256), "files": files})


def renew_entry(out: Path, name: str, frame: pl.DataFrame) -> None:
    """Write again the entry of one file that was made again from the others; it names nothing that is counted."""
    said = yaml.safe_load(WORDING.read_text(encoding="utf-8"))
    document = yaml.safe_load((out / "provenance.yaml").read_text(encoding="utf-8"))
    entries = {entry["file"]: entry for entry in document["files"]}
    entries[name] = _entry(out, name, said[name], {name.removesuffix(".parquet"): frame}, {})
    _write(out, document | {"files": [entries[one] for one in said]})


def _entry(
    out: Path, name: str, said: dict[str, Any], frames: dict[str, pl.DataFrame], counted: dict[str, int | str]
) -> dict[str, Any]:
    entry = {"file": name, **said, "defects": [defect.format_map(counted) for defect in said["defects"]]}
    entry["counts"] = _counts(name, frames.get(name.removesuffix(".parquet")))
    entry["sha256"] = hashlib.sha256((out / name).read_bytes()).hexdigest()
    return entry


def _write(out: Path, document: dict[str, Any]) -> None:
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
    (out / "provenance.yaml").write_text(text, encoding="utf-8")


def _counts(name: str, frame: pl.DataFrame | None) -> dict[str, int]:
    if frame is None:
        return {}
    kind = {"contour_shapes.parquet": "topology", "contour_arcs.parquet": "topology", "communes.parquet": "zone"}
    column = kind.get(name, "level")
    by_kind = Counter(frame[column].to_list()) if column in frame.columns else {}
    return {"rows": frame.height, **dict(sorted(by_kind.items()))}


def counts(tables: Tables, extra: DataFrance, coverage: Coverage, held_back: dict[str, str]) -> dict[str, int | str]:
    """Return what the sentences name: counts, and lists of communes under the same name without `_count`."""
    named = {row["code"]: f"{row['name']} ({row['code']})" for row in tables.communes}
    communes = tables.communes
    overseas = {row["code"] for row in communes if row["zone"] == "com"}
    outlined = set(tables.near) - set(held_back)
    lists = {
        "empty": [row["code"] for row in communes if row["population"] is None],
        "alone": [row["code"] for row in communes if row["epci"] is None and row["code"] not in overseas],
        "missing": [code for code in named if code not in outlined | overseas],
        "rebuilt": coverage.rebuilt,
        "filled": coverage.filled,
        "parents": sorted(set(held_back.values())),
        "held_back": list(held_back),
    }
    return {
        "overseas": len(overseas),
        "no_total": sum(row["population_total"] is None for row in communes),
        "no_hall": sum(("COM", row["code"]) not in extra.points for row in communes),
        **{f"{name}_count": len(codes) for name, codes in lists.items()},
        **{name: ", ".join(named[code] for code in sorted(codes)) for name, codes in lists.items()},
    }
