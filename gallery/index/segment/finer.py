"""Finer codes of the ten fingers, which order the people that the small codes have found.

A row of a table is ten fingers, then a checksum of 8 bytes that is seeded with the row's number.
There are three codes; a parameter of the index chooses one:

    int8-512  a byte a dimension of the vector (`matcher.vector.quantise`)
    sign-512  a bit a dimension, set if the value is positive (`matcher.vector.sign_bits`)
    int8-32   a byte a dimension of the small code

A missing finger is zeros. A finger whose signs would all be zero gets its first bit set, so that
one dimension of 512 shows that the finger is present.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gallery.index.segment import finer_kernels
from gallery.index.segment.checksums import row_sums
from gallery.index.types import Vectors as AnyVectors
from gallery.index.types import in_floats, in_parts
from matcher.types import FINGERS
from matcher.vector import (
    CODE_DIMENSION,
    VECTOR_DIMENSION,
    quantise,
    sign_bits,
    small_code,
)

Vectors = NDArray[np.float32]
Table = NDArray[np.uint8]
Rows = NDArray[np.int64]

SUM_BYTES = 8
SMALL_CODE_SCALE = 127 / 5
"""Dimensions of small codes have a standard deviation of 1; of 32,000 values none passed 3.6."""


class FinerCode(ABC):
    """How fingers are stored, and how near a probe is to them."""

    name: str
    bytes_per_finger: int

    @property
    def row_bytes(self) -> int:
        """Bytes of a table's row."""
        return len(FINGERS) * self.bytes_per_finger + SUM_BYTES

    def encode(self, vectors: AnyVectors) -> Table:
        """Encode (n, 10, VECTOR_DIMENSION), quantised or not, as (n, 10, bytes_per_finger)."""
        coded = np.empty((len(vectors), len(FINGERS), self.bytes_per_finger), np.uint8)
        for first, part in self._parts(vectors):
            fingers = self._encode(part.reshape(-1, VECTOR_DIMENSION))
            coded[first : first + len(part)] = fingers.reshape(len(part), *coded.shape[1:])
        return coded

    def rows(self, coded: Table, first: int) -> Table:
        """Lay out a table's rows from row `first`: (n, row_bytes). coded: from `encode`."""
        table = np.empty((len(coded), self.row_bytes), np.uint8)
        fingers = table[:, :-SUM_BYTES].reshape(-1, len(FINGERS), self.bytes_per_finger)
        fingers[:] = coded.reshape(fingers.shape)
        words = table.view("<u8")
        words[:, -1] = row_sums(words, first)
        return table

    @abstractmethod
    def similarity(self, probe: Vectors, rows: Table, numbers: Rows) -> Vectors:
        """Sum the cosines over the fingers that probe and row both have: (k,).

        A row that does not pass its checksum gets NaN.
        probe: (10, VECTOR_DIMENSION). numbers: (k,), the rows' numbers in their table.
        """

    @abstractmethod
    def scan(self, probe: Vectors, table: Table, count: int) -> Vectors:
        """Do as `similarity` for the first `count` rows, without checking checksums.

        Reads the columns of the probe's fingers only.
        """

    def _parts(self, vectors: AnyVectors) -> Iterator[tuple[int, AnyVectors]]:
        """Give the vectors to `_encode`, some people at a time."""
        return in_floats(vectors)

    @abstractmethod
    def _encode(self, vectors: AnyVectors) -> Table:
        """Encode (n, VECTOR_DIMENSION) as n times bytes_per_finger."""


@dataclass(frozen=True)
class Int8Code(FinerCode):
    """A byte a dimension; cosines are of the integers, by both lengths."""

    name: str
    dimension: int

    @property
    def bytes_per_finger(self) -> int:  # type: ignore[override]
        """A byte a dimension."""
        return self.dimension

    def encode(self, vectors: AnyVectors) -> Table:
        """Encode. If all dimensions are kept, quantised vectors are the code already."""
        if vectors.dtype == np.int8 and self.dimension == VECTOR_DIMENSION:
            return vectors.view(np.uint8)
        return super().encode(vectors)

    def similarity(self, probe: Vectors, rows: Table, numbers: Rows) -> Vectors:
        """Multiply integers."""
        levels = self._encode(probe).view(np.int8)
        found = finer_kernels.int8_similarity(levels, rows.view(np.int8), rows.view("<u8"), numbers)
        return cast(Vectors, found)

    def scan(self, probe: Vectors, table: Table, count: int) -> Vectors:
        """Multiply integers, without checking checksums."""
        levels = self._encode(probe).view(np.int8)
        return cast(Vectors, finer_kernels.int8_scan(levels, table.view(np.int8), count))

    def _encode(self, vectors: Vectors) -> Table:
        if self.dimension == VECTOR_DIMENSION:
            return cast(Table, quantise(vectors).view(np.uint8))
        levels = np.clip(np.rint(small_code(vectors) * SMALL_CODE_SCALE), -127, 127)
        return cast(Table, levels.astype(np.int8).view(np.uint8))


@dataclass(frozen=True)
class SignCode(FinerCode):
    """A bit a dimension; the probe's floats are multiplied with signs of length one."""

    name: str = "sign-512"
    bytes_per_finger: int = VECTOR_DIMENSION // 8

    def similarity(self, probe: Vectors, rows: Table, numbers: Rows) -> Vectors:
        """Add up the probe's sums for each half byte of signs."""
        sums = finer_kernels.sign_sums(_unit(probe))
        return cast(Vectors, finer_kernels.sign_similarity(sums, rows, rows.view("<u8"), numbers))

    def scan(self, probe: Vectors, table: Table, count: int) -> Vectors:
        """Add up the probe's sums for each half byte of signs, without checking checksums."""
        return cast(
            Vectors, finer_kernels.sign_scan(finer_kernels.sign_sums(_unit(probe)), table, count)
        )

    def _parts(self, vectors: AnyVectors) -> Iterator[tuple[int, AnyVectors]]:
        """Give the vectors as they are: quantised or not, the signs are the same."""
        return in_parts(vectors)

    def _encode(self, vectors: AnyVectors) -> Table:
        bits = sign_bits(vectors)
        there = np.any(vectors != 0, axis=1)
        bits[there & ~bits.any(axis=1), 0] = 0x80
        return bits


def _unit(probe: Vectors) -> Vectors:
    lengths = np.linalg.norm(probe, axis=1, keepdims=True)
    return np.ascontiguousarray(probe / np.where(lengths > 0, lengths, 1), np.float32)


FINER_CODES: dict[str, FinerCode] = {
    code.name: code
    for code in (
        Int8Code("int8-512", VECTOR_DIMENSION),
        SignCode(),
        Int8Code("int8-32", CODE_DIMENSION),
    )
}
