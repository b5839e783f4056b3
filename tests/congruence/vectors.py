"""Ten-finger vectors at random, some fingers missing."""

import numpy as np
from numpy.typing import NDArray

from matcher.types import FINGERS
from matcher.vector import VECTOR_DIMENSION


def people(rng: np.random.Generator, count: int, missing: float = 0.2) -> NDArray[np.float32]:
    """Draw people: unit vectors, each finger missing with some probability."""
    vectors = rng.normal(size=(count, len(FINGERS), VECTOR_DIMENSION))
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
    vectors[rng.random((count, len(FINGERS))) < missing] = 0
    return vectors.astype(np.float32)


def probe_of(
    rng: np.random.Generator, reference: NDArray[np.float32], missing: float = 0.2
) -> NDArray[np.float32]:
    """Draw another impression of a person: near the reference, other fingers missing."""
    noise = people(rng, 1, missing)[0]
    probe = np.where(np.any(noise != 0, axis=1, keepdims=True), reference + noise, np.float32(0))
    length = np.linalg.norm(probe, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (probe / np.where(length > 0, length, 1)).astype(np.float32)
    return unit
