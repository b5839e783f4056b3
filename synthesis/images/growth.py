"""Grow a ridge pattern from seeds by repeated filtering along the ridges.

Growth begins at prototypes of minutiae that the finger has. Other minutiae arise where growing
pieces meet out of phase, as in SFinGe.
Source: Cappelli, Maio & Maltoni, "Synthetic fingerprint-image generation", ICPR 2000; a
prototype is a wave with a phase dislocation (Larkin & Fletcher 2007, "A coherent framework for
fingerprint analysis").
"""

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numba import njit
from numpy.typing import NDArray

from synthesis.orientation import Floats

Image = NDArray[np.float32]


@dataclass(frozen=True)
class GrowthParameters:
    """How ridges grow. Lengths are in pixels of the growing grid, at 250 ppi."""

    iteration_count: int = 8
    """Each round mends some faults where pieces closed badly: more rounds leave fewer minutiae."""
    seed_spacing_px: float = 20.0
    """Mean distance of seeds besides the prototypes; more seeds make more minutiae."""
    release_count: int = 2
    """Number of last rounds in which prototypes grow like the rest, so that no seam stays."""
    prototype_radius: float = 0.6
    """Radius within which a prototype is kept during growth, in periods."""
    gain: float = 2.2
    """Amplification before clipping; nothing grows unless it is over 1."""
    across: float = 0.42
    """Spread of the filter across the ridge, in periods (SFinGe: three peaks, 0.40)."""
    along: float = 0.60
    """Spread of the filter along the ridge, in periods."""


_RADIUS = 6
_ANGLE_COUNT = 64
_PERIOD_LOW, _PERIOD_STEP, _PERIOD_COUNT = 3.0, 0.2, 21


def grow(
    orientation_rad: Floats,
    period_px: Floats,
    inside: NDArray[np.bool_],
    rng: np.random.Generator,
    parameters: GrowthParameters | None = None,
    *,
    dislocations: Floats | None = None,
) -> Image:
    """Grow ridges along an orientation field at 250 ppi.

    period_px: ridge period in pixels of the grid, 3 to 7.
    dislocations: (n, 4) minutiae to begin with: column, row, direction (rad, y up), and 1 where a
        ridge begins in that direction, 0 where a valley does.
    Returns (height, width) float32 in [-1, 1], ridges positive, nearly a sinusoid across them.
    """
    p = parameters or GrowthParameters()
    angle = np.rint(orientation_rad * (_ANGLE_COUNT / math.pi)).astype(np.int64) % _ANGLE_COUNT
    steps = np.rint((period_px - _PERIOD_LOW) / _PERIOD_STEP).astype(np.int64)
    kernel = angle * _PERIOD_COUNT + np.clip(steps, 0, _PERIOD_COUNT - 1)
    index = np.where(inside, kernel, -1).astype(np.int32)
    index = np.pad(index, _RADIUS, constant_values=-1)
    bank = _bank(p.across, p.along)
    pattern = _seeds(index.shape, inside, rng, p.seed_spacing_px)
    known = np.empty((0, 4)) if dislocations is None else dislocations
    held, weight = _prototypes(known, period_px, p.prototype_radius)
    pattern = pattern * (1.0 - weight) + held
    for round_number in range(p.iteration_count):
        pattern = _filter(pattern, index, bank, np.float32(p.gain), True)
        if round_number < p.iteration_count - p.release_count:
            pattern = pattern * (1.0 - weight) + held
    pattern = _filter(pattern, index, bank, np.float32(1.0), False)
    return _even_amplitude(pattern)[_RADIUS:-_RADIUS, _RADIUS:-_RADIUS]


def _seeds(
    shape: tuple[int, int],
    inside: NDArray[np.bool_],
    rng: np.random.Generator,
    spacing_px: float,
) -> Image:
    pattern = np.zeros(shape, np.float32)
    rows, columns = np.nonzero(inside)
    chosen = rng.integers(0, len(rows), max(1, round(len(rows) / spacing_px**2)))
    signs = rng.choice(np.array([-1.0, 1.0], np.float32), len(chosen))
    pattern[rows[chosen] + _RADIUS, columns[chosen] + _RADIUS] = signs
    return pattern


def _prototypes(dislocations: Floats, period_px: Floats, radius: float) -> tuple[Image, Image]:
    """Return the kept prototypes, weighted, and their weights; of two that overlap, the nearer."""
    shape = (period_px.shape[0] + 2 * _RADIUS, period_px.shape[1] + 2 * _RADIUS)
    value, weight = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for column, row, direction, begins in dislocations:
        i, j = round(row), round(column)
        if not (0 <= i < period_px.shape[0] and 0 <= j < period_px.shape[1]):
            continue
        window = np.s_[i : i + 2 * _RADIUS + 1, j : j + 2 * _RADIUS + 1]
        down, right = np.mgrid[i - _RADIUS : i + _RADIUS + 1, j - _RADIUS : j + _RADIUS + 1]
        x, y, period = right - column, down - row, period_px[i, j]
        ahead = x * math.cos(direction) - y * math.sin(direction)
        aside = x * math.sin(direction) + y * math.cos(direction)
        phase = 2.0 * math.pi * aside / period + np.arctan2(aside, ahead)
        near = np.exp(-0.5 * ((x * x + y * y) / (radius * period) ** 2) ** 2)
        nearest = near > weight[window]
        value[window] = np.where(nearest, np.cos(phase) * (1.0 if begins else -1.0), value[window])
        weight[window] = np.where(nearest, near, weight[window])
    return value * weight, weight


def _even_amplitude(pattern: Image) -> Image:
    power = cv2.GaussianBlur(pattern * pattern, (0, 0), 3.0)
    even = pattern / np.sqrt(2.0 * power + 1e-4)
    return np.asarray(np.clip(even, -1.0, 1.0), np.float32)


@cache
def _bank(across: float, along: float) -> NDArray[np.float32]:
    """Return (angles * periods, size, size) even Gabor filters without DC, unit gain each."""
    size = 2 * _RADIUS + 1
    offset = np.arange(size) - float(_RADIUS)
    x, down = np.meshgrid(offset, offset)
    kernels = []
    for angle in np.arange(_ANGLE_COUNT) * (math.pi / _ANGLE_COUNT):
        v = x * math.cos(angle) - down * math.sin(angle)
        u = x * math.sin(angle) + down * math.cos(angle)
        for period in _PERIOD_LOW + _PERIOD_STEP * np.arange(_PERIOD_COUNT):
            envelope = np.exp(
                -0.5 * (u / (across * period)) ** 2 - 0.5 * (v / (along * period)) ** 2
            )
            wave = np.cos(2.0 * math.pi * u / period)
            kernel = envelope * (wave - (envelope * wave).sum() / envelope.sum())
            kernels.append(kernel / (kernel * wave).sum())
    return np.stack(kernels).astype(np.float32)


@njit(nogil=True, cache=True, fastmath=True)  # type: ignore[untyped-decorator]
def _filter(
    pattern: Image, index: NDArray[np.int32], bank: Image, gain: np.float32, clip: bool
) -> Image:
    result = np.zeros_like(pattern)
    size = bank.shape[1]
    for row in range(_RADIUS, pattern.shape[0] - _RADIUS):
        for column in range(_RADIUS, pattern.shape[1] - _RADIUS):
            chosen = index[row, column]
            if chosen < 0:
                continue
            total = np.float32(0.0)
            for i in range(size):
                for j in range(size):
                    total += bank[chosen, i, j] * pattern[row - _RADIUS + i, column - _RADIUS + j]
            total *= gain
            if clip:
                total = min(max(total, np.float32(-1.0)), np.float32(1.0))
            result[row, column] = total
    return result
