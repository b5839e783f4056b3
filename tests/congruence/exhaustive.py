"""The index as plain arithmetic: slow, obvious, and what FAISS has to agree with."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gallery.index import Found


class ExhaustiveIndex:
    """Sums cosines over the fingers that both have, one reference after another."""

    version = "exhaustive"

    def __init__(self) -> None:
        self._references: dict[int, NDArray[np.float32]] = {}

    @property
    def count(self) -> int:
        """How many references can be found."""
        return len(self._references)

    def add(self, sequences: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Add references."""
        for sequence, reference in zip(sequences, vectors, strict=True):
            if sequence in self._references:
                raise ValueError("a reference is in the index already")
            self._references[sequence] = reference

    def remove(self, sequence: int) -> bool:
        """Take a reference out."""
        return self._references.pop(sequence, None) is not None

    def search(self, probe: NDArray[np.float32], k: int) -> list[Found]:
        """Find the most similar."""
        found = [(s, _sum_of_cosines(probe, r)) for s, r in self._references.items()]
        return sorted(found, key=lambda one: one[1], reverse=True)[:k]


def _sum_of_cosines(probe: NDArray[np.float32], reference: NDArray[np.float32]) -> float:
    both = np.any(probe != 0, axis=1) & np.any(reference != 0, axis=1)
    return float(sum(np.dot(p, r) for p, r in zip(probe[both], reference[both], strict=True)))
