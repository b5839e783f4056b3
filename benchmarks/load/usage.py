"""What a server and its child processes take of the machine, from Linux's /proc."""

import os
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def cpu_s(pid: int) -> float:
    """Sum the CPU time of a process and of its descendants that live, in seconds."""
    return sum(_cpu_s(one) for one in tree(pid))


def memory_mib(pid: int, what: str) -> int:
    """Read `VmRSS` or `VmHWM` of a process alone, in MiB."""
    status = (_PROC / str(pid) / "status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith(f"{what}:")]
    return int(line.split()[1]) // 1024


def forget_peak(pid: int) -> None:
    """Let the peak of a process begin anew."""
    (_PROC / str(pid) / "clear_refs").write_text("5")


def tree(pid: int) -> Iterator[int]:
    """Give a process and its descendants that live."""
    yield pid
    for children in (_PROC / str(pid) / "task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:
            continue
        for child in found:
            yield from tree(int(child))


def _cpu_s(pid: int) -> float:
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return 0.0
    # The name of the command may hold blanks and brackets; user and system time come after it.
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
