"""Template → fixed-length vector, for the shortlist: an aggregate of its minutia cylinders.

Each minutia's neighbourhood is described by a real-valued cylinder, reduced, softly assigned to
centroids, and the residuals are summed per centroid (VLAD); a linear map learned in closed form
(LDA on synthetic fingers) brings the sum to VECTOR_DIMENSION. It does not change when the finger
turns or moves. `training.vector` makes the weights; no real print went into them.

Source: Jegou et al., "Aggregating local descriptors into a compact image representation", 2010;
cylinders after Cappelli, Ferrara & Maltoni 2010.
"""

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.types import Template

VECTOR_DIMENSION = 256
WEIGHTS_PATH = Path(__file__).with_name("vector_weights.npz")
VECTOR_VERSION = "vlad-" + hashlib.sha256(WEIGHTS_PATH.read_bytes()).hexdigest()[:8]
"""Names the weights: vectors of different versions must not be compared."""

RADIUS_PX = 70.0
SPACE_CELLS = 8
DIRECTION_CELLS = 6
SPACE_SIGMA_PX = 28 / 3
DIRECTION_SIGMA_RAD = 1.15 * 2 * math.pi / 9
SATURATION = 1.5
"""A cell holds tanh(SATURATION x soft count of minutiae in it)."""


@dataclass(frozen=True)
class VectorParameters:
    """Which minutiae take part."""

    min_quality: float = 0.25
    max_minutiae: int = 64
    min_minutiae: int = 5
    """So many take part whatever their quality; a template with fewer gives the zero vector,
    which no shortlist finds. Extraction refuses such templates."""


@dataclass(frozen=True, eq=False)
class VectorWeights:
    """What training learned; see `training.vector`."""

    mean: NDArray[np.float32]
    """(c,) of cylinders."""
    projection: NDArray[np.float32]
    """(48, c): whitened principal components."""
    centroids: NDArray[np.float32]
    """(64, 48)"""
    softness: float
    """Assignment is softmax(-distance² / softness)."""
    output_mean: NDArray[np.float32]
    """(64 x 48,) of aggregates."""
    output: NDArray[np.float32]
    """(64 x 48, VECTOR_DIMENSION)"""


@cache
def load_weights() -> VectorWeights:
    """Read the weights that ship with the package, once."""
    with np.load(WEIGHTS_PATH) as data:
        arrays = {name: data[name].astype(np.float32) for name in data.files}
    return VectorWeights(**(arrays | {"softness": float(arrays["softness"])}))


def vector(template: Template, parameters: VectorParameters | None = None) -> NDArray[np.float32]:
    """Describe a template by (VECTOR_DIMENSION,) float32 of unit length; zeros where too sparse."""
    p = parameters or VectorParameters()
    cylinders = real_cylinders(template, p)
    if len(cylinders) < p.min_minutiae:
        return np.zeros(VECTOR_DIMENSION, np.float32)
    w = load_weights()
    aggregate = aggregate_cylinders(cylinders, w.mean, w.projection, w.centroids, w.softness)
    result = (aggregate - w.output_mean) @ w.output
    return np.asarray(result / np.linalg.norm(result), np.float32)


def aggregate_cylinders(
    cylinders: NDArray[np.float32],
    mean: NDArray[np.float32],
    projection: NDArray[np.float32],
    centroids: NDArray[np.float32],
    softness: float,
) -> NDArray[np.float32]:
    """Sum residuals per centroid: (centroids x 48,) float32 of unit length."""
    reduced = (cylinders - mean) @ projection.T
    squared = (centroids**2).sum(1) - 2 * reduced @ centroids.T
    weight = np.exp((squared.min(1, keepdims=True) - squared) / softness)
    weight /= weight.sum(1, keepdims=True)
    mass = weight.sum(0)
    residual = weight.T @ reduced - mass[:, None] * centroids
    residual /= np.sqrt(mass + 0.3)[:, None]
    residual /= np.sqrt(np.abs(residual) + 0.02)
    flat = residual.ravel()
    return np.asarray(flat / (np.linalg.norm(flat) + 1e-12), np.float32)


def real_cylinders(
    template: Template, parameters: VectorParameters | None = None
) -> NDArray[np.float32]:
    """Build the real-valued cylinders of the best minutiae: (n, cells) float32."""
    p = parameters or VectorParameters()
    # Best quality first by contract.
    good = int((template.minutia_quality >= p.min_quality).sum())
    kept = slice(min(max(good, p.min_minutiae), p.max_minutiae))
    return np.asarray(
        _cylinders(
            template.x_px[kept].astype(np.float64),
            template.y_px[kept].astype(np.float64),
            -template.direction_rad[kept].astype(np.float64),
        )
    )


def _inside() -> NDArray[np.int64]:
    line = (np.arange(SPACE_CELLS) - (SPACE_CELLS - 1) / 2) * 2 * RADIUS_PX / SPACE_CELLS
    return np.flatnonzero((line[:, None] ** 2 + line[None] ** 2 <= RADIUS_PX**2).ravel())


_CELLS = _inside()
CYLINDER_LENGTH = len(_CELLS) * DIRECTION_CELLS


@njit(cache=True, nogil=True, fastmath=True)
def _spread(offset: float, sigma: float, count: int, step: float, out: NDArray[np.float64]) -> None:
    """Gaussian weight of a coordinate on each of a row of cell centres."""
    for i in range(count):
        a = (offset - (i - (count - 1) / 2) * step) / sigma
        out[i] = math.exp(-0.5 * a * a) if abs(a) < 3.2 else 0.0


@njit(cache=True, nogil=True, fastmath=True)
def _turn(angle: float, out: NDArray[np.float64]) -> None:
    """Gaussian weight of an angle on each direction cell, around the circle."""
    step = 2 * math.pi / DIRECTION_CELLS
    for k in range(DIRECTION_CELLS):
        a = angle - (-math.pi + (k + 0.5) * step)
        a = (a - 2 * math.pi * math.floor((a + math.pi) / (2 * math.pi))) / DIRECTION_SIGMA_RAD
        out[k] = math.exp(-0.5 * a * a)


@njit(cache=True, nogil=True, fastmath=True)
def _cylinders(
    x: NDArray[np.float64], y: NDArray[np.float64], t: NDArray[np.float64]
) -> NDArray[np.float32]:
    n = len(x)
    step = 2 * RADIUS_PX / SPACE_CELLS
    reach = (RADIUS_PX + 3 * SPACE_SIGMA_PX) ** 2
    grid = np.empty((SPACE_CELLS * SPACE_CELLS, DIRECTION_CELLS))
    along, across = np.empty(SPACE_CELLS), np.empty(SPACE_CELLS)
    turned = np.empty(DIRECTION_CELLS)
    out = np.empty((n, len(_CELLS) * DIRECTION_CELLS), np.float32)
    for m in range(n):
        grid[:] = 0
        c, s = math.cos(t[m]), math.sin(t[m])
        for q in range(n):
            dx, dy = x[q] - x[m], y[q] - y[m]
            if q == m or dx * dx + dy * dy > reach:
                continue
            _spread(c * dx + s * dy, SPACE_SIGMA_PX, SPACE_CELLS, step, along)
            _spread(c * dy - s * dx, SPACE_SIGMA_PX, SPACE_CELLS, step, across)
            _turn(t[q] - t[m], turned)
            for i in range(SPACE_CELLS):
                for j in range(SPACE_CELLS):
                    weight = along[i] * across[j]
                    if weight > 1e-3:
                        for k in range(DIRECTION_CELLS):
                            grid[i * SPACE_CELLS + j, k] += weight * turned[k]
        for cell in range(len(_CELLS)):
            for k in range(DIRECTION_CELLS):
                value = math.tanh(SATURATION * grid[_CELLS[cell], k])
                out[m, cell * DIRECTION_CELLS + k] = value
    return out
