"""Whether samples of memory are flat. A run that was cut short has had several processes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

KINDS = ("anonymous_bytes", "resident_bytes")
LIMIT = 0.05
"""Of the median, either way: issue 4."""
WARM_UP = 0.1
"""Of the planned searches, at the beginning of each process."""
_FEWEST = 10
"""Samples that are judged."""


def judge(samples: Sequence[dict[str, Any]], planned_searches: int) -> list[dict[str, Any]]:
    """Judge each process by what it held after its warm-up, unless it ended sooner."""
    judged = []
    for process in sorted({int(one["process"]) for one in samples}):
        own = [one for one in samples if one["process"] == process]
        warm = own[0]["searches"] + WARM_UP * planned_searches
        kept = [one for one in own if one["searches"] >= warm]
        if len(kept) >= _FEWEST:
            figures = {kind: _judge([one[kind] for one in kept]) for kind in KINDS}
            judged.append({"process": process, "samples": len(kept), **figures})
    return judged


def is_flat(judged: Sequence[dict[str, Any]]) -> bool:
    """Tell whether every process stayed within the limit, in all kinds; none judged is not flat."""
    deviations = [one[kind]["deviation"] for one in judged for kind in KINDS]
    return bool(deviations) and max(deviations) <= LIMIT


def _judge(values: Sequence[float]) -> dict[str, float]:
    measured = np.asarray(values, np.float64)
    median = float(np.median(measured))
    quarter = max(1, len(measured) // 4)
    return {
        "median": median,
        "lowest": float(measured.min()),
        "highest": float(measured.max()),
        "deviation": float(np.abs(measured / median - 1).max()),
        "growth": float(measured[-quarter:].mean() / measured[:quarter].mean() - 1),
    }
