"""Judges whether samples of memory are flat. An interrupted run has several processes.

The index's memory is a saw-tooth by design: open segments are begun, sealed and merged. The index
reports its memory, which has a bound of its own and is subtracted from the anonymous memory. The
difference must be flat. Resident memory must be flat as a whole.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

KINDS = ("beside_index_bytes", "resident_bytes")
LIMIT = 0.05
"""Allowed deviation from the median, as a share of it: issue 4."""
WARM_UP = 0.1
"""Share of the planned searches, at the beginning of each process."""
_FEWEST = 10
"""The least number of samples that are judged."""


def judge(
    samples: Sequence[dict[str, Any]], planned_searches: int, index_bound_bytes: int
) -> list[dict[str, Any]]:
    """Judge each process by its samples after the warm-up, unless it ended sooner."""
    judged = []
    for process in sorted({int(one["process"]) for one in samples}):
        own = [one for one in samples if one["process"] == process]
        warm = own[0]["searches"] + WARM_UP * planned_searches
        kept = [one for one in own if one["searches"] >= warm]
        if len(kept) >= _FEWEST:
            beside = [one["anonymous_bytes"] - one["index_bytes"] for one in kept]
            resident = [one["resident_bytes"] for one in kept]
            values = zip(KINDS, (beside, resident), strict=True)
            figures: dict[str, Any] = {kind: _judge(measured) for kind, measured in values}
            figures["index_bytes"] = {
                "highest": max(one["index_bytes"] for one in kept),
                "bound": index_bound_bytes,
            }
            judged.append({"process": process, "samples": len(kept), **figures})
    return judged


def is_flat(judged: Sequence[dict[str, Any]]) -> bool:
    """Return whether every process stayed within the limits; False without any judgement."""
    deviations = [one[kind]["deviation"] for one in judged for kind in KINDS]
    bounded = [one["index_bytes"]["highest"] <= one["index_bytes"]["bound"] for one in judged]
    return bool(deviations) and max(deviations) <= LIMIT and all(bounded)


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
