"""Creases: white lines that cross the ridges of worn skin, the same in every impression."""

import math

import numpy as np
from numpy.typing import NDArray

from synthesis.second.points import PAD_HALF_HEIGHT, PAD_HALF_WIDTH

CREASE_COUNT = 0.7
"""Mean of a finger of mean wear; e-fold for each deviation of wear. Assumed."""
CREASE_LENGTH_PX = (40.0, 90.0)
"""Shortest, and the mean of what is added."""


def draw_creases(
    rng: np.random.Generator, core_height_px: float, wear: float
) -> NDArray[np.float64]:
    """Draw the creases of a finger: (k, 4) ends x, y, x, y in its frame. wear: standard normal."""
    count = min(8, rng.poisson(CREASE_COUNT * math.exp(wear - 0.5)))
    if count == 0:
        return np.empty((0, 4))
    unit = rng.random((count, 3))
    angle = math.pi * unit[:, 2]
    half = 0.5 * (CREASE_LENGTH_PX[0] + CREASE_LENGTH_PX[1] * rng.standard_exponential(count))
    x = (2 * unit[:, 0] - 1) * PAD_HALF_WIDTH * core_height_px
    y = (1 + (2 * unit[:, 1] - 1) * PAD_HALF_HEIGHT) * core_height_px
    dx, dy = half * np.cos(angle), half * np.sin(angle)
    return np.stack([x - dx, y - dy, x + dx, y + dy], 1)
