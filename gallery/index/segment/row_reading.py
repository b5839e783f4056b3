"""Read rows that lie far apart into one array, in a compiled loop without Python's lock.

Through a map each row would be a page fault, which costs some ten times the work on the row. All
rows are announced before the first is read, so that a disk reads them in parallel.
"""

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

_WILL_NEED = 3
"""POSIX_FADV_WILLNEED"""

_announce = types.ExternalFunction(
    "posix_fadvise", types.int32(types.int32, types.int64, types.int64, types.int32)
)
_read_at = types.ExternalFunction(
    "pread", types.intp(types.int32, types.uintp, types.uintp, types.int64)
)


def read_rows(
    descriptor: int, start: int, row_bytes: int, which: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], int]:
    """Read rows of a table that begins at byte `start` of a file: (k, row_bytes).

    Also returns the place in `which` of the first row that could not be read, or -1.
    """
    found = np.empty((len(which), row_bytes), np.uint8)
    failed = _read_rows(descriptor, start, np.ascontiguousarray(which), found, found.ctypes.data)
    return found, int(failed)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _read_rows(
    descriptor: int, start: int, which: NDArray[np.int64], found: NDArray[np.uint8], address: int
) -> int:
    row_bytes = found.shape[1]
    for row in which:
        _announce(descriptor, start + row * row_bytes, row_bytes, _WILL_NEED)
    for i in range(len(which)):
        place = start + which[i] * row_bytes
        if _read_at(descriptor, address + i * row_bytes, row_bytes, place) != row_bytes:
            return i
    return -1
