"""The plots of `benchmarks.extraction`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.data import Floats, canvas
from benchmarks.extraction.figures import CUTS
from benchmarks.extraction.scoring import Scores
from benchmarks.extraction.timing import READING, Times
from benchmarks.extraction.variants import EXACT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHARES = np.linspace(0, 1, 400)


def draw(
    groups: Mapping[str, Mapping[str, Scores]],
    moved: Mapping[str, Sequence[str]],
    times: Sequence[Times],
    folder: Path,
) -> None:
    """Draw mated scores of each variant over the band of the shifts, and the cost by image."""
    size = (6.5 * len(groups), 5)
    with canvas(folder / "extraction_scores.png", size, columns=len(groups)) as axes:
        for (group, found), one in zip(groups.items(), np.atleast_1d(axes), strict=True):
            _draw_scores(group, found, moved, one)
    with canvas(folder / "extraction_cost.png", (8, 5)) as axes:
        _draw_cost(times, axes)


def _draw_scores(
    group: str, found: Mapping[str, Scores], moved: Mapping[str, Sequence[str]], axes: "Axes"
) -> None:
    band = np.array([_quantiles(found[name]) for name in moved[EXACT]])
    axes.fill_betweenx(_SHARES, band.min(0), band.max(0), color="0.75", label="five shifts")
    shifts = {name for names in moved.values() for name in names}
    for name, one in found.items():
        if name not in shifts:
            axes.plot(_quantiles(one), _SHARES, label=name, linewidth=1.2)
    for cut in CUTS:
        axes.axvline(cut, color="black", linestyle=":", linewidth=0.8)
    axes.set_xscale("symlog", linthresh=0.01)
    axes.set(yscale="log", xlim=(0, None), xlabel="comparison score", ylim=(1e-3, 1),
             ylabel="share of mated pairs at or below", title=f"Mated pairs, {group}")  # fmt: skip
    axes.legend(fontsize="small")


def _quantiles(one: Scores) -> Floats:
    return np.asarray(np.quantile(one.mated, _SHARES, method="lower"), np.float64)


def _draw_cost(times: Sequence[Times], axes: "Axes") -> None:
    """Draw the sorted cost of all images of each set, one line for each variant."""
    names = [name for name in times[0].seconds if name != READING]
    start = 0
    for one in times:
        count = len(one.seconds[names[0]])
        for k, name in enumerate(names):
            best_ms = 1_000 * np.sort(one.seconds[name].min(1))
            label = name if one is times[0] else None
            axes.plot(np.arange(start, start + count), best_ms, color=f"C{k}", label=label)
        axes.annotate(one.name, (start, 0), fontsize="small")
        start += count
    axes.set(xlabel="images, sorted within each set", ylabel="CPU, ms", ylim=(0, None))
    axes.set_title("Cost of an extraction")
    axes.legend(fontsize="small")
