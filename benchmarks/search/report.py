"""The tables of `benchmarks.search`, and its raw figures as text."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.table import Table

from benchmarks.data import number_table, show
from benchmarks.search.timing import STAGES

TARGETS = {
    "shortlist, CPU ns a record": "≤ 4",
    "shortlist p99 / p50": "≤ 1.5",
    "resident, GB": "≤ 4",
    "identification cold, p50 ms": "≤ 700",
    "identification cold, p99 ms": "≤ 1,500",
    "searches a second, clients together": "≥ 3.3",
    "mates lost against exact search, %": "≤ 0.1",
    "enrolment visible after, p99 ms": "≤ 50",
    "start, s": "≤ 60",
    "bulk load of vectors, people a second": "≥ 50,000",
    "bulk load with templates, people a second": "≥ 2,000",
    "p99 grows beside changes, %": "≤ 20",
}
"""Targets of issue 4, for 70 million people; smaller sets are compared with them too."""


def print_search(figures: Mapping[str, Any], caveats: Sequence[str]) -> None:
    """Print figures beside their targets, then stages, then caveats."""
    title = f"{figures['records']:,} composed people, finer codes {figures['finer']}"
    table = number_table(title, ("what", "measured", "target"))
    for name, value in headline(figures).items():
        table.add_row(name, f"{value:,.3g}" if value < 1_000 else f"{value:,.0f}", TARGETS[name])
    show(table, _stages(figures), caveats=caveats)


def headline(figures: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures that have targets."""
    cold, changes, bulk = figures["cold"], figures["changes"], figures["bulk"]
    values = (
        figures["ns_per_record"],
        figures["p99_ms"] / figures["p50_ms"],
        figures["resident_bytes"] / 1e9,
        cold["p50_ms"],
        cold["p99_ms"],
        figures["searches_per_second"],
        100 * figures["kept"]["lost_against_exact_rate"],
        figures["visible"]["p99_ms"],
        figures["load_seconds"],
        bulk["vectors_per_second"],
        bulk["templates_and_vectors_per_second"],
        100 * changes["p99_growth"],
    )
    return dict(zip(TARGETS, values, strict=True))


def print_validation(figures: Mapping[str, Any]) -> None:
    """Print the differences between composed and genuine people."""
    title = f"Composed against {figures['people']:,} genuine people, {figures['probes']} strangers"
    columns = ("composed of", "what", "difference", "95 %", "as gallery size", "agrees")
    table = number_table(title, columns)
    rows: Iterable[tuple[str, str, Mapping[str, Any]]] = [
        (name.removeprefix("composed_of_"), depth, one)
        for name, depths in figures["agreement"].items()
        for depth, one in depths.items()
    ]
    tail = figures["tail"]
    for name, depth, one in [*rows, (f"{tail['beyond']:,} predicted", "top_1", tail)]:
        between = f"{one['low']:+.4f} … {one['high']:+.4f}"
        size, agrees = f"× {one['gallery_factor']:.2f}", "yes" if one["agrees"] else "NO"
        table.add_row(name, depth, f"{one['mean']:+.4f}", between, size, agrees)
    show(table)


def print_peers(figures: Mapping[str, Any]) -> None:
    """Print the peers' figures in one table."""
    columns = (
        "",
        "p50 ms",
        "p99 ms",
        "× ours",
        "bytes a record",
        "build CPU s",
        "hit rate",
        "first",
    )
    table = number_table(f"{figures['records']:,} people, 320 floats each, one thread", columns)
    for name, one in figures["peers"].items():
        table.add_row(
            name,
            f"{one['p50_ms']:.1f}",
            f"{one['p99_ms']:.1f}",
            f"{one['p50_ratio']:.1f}",
            f"{one['bytes_per_record']:.0f}",
            f"{one['build_cpu_seconds']:.0f}",
            f"{100 * one['hit_rate']:.2f} %",
            f"{100 * one['rank_1']:.2f} %",
        )
    show(table)


def rounded(raw: object) -> str:
    """Return raw figures as JSON, rounded: the seventh digit of a time is noise."""
    return json.dumps(_rounded(raw))


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, Mapping):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value


def _stages(figures: Mapping[str, Any]) -> Table:
    table = number_table(
        "Stages of an identification, ms", ("stage", "cold p50", "p99", "warm p50", "p99")
    )
    for name in STAGES:
        cold, warm = (figures[temperature]["stages"][name] for temperature in ("cold", "warm"))
        values = (cold["p50_ms"], cold["p99_ms"], warm["p50_ms"], warm["p99_ms"])
        table.add_row(name, *(f"{value:.1f}" for value in values))
    return table
