"""The tables and plots of `benchmarks.latency`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from benchmarks.data import canvas, number_table, show, with_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def print_tables(figures: Mapping[str, Any], caveats: Sequence[str]) -> None:
    """Print totals by finger set, then each set's stages, then the caveats."""
    stages = (_stages(name, one) for name, one in figures["finger_sets"].items())
    show(_totals(figures), *stages, caveats=caveats, width=100)


def draw(
    figures: Mapping[str, Any], totals: Mapping[str, NDArray[np.float64]], folder: Path
) -> None:
    """Draw the distribution of latencies, and their stages."""
    with canvas(folder / "latency.png", (10, 4), columns=2) as (left, right):
        for name, total in totals.items():
            rate = figures["finger_sets"][name]["rate_per_second"]
            shares = (np.arange(len(total)) + 1) / len(total)
            left.step(np.sort(total), shares, where="post", label=f"{name} fingers, {rate:.1f} /s")
        left.set(xlabel="latency, ms", ylabel="share of searches", xlim=(0, None), ylim=(0, 1.01))
        left.set_title(f"Identify among {figures['subjects']:,} people")
        left.legend()
        _draw_stages(right, figures["finger_sets"])


def _draw_stages(axes: "Axes", sets: Mapping[str, Any]) -> None:
    names = list(dict.fromkeys(name for one in sets.values() for name in one["stages"]))
    start = np.zeros(len(sets))
    for name in names:
        shares = np.array([100 * one["stages"][name]["share"] for one in sets.values()])
        axes.barh([f"{finger} fingers" for finger in sets], shares, left=start, label=name)
        start += shares
    axes.set(xlabel="share of latency, %", xlim=(0, 100), title="Stages")
    axes.legend(fontsize="small", ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.15))


def _totals(figures: Mapping[str, Any]) -> Table:
    columns = ("fingers", "rate /s", "searches", "refused", "p50 ms", "p95 ms", "p99 ms",
               "saturated /s")  # fmt: skip
    table = number_table(f"Identify among {figures['subjects']:,} people", columns)
    for name, one in figures["finger_sets"].items():
        times = [_with_interval(one, f"p{p}_ms") for p in (50, 95, 99)]
        counts = (f"{one['rate_per_second']:.2f}", str(one["requests"]), str(one["refused"]))
        table.add_row(name, *counts, *times, f"{one['transactions_per_second']:.2f}")
    return table


def _stages(name: str, one: Mapping[str, Any]) -> Table:
    reported = 100 * one.get("reported_share", 0.0)
    title = f"{name} fingers; {reported:.1f} % of latency reported by stages"
    table = number_table(title, ("stage", "p50 ms", "p99 ms", "share"))
    for stage, figures in one["stages"].items():
        times = (f"{figures['p50_ms']:.1f}", f"{figures['p99_ms']:.1f}")
        table.add_row(stage, *times, f"{100 * figures['share']:.1f} %")
    return table


def _with_interval(one: Mapping[str, Any], key: str) -> str:
    if key not in one:
        return "–"
    return with_interval(".0f", one[key], *one[f"{key}_low_high"])
