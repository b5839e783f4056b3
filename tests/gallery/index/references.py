"""References made of random numbers: enough for files and searches, which know no prints."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gallery.index.quantiser import Quantiser
from gallery.index.types import ReferenceBatch
from matcher.types import FINGERS
from matcher.vector import VECTOR_DIMENSION, small_code

TEN = range(1, 11)


def batch(
    ids: Sequence[int], *, fingers: Sequence[int] = TEN, templates: bool = True
) -> ReferenceBatch:
    """Make references whose vectors, templates and names follow from their ids."""
    there = np.isin(np.arange(1, 11), fingers)
    vectors = np.zeros((len(ids), len(FINGERS), VECTOR_DIMENSION), np.float32)
    for row, one in enumerate(ids):
        drawn = np.random.default_rng(one).standard_normal(vectors.shape[1:])
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        vectors[row] = drawn * there[:, None]
    ten = [[b"%d/%d" % (one, f) if there[f] else b"" for f in range(10)] for one in ids]
    return ReferenceBatch(
        np.array(ids, np.int64),
        vectors,
        ten if templates else [()] * len(ids),
        [f"name {one}" for one in ids],
    )


def near(vectors: NDArray[np.float32], noise: float = 0.02) -> NDArray[np.float32]:
    """Take other prints of the same fingers; what is missing stays missing."""
    drawn = np.random.default_rng(0).standard_normal(vectors.shape)
    return np.asarray(vectors + noise * drawn * (vectors != 0), np.float32)


def codes(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Derive small codes: (n, 10, CODE_DIMENSION)."""
    small = small_code(vectors.reshape(-1, VECTOR_DIMENSION))
    return small.reshape(len(vectors), len(FINGERS), -1)


def decode(quantiser: Quantiser, packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return what a search makes of codes: (n, 10, CODE_DIMENSION)."""
    nibbles = np.stack([packed & 15, packed >> 4], 2).reshape(len(packed), -1)
    chosen = quantiser.centroids[np.arange(nibbles.shape[1]), nibbles]
    return np.asarray(chosen, np.float32).reshape(len(packed), len(FINGERS), -1)
