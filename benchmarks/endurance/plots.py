"""The plot of `benchmarks.endurance`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.data import canvas
from benchmarks.endurance.processes import PARTS, Sample

_PANELS = (
    ("resident_bytes", "resident memory, MiB", 2.0**20),
    ("threads", "threads", 1.0),
    ("descriptors", "open descriptors", 1.0),
)


def draw(
    samples: Sequence[Sample], judged: Sequence[dict[str, Any]], path: Path, title: str
) -> None:
    """Draw each quantity of each part over time, with the lines by which they were judged."""
    with canvas(path, (8, 9), rows=len(_PANELS), dpi=100) as panels:
        for axes, (quantity, label, unit) in zip(panels, _PANELS, strict=True):
            for number, part in enumerate(PARTS):
                _draw_part(axes, samples, judged, part, quantity, unit, f"C{number}")
            axes.set(ylabel=label, ylim=(0, None))
        panels[0].set(title=title)
        panels[0].legend(fontsize="small")
        panels[-1].set(xlabel="minutes")


def _draw_part(
    axes: Any,  # noqa: ANN401 - of matplotlib
    samples: Sequence[Sample],
    judged: Sequence[dict[str, Any]],
    part: str,
    quantity: str,
    unit: float,
    colour: str,
) -> None:
    for process, judgement in enumerate(judged):
        own = [one for one in samples if one["process"] == process]
        axes.plot(
            [one["seconds"] / 60 for one in own],
            [one["parts"][part][quantity] / unit for one in own],
            color=colour,
            lw=1,
            label=part if process == 0 else None,
        )
        if judgement:
            at_zero, slope = judgement["parts"][part][quantity]["line"]
            ends = (judgement["from_s"], judgement["to_s"])
            axes.plot(
                [one / 60 for one in ends],
                [(at_zero + slope * one) / unit for one in ends],
                color="black",
                lw=1,
                ls="--",
            )
