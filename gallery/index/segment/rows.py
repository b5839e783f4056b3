"""The table of a segment's rows: the reference, its fingers, and the place of its record.

offset  size
0       8     reference id, ascending
8       8     offset of the record in the content of `records`
16      4     length of the record
20      2     finger mask
22      2     1 if the reference was expunged, else 0
24      8     checksum, seeded with the row's number
"""

from pathlib import Path
from typing import cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gallery.errors import DamagedSegmentError
from gallery.index.segment.checksums import first_damaged, row_sums
from gallery.index.segment.files import HEADER_BYTES, ROWS, read_header

ROW = np.dtype(
    [
        ("reference_id", "<i8"),
        ("offset", "<i8"),
        ("length", "<u4"),
        ("mask", "<u2"),
        ("expunged", "<u2"),
        ("checksum", "<u8"),
    ]
)

Rows = NDArray[np.void]
Numbers = NDArray[np.int64]

_ODD, _OTHER_ODD = np.uint64(0x9E3779B185EBCA87), np.uint64(0xC2B2AE3D27D4EB4F)
_SHIFT = np.uint64(29)


def make_rows(ids: Numbers, offsets: Numbers, lengths: Numbers, masks: NDArray[np.uint16]) -> Rows:
    """Lay out rows, without the checksums (see `seal_rows`)."""
    rows = np.zeros(len(ids), ROW)
    rows["reference_id"], rows["offset"] = ids, offsets
    rows["length"], rows["mask"] = lengths, masks
    return rows


def seal_rows(rows: Rows, first: int) -> Rows:
    """Set the checksums of rows that begin at row `first`, in place."""
    rows["checksum"] = row_sums(words(rows), first)
    return rows


def words(rows: Rows) -> NDArray[np.uint64]:
    """View rows as (n, 4) words."""
    return cast(NDArray[np.uint64], rows.view("<u8").reshape(len(rows), ROW.itemsize // 8))


def find(rows: Rows, count: int, ids: Numbers) -> Numbers:
    """Return the row of each id among the first `count` rows, -1 for absent ids."""
    table = rows.view("<i8").reshape(len(rows), ROW.itemsize // 8)
    return cast(Numbers, _find(table, count, np.ascontiguousarray(ids, np.int64)))


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _find(table: Numbers, count: int, ids: Numbers) -> Numbers:
    """Search by halving; NumPy's own search would copy the column."""
    found = np.full(len(ids), -1, np.int64)
    for i in range(len(ids)):
        if count == 0 or ids[i] < table[0, 0] or ids[i] > table[count - 1, 0]:
            continue
        low, high = 0, count
        while low < high:
            middle = (low + high) // 2
            if table[middle, 0] < ids[i]:
                low = middle + 1
            else:
                high = middle
        if table[low, 0] == ids[i]:
            found[i] = low
    return found


def first_misplaced(rows: Rows, record_bytes: int) -> int:
    """Return the first row whose id or record does not follow the row before, or -1.

    Returns the number of rows if the file does not end after the last row's record.
    """
    return int(_first_misplaced(rows["reference_id"], rows["offset"], rows["length"], record_bytes))


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _first_misplaced(
    ids: Numbers, offsets: Numbers, lengths: NDArray[np.uint32], record_bytes: int
) -> int:
    end = np.int64(0)
    for i in range(offsets.shape[0]):
        if offsets[i] != end or (i > 0 and ids[i] <= ids[i - 1]):
            return i
        end += np.int64(lengths[i])
    return -1 if end == record_bytes else int(offsets.shape[0])


def sum_of_rows(folder: Path, dead_ids: NDArray[np.int64]) -> tuple[int, int]:
    """Count the live rows, and sum their ids, fingers and lengths of records modulo 2^64.

    The sums of segments add up, however rows are spread over them.
    Raises DamagedSegmentError.
    """
    header = read_header(folder / ROWS)
    table = np.fromfile(folder / ROWS, ROW, header.count, offset=HEADER_BYTES)
    row = first_damaged(words(table), 0)
    if row >= 0:
        raise DamagedSegmentError(folder / ROWS, f"row {row}")
    live = table[(table["expunged"] == 0) & ~np.isin(table["reference_id"], dead_ids)]
    rest = (live["length"].astype(np.uint64) << np.uint64(16)) | live["mask"]
    mixed = live["reference_id"].astype(np.uint64) * _ODD
    mixed = ((mixed ^ (mixed >> _SHIFT)) ^ rest) * _OTHER_ODD
    mixed ^= mixed >> _SHIFT
    return len(live), int(mixed.sum(dtype=np.uint64))
