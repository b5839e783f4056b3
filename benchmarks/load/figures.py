"""Pure figures from the raw answers of phases."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.latency import Answer
from benchmarks.load.agencies import ACKNOWLEDGED

PERCENTILES = (50, 95, 99)
_HELD_SHARE = 0.99
EXTRACTING = ("fingers", "extraction", "decoding")
"""The threads that extract, those that pass prints through the gate, and the processes that decode.
A booking of single prints has nothing else done there, and a service with two or more
`--flow-workers` extracts for bookings nowhere else."""


@dataclass(frozen=True)
class Phase:
    """One phase of load, as it was measured."""

    name: str
    rate: float
    """Bookings a second that were sent; 0: as many as the clients could."""
    duration_s: float
    """How long bookings were sent."""
    span_s: float
    """Until the last answer."""
    cpu_s: float
    """Of the server and its processes, in the span."""
    peak_mib: int
    """Of the server's process."""
    before_mib: int
    answers: list[Answer]
    threads_s: dict[str, float] = field(default_factory=dict)
    """The server's processor time by kinds of threads, in the span."""


def describe(phase: Phase, in_time_s: float, cores: int) -> dict[str, Any]:
    """Describe a phase: goodput, latency, refusals, cores, memory."""
    good = [one for one in phase.answers if is_good(one, in_time_s)]
    answered = [one for one in phase.answers if one.stages_ms is not None]
    refused = [one for one in phase.answers if one.stages_ms is None]
    within_s = max(phase.duration_s, max((one.answered_s for one in good), default=0.0))
    return {
        "rate_per_second": phase.rate,
        "duration_s": phase.duration_s,
        "bookings": len(phase.answers),
        "in_time": len(good),
        "late": len(answered) - len(good),
        "refused": len(refused),
        "goodput_per_second": len(good) / within_s if within_s else 0.0,
        **_percentiles("first_response", [one.answered_s - one.intended_s for one in answered]),
        **_percentiles("refusal", [one.answered_s - one.sent_s for one in refused]),
        "peak_mib": phase.peak_mib,
        "grown_mib": phase.peak_mib - phase.before_mib,
        **_work(phase, answered, cores),
    }


def is_good(answer: Answer, in_time_s: float) -> bool:
    """Tell whether a booking had its first response in time."""
    return answer.stages_ms is not None and answer.answered_s - answer.intended_s <= in_time_s


def recovery_s(answers: Sequence[Answer], in_time_s: float) -> float | None:
    """Tell from when on every booking had its response in time; None: the last had not."""
    ordered = sorted(answers, key=lambda one: one.intended_s)
    bad = [one.intended_s for one in ordered if not is_good(one, in_time_s)]
    if not bad:
        return 0.0
    later = [one.intended_s for one in ordered if one.intended_s > bad[-1]]
    return later[0] if later else None


def is_held(figures: dict[str, Any]) -> bool:
    """Tell whether a phase kept its rate: 99 of 100 bookings were answered in time.

    Whoever was refused was not answered.
    """
    return bool(figures["in_time"] >= _HELD_SHARE * figures["bookings"] > 0)


def _work(phase: Phase, answered: Sequence[Answer], cores: int) -> dict[str, Any]:
    """Say where the time of a card goes."""
    if not answered:
        return {}
    count = len(answered)
    names = dict.fromkeys(name for one in answered for name in one.stages_ms or {})
    ms = {name: sum((one.stages_ms or {}).get(name, 0.0) for one in answered) for name in names}
    ms.pop(ACKNOWLEDGED, None)
    core_s = phase.span_s * cores
    return {
        "server_cpu_s_per_card": phase.cpu_s / count,
        "cards_per_core_hour": 3_600 * count / core_s,
        "cards_per_cpu_hour": 3_600 * count / phase.cpu_s if phase.cpu_s else None,
        "stage_ms_per_card": {name: total / count for name, total in ms.items()},
        "bottleneck": max(ms, key=lambda name: ms[name]),
        "threads_s_per_card": {kind: s / count for kind, s in phase.threads_s.items()},
        "extraction_share_of_cores": sum(phase.threads_s.get(one, 0.0) for one in EXTRACTING)
        / core_s,
        "server_share_of_cores": phase.cpu_s / core_s,
    }


def _percentiles(name: str, seconds: Sequence[float]) -> dict[str, float]:
    if not seconds:
        return {}
    return {f"{name}_p{p}_ms": float(np.percentile(seconds, p)) * 1_000 for p in PERCENTILES}
