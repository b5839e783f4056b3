"""The input and the output of the index."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.types import FINGERS
from matcher.vector import CODE_DIMENSION, VECTOR_DIMENSION, dequantise, small_code


class FingerClass(StrEnum):
    """Which fingers a reference has: sums over few fingers do not compare with sums over ten."""

    TEN = "ten"
    """Eight fingers or more."""
    TWO_INDEX = "two_index"
    """No finger but the two index fingers, as IDENT enrolled before 2008."""
    OTHER = "other"


CLASSES = tuple(FingerClass)
"""In the order in which a shortlist has them."""

Vectors = NDArray[Any]
"""float32, or int8 as `matcher.vector.quantise` makes them: a file of people holds int8 vectors and
is loaded without conversion to floats."""
_REDUCED_AT_ONCE = 32
"""People converted at once, few enough for the processor's cache."""
_TEN_AT_LEAST = 8
_INDEX_FINGERS = 1 << 2 - 1 | 1 << 7 - 1


def finger_class(mask: int) -> FingerClass:
    """Return the class of a set of fingers. mask: bit f - 1 is set if finger f is there."""
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
    vectors: Vectors
    """(n, 10, VECTOR_DIMENSION), zeros for missing fingers."""
    templates: Sequence[Sequence[bytes]]
    """n times ten templates as `matcher.template.encode` writes them, b"" for a missing finger; ()
    for a reference without templates."""
    names: Sequence[str]
    """The caller's name of each reference; "" if the database has the names."""

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        count = len(self.reference_ids)
        if self.vectors.shape != (count, len(FINGERS), VECTOR_DIMENSION):
            raise ValueError(f"vectors of shape {self.vectors.shape} for {count} references")
        if len(self.templates) != count or len(self.names) != count:
            raise ValueError(f"templates or names do not go with {count} references")
        if np.any(np.diff(self.reference_ids) <= 0):
            raise ValueError("reference ids are not in ascending order")

    @property
    def count(self) -> int:
        """How many references there are."""
        return len(self.reference_ids)

    @cached_property
    def masks(self) -> NDArray[np.uint16]:
        """(n,): bit f - 1 is set if finger f has a vector or a template."""
        bits = np.packbits(_present(self.vectors), axis=1, bitorder="little")
        masks = bits.view("<u2")[:, 0]
        for row, ten in enumerate(self.templates):
            if any(ten):
                masks[row] |= sum(1 << column for column, one in enumerate(ten) if one)
        return np.asarray(masks, np.uint16)

    def small_codes(self) -> NDArray[np.float32]:
        """Reduce the vectors: (n, 10, CODE_DIMENSION)."""
        codes = np.empty((self.count, len(FINGERS), CODE_DIMENSION), np.float32)
        for first, floats in in_floats(self.vectors):
            reduced = small_code(floats.reshape(-1, VECTOR_DIMENSION))
            codes[first : first + len(floats)] = reduced.reshape(-1, len(FINGERS), CODE_DIMENSION)
        return codes

    def take(self, chosen: NDArray[np.int64]) -> "ReferenceBatch":
        """Return some of the references, by position in ascending order."""
        return ReferenceBatch(
            self.reference_ids[chosen],
            self.vectors[chosen],
            [self.templates[row] for row in chosen],
            [self.names[row] for row in chosen],
        )

    def by_class(self) -> "Iterator[tuple[FingerClass, ReferenceBatch]]":
        """Give the part of each finger class that occurs, in order of ids."""
        masks, which = np.unique(self.masks, return_inverse=True)
        classes = [finger_class(mask) for mask in masks.tolist()]
        for one in FingerClass:
            of_class = np.array([found is one for found in classes], bool)
            if of_class.all() and classes:
                yield one, self
            elif of_class.any():
                yield one, self.take(np.flatnonzero(of_class[which]))


@dataclass(frozen=True, eq=False)
class Shortlist:
    """References that may be the probe's person: class after class, best first within each."""

    reference_ids: NDArray[np.int64]
    """(k,)"""
    similarity: NDArray[np.float32]
    """(k,)"""
    class_codes: NDArray[np.uint8]
    """(k,) places in CLASSES; sums of different classes must not be compared."""


def in_parts(vectors: Vectors) -> Iterator[tuple[int, Vectors]]:
    """Give the rows part by part, each with the number of its first row."""
    for first in range(0, len(vectors), _REDUCED_AT_ONCE):
        yield first, vectors[first : first + _REDUCED_AT_ONCE]


def in_floats(vectors: Vectors) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Give the rows part by part as floats, which are valid until the next part."""
    room = np.empty((_REDUCED_AT_ONCE, *vectors.shape[1:]), np.float32)
    for first, part in in_parts(vectors):
        yield first, dequantise(part, room[: len(part)]) if part.dtype == np.int8 else part


def _present(vectors: Vectors) -> NDArray[np.bool_]:
    """Return which fingers have a vector: (n, 10). Eight dimensions nearly always suffice."""
    if vectors.dtype == np.int8:
        present: NDArray[np.bool_] = vectors[:, :, :8].view(np.uint64)[:, :, 0] != 0
    else:
        present = np.any(vectors[:, :, :8] != 0, axis=2)
    rest = ~present
    present[rest] = np.any(vectors[rest] != 0, axis=1)
    return present
