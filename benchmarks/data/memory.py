"""What this process holds in memory, and how fast the machine reads memory."""

import ctypes
import mmap
import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

_READ_BYTES = 400 * 2**20
_ROUNDS = 5
_POPULATE_READ = 22
"""Linux 5.14; an older kernel refuses, and pages come as they are read."""
_LIBC = ctypes.CDLL(None)


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


def forget_pages(paths: Sequence[Path]) -> None:
    """Have files come from the disk again: out of this process's maps, then out of the cache.

    Maps of them must be read only. Pages that other processes have mapped stay.
    """
    _advise(paths, mmap.MADV_DONTNEED)
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def map_pages(paths: Sequence[Path]) -> None:
    """Have everything of files that this process has mapped be resident, as if it had been read."""
    _advise(paths, _POPULATE_READ)


def _advise(paths: Sequence[Path], advice: int) -> None:
    wanted = {str(path.resolve()) for path in paths}
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, _, rest = line.partition(" ")
        if rest.split(maxsplit=4)[-1].strip() in wanted:
            first, end = (int(one, 16) for one in span.split("-"))
            _LIBC.madvise(ctypes.c_void_p(first), ctypes.c_size_t(end - first), advice)


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise OSError(f"/proc/self/status does not tell {name}")
