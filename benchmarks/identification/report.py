"""The table and the plots of `benchmarks.identification`."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.table import Table

from benchmarks.data import canvas, in_per_cent, show, with_interval
from benchmarks.identification.raw import Searches
from benchmarks.identification.recipe import TARGET_FPIR
from matcher.calibration import threshold_db

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def print_table(results: Sequence[Mapping[str, Any]], caveats: Sequence[str]) -> None:
    """Print rates with their intervals, shortlist, stage times, and caveats."""
    table = Table("", *(str(one["fingers"]) for one in results))
    for title, cell in _ROWS.items():
        table.add_row(title, *(cell(one) for one in results))
    show(table, caveats=caveats)


def draw(sets: Mapping[str, Searches], reference_count: int, folder: Path, name: str) -> None:
    """Draw DET, CMC and score histograms of all finger sets."""
    with canvas(folder / f"{name}_det.png", (6, 5)) as axes:
        _draw_det(sets, axes)
    with canvas(folder / f"{name}_cmc.png", (6, 5)) as axes:
        _draw_cmc(sets, axes)
    size = (6, 2.2 * len(sets))
    with canvas(folder / f"{name}_scores.png", size, rows=len(sets)) as panes:
        _draw_scores(sets, reference_count, list(np.atleast_1d(panes)))


def _rate(one: Mapping[str, Any], key: str) -> str:
    return with_interval(".5f", one[key], one[f"{key}_low"], one[f"{key}_high"])


def _hit(one: Mapping[str, Any], depth: str) -> str:
    hit = one["shortlist"][depth]
    return in_per_cent(hit["share"], hit["low"], hit["high"], ".3f")


def _ms(one: Mapping[str, Any]) -> str:
    return " + ".join(f"{ms:.1f}" for ms in one["stage_cpu_ms"].values())


_ROWS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "people / references": lambda one: f"{one['subjects']:,} / {one['references']:,}",
    "generator, level": lambda one: f"{one['generator']}, {one['level']}",
    "threshold, dB": lambda one: f"{one['threshold_db']:.1f}",
    "mated / missed": lambda one: f"{one['mated_searches']:,} / {one['misses']:,}",
    "FNIR": lambda one: _rate(one, "fnir"),
    "non-mated / false positives": lambda one: (
        f"{one['nonmated_searches']:,} / {one['false_positives']:,}"
    ),
    "FPIR": lambda one: _rate(one, "fpir"),
    "FPIR / target at 0.1, 0.01, 0.001": lambda one: ", ".join(
        f"{at['fpir_over_target']:.2f}" for at in one["at_fpir"][:3]
    ),
    "rank 1": lambda one: f"{100 * one['rank1']['share']:.3f} %",
    "shortlist hit at 1": lambda one: _hit(one, "1"),
    "shortlist hit at 10": lambda one: _hit(one, "10"),
    "shortlist hit at 100": lambda one: _hit(one, "100"),
    "shortlist hit at 1000": lambda one: _hit(one, "1000"),
    "failed to extract": lambda one: str(one["failures_to_extract"]),
    "mates' scores extrapolated": lambda one: f"{100 * one['extrapolated_share']['mates']:.1f} %",
    "shortlist + rescore + compare, CPU ms": _ms,
}


def _draw_det(sets: Mapping[str, Searches], axes: "Axes") -> None:
    for name, searches in sets.items():
        mated, others = searches.mate_db[searches.mated], searches.other_db[~searches.mated]
        if not (len(mated) and len(others)):
            continue
        cuts = np.unique(np.concatenate([mated, others]))
        # A logarithmic axis has no 0: a rate of 0 is drawn at half a count.
        fnir = np.maximum((np.searchsorted(np.sort(mated), cuts)) / len(mated), 0.5 / len(mated))
        above = len(others) - np.searchsorted(np.sort(others), cuts)
        axes.step(np.maximum(above / len(others), 0.5 / len(others)), fnir, label=name)
    axes.axvline(TARGET_FPIR, color="0.7", linestyle=":")
    axes.set(xscale="log", yscale="log", xlabel="FPIR", ylabel="FNIR")
    axes.set_title("DET of identification")
    axes.legend()


def _draw_cmc(sets: Mapping[str, Searches], axes: "Axes") -> None:
    depths = np.unique(np.geomspace(1, 1_000, 60).astype(int))
    for name, searches in sets.items():
        rank = searches.mate_rank[searches.mated]
        if len(rank):
            missed = [float(((rank > depth) | (rank == 0)).mean()) for depth in depths]
            axes.step(depths, np.maximum(missed, 0.5 / len(rank)), where="post", label=name)
    axes.set(xscale="log", yscale="log", xlabel="depth of the shortlist")
    axes.set_ylabel("share of mates beyond")
    axes.set_title("Shortlist: mates that it does not reach")
    axes.legend()


def _draw_scores(
    sets: Mapping[str, Searches], reference_count: int, panes: Sequence["Axes"]
) -> None:
    for (name, searches), axes in zip(sets.items(), panes, strict=True):
        mates = searches.mate_db[searches.mated & np.isfinite(searches.mate_db)]
        strangers = searches.other_db[~searches.mated & np.isfinite(searches.other_db)]
        # Mates of ten fingers score thousands of decibels; scores near the threshold matter.
        bins = [2.5 * edge for edge in range(101)]
        for values, label in ((np.minimum(mates, 250), "mate"), (strangers, "best stranger")):
            axes.hist(values, bins, alpha=0.6, label=label, log=True)
        axes.axvline(threshold_db(reference_count, TARGET_FPIR), color="k", linestyle=":")
        axes.set(title=name, ylabel="searches")
    panes[0].legend()
    panes[-1].set_xlabel("dB (250 and more in the last bin)")
