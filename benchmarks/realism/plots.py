"""The plots of `benchmarks.realism`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.data import Floats, canvas
from benchmarks.realism import distances, sense
from benchmarks.realism.exchange import AIM, Pairs
from benchmarks.realism.measures import UNITS, Measured

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BINS = 40
_COLUMNS = 4


def draw_quantities(real: Sequence[Measured], synthetic: Measured, path: Path) -> None:
    """Draw the distribution of each quantity: real sets, real pooled, synthetic."""
    names = [name for name in UNITS if name in synthetic.values]
    rows = -(-(len(names) + 1) // _COLUMNS)
    with canvas(path, (5 * _COLUMNS, 3.6 * rows), rows, _COLUMNS, dpi=110) as grid:
        axes = grid.ravel()
        for one, name in zip(axes, names, strict=False):
            _draw_quantity(one, name, real, synthetic)
        _draw_sense(axes[len(names)], real, synthetic)
        for unused in axes[len(names) + 1 :]:
            unused.axis("off")
        axes[0].legend(fontsize=9)
        axes[0].figure.suptitle(f"{synthetic.prints.name}: beside real prints", fontsize=15)


def draw_ranks(ranks: Mapping[str, Sequence[Pairs]], names: Sequence[str], path: Path) -> None:
    """Draw ranks of real non-mates among synthetic references, by quantity; the last is pooled."""
    with canvas(path, (13, 10), 2, len(ranks), dpi=110) as grid:
        for column, (quantity, sets) in enumerate(ranks.items()):
            _draw_histogram(grid[0, column], quantity, sets, names)
            _draw_tail(grid[1, column], sets, names)
        title = "Real non-mates ranked among synthetic references"
        grid[0, 0].figure.suptitle(title, fontsize=15)


def _draw_quantity(axes: "Axes", name: str, real: Sequence[Measured], synthetic: Measured) -> None:
    together = distances.join([one.values[name] for one in real]).values
    own = synthetic.values[name].values
    edges = _edges(name, together, own)
    bins = [float(edge) for edge in edges]
    axes.hist(np.clip(own, edges[0], edges[-1]), bins=bins, density=True, alpha=0.35,
              color="tab:orange", label="synthetic")  # fmt: skip
    axes.hist(np.clip(together, edges[0], edges[-1]), bins=bins, density=True, histtype="step",
              color="black", linewidth=2, label="real, pooled")  # fmt: skip
    for one in real:
        values = np.clip(one.values[name].values, edges[0], edges[-1])
        axes.hist(values, bins=bins, density=True, histtype="step", linewidth=1,
                  label=one.prints.name)  # fmt: skip
    if name == "nonmated_score":
        # Most strangers score 0; the tail matters.
        axes.set_yscale("log")
    axes.set(title=name, xlabel=UNITS[name])
    axes.set_yticklabels([])


def _edges(name: str, one: Floats, other: Floats) -> Floats:
    """Return edges; one value in two hundred lies beyond the end, except for non-mated scores."""
    top = 100 if name.startswith("nonmated") else 99.5
    low = min(np.percentile(one, 0.5), np.percentile(other, 0.5))
    high = max(np.percentile(one, top), np.percentile(other, top))
    return np.linspace(low, max(high, low + 1e-9), _BINS + 1)


def _draw_sense(axes: "Axes", real: Sequence[Measured], synthetic: Measured) -> None:
    edges = np.array(sense.EDGES_PX)
    middle = (edges[1:] + edges[:-1]) / 2
    for one in real:
        axes.plot(middle, one.agreement.curve(), linewidth=1, label=one.prints.name)
    pooled = sense.join([one.agreement for one in real]).curve()
    axes.plot(middle, pooled, color="black", linewidth=2, label="real, pooled")
    axes.plot(middle, synthetic.agreement.curve(), "o-", color="tab:orange", linewidth=3,
              alpha=0.6, label="synthetic")  # fmt: skip
    axes.axhline(0.5, color="grey", linestyle=":")
    axes.set(title="pairs of minutiae that point the same way", xlabel="px apart", ylabel="share")


def _draw_histogram(
    axes: "Axes", quantity: str, sets: Sequence[Pairs], names: Sequence[str]
) -> None:
    edges = [k / 40 for k in range(41)]
    for name, one in zip(names, sets, strict=True):
        last = one is sets[-1]
        axes.hist(one.values, bins=edges, density=True, histtype="step", label=name,
                  linewidth=2.2 if last else 1, color="black" if last else None)  # fmt: skip
    axes.axhline(1, color="grey", linestyle=":", label="exchangeable")
    axes.set(title=quantity, xlabel="rank, 0 the nearest", ylabel="density of real non-mates")
    axes.legend(fontsize=9)


def _draw_tail(axes: "Axes", sets: Sequence[Pairs], names: Sequence[str]) -> None:
    depths = np.geomspace(1e-3, 1, 100)
    for name, one in zip(names, sets, strict=True):
        last = one is sets[-1]
        ordered = np.sort(one.values)
        share = np.searchsorted(ordered, depths, side="right") / len(ordered)
        axes.plot(depths, np.maximum(share, 1e-5), label=name, linewidth=2.2 if last else 1,
                  color="black" if last else None)  # fmt: skip
    axes.plot(depths, depths, color="grey", linestyle=":")
    axes.vlines(0.01, *AIM, color="tab:green", linewidth=5, alpha=0.6, label="aim")
    axes.set(xscale="log", yscale="log", xlabel="first share of ranks",
             ylabel="share of real non-mates in them", ylim=(1e-4, 1))  # fmt: skip
    axes.legend(fontsize=9)
