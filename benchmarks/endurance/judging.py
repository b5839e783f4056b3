"""Judges whether memory, threads and descriptors are flat, by the slope of a line through them.

The line goes through the samples after the warm-up (least squares). What counts is how much the
line grows or falls from the first to the last judged sample. Memory may change by 5 % of its
median, threads and descriptors by 2: they are whole numbers that come and go with callers.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.endurance.processes import PARTS, QUANTITIES, Sample

MEMORY_LIMIT = 0.05
"""Allowed growth, as a share of the median."""
COUNT_LIMIT = 2.0
"""Allowed growth of threads and descriptors."""
WARM_UP = 0.2
"""Share of a run's planned time, at the beginning, which is not judged."""
FEWEST = 30
"""The least number of samples that are judged."""


def judge(samples: Sequence[Sample], planned_s: float) -> dict[str, Any]:
    """Judge the samples of one process of the server; nothing is judged if they are few."""
    kept = [one for one in samples if one["seconds"] >= WARM_UP * planned_s]
    if len(kept) < FEWEST:
        return {}
    seconds = np.array([one["seconds"] for one in kept])
    parts = {
        part: {
            quantity: _judge(
                seconds, np.array([one["parts"][part][quantity] for one in kept], float), quantity
            )
            for quantity in QUANTITIES
        }
        for part in PARTS
    }
    return {
        "from_s": float(seconds[0]),
        "to_s": float(seconds[-1]),
        "samples": len(kept),
        "parts": parts,
    }


def is_flat(judged: Sequence[dict[str, Any]]) -> bool:
    """Tell whether everything judged stayed within its bound; False if nothing was judged."""
    flat = [
        one["is_flat"]
        for process in judged
        if process
        for part in process["parts"].values()
        for one in part.values()
    ]
    return bool(flat) and all(flat)


def _judge(seconds: Any, values: Any, quantity: str) -> dict[str, Any]:  # noqa: ANN401 - arrays
    slope, at_zero = np.polyfit(seconds, values, 1)
    growth = float(slope * (seconds[-1] - seconds[0]))
    median = float(np.median(values))
    bound = MEMORY_LIMIT * median if quantity.endswith("bytes") else COUNT_LIMIT
    return {
        "median": median,
        "lowest": float(values.min()),
        "highest": float(values.max()),
        "growth": growth,
        "growth_an_hour": float(slope * 3_600),
        "bound": bound,
        "line": [float(at_zero), float(slope)],
        "is_flat": abs(growth) <= bound,
    }
