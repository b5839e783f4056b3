"""How much of the processor's time is spent in the network, and how much is left over."""

import os
import threading
import time
from pathlib import Path
from typing import Any

from matcher.extraction import Extractor
from matcher.leader import Detection, Leader

_KERNEL_FIGURES = Path("/proc/stat")
_IDLE, _WAITING_FOR_DISK = 4, 5
"""Columns of the first row, after its name. Source: proc_stat(5)."""


def idle_core_s() -> float | None:
    """Return how long the cores of this machine had nothing to do since it started, all together.

    None if the kernel does not say. In a container the figure is that of the whole machine.
    """
    try:
        row = _KERNEL_FIGURES.read_text(encoding="ascii").splitlines()[0].split()
        return (int(row[_IDLE]) + int(row[_WAITING_FOR_DISK])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


class _TimedLeader(Leader):
    """Counts the processor time in the network; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.network_s = 0.0
        super().__init__()
        self.network_s = 0.0

    def detect(self, *given: Any, **others: Any) -> Detection:  # noqa: ANN401 - what `Leader` takes
        """Find minutiae."""
        start_s = time.thread_time()
        try:
            return super().detect(*given, **others)
        finally:
            with self._lock:
                self.network_s += time.thread_time() - start_s


class TimedExtractor(Extractor):
    """Extracts as every `Extractor` does, and counts the processor time in the network."""

    def __init__(self) -> None:
        """Load the network. Raises ModelError."""
        super().__init__()
        self._leader = self._timed = _TimedLeader()

    @property
    def network_s(self) -> float:
        """Seconds of processor time that were spent in the network."""
        return self._timed.network_s
