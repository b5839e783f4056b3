"""Measures the cost of a rendered print: CPU seconds, with a share of growing the finger's ridges.

    python -m benchmarks.synthesis [--people N] [--impressions N] [--limit SECONDS] [--json OUT]

Exits with 1 if the mean is over the limit.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from benchmarks.data import option, run_command
from matcher.types import FingerPosition, ImpressionType
from synthesis.images import Master, grow_masters, render_person
from synthesis.minutiae import enrolment
from synthesis.people import Person, person

T = TypeVar("T")
Masters = dict[FingerPosition, Master]

_FIRST_SEED = 9_000


@dataclass(frozen=True)
class RenderingCost:
    """CPU seconds of one thread, warm; `print` includes a print's share of its master."""

    people: int
    impressions_per_finger: int
    master_cpu_s: float
    plain_cpu_s: float
    rolled_cpu_s: float
    print_cpu_s: float
    minutiae_only_cpu_s: float
    limit_cpu_s: float
    machine: str
    versions: dict[str, str]


def measure(people_count: int, impression_count: int, limit_s: float) -> RenderingCost:
    """Time growing, plain and rolled impressions, and impressions without images."""
    people = [person(_FIRST_SEED + k) for k in range(people_count)]
    _warm_up(person(_FIRST_SEED - 1))
    masters, growing = _timed(lambda: [grow_masters(one) for one in people])
    pairs = list(zip(people, masters, strict=True))
    minutiae = _timed(lambda: [enrolment(one, 0) for one in people])[1]
    fingers = 10 * people_count
    prints = fingers * impression_count
    plain = _render(pairs, impression_count, ImpressionType.LIVESCAN_PLAIN) / prints
    rolled = _render(pairs, impression_count, ImpressionType.LIVESCAN_ROLLED) / prints
    return RenderingCost(
        people=people_count,
        impressions_per_finger=impression_count,
        master_cpu_s=growing / fingers,
        plain_cpu_s=plain,
        rolled_cpu_s=rolled,
        print_cpu_s=growing / fingers / impression_count + max(plain, rolled),
        minutiae_only_cpu_s=minutiae / fingers,
        limit_cpu_s=limit_s,
        machine=f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        versions={name: version(name) for name in ("numpy", "numba", "opencv-python-headless")},
    )


def _warm_up(one: Person) -> None:
    """Compile the kernels and build the filter bank, as happens once a process."""
    render_person(one, 0, positions=[one.fingers[0].position])
    enrolment(one, 0)


def _render(pairs: list[tuple[Person, Masters]], count: int, kind: ImpressionType) -> float:
    """Return the CPU seconds of `count` impressions of everybody's fingers."""
    start = time.process_time()
    for one, masters in pairs:
        for encounter in range(count):
            render_person(one, encounter, kind=kind, masters=masters)
    return time.process_time() - start


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    return work(), time.process_time() - start


def _table(cost: RenderingCost) -> str:
    rows = [
        ("master, once a finger", cost.master_cpu_s),
        ("plain impression", cost.plain_cpu_s),
        ("rolled impression", cost.rolled_cpu_s),
        (f"print, master shared by {cost.impressions_per_finger}", cost.print_cpu_s),
        ("impression without an image", cost.minutiae_only_cpu_s),
    ]
    lines = [f"{name:32s} {1e3 * seconds:9.2f} ms" for name, seconds in rows]
    return "\n".join([*lines, f"on {cost.machine}; limit {1e3 * cost.limit_cpu_s:.0f} ms a print"])


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    people: int = option("synthetic people", 3)
    impressions: int = option("impressions of each finger", 2)
    limit: float = option("CPU seconds a print", 0.3)
    json: Path | None = option("file for the figures", None)


def run(arguments: Run) -> bool:
    """Measure, report, and judge against the limit."""
    cost = measure(arguments.people, arguments.impressions, arguments.limit)
    print(_table(cost))
    if arguments.json:
        arguments.json.write_text(json.dumps(asdict(cost), indent=2) + "\n")
    return cost.print_cpu_s <= cost.limit_cpu_s


if __name__ == "__main__":
    sys.exit(run_command("benchmarks.synthesis", __doc__, Run, run))
