"""`make bench`: run every bench (or those named) and print one table, with ratios to the peer of the same run."""

import importlib
import pkgutil
import sys
from pathlib import Path
from typing import Any

import benchmarks

Row = dict[str, Any]
HEADERS = ("mesure", "valeur", "objectif", "à la place", "rapport", "tenu")


def _cells(row: Row) -> tuple[str, ...]:
    unit = row.get("unit", "")
    held = {True: "oui", False: "NON", None: ""}[row.get("held")]
    peer = f"{row['peer_name']} : {row['peer']:.4g} {unit}" if row.get("peer") is not None else ""
    ratio = f"×{row['ratio']:.1f}" if row.get("ratio") is not None else ""
    target = row.get("target", "")
    return (str(row["name"]), f"{row['value']:.4g} {unit}", str(target), peer, ratio, held)


def main(names: list[str]) -> int:
    """Run the benches called `names` (all when empty); return 1 when a target is missed."""
    found = sorted(module.name for module in pkgutil.iter_modules([str(Path(benchmarks.__file__).parent)]))
    chosen = [name for name in found if not name.startswith("_") and (not names or name in names)]
    table: list[tuple[str, ...]] = [HEADERS]
    missed = False
    for name in chosen:
        print(f"… {name}", file=sys.stderr, flush=True)
        for row in importlib.import_module(f"benchmarks.{name}").run():
            table.append(_cells(row))
            missed = missed or row.get("held") is False
    widths = [max(len(line[column]) for line in table) for column in range(len(HEADERS))]
    for rank, line in enumerate(table):
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        if rank == 0:
            print("  ".join("─" * width for width in widths))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
