"""Figures of answers: percentiles with intervals, per stage and in total. Pure functions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import metrics
from benchmarks.latency.arrivals import Answer

LATE = "client_late"
"""Time from the intended to the actual sending: the client's own fault, but counted."""
WIRE = "wire"
"""Time outside all stages: both ends of gRPC, the network, and waking up."""
PERCENTILES = (50, 95, 99)
_WARM_UP = 0.1
"""The warm-up's share of the requests."""
_LEAST_WARM_UP = 3

Floats = NDArray[np.float64]


def drop_warm_up(answers: Sequence[Answer]) -> list[Answer]:
    """Drop the first requests by the intended time of sending, but never all."""
    ordered = sorted(answers, key=lambda answer: answer.intended_s)
    count = min(max(_LEAST_WARM_UP, round(_WARM_UP * len(ordered))), len(ordered) - 1)
    return ordered[count:]


def latencies_ms(answers: Sequence[Answer]) -> Floats:
    """Return times from intended sending to answer, of requests that were not refused."""
    return np.array(
        [1_000 * (a.answered_s - a.intended_s) for a in answers if a.stages_ms is not None]
    )


def stages_ms(answers: Sequence[Answer]) -> dict[str, Floats]:
    """Split each latency into stages; with the rest under WIRE their sum is the latency."""
    answered = [a for a in answers if a.stages_ms is not None]
    names = dict.fromkeys(name for a in answered for name in a.stages_ms or {})
    late = np.array([1_000 * (a.sent_s - a.intended_s) for a in answered])
    server = {
        name: np.array([(a.stages_ms or {}).get(name, 0.0) for a in answered]) for name in names
    }
    known = late + np.sum([*server.values()], axis=0)
    return {LATE: late, **server, WIRE: latencies_ms(answers) - known}


def describe(answers: Sequence[Answer], seed: int) -> dict[str, Any]:
    """Describe an open-loop phase, without its warm-up."""
    total = latencies_ms(answers)
    figures: dict[str, Any] = {
        "requests": len(answers),
        "refused": len(answers) - len(total),
    }
    if not len(total):
        return figures | {"stages": {}}
    stages = stages_ms(answers)
    reported = sum(float(ms.sum()) for name, ms in stages.items() if name != WIRE)
    return {
        **figures,
        **_percentiles(total),
        **_intervals(total, seed),
        "stages": {name: _stage(ms, total) for name, ms in stages.items()},
        "reported_share": reported / float(total.sum()),
    }


def throughput(answers: Sequence[Answer]) -> float:
    """Return the answers a second of a closed loop, without its warm-up."""
    good = [a for a in answers if a.stages_ms is not None]
    if not good:
        return 0.0
    span_s = max(a.answered_s for a in answers) - min(a.sent_s for a in answers)
    return len(good) / span_s


def _percentiles(total: Floats) -> dict[str, float]:
    return {f"p{p}_ms": float(np.percentile(total, p)) for p in PERCENTILES}


def _stage(ms: Floats, total: Floats) -> dict[str, float]:
    p50, p99 = np.percentile(ms, [50, 99])
    return {"p50_ms": float(p50), "p99_ms": float(p99), "share": float(ms.sum() / total.sum())}


def _intervals(total: Floats, seed: int) -> dict[str, tuple[float, float]]:
    """Bootstrap over requests; neighbours in a queue are alike, so the true width is larger."""
    rng = np.random.default_rng(seed)
    drawn = rng.choice(total, (metrics.BOOTSTRAP_DRAWS, len(total)))
    return {
        f"p{p}_ms_low_high": metrics.interval(np.percentile(drawn, p, axis=1)) for p in PERCENTILES
    }
