"""The plots of `benchmarks.calibration`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.data import canvas

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw(figures: Mapping[str, Any], folder: Path) -> None:
    """Draw the T-line, the tails, and the groups."""
    with canvas(folder / "calibration_lines.png", (13, 5.5), columns=2) as (left, right):
        _draw_lines(figures, left, right)
    tail = figures["tail"]
    with canvas(folder / "calibration_tails.png", (4 * len(tail), 4.5), columns=len(tail)) as grid:
        _draw_tails(tail, list(np.atleast_1d(grid)))
    with canvas(folder / "calibration_groups.png", (12, 5.5)) as axes:
        _draw_groups(figures["groups"], axes)


def _draw_lines(figures: Mapping[str, Any], left: "Axes", right: "Axes") -> None:
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
        _error_bars(left, one["levels"], 0, f"real, {one['name']}, one finger", real=True)
    left.set(yscale="log", xlabel="T, dB", ylabel="share of strangers at or above T")
    left.set_title("Share of strangers, by fingers compared")
    right.axhline(1, color="black", linestyle=":")
    right.set(yscale="log", xlabel="T, dB", ylabel="found / asked", ylim=(0.2, 5))
    right.set_title("Against what was asked, 95 % intervals")
    left.legend()
    right.legend(ncols=2, fontsize=9)


def _error_bars(
    axes: "Axes", rows: Sequence[Mapping[str, Any]], shift: float, label: str, *, real: bool = False
) -> None:
    """Draw ratios of found to nominal rates; of real prints, the rates themselves."""
    met = [row for row in rows if row["rate"] > 0]
    x = [row["level_db"] + shift for row in met]
    value, low, high = (
        np.array([row[key] / (1 if real else row["asked"]) for row in met])
        for key in ("rate", "low", "high")
    )
    style: dict[str, Any] = (
        {"fmt": "ks", "capsize": 5, "markersize": 6} if real else {"fmt": "o", "markersize": 4}
    )
    axes.errorbar(x, value, (value - low, high - value), label=label, **style)


def _draw_tails(rows: Sequence[Mapping[str, Any]], grid: Sequence["Axes"]) -> None:
    for axes, row in zip(grid, rows, strict=True):
        found = np.array(row["found"], float)
        axes.plot(row["level_db"], row["predicted"], "k:", label="predicted")
        axes.plot(row["level_db"], np.where(found > 0, found, np.nan), "o", label="held back")
        axes.axvspan(50, row["level_db"][-1], alpha=0.1, label="beyond what was fitted")
        axes.set(yscale="log", xlabel="T, dB", ylim=(0.3, None))
        axes.set_title(f"{row['fingers']} finger{'s' if row['fingers'] > 1 else ''}")
    grid[0].set_ylabel("strangers at or above T")
    grid[0].legend()


def _draw_groups(groups: Mapping[str, Sequence[Mapping[str, Any]]], axes: "Axes") -> None:
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
