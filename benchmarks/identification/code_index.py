"""Exhaustive search over small ten-finger codes of four bits a sub-quantiser. FAISS stays here.

A person is ten small codes end to end; a product quantiser whose sub-quantisers each lie within
one finger's block turns one inner product into the fusion of ten fingers, at four bytes a finger.
A finger that the probe lacks is zeros and adds nothing. A finger that the reference lacks is
zeros too: the first centroid of every sub-quantiser is zero, as the nearest trained one is not.
"""

import threading
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from gallery.index.quantiser import CODE_BITS, LEAST_K, SUBVECTOR_DIMENSION, learn_centroids
from matcher.types import FINGERS

Codes = NDArray[np.float32]


class CodeIndex:
    """People by small codes; rows are numbered from 0 in the order in which they are added.

    Safe to be used by several threads. FAISS is not safe for a search beside an add.
    """

    def __init__(self, dimension: int) -> None:
        """Take the length of a finger's small code, a multiple of SUBVECTOR_DIMENSION."""
        if dimension % SUBVECTOR_DIMENSION:
            raise ValueError(f"{dimension} dimensions are no multiple of {SUBVECTOR_DIMENSION}")
        self._dimension = dimension
        self._lock = threading.Lock()
        self._index: Any = faiss.IndexPQFastScan(
            self._width,
            self._width // SUBVECTOR_DIMENSION,
            CODE_BITS,
            faiss.METRIC_INNER_PRODUCT,
        )

    @property
    def count(self) -> int:
        """How many people can be found."""
        return int(self._index.ntotal)

    @property
    def bytes_per_person(self) -> int:
        """What one person takes in memory."""
        return int(self._index.pq.M) * CODE_BITS // 8

    def train(self, codes: Codes) -> None:
        """Learn the centroids. codes: (n, 10, dimension); fingers that are missing are left out.

        Raises ValueError where a finger is there too seldom to learn from. To be called before
        the first `add`: codes that are there would be read by other centroids.
        """
        centroids = learn_centroids(codes)
        with self._lock:
            faiss.copy_array_to_vector(centroids.ravel(), self._index.pq.centroids)
            self._index.is_trained = True

    def add(self, codes: Codes) -> None:
        """Append people. codes: (n, 10, dimension), zeros where a finger is missing."""
        with self._lock:
            self._index.add(self._flat(codes))

    def search(self, probes: Codes, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Find the `k` most similar people of each probe, best first.

        probes: (m, 10, dimension). Returns rows and inner products, each (m, min(k, count)); rows
        of a probe that is zero throughout are -1, as everybody would be equally near.
        """
        wanted = min(k, self.count)
        with self._lock:
            similarity, row = self._index.search(self._flat(probes), max(wanted, LEAST_K))
        return row[:, :wanted].astype(np.int64), similarity[:, :wanted].astype(np.float32)

    def decoded(self, first: int, count: int) -> Codes:
        """Return the codes of some rows as the index knows them: (count, 10, dimension)."""
        with self._lock:
            flat = self._index.reconstruct_n(first, count)
        return np.asarray(flat, np.float32).reshape(count, len(FINGERS), self._dimension)

    @property
    def _width(self) -> int:
        return len(FINGERS) * self._dimension

    def _flat(self, codes: Codes) -> Codes:
        return np.ascontiguousarray(codes, np.float32).reshape(len(codes), self._width)
