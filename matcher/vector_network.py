"""The network behind the vector: a learned aggregate of cylinders, in numpy.

Each minutia's cylinder is reduced to a short descriptor and softly assigned to centroids. The
residuals are summed per centroid (VLAD), weighted by the trust in each minutia.
`training.network` is the same in torch; a test holds the two together.

Source: Jegou et al., "Aggregating local descriptors into a compact image representation", 2010;
Arandjelovic et al., "NetVLAD", 2016.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matcher.types import Template

Floats = NDArray[np.float32]

PLACE_LENGTH = 8
"""Values that describe a minutia besides its cylinder; see `place`."""


@dataclass(frozen=True, eq=False)
class NetworkWeights:
    """The trained weights; matrices are (from, to)."""

    reduce: Floats
    """(cylinder, d): straight to the descriptor."""
    reduce_bias: Floats
    hidden: Floats
    """(cylinder + PLACE_LENGTH, h): the first of two layers that correct it."""
    hidden_bias: Floats
    correct: Floats
    """(h, d)"""
    correct_bias: Floats
    trust: Floats
    """(h, 1): logit of the minutia's weight."""
    trust_bias: Floats
    assign: Floats
    """(d, k)"""
    assign_bias: Floats
    centroids: Floats
    """(k, d)"""
    output: Floats
    """(k x d, dimension)"""
    output_bias: Floats

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of all arrays."""
        return [one.name for one in fields(cls)]


def minutia_rows(template: Template, most: int) -> Floats:
    """Return a template's best minutiae as x, y, direction with y down, quality: (n, 4)."""
    kept = slice(most)
    columns = (
        template.x_px[kept],
        template.y_px[kept],
        -template.direction_rad[kept],
        template.minutia_quality[kept],
    )
    return np.stack(columns, axis=1).astype(np.float32)


def place(rows: Floats) -> Floats:
    """Describe a minutia in its print: direction, quality, count, offset from the middle."""
    x, y, t, quality = rows.T
    count = np.full_like(x, len(rows) / 40 - 1)
    away = (x - x.mean()) / 150, (y - y.mean()) / 150
    turn = np.cos(t), np.sin(t), np.cos(2 * t), np.sin(2 * t)
    return np.stack([*turn, quality * 2 - 1.5, count, *away], axis=1, dtype=np.float32)


def embed(aggregates: Floats, w: NetworkWeights) -> Floats:
    """Turn the aggregates of prints, (n, k x d), into vectors of unit length: (n, dimension).

    The output matrix is large; many prints in one call read it only once.
    """
    result = aggregates @ w.output + w.output_bias
    length = np.linalg.norm(result, axis=1, keepdims=True)
    return np.asarray(result / (length + 1e-12), np.float32)


def aggregate_print(rows: Floats, cylinders: Floats, w: NetworkWeights) -> Floats:
    """Sum the residuals per centroid: (k x d,) of unit length."""
    known = np.concatenate([cylinders, place(rows)], axis=1)
    hidden = np.maximum(known @ w.hidden + w.hidden_bias, 0)
    descriptor = cylinders @ w.reduce + w.reduce_bias + hidden @ w.correct + w.correct_bias
    logits = descriptor @ w.assign + w.assign_bias
    weight = np.exp(logits - logits.max(1, keepdims=True))
    weight /= weight.sum(1, keepdims=True)
    weight /= 1 + np.exp(-(hidden @ w.trust + w.trust_bias))
    mass = weight.sum(0)[:, None]
    residual = (weight.T @ descriptor - mass * w.centroids) / np.sqrt(mass + 0.3)
    residual /= np.sqrt(np.abs(residual) + 0.02)
    flat = residual.ravel()
    return np.asarray(flat / (np.linalg.norm(flat) + 1e-12), np.float32)
