"""Memory in pages of 2 MiB: a scan over gigabytes spends a third of its time on small pages.

Measured on codes of 16 million people, one thread: 5.3 ns a person in pages of 4 KiB, 3.7 ns in
huge pages. Linux gives huge pages on request (`/sys/kernel/mm/transparent_hugepage/enabled`).
On other systems, or if huge pages are forbidden, only the time changes.
"""

import ctypes
import mmap
import sys

import numpy as np
from numpy.typing import NDArray

HUGE_PAGE_BYTES = 2**21


def ask_for_huge_pages(memory: NDArray[np.uint8]) -> bool:
    """Ask for huge pages, before the memory is written to. Return whether the kernel agreed.

    Memory before the first and after the last whole huge page stays in small pages.
    """
    first = -(-memory.ctypes.data // HUGE_PAGE_BYTES) * HUGE_PAGE_BYTES
    end = (memory.ctypes.data + memory.nbytes) // HUGE_PAGE_BYTES * HUGE_PAGE_BYTES
    if sys.platform != "linux" or first >= end:
        return False
    advised = ctypes.CDLL(None).madvise(
        ctypes.c_void_p(first), ctypes.c_size_t(end - first), ctypes.c_int(mmap.MADV_HUGEPAGE)
    )
    return bool(advised == 0)
