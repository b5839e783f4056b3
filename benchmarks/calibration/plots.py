"""The plots of `benchmarks.calibration`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw(figures: Mapping[str, Any], folder: Path) -> None:
    """Draw the T-line, the tails, and the groups."""
    import matplotlib as mpl

    mpl.use("Agg")
    folder.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context({"font.size": 11, "axes.grid": True, "grid.alpha": 0.3}):
        _draw_lines(figures, folder / "calibration_lines.png")
        _draw_tails(figures["tail"], folder / "calibration_tails.png")
        _draw_groups(figures["groups"], folder / "calibration_groups.png")


def _draw_lines(figures: Mapping[str, Any], path: Path) -> None:
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 5.5), layout="constrained")
    shown = sorted({row["finger_count"] for row in figures["lines"]})
    for place, k in enumerate(shown):
        rows = [row for row in figures["lines"] if row["finger_count"] == k]
        shift = 0.5 * (place - (len(shown) - 1) / 2)
        _error_bars(right, rows, shift, f"{k} finger{'s' if k > 1 else ''}")
        if k in (1, 2, 4, 10):
            met = [row for row in rows if row["found"]]
            left.plot([r["level_db"] for r in met], [r["rate"] for r in met], "o-", label=str(k))
    asked = np.array([10, 70])
    left.plot(asked, 10 ** (-asked / 10), "k:", label="asked")
    for one in figures.get("real", [])[-1:]:
        _error_bars_absolute(left, one["levels"], f"real, {one['name']}, one finger")
    left.set(yscale="log", xlabel="T, dB", ylabel="share of strangers at or above T")
    left.set_title("Share of strangers, by fingers compared")
    right.axhline(1, color="black", linestyle=":")
    right.set(yscale="log", xlabel="T, dB", ylabel="found / asked", ylim=(0.2, 5))
    right.set_title("Against what was asked, 95 % intervals")
    left.legend()
    right.legend(ncols=2, fontsize=9)
    figure.savefig(path, dpi=130)
    plt.close(figure)


def _error_bars(axes: "Axes", rows: Sequence[Mapping[str, Any]], shift: float, label: str) -> None:
    met = [row for row in rows if row["found"]]
    x = [row["level_db"] + shift for row in met]
    value, low, high = (
        np.array([row[key] / row["asked"] for row in met]) for key in ("rate", "low", "high")
    )
    axes.errorbar(x, value, (value - low, high - value), fmt="o", markersize=4, label=label)


def _error_bars_absolute(axes: "Axes", rows: Sequence[Mapping[str, Any]], label: str) -> None:
    met = [row for row in rows if row["rate"] > 0]
    x = [row["level_db"] for row in met]
    value, low, high = (np.array([row[key] for row in met]) for key in ("rate", "low", "high"))
    spread = (value - low, high - value)
    axes.errorbar(x, value, spread, fmt="ks", capsize=5, markersize=6, label=label)


def _draw_tails(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    from matplotlib import pyplot as plt

    figure, grid = plt.subplots(1, len(rows), figsize=(4 * len(rows), 4.5), layout="constrained")
    for axes, row in zip(np.atleast_1d(grid), rows, strict=True):
        found = np.array(row["found"], float)
        axes.plot(row["level_db"], row["predicted"], "k:", label="predicted")
        axes.plot(row["level_db"], np.where(found > 0, found, np.nan), "o", label="held back")
        axes.axvspan(50, row["level_db"][-1], alpha=0.1, label="beyond what was fitted")
        axes.set(yscale="log", xlabel="T, dB", ylim=(0.3, None))
        axes.set_title(f"{row['fingers']} finger{'s' if row['fingers'] > 1 else ''}")
    np.atleast_1d(grid)[0].set_ylabel("strangers at or above T")
    np.atleast_1d(grid)[0].legend()
    figure.savefig(path, dpi=130)
    plt.close(figure)


def _draw_groups(groups: Mapping[str, Sequence[Mapping[str, Any]]], path: Path) -> None:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(12, 5.5), layout="constrained")
    for place, level in enumerate((20, 30)):
        for k, marker in ((1, "o"), (2, "^"), (4, "s"), (10, "D")):
            rows = {
                name: row
                for name, lines in groups.items()
                for row in lines
                if row["level_db"] == level and row["finger_count"] == k and row["found"]
            }
            x = [list(groups).index(name) + 0.3 * place - 0.15 for name in rows]
            value = [row["rate"] / row["asked"] for row in rows.values()]
            axes.plot(x, value, marker, color=f"C{place}", label=f"{k} fingers, {level} dB")
    axes.axhline(1, color="black", linestyle=":")
    axes.set(yscale="log", ylabel="found / asked", xticks=range(len(groups)))
    axes.set_xticklabels(list(groups), rotation=30, ha="right")
    axes.set_title("Strangers of parts of the population: below 1 is fewer than asked")
    axes.legend(ncols=2, fontsize=9)
    figure.savefig(path, dpi=130)
    plt.close(figure)
