"""The table of `benchmarks.calibration`."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from benchmarks.data import in_per_cent, show, with_interval


def print_tables(figures: Mapping[str, Any]) -> None:
    """Print ratios of found to nominal shares: 1 is nominal, less is fewer strangers."""
    title = "strangers found / asked, of people that tables were not made from"
    show(
        _lines_table(title, figures["lines"]),
        *(_lines_table(name, rows) for name, rows in figures["groups"].items()),
        _dependence_table(figures["dependence"]),
        _mated_table(figures["mated"]),
        *map(_real_table, figures.get("real", [])),
        width=0,
    )


def _lines_table(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    levels = sorted({row["level_db"] for row in rows})
    table = Table("fingers", *(f"{level} dB" for level in levels), title=title)
    for k in sorted({row["finger_count"] for row in rows}):
        cells = {row["level_db"]: _share(row) for row in rows if row["finger_count"] == k}
        table.add_row(str(k), *(cells.get(level, "") for level in levels))
    return table


def _share(row: Mapping[str, Any]) -> str:
    value, low, high = (row[key] / row["asked"] for key in ("rate", "low", "high"))
    mark = "" if row["within"] else " *"
    return with_interval(".2f", value, low, high) + mark


def _dependence_table(figures: Mapping[str, Any]) -> Table:
    title = (
        "same two people / fingers mixed; mean correlation of two fingers' llr "
        f"{figures['mean_llr_correlation']:.4f}"
    )
    table = Table("fingers", "dB", "same", "mixed", "ratio", title=title)
    for row in figures["rows"]:
        ratio = "–" if row["ratio"] is None else f"{row['ratio']:.2f}"
        counts = (f"{row['same']:,}", f"{row['mixed']:,}")
        table.add_row(str(row["fingers"]), str(row["level_db"]), *counts, ratio)
    return table


def _mated_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    levels = list(rows[0]["share_below_db"])
    table = Table("fingers", "mated", *(f"below {level} dB" for level in levels), "median dB")
    for row in rows:
        below = (f"{100 * row['share_below_db'][level]:.3f} %" for level in levels)
        median = f"{row['quantiles_db'][-1]:.0f}"
        table.add_row(str(row["fingers"]), f"{row['comparisons']:,}", *below, median)
    return table


def _real_table(one: Mapping[str, Any]) -> Table:
    title = (
        f"{one['name']}: {one['nonmated']:,} strangers, highest {one['highest_stranger_db']:.1f} "
        f"dB; {one['mated']} mated"
    )
    table = Table("dB", "asked", "strangers found", "mated below", title=title)
    for row in one["levels"]:
        found = in_per_cent(row["rate"], row["low"], row["high"], ".3f")
        mark = "" if row["within"] else " *"
        asked = f"{100 * row['asked']:g} %"
        table.add_row(str(row["level_db"]), asked, found + mark, str(row["mated_below"]))
    return table
