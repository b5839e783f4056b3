"""What this process holds in memory, and how fast the machine reads memory."""

import time
from pathlib import Path

import numpy as np

_READ_BYTES = 400 * 2**20
_ROUNDS = 5


def anonymous_bytes() -> int:
    """Return the resident anonymous memory of this process: all that is no file's page."""
    return _status("RssAnon")


def file_bytes() -> int:
    """Return resident pages of mapped files."""
    return _status("RssFile")


def read_ns_per_record(record_bytes: int) -> float:
    """Return how long one thread takes to read so many bytes in order, of far more than caches.

    What a shortlist is compared with: reading its codes is the least that it has to do.
    """
    words = np.ones(_READ_BYTES // 8, np.uint64)
    times = []
    for _ in range(_ROUNDS):
        started = time.thread_time()
        np.add.reduce(words)
        times.append(time.thread_time() - started)
    return min(times) * 1e9 / _READ_BYTES * record_bytes


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise OSError(f"/proc/self/status does not tell {name}")
