"""The people that are searched among, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numba import njit
from numpy.typing import NDArray

from benchmarks.identification.features import PeopleFeatures
from benchmarks.identification.recipe import Mask
from matcher.types import FINGERS

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class People:
    """Features with what was taken away from them, ready for searching."""

    features: PeopleFeatures
    usable: Mask
    """(n, 10): fingers that can be compared and that were not taken away."""
    present: Mask
    """(n, 10): fingers whose vectors take part in the shortlist."""
    scale: Floats
    """(n, 10): what makes the integer vectors unit vectors; 0 where a finger is missing."""

    @classmethod
    def without(cls, features: PeopleFeatures, lacking: Mask) -> "People":
        """Take fingers away. lacking: (n, 10)."""
        vectors = features.vectors
        # One finger at a time: all of a large gallery as floats would not fit.
        lengths = np.stack([_lengths(vectors[:, f]) for f in range(len(FINGERS))], 1)
        present = (lengths > 0) & ~lacking
        scale = np.where(present, 1 / np.maximum(lengths, 1), 0).astype(np.float32)
        return cls(features, features.comparable & ~lacking, present, scale)

    @property
    def count(self) -> int:
        """How many rows."""
        return self.features.count

    def unit_vectors(self, rows: slice | Rows, fingers: Sequence[int]) -> Floats:
        """Return vectors of some fingers (columns 0 to 9): (rows, fingers, dimension)."""
        chosen = self.features.vectors[rows][:, fingers].astype(np.float32)
        return np.asarray(chosen * self.scale[rows][:, fingers, None], np.float32)


@dataclass(frozen=True, eq=False)
class Gallery:
    """References and the people behind them."""

    people: People
    """One row a reference."""
    identity: Rows
    """(references,): which person each is of."""

    @property
    def reference_count(self) -> int:
        """N of the threshold: how many references a search meets."""
        return self.people.count

    @property
    def person_count(self) -> int:
        """How many people are enrolled."""
        return int(self.identity.max()) + 1

    @cached_property
    def rows_by_person(self) -> Rows:
        """(people, references of each): every person has equally many."""
        order = np.argsort(self.identity, kind="stable")
        return np.asarray(order.reshape(self.person_count, -1), np.int64)


def fused_cosines(probe: People, row: int, mask: Mask, gallery: People, rows: Rows) -> Floats:
    """Sum the cosines of a probe's fingers with those of some references: (rows,) float32."""
    fingers = np.flatnonzero(mask & probe.present[row])
    products = _products(
        probe.features.vectors[row][fingers], gallery.features.vectors, rows, fingers
    )
    scale = gallery.scale[rows][:, fingers] * probe.scale[row, fingers]
    return np.asarray((products * scale).sum(1), np.float32)


def _lengths(vectors: NDArray[np.int8]) -> Floats:
    return np.asarray(np.linalg.norm(vectors.astype(np.float32), axis=1), np.float32)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _products(
    probe: NDArray[np.int8], vectors: NDArray[np.int8], rows: Rows, fingers: Rows
) -> NDArray[np.int32]:
    """Multiply out integer vectors without a copy of the references as floats."""
    result = np.empty((len(rows), len(fingers)), np.int32)
    for i in range(len(rows)):
        for j in range(len(fingers)):
            reference = vectors[rows[i], fingers[j]]
            total = np.int32(0)
            for d in range(probe.shape[1]):
                total += np.int32(probe[j, d]) * np.int32(reference[d])
            result[i, j] = total
    return result
