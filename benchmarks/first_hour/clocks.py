"""Commands that are run to their end, and what they take of the clock and of the processor."""

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.data import MeasurementError

Times = dict[str, float]
"""`clock_s`, and `cpu_s` of all processes."""


def run_to_end(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run a command in a folder. Raises MeasurementError if it fails."""
    done = subprocess.run(  # nosec B603 # a list of our own words, no shell
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise MeasurementError(f"{' '.join(command)}: {done.stderr[-2_000:] or done.stdout}")


def own_environment() -> dict[str, str]:
    """Leave out settings, which belong to another service."""
    mine = ("TENPRINT_", "NUMBA_")
    return {name: value for name, value in os.environ.items() if not name.startswith(mine)}


def processor_s() -> float:
    """Read the processor time of all commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def processor_s_of(pid: int) -> float:
    """Read the processor time of a process and of all that it has started."""
    ticks, parents = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue  # It has ended.
        one = int(stat.parent.name)
        parents[one], ticks[one] = int(fields[1]), int(fields[11]) + int(fields[12])

    def total(one: int) -> int:
        children = (child for child, parent in parents.items() if parent == one)
        return ticks.get(one, 0) + sum(map(total, children))

    return round(total(pid) / os.sysconf("SC_CLK_TCK"), 2)


def took(start_s: float, used_s: float) -> Times:
    """Say what has passed since a clock and `processor_s` were read."""
    return {
        "clock_s": round(time.monotonic() - start_s, 3),
        "cpu_s": round(processor_s() - used_s, 3),
    }
