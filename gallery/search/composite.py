"""A person's fingers as one row of the index."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.fusion import best_per_finger
from matcher.types import FINGERS, Features
from matcher.vector import VECTOR_DIMENSION


def ten_finger_vector(features: Sequence[Features]) -> NDArray[np.float32]:
    """Lay a person's vectors side by side: (10, VECTOR_DIMENSION), zeros where none is."""
    vectors = np.zeros((len(FINGERS), VECTOR_DIMENSION), np.float32)
    for finger, one in best_per_finger(features).items():
        vectors[finger - 1] = one.vector
    return vectors
