"""Several impressions of a person's fingers, reduced to one of each."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.types import FINGERS, Features, FingerPosition
from matcher.vector import VECTOR_DIMENSION


def best_per_finger(features: Iterable[Features]) -> dict[FingerPosition, Features]:
    """Keep the impression of the best quality of each finger; the first of equals."""
    best: dict[FingerPosition, Features] = {}
    for one in features:
        kept = best.get(one.position.finger)
        if kept is None or one.template.quality > kept.template.quality:
            best[one.position.finger] = one
    return best


def ten_finger_vector(features: Sequence[Features]) -> NDArray[np.float32]:
    """Lay a person's vectors side by side: (10, VECTOR_DIMENSION), zeros where none is."""
    vectors = np.zeros((len(FINGERS), VECTOR_DIMENSION), np.float32)
    for finger, one in best_per_finger(features).items():
        vectors[finger - 1] = one.vector
    return vectors
