"""What goes into the index and what comes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.types import FINGERS
from matcher.vector import VECTOR_DIMENSION


class FingerClass(StrEnum):
    """Which fingers a reference has: sums over few fingers cannot stand against sums over ten."""

    TEN = "ten"
    """Eight fingers or more."""
    TWO_INDEX = "two_index"
    """No finger but the two index fingers, as IDENT enrolled before 2008."""
    OTHER = "other"


CLASSES = tuple(FingerClass)
"""In the order in which a shortlist has them."""

_TEN_AT_LEAST = 8
_INDEX_FINGERS = 1 << 2 - 1 | 1 << 7 - 1


def finger_class(mask: int) -> FingerClass:
    """Return the class of a set of fingers. mask: bit f - 1 is set where finger f is there."""
    if mask.bit_count() >= _TEN_AT_LEAST:
        return FingerClass.TEN
    if mask and not mask & ~_INDEX_FINGERS:
        return FingerClass.TWO_INDEX
    return FingerClass.OTHER


@dataclass(frozen=True, eq=False)
class ReferenceBatch:
    """References to be added, in ascending order of their ids."""

    reference_ids: NDArray[np.int64]
    """(n,)"""
    vectors: NDArray[np.float32]
    """(n, 10, VECTOR_DIMENSION), zeros where a finger is missing."""
    templates: Sequence[Sequence[bytes]]
    """n times ten templates as `matcher.template.encode` writes them, b"" where missing; () where
    a reference has none at all."""
    names: Sequence[str]
    """What the caller calls each; "" where the database knows it."""

    def __post_init__(self) -> None:
        """Refuse what would be stored askew."""
        count = len(self.reference_ids)
        if self.vectors.shape != (count, len(FINGERS), VECTOR_DIMENSION):
            raise ValueError(f"vectors of shape {self.vectors.shape} for {count} references")
        if len(self.templates) != count or len(self.names) != count:
            raise ValueError(f"templates or names do not go with {count} references")
        if np.any(np.diff(self.reference_ids) <= 0):
            raise ValueError("reference ids are not in ascending order")

    @property
    def count(self) -> int:
        """How many references."""
        return len(self.reference_ids)

    @cached_property
    def masks(self) -> NDArray[np.uint16]:
        """(n,): bit f - 1 is set where finger f has a vector or a template."""
        masks = _present(self.vectors) @ (1 << np.arange(len(FINGERS)))
        for row, ten in enumerate(self.templates):
            for column, one in enumerate(ten):
                masks[row] |= bool(one) << column
        return np.asarray(masks, np.uint16)

    def take(self, chosen: NDArray[np.int64]) -> "ReferenceBatch":
        """Return some of the references, by position in ascending order."""
        return ReferenceBatch(
            self.reference_ids[chosen],
            self.vectors[chosen],
            [self.templates[row] for row in chosen],
            [self.names[row] for row in chosen],
        )


@dataclass(frozen=True, eq=False)
class Shortlist:
    """References that may be the probe's person: class after class, best first within each."""

    reference_ids: NDArray[np.int64]
    """(k,)"""
    similarity: NDArray[np.float32]
    """(k,)"""
    class_codes: NDArray[np.uint8]
    """(k,) places in CLASSES; sums of different classes must not be compared."""


def _present(vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell which fingers have a vector: (n, 10). A look at eight dimensions nearly always does."""
    present = np.any(vectors[:, :, :8] != 0, axis=2)
    rest = ~present
    present[rest] = np.any(vectors[rest] != 0, axis=1)
    return np.asarray(present, np.bool_)
