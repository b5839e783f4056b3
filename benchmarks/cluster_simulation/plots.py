"""The plots of a simulated cluster."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import canvas

Figures = Mapping[str, Any]

_BUCKET_S = 5.0


def draw_partitions(rows: Sequence[Figures], path: Path, title: str) -> None:
    """Draw latency by the number of partitions, quiet and in the busiest hour."""
    with canvas(path, (8, 4.8)) as axes:
        for load, colour in (("peak", "C3"), ("quiet", "C0")):
            of = [one for one in rows if load in one]
            x = [one["partitions"] for one in of]
            name = "busiest hour" if load == "peak" else "hardly any load"
            for key, style in (("search_p50_s", "-o"), ("search_p99_s", "--s")):
                y = [1_000 * one[load][key] for one in of]
                label = f"{name}, {'median' if 'p50' in key else 'p99'}"
                axes.plot(x, y, style, color=colour, label=label, ms=5)
        axes.set_xscale("log", base=2)
        ticks = [one["partitions"] for one in rows]
        axes.set_xticks(ticks, [str(one) for one in ticks])
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.set(xlabel="partitions, two replicas each", ylabel="search, ms", title=title)
        axes.legend(fontsize="small")


def draw_loads(rows: Sequence[Figures], path: Path, title: str) -> None:
    """Draw how many nodes are enough for how many transactions a day."""
    with canvas(path, (8, 4.8)) as axes:
        x = [one["transactions_a_day"] / 1_000 for one in rows]
        y = [one["shape"]["nodes"] for one in rows]
        axes.plot(x, y, "-o", color="C0")
        for at, nodes in zip(x, y, strict=True):
            axes.annotate(str(nodes), (at, nodes), (0, 7), textcoords="offset points", ha="center")
        axes.set(xlabel="transactions a day, thousands", ylabel="nodes", title=title)
        axes.set_ylim(0, 1.15 * max(y))
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.set_xlim(0, None)


def draw_kill(timelines: Mapping[str, Figures], path: Path, title: str) -> None:
    """Draw how long searches took around a kill: median and slowest of each five seconds."""
    with canvas(path, (8, 4.8)) as axes:
        for number, (name, one) in enumerate(timelines.items()):
            at, took = np.array(one["arrived_s"]), np.array(one["search_s"])
            edges = np.arange(0, at.max() + _BUCKET_S, _BUCKET_S)
            which = np.digitize(at, edges) - 1
            middles, medians, slowest = [], [], []
            for bucket in np.unique(which):
                inside = took[which == bucket]
                middles.append(edges[bucket] + _BUCKET_S / 2)
                medians.append(1_000 * np.median(inside))
                slowest.append(1_000 * inside.max())
            axes.plot(middles, slowest, color=f"C{number}", label=f"{name}, slowest of 5 s")
            axes.plot(middles, medians, "--", color=f"C{number}", label=f"{name}, median")
        first = next(iter(timelines.values()))
        axes.axvline(first["killed_s"], color="black", lw=1)
        axes.axvline(first["noticed_s"], color="grey", lw=1, ls=":")
        top = axes.get_ylim()[1]
        axes.text(first["killed_s"] + 2, 0.97 * top, "node killed", fontsize="small", va="top")
        axes.text(first["noticed_s"] + 2, 0.90 * top, "Ray notices", fontsize="small", va="top")
        axes.set(xlabel="seconds", ylabel="search, ms", title=title, ylim=(0, top))
        axes.legend(fontsize="small")


def draw_check(figures: Figures, path: Path) -> None:
    """Draw the distributions of searches that were measured, and what was predicted."""
    with canvas(path, (10, 4.4), columns=2) as panels:
        for axes, (name, took) in zip(panels, figures["raw"].items(), strict=True):
            sorted_ms = np.sort(took)
            shares = np.arange(1, len(took) + 1) / len(took)
            axes.plot(sorted_ms, shares, color="C0", label="measured")
            predicted = figures["predicted"][name]
            points = [(predicted[f"p{one}_ms"], one / 100) for one in (50, 95, 99)]
            axes.plot(*zip(*points, strict=True), "o", color="C3", label="predicted p50, p95, p99")
            axes.set(title=f"searches {name}", xlabel="ms", ylabel="share", xlim=(0, None))
            axes.legend(fontsize="small", loc="lower right")
