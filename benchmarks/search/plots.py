"""The plots of `benchmarks.search`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.data import canvas

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HIGHEST_MISS = 0.5
_SIZE = (15, 4.2)


def draw_sizes(results: Path, folder: Path) -> None:
    """Draw latency, memory and hit rate against gallery size, of all results in a folder."""
    found = sorted(_sizes(results), key=lambda one: int(one["records"]))
    with canvas(folder / "search.png", _SIZE, columns=3) as (latency, memory, hits):
        records = [one["records"] for one in found]
        for label, p50, p99 in _latencies(found):
            (line,) = latency.plot(records, p50, "o-", label=f"{label}, p50")
            latency.plot(records, p99, "o:", color=line.get_color(), label="p99")
        latency.axhline(700, color="grey", linewidth=0.8)
        latency.set(xscale="log", yscale="log", xlabel="people", ylabel="ms", title="One search")
        latency.legend(fontsize="small")
        memory.plot(records, [one["resident_bytes"] / 1e9 for one in found], "o-", label="process")
        codes = [one["opening"]["index_bytes"] / 1e9 for one in found]
        memory.plot(records, codes, "o-", label="codes")
        memory.axhline(4, color="grey", linewidth=0.8)
        memory.set(xscale="log", yscale="log", xlabel="people", ylabel="GB", title="In memory")
        memory.legend(fontsize="small")
        _draw_hits(hits, found)


def draw_validation(figures: Mapping[str, Any], raw: Mapping[str, Any], folder: Path) -> None:
    """Draw quantiles of composed against genuine people, and the tail with its prediction."""
    with canvas(folder / "search_validation.png", _SIZE, columns=3) as (first, thousandth, tail):
        genuine = np.asarray(raw["genuine"])
        marks = np.linspace(0.01, 0.99, 99)
        for column, (axes, title) in enumerate(
            ((first, "nearest stranger"), (thousandth, "thousandth stranger"))
        ):
            own = np.quantile(genuine[:, column], marks)
            axes.plot(own, own, color="grey", linewidth=0.8)
            for name in figures["agreement"]:
                other = np.quantile(np.asarray(raw[name])[:, column], marks)
                axes.plot(own, other, ".", markersize=4, label=name.replace("_", " "))
            axes.set(xlabel="genuine: sum of cosines", ylabel="composed", title=title)
            axes.legend(fontsize="small")
        one = figures["tail"]
        tail.plot(one["people"], one["mean_top_1"], "o-", label="genuine")
        predicted = [one["mean_top_1"][-1], one["predicted_mean_top_1"]]
        tail.plot([one["people"][-1], one["beyond"]], predicted, "--", label="fitted, further")
        tail.plot([one["beyond"]], [one["composed_mean_top_1"]], "s", label="composed")
        tail.set(xscale="log", xlabel="people", ylabel="mean of the nearest stranger's sum")
        tail.set_title("Tail")
        tail.legend(fontsize="small")


def draw_peers(figures: Mapping[str, Any], folder: Path) -> None:
    """Draw the time of a search with its hit rate, memory, and build time."""
    with canvas(folder / "search_peers.png", _SIZE, columns=3) as (times, sizes, builds):
        names = list(figures["peers"])
        columns = (("p50_ms", "ms a search"), ("bytes_per_record", "bytes a record"),
                   ("build_cpu_seconds", "CPU seconds to build"))  # fmt: skip
        for axes, (key, label) in zip((times, sizes, builds), columns, strict=True):
            values = [figures["peers"][name][key] for name in names]
            axes.barh(names, values)
            axes.set(xscale="log", xlabel=label)
            axes.invert_yaxis()
        for row, name in enumerate(names):
            one = figures["peers"][name]
            times.text(one["p50_ms"], row, f" hit {100 * one['hit_rate']:.1f} %", va="center")
        times.set_xmargin(0.4)
        times.set_title(f"{figures['records']:,} people, one thread")


def _sizes(results: Path) -> Iterator[dict[str, Any]]:
    """Read the results of scale runs in a folder."""
    for path in results.glob("*.json"):
        if not path.name.endswith(".raw.json"):
            figures = json.loads(path.read_text())
            if isinstance(figures, dict) and "ns_per_record" in figures:
                yield figures


def _latencies(found: list[dict[str, Any]]) -> Iterator[tuple[str, list[float], list[float]]]:
    for label in ("shortlist", "cold", "warm"):
        stage = [one[label] for one in found]
        name = label if label == "shortlist" else f"identification {label}"
        yield name, [one["p50_ms"] for one in stage], [one["p99_ms"] for one in stage]


def _draw_hits(axes: "Axes", found: list[dict[str, Any]]) -> None:
    """Draw shares of missed mates, because hit rates near 1 are not legible."""
    records = [one["records"] for one in found]
    for key, label in (
        ("hit_rate", "beyond the shortlist"),
        ("hit_rate_compared", "not handed to comparison"),
    ):
        # A logarithmic axis has no 0: a rate of 0 is drawn at half a count.
        missed = [max(1 - one["kept"][key], 0.5 / one["kept"]["mates"]) for one in found]
        axes.plot(records, missed, "o-", label=f"mates {label}")
    limits = [one["kept"]["lost_against_exact_high"] for one in found]
    axes.plot(records, limits, "k:", label="lost against exact search, upper 95 %")
    axes.set(xscale="log", yscale="log", xlabel="people", ylabel="share, 0 at half a count")
    axes.set(title="Mates missed", ylim=(None, _HIGHEST_MISS))
    axes.legend(fontsize="small")
