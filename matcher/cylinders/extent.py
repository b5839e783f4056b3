"""How far the cylinders of a print lie apart: the size of the area that a template describes."""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.cylinders.packing import Cylinders, PackedCylinders
from matcher.cylinders.pairing import FRAME_ROWS


def spread_px(print_: Cylinders) -> float:
    """Return the root mean square distance of a print's cylinders from their centre."""
    start = np.array([0, print_.frame.shape[1]], np.int64)
    count = np.array([print_.cylinder_count], np.int64)
    return float(_spreads(print_.frame.ravel(), start, count, np.zeros(1, np.int64))[0])


def spreads_px(
    packed: PackedCylinders, which: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """Return the spread of many references: (n,), 0 without cylinders.

    which: (n,) the references, in any order; None for all.
    """
    chosen = np.arange(packed.count) if which is None else which
    return np.asarray(_spreads(packed.frame, packed.start, packed.cylinder_count, chosen))


# Without fast arithmetic: a spread decides between tables, so it must not depend on the processor.
@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _spreads(
    frame: NDArray[np.float32],
    start: NDArray[np.int64],
    counts: NDArray[np.int64],
    which: NDArray[np.int64],
) -> NDArray[np.float64]:
    result = np.zeros(len(which))
    for k in range(len(which)):
        first, count = start[which[k]], counts[which[k]]
        padded = start[which[k] + 1] - first
        if count == 0:
            continue
        for row in range(2):
            begin = FRAME_ROWS * first + row * padded
            total = 0.0
            for i in range(count):
                total += frame[begin + i]
            mean = total / count
            for i in range(count):
                result[k] += (frame[begin + i] - mean) ** 2
        result[k] = math.sqrt(result[k] / count)
    return result
