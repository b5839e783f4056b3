"""Prepares stored templates for comparison, many in one compiled call.

The result is, to the last bit, that of `template.decode`, `comparison.prepare` and `packing.pack`
in turn, but needs no object for each template and not Python's lock.
"""

import math
from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher import template
from matcher.cylinders import hull, mcc
from matcher.cylinders.packing import PackedCylinders
from matcher.cylinders.pairing import FRAME_ROWS, LANES, WORD_ROWS

Bytes = NDArray[np.uint8]
Cells = NDArray[np.int64]
Floats = NDArray[np.float64]

_POINTS_AT, _COUNT_AT = 20, 21
"""Places in a stored template of the numbers of outline points and of minutiae."""
_HEADER_BYTES, _POINT_BYTES, _MINUTIA_BYTES = template.SIZES
_STEP_RAD = 2 * math.pi / template.STEPS_PER_TURN
_STEPS_PER_PX = template.STEPS_PER_PX


def prepare_packed(
    stored: Sequence[bytes], min_quality: float, max_minutiae: int, disc: Cells
) -> PackedCylinders:
    """Prepare and pack. Raises CorruptRecordError for a template that cannot be read.

    disc: the disc that a print's hull grows by, as for `hull.extents`.
    """
    for one in stored:
        template.check(one)
    ends = np.cumsum([0, *map(len, stored)], dtype=np.int64)
    data = np.frombuffer(b"".join(stored), np.uint8)
    words, frame, start, counts = _prepare_all(
        data, ends, np.float32(min_quality), max_minutiae, disc
    )
    return PackedCylinders(words, frame, start, counts)


@njit(cache=True, nogil=True)
def _prepare_all(
    data: Bytes, ends: Cells, min_quality: np.float32, max_minutiae: int, disc: Cells
) -> tuple[NDArray[np.uint64], NDArray[np.float32], Cells, Cells]:
    count = len(ends) - 1
    start, counts = np.zeros(count + 1, np.int64), np.zeros(count, np.int64)
    room = 0
    for k in range(count):
        minutiae = min(data[ends[k] + _COUNT_AT], max_minutiae)
        room += -(-minutiae // LANES) * LANES
    words = np.empty(WORD_ROWS * room, np.uint64)
    frame = np.empty(FRAME_ROWS * room, np.float32)
    for k in range(count):
        x, y, t, quality = _read(data[ends[k] : ends[k + 1]], min_quality, max_minutiae)
        values, masks, valid = mcc.cylinders(x, y, t, hull.extents(x, y, disc))
        kept = np.flatnonzero(valid)
        first, padded = start[k], -(-len(kept) // LANES) * LANES
        start[k + 1], counts[k] = first + padded, len(kept)
        block = words[WORD_ROWS * first : WORD_ROWS * (first + padded)].reshape(WORD_ROWS, padded)
        block[:, len(kept) :] = 0
        places = frame[FRAME_ROWS * first : FRAME_ROWS * (first + padded)]
        places = places.reshape(FRAME_ROWS, padded)
        places[:, len(kept) :] = 0
        for column in range(len(kept)):
            row = kept[column]
            for layer in range(WORD_ROWS - 1):
                block[layer, column] = values[row, layer]
            block[WORD_ROWS - 1, column] = masks[row]
            places[0, column], places[1, column] = x[row], y[row]
            places[2, column], places[3, column] = t[row], quality[row]
    total = start[count]
    return words[: WORD_ROWS * total], frame[: FRAME_ROWS * total], start, counts


@njit(cache=True, nogil=True)
def _read(
    stored: Bytes, min_quality: np.float32, most: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Read the first minutiae of enough quality: x, y, direction (clockwise), quality."""
    at = _HEADER_BYTES + _POINT_BYTES * stored[_POINTS_AT]
    x, y, t, q = np.empty((4, most))
    count = 0
    for n in range(stored[_COUNT_AT]):
        one = stored[at + _MINUTIA_BYTES * n : at + _MINUTIA_BYTES * (n + 1)]
        quality = np.float32(one[7]) / np.float32(255)
        if quality >= min_quality and count < most:
            x[count] = (one[0] + (one[1] << 8)) / _STEPS_PER_PX
            y[count] = (one[2] + (one[3] << 8)) / _STEPS_PER_PX
            steps = np.int64(one[4]) + (np.int64(one[5]) << 8)
            turned = (steps - ((steps >> 15) << 16)) * _STEP_RAD
            t[count] = -np.float64(np.float32(turned))
            q[count] = quality
            count += 1
    return x[:count], y[:count], t[:count], q[:count]
