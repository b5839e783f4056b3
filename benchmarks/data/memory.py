"""This process's memory, and the machine's speed of reading memory."""

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
"""Since Linux 5.14; an older kernel refuses, and pages come when they are read."""
_LIBC = ctypes.CDLL(None)


def anonymous_bytes() -> int:
    """Return the resident anonymous memory of this process: all memory without files' pages."""
    return _status("RssAnon")


def file_bytes() -> int:
    """Return resident pages of mapped files."""
    return _status("RssFile")


def read_ns_per_record(record_bytes: int) -> float:
    """Return a thread's time to read a record's bytes in sequence from memory, not from caches.

    A shortlist is compared with this time: it must at least read its codes.
    """
    words = np.ones(_READ_BYTES // 8, np.uint64)
    times = []
    for _ in range(_ROUNDS):
        started = time.thread_time()
        np.add.reduce(words)
        times.append(time.thread_time() - started)
    return min(times) * 1e9 / _READ_BYTES * record_bytes


def forget_pages(paths: Sequence[Path]) -> None:
    """Drop files from this process's maps and from the cache, so that reads come from the disk.

    The maps must be read-only. Pages that other processes have mapped stay.
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
    """Make all mapped pages of files resident, as if they had been read."""
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
