"""The plot of `benchmarks.memory`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.data import canvas
from benchmarks.memory.judging import KINDS, LIMIT


def draw(samples: Sequence[dict[str, Any]], judged: Sequence[dict[str, Any]], folder: Path) -> None:
    """Draw memory against searches, with the allowed band of each process."""
    kinds = (
        ("resident_bytes", "resident", "C0"),
        ("beside_index_bytes", "of it anonymous, the index apart", "C1"),
        ("index_bytes", "the index", "C2"),
    )
    samples = [
        {**one, "beside_index_bytes": one["anonymous_bytes"] - one["index_bytes"]}
        for one in samples
    ]
    processes = sorted({one["process"] for one in samples})
    with canvas(folder / "memory.png", (8, 4), dpi=100) as axes:
        for kind, label, colour in kinds:
            for process in processes:
                own = [one for one in samples if one["process"] == process]
                searches = [one["searches"] for one in own]
                name = label if process == processes[0] else None
                axes.plot(searches, [one[kind] / 2**20 for one in own], color=colour, label=name)
            for one in judged if kind in KINDS else ():
                median = one[kind]["median"] / 2**20
                low, high = (1 - LIMIT) * median, (1 + LIMIT) * median
                axes.axhspan(low, high, color=colour, alpha=0.15, lw=0)
        axes.set(xlabel="searches", ylabel="MiB", ylim=(0, None), title="Memory of one process")
        axes.legend(fontsize="small")
