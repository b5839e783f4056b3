"""The search index over ten-finger vectors. FAISS is known here only.

A person is ten finger vectors of unit length end to end, zeros for what is missing; one inner
product is then the sum of cosines over the fingers that both have.
"""

import logging
import threading
from collections.abc import Sequence
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from gallery.errors import IndexFaultError
from gallery.types_index import ReferenceBatch
from matcher.types import FINGERS
from matcher.vector import VECTOR_DIMENSION, VECTOR_VERSION

INDEX_VERSION = f"flat-ip-{len(FINGERS)}x{VECTOR_DIMENSION}/{VECTOR_VERSION}"

_WIDTH = len(FINGERS) * VECTOR_DIMENSION
_LEAST_K = 100
"""Below it FAISS 1.15 keeps a heap, from it on a reservoir. The heap was reported to lose records
(label -1) in early searches beside OpenVINO; asking for more costs nothing that can be measured."""
_COMPACT_AT_LEAST = 1_000
_LOGGER = logging.getLogger(__name__)

Found = tuple[int, float]
"""Sequence number and similarity."""


class ReferenceIndex(Protocol):
    """What a gallery asks of an index; safe to be used by several threads."""

    @property
    def version(self) -> str:
        """What made the index: kind, size and vector version."""

    @property
    def count(self) -> int:
        """How many references can be found."""

    def add(self, sequences: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Add references. vectors: (n, 10, VECTOR_DIMENSION). Sequences must be new."""

    def remove(self, sequence: int) -> bool:
        """Take a reference out; False if it is not there."""

    def search(self, probe: NDArray[np.float32], k: int) -> list[Found]:
        """Find the `k` most similar, best first. probe: (10, VECTOR_DIMENSION)."""


class FlatIndex:
    """Exhaustive inner product in FAISS; removed references stay as tombstones for a while."""

    version = INDEX_VERSION

    def __init__(self) -> None:
        self.fault_count = 0
        # FAISS is not safe for a search beside an add, and gives no sign when it goes wrong.
        self._lock = threading.Lock()
        self._index: Any = faiss.IndexFlatIP(_WIDTH)
        # FAISS numbers by position. It would take ids of ours too, but repeats them silently.
        self._sequences: list[int] = []
        self._rows: dict[int, int] = {}

    @property
    def count(self) -> int:
        """How many references can be found."""
        return len(self._rows)

    def add(self, sequences: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Add references. Raises ValueError, and adds none, if one is there already."""
        flat = np.ascontiguousarray(vectors, np.float32).reshape(len(sequences), _WIDTH)
        with self._lock:
            if len(set(sequences)) < len(sequences) or self._rows.keys() & set(sequences):
                raise ValueError("a reference is in the index already")
            self._append(sequences, flat)

    def remove(self, sequence: int) -> bool:
        """Take a reference out; False if it is not there."""
        with self._lock:
            if self._rows.pop(sequence, None) is None:
                return False
            if self._dead_count > max(len(self._rows), _COMPACT_AT_LEAST):
                self._compact()
            return True

    def search(self, probe: NDArray[np.float32], k: int) -> list[Found]:
        """Find the `k` most similar. Raises IndexFaultError if FAISS loses records twice."""
        flat = np.ascontiguousarray(probe, np.float32).reshape(1, _WIDTH)
        with self._lock:
            for _ in range(2):
                found = self._search(flat, k)
                if len(found) == min(k, len(self._rows)):
                    return found
                self.fault_count += 1
                _LOGGER.warning("index gave %d of %d records", len(found), len(self._rows))
        wanted = min(k, len(self._rows))
        raise IndexFaultError(f"the index gave {len(found)} of {wanted} records, twice: restart")

    @property
    def _dead_count(self) -> int:
        return len(self._sequences) - len(self._rows)

    def _search(self, flat: NDArray[np.float32], k: int) -> list[Found]:
        similarities, rows = self._index.search(flat, max(_LEAST_K, k + self._dead_count))
        found = [
            (self._sequences[row], similarity)
            for row, similarity in zip(rows[0].tolist(), similarities[0].tolist(), strict=True)
            if row >= 0 and self._rows.get(self._sequences[row]) == row
        ]
        return found[:k]

    def _append(self, sequences: Sequence[int], flat: NDArray[np.float32]) -> None:
        first = len(self._sequences)
        self._index.add(flat)
        self._sequences.extend(sequences)
        self._rows.update((sequence, first + row) for row, sequence in enumerate(sequences))

    def _compact(self) -> None:
        kept = sorted(self._rows.values())
        sequences = [self._sequences[row] for row in kept]
        flat = self._index.reconstruct_n(0, self._index.ntotal)[kept]
        self._index, self._sequences, self._rows = faiss.IndexFlatIP(_WIDTH), [], {}
        self._append(sequences, flat)


class FollowedIndex:
    """An index in memory with the watermark of its follower; a new process starts it at 0."""

    def __init__(self, index: ReferenceIndex) -> None:
        self.watermark = 0
        self._index = index

    @property
    def version(self) -> str:
        """What made the index."""
        return self._index.version

    @property
    def count(self) -> int:
        """How many references can be found."""
        return self._index.count

    def search(self, probe: NDArray[np.float32], k: int) -> list[Found]:
        """Find the `k` most similar, best first."""
        return self._index.search(probe, k)

    def add(self, batch: ReferenceBatch, watermark: int) -> None:
        """Add references."""
        if batch.count:
            self._index.add(batch.reference_ids.tolist(), batch.vectors)
        self.watermark = watermark

    def remove(self, reference_ids: Sequence[int], watermark: int) -> None:
        """Take references out."""
        for reference_id in reference_ids:
            self._index.remove(reference_id)
        self.watermark = watermark

    def expunge(self, reference_ids: Sequence[int], watermark: int) -> None:
        """Take references out; memory is the only place where they are."""
        self.remove(reference_ids, watermark)
