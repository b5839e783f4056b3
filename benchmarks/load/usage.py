"""What a server and its child processes take of the machine, from Linux's /proc."""

import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")
_THREADS = "tenprint_thread_cpu_seconds_total"
_WAIT_S = 30.0


def threads_s(metrics_port: int) -> dict[str, float]:
    """Read the processor time of each kind of thread from a server's metrics, in seconds."""
    url = f"http://127.0.0.1:{metrics_port}/metrics"
    with urllib.request.urlopen(url, timeout=_WAIT_S) as response:  # nosec B310 # http
        families = text_string_to_metric_families(response.read().decode())
    samples = (sample for family in families for sample in family.samples)
    return {one.labels["threads"]: one.value for one in samples if one.name == _THREADS}


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
