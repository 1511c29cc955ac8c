"""Write the tables of docs/explications/indicateur-de-solidarite.md from the data that ship.

    python scripts/solidarity_results.py [--data FOLDER] [--write]

Without --write, prints them. With the folder of the public files, the table of the investment grants too. A test
compares the page with what is computed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl
from equalisation.sources import DETR, GREEN, communes, grants

from maillon.analytics.solidarity import (
    LEVELS,
    ActorRating,
    IndexDefinition,
    Level,
    balance,
    default_index,
    needs,
    ranked,
    rate,
    rate_all,
    state_allocations,
)
from maillon.analytics.territories.lookup import resolve

PAGE = Path(__file__).parent.parent / "docs" / "explications" / "indicateur-de-solidarite.md"
START, END = "<!-- tableaux : début -->", "<!-- tableaux : fin -->"
INVESTED_START, INVESTED_END = "<!-- investissement : début -->", "<!-- investissement : fin -->"
NAMES: dict[Level, str] = {"commune": "communes", "epci": "intercommunalités"}


def number(value: float | None, decimals: int) -> str:
    """Return a figure as French readers expect it."""
    if value is None:
        return "–"
    rounded = round(value, decimals) + 0.0  # not minus zero
    return f"{rounded:.{decimals}f}".replace(".", ",").replace("-", "−")


def posts(low: float, high: float) -> str:
    """Return goalposts as a range."""
    return f"{low:g} à {high:g}".replace(".", ",")


def composition(index: IndexDefinition) -> list[str]:
    """Return the table of indicators."""
    heads = "Dimension (poids) | Indicateur | Poids dans la dimension | Plus de besoin quand | Bornes, communes"
    lines = [f"| {heads} | Bornes, intercommunalités | Source |", "|---|---|---:|---|---|---|---|"]
    for dimension in index.dimensions:
        inside = index.inside(dimension.code)
        total = sum(indicator.weight for indicator in inside)
        for rank, each in enumerate(inside):
            head = f"{dimension.name} ({dimension.weight:g} %)" if rank == 0 else ""
            sense = "plus" if each.direction > 0 else "moins"
            bounds = " | ".join(posts(*each.goalposts[level]) for level in LEVELS)
            share = number(100 * each.weight / total, 0)
            lines.append(
                f"| {head} | {each.name} ({each.unit}) | {share} % | {sense} | {bounds} | {each.source}, {each.year} |"
            )
    return lines


def balanced(index: IndexDefinition) -> list[str]:
    """Return the table of need and classes by density."""
    letters = list(index.class_names)
    lines = [
        f"| Territoires | Nombre | Habitants (millions) | Besoin moyen | par habitant | {' | '.join(letters)} |",
        f"|---|---:|---:|---:|---:|{'---:|' * len(letters)}",
    ]
    for level in LEVELS:
        for row in balance(ranked(level)).to_dicts():
            classes = " | ".join(f"{number(100 * row[letter], 0)} %" for letter in letters)
            lines.append(
                f"| {NAMES[level]} {row['name']} | {row['territories']} | {number(row['population'] / 1e6, 1)} |"
                f" {number(row['mean'], 1)} | {number(row['mean_by_people'], 1)} | {classes} |"
            )
    return lines


def settled() -> list[str]:
    """Return the sentences that say how sure classes are."""
    lines = []
    for level in LEVELS:
        found = ranked(level)
        scored = found.frame.drop_nulls("score")
        width = (scored["rank_q95"] - scored["rank_q5"]).median()
        share = number(100 * float(scored["settled"].mean()), 0)  # type: ignore[arg-type]  # a mean of booleans
        without = needs(level).height - scored.height
        lines.append(
            f"- {NAMES[level].capitalize()} : {scored.height} ont un score, {without} n’en ont pas ; {share} % gardent "
            f"la même classe dans neuf tirages sur dix ; l’intervalle de rang a une largeur médiane de "
            f"{number(float(width), 0)} rangs ({found.replicates} tirages)."  # type: ignore[arg-type]  # a number
        )
    return lines


HEADS = [
    "| Dotation | Entre | € par habitant | φ | Classe (probabilité) | Part des plus grands besoins |",
    "|---|---|---:|---|---|---|",
]


def invested(data: Path) -> str:
    """Return the table of the investment grants of the State, from the folder of the public files."""
    country = communes(data)
    lines = [*HEADS]
    for grant in grants(data, country):
        if grant.name not in (DETR, GREEN):
            continue
        for level in LEVELS:
            paid = grant.amounts["communes" if level == "commune" else level]
            rating = rate(_allocations(paid, level), level, actor=f"État, {grant.name}")
            lines.append(f"| {rating.actor} | {NAMES[level]} | {_figures(rating)} |")
    return "\n".join(lines)


def _allocations(paid: pl.DataFrame, level: Level) -> pl.DataFrame:
    """Return the euros of each metropolitan territory of 2026 in cents, 0 where nothing was paid."""
    heirs = {code: resolve(code).current for code in paid["key"].drop_nulls().unique().to_list()}
    today = {code: current[0] for code, current in heirs.items() if current}
    moved = paid.with_columns(pl.col("key").replace_strict(today, default=None).alias("code")).drop_nulls("code")
    cents = moved.group_by("code").agg((pl.col("amount").sum() * 100).round().cast(pl.Int64).alias("amount"))
    reached = needs(level).filter(pl.col("zone") == "metropole").select("code")
    return reached.join(cents, on="code", how="left").with_columns(pl.col("amount").fill_null(0))


def rated() -> list[str]:
    """Return the table of the State's grants."""
    lines = [*HEADS]
    for level in LEVELS:
        ratings = rate_all(state_allocations(level), level)
        lines += [f"| {rating.actor} | {NAMES[level]} | {_figures(rating)} |" for rating in ratings]
    return lines


def _figures(rating: ActorRating) -> str:
    interval = rating.interval
    span = f" [{number(interval.low, 2)} ; {number(interval.high, 2)}]" if interval else ""
    letter = f"{rating.letter} ({number(100 * rating.probability, 0)} %)" if rating.letter else "non distinguable"
    share = f"{number(100 * rating.neediest_share, 0)} % pour {number(100 * rating.neediest_people, 0)} % des habitants"
    return f"{number(rating.per_head, 2)} | {number(rating.phi, 2)}{span} | {letter} | {share}"


def tables() -> str:
    """Return everything between the two marks of the page."""
    index = default_index()
    parts = [
        ["### La composition", "", *composition(index)],
        ["### L’équilibre", "", *balanced(index)],
        ["### La certitude", "", *settled()],
        ["### Les dotations de l’État de 2022", "", *rated()],
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def main() -> None:
    """Print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="replace them in the page")
    parser.add_argument("--data", type=Path, help="folder of the public files")
    options = parser.parse_args()
    if options.data and not options.data.is_dir():
        parser.error(f"{options.data} is no folder: give the one of the public files that the page names")
    made = {(START, END): tables()}
    if options.data:
        made[INVESTED_START, INVESTED_END] = invested(options.data)
    text = PAGE.read_text(encoding="utf-8")
    for (start, end), table in made.items():
        before, after = text.split(start)[0], text.split(end)[1]
        text = f"{before}{start}\n\n{table}\n\n{end}{after}"
        if not options.write:
            print(table)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
