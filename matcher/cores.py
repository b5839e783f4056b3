"""Cores of a print: the places where ridges turn back, with the direction that each core opens to.

A finger has at most two cores, and two cores of one finger open to opposite sides: an upper core
downwards, a lower core upwards. Two cores that open to the same side are of two fingers.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.segmentation import Segmentation

_CELL_PX = 8
"""The flow is looked at once more for a square of this side, a ridge period."""
_SIGMA_CELLS = 2.5
"""Of the filter: it looks at a ring of 20 px around a place, two ridge periods."""
_RADIUS_CELLS = 6
_APART_PX = 60.0
"""Cores nearer to each other than this are taken for one."""
_MIN_CERTAINTY = 0.5
_MOST = 12
"""Cores that are looked at."""


def alike(seen: Segmentation) -> float:
    """Return how surely two cores open to the same side, 0 to 1.

    Source: symmetry filters after Nilsson & Bigun 2003, "Localization of corresponding points in
    fingerprints by complex filtering".
    """
    certainty, opening = _response(seen)
    places = _peaks(certainty)
    best = 0.0
    for k, one in enumerate(places):
        for other in places[:k]:
            if np.hypot(one[0] - other[0], one[1] - other[1]) * _CELL_PX < _APART_PX:
                continue
            agreement = float((opening[one] * np.conj(opening[other])).real)
            best = max(best, agreement * float(min(certainty[one], certainty[other])))
    return best


def _response(seen: Segmentation) -> tuple[NDArray[np.float32], NDArray[np.complex64]]:
    """Return how sure a core is at each cell, and the unit vector of the opening."""
    size = tuple(-(-side // _CELL_PX) for side in reversed(seen.foreground.mask.shape))
    inside = _shrunk(seen.foreground.mask.astype(np.float32), size)
    whole = seen.foreground.flow
    flow = _shrunk(whole.real, size) + 1j * _shrunk(whole.imag, size)
    unit = flow / np.maximum(np.abs(flow), 1e-6) * inside
    r = np.arange(-_RADIUS_CELLS, _RADIUS_CELLS + 1, dtype=np.float32)
    bell = np.exp(-(r**2) / (2 * _SIGMA_CELLS**2)).astype(np.float32)
    slope = r * bell

    def filtered(across: NDArray[np.float32], down: NDArray[np.float32]) -> NDArray[np.complex64]:
        real, imag = (
            cv2.sepFilter2D(
                np.ascontiguousarray(part, np.float32), cv2.CV_32F, across, down,
                borderType=cv2.BORDER_CONSTANT,
            )
            for part in (unit.real, unit.imag)
        )  # fmt: skip
        return np.asarray(real + 1j * imag, np.complex64)

    # Correlation with the conjugate of (x + iy) times a bell.
    found = filtered(slope, bell) - 1j * filtered(bell, slope)
    most = float(np.hypot.outer(r, r).ravel() @ np.outer(bell, bell).ravel())
    certainty = np.abs(found) / most * (inside > 0.5)
    opening = np.asarray(found / np.maximum(np.abs(found), 1e-6), np.complex64)
    return np.asarray(certainty, np.float32), opening


def _shrunk(values: NDArray[np.float32], size: tuple[int, ...]) -> NDArray[np.float32]:
    small = cv2.resize(np.ascontiguousarray(values), size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _peaks(certainty: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Return the rows and columns of local maxima, surest first."""
    wide = cv2.dilate(certainty, np.ones((5, 5), np.uint8))
    rows, columns = np.nonzero((certainty >= wide) & (certainty > _MIN_CERTAINTY))
    order = np.argsort(-certainty[rows, columns])[:_MOST]
    return [(int(rows[k]), int(columns[k])) for k in order]
