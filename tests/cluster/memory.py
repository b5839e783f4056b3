"""How much memory everything takes that a test has started: proportional set sizes, summed up."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 3.0
_PROC = Path("/proc")


@dataclass
class Peak:
    """The most that was seen at one time."""

    bytes: int = 0
    process_count: int = 0
    looks: int = 0


@contextmanager
def watched(mark: str, others: Callable[[], Iterable[int]]) -> Iterator[Peak]:
    """Look at the memory now and then until the block ends.

    mark: NAME=VALUE, which the environment of every started process has. others: processes without
    the mark.
    """
    peak, stopping = Peak(), threading.Event()

    def look() -> None:
        while not stopping.wait(_EVERY_S):
            pids = {os.getpid(), *marked(mark), *others()}
            total = sum(map(proportional_bytes, pids))
            peak.looks += 1
            if total > peak.bytes:
                peak.bytes, peak.process_count = total, len(pids)

    thread = threading.Thread(target=look, name="memory", daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        stopping.set()
        thread.join()


def marked(mark: str) -> set[int]:
    """Find the processes that have a mark in their environment."""
    found = set()
    for path in _PROC.glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark.encode() in path.read_bytes().split(b"\0"):
                found.add(int(path.parent.name))
    return found


def tree(pid: int) -> Iterator[int]:
    """Give a process and its descendants that live."""
    yield pid
    with suppress(OSError):
        for children in (_PROC / str(pid) / "task").glob("*/children"):
            for child in children.read_text().split():
                yield from tree(int(child))


def proportional_bytes(pid: int) -> int:
    """Read a process's share of memory: its own pages, and its part of those that it shares."""
    with suppress(OSError):
        for line in (_PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
