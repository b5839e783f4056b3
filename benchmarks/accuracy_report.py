"""The table and the plots of `benchmarks.accuracy`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks import metrics
from benchmarks.metrics import ScoredPairs
from benchmarks.scoring import RawScores

_RATES = {
    "eer": "EER",
    "fvc_eer": "EER (FVC)",
    "fmr100": "FMR100",
    "fmr1000": "FMR1000",
    "zero_fmr": "ZeroFMR",
    "rank1": "rank 1",
}


def print_table(figures: Mapping[str, Any], caveats: Sequence[str]) -> None:
    """Print rates in per cent with their intervals, costs, and what to keep in mind."""
    console = Console(width=max(Console().width, 110))
    columns = [*figures["datasets"], figures["pooled"]]
    table = Table("", *(one["name"] for one in columns))
    for key, title in _RATES.items():
        table.add_row(title, *(_rate(one, key) for one in columns))
    for depth in figures["pooled"]["hit_at"]:
        table.add_row(f"shortlist hit at {depth}", *(_hit(one, depth) for one in columns))
    table.add_row("mated / missed at FMR 1e-3", *(
        f"{one['mated']} / {one['mated_missed_at_fmr1000']}" for one in columns))  # fmt: skip
    table.add_row("non-mated", *(str(one["nonmated"]) for one in columns))
    table.add_row("images / failed", *(
        f"{one['images']} / {one['failed_to_extract']}" for one in columns))  # fmt: skip
    table.add_row("extraction, CPU ms", *(f"{one['extract_cpu_ms']:.0f}" for one in columns))
    table.add_row("comparison, CPU ms", *(f"{one['compare_cpu_ms']:.3f}" for one in columns))
    console.print(table)
    console.print(f"distractors: {figures['distractors']:,} synthetic references")
    for caveat in caveats:
        console.print(f"· {caveat}")


def draw(sets: Sequence[RawScores], folder: Path) -> None:
    """Draw the DET curves of all cross-finger pairs and the CMC curves of the searches."""
    import matplotlib as mpl

    mpl.use("Agg")
    folder.mkdir(parents=True, exist_ok=True)
    _draw_det(sets, folder / "accuracy_det.png")
    _draw_cmc(sets, folder / "accuracy_cmc.png")


def _draw_det(sets: Sequence[RawScores], path: Path) -> None:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    for raw in sets:
        curve = ScoredPairs(raw.score[raw.mated], raw.score[~raw.mated]).curve()
        # A rate of 0 has no place on a logarithmic axis: it is drawn at half a count.
        fmr = np.maximum(curve.fmr, 0.5 / curve.nonmated_count)
        fnmr = np.maximum(curve.fnmr, 0.5 / curve.mated_count)
        axes.step(fmr, fnmr, where="pre", label=raw.name)
    axes.set(xscale="log", yscale="log", xlabel="FMR", ylabel="FNMR", ylim=(5e-4, 1))
    axes.set_title("DET, all cross-finger pairs of single fingers")
    axes.grid(True, which="both", alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def _draw_cmc(sets: Sequence[RawScores], path: Path) -> None:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    for raw in sets:
        by_score = metrics.ranks(raw.search_score, raw.finger[raw.probe], raw.usable[raw.probe])
        depths = np.arange(1, raw.search_score.shape[1] + 1)
        rates = [metrics.hit_rate(by_score, int(depth)) for depth in depths]
        axes.step(depths, rates, where="post", label=f"{raw.name}, {len(depths)} fingers")
    axes.set(xscale="log", xlabel="rank", ylabel="share of searches", ylim=(None, 1.001))
    axes.set_title("CMC, closed set, first impressions enrolled")
    axes.grid(True, which="both", alpha=0.3)
    axes.legend(loc="lower right")
    figure.savefig(path, dpi=120)
    plt.close(figure)


def _rate(one: Mapping[str, Any], key: str) -> str:
    low, high = one[f"{key}_low"], one[f"{key}_high"]
    return f"{100 * one[key]:.2f} % [{100 * low:.2f}–{100 * high:.2f}]"


def _hit(one: Mapping[str, Any], depth: str) -> str:
    if one["hit_at"][depth] is None:
        return "–"
    low, high = one["hit_at_low_high"][depth]
    return f"{100 * one['hit_at'][depth]:.2f} % [{100 * low:.2f}–{100 * high:.2f}]"
