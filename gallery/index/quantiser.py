"""Ten small codes of a person in 40 bytes, and the exhaustive search over them. FAISS stays here.

Each sub-quantiser of the product quantiser lies within one finger's block, so that one inner
product over all of them is the fusion of ten fingers. The first centroid of every sub-quantiser is
zero, because the nearest trained centroid is not: a missing finger is zeros and adds nothing.

A person's 80 codes of four bits are stored in order, the lower nibble first (a promise: stored
codes must stay readable). FAISS searches them in blocks of 32 people; `FastScan` packs them so.
"""

import hashlib
import logging
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numba import njit
from numpy.typing import NDArray

from gallery.errors import IndexFaultError, QuantiserVersionError
from gallery.index.memory import ask_for_huge_pages
from matcher.types import FINGERS
from matcher.vector import CODE_DIMENSION, VECTOR_VERSION

Codes = NDArray[np.float32]
Packed = NDArray[np.uint8]

CODE_BITS = 4
SUBVECTOR_DIMENSION = 4
"""Dimensions that share one 4-bit code: 32 dimensions a finger are 8 codes, 4 bytes."""
CODE_BYTES = len(FINGERS) * CODE_DIMENSION // SUBVECTOR_DIMENSION * CODE_BITS // 8
"""Bytes of a person."""
QUANTISER_PATH = Path(__file__).with_name("quantiser.npz")
QUANTISER_FORMAT = 1
LEAST_K = 100
"""For fewer results FAISS 1.15 keeps a heap, from so many on a reservoir. The heap was reported to
lose records (label -1) in early searches beside a library with an OpenMP of its own. Asking for
more costs nothing measurable."""
TRAINING_SEED = 1234

_WIDTH = len(FINGERS) * CODE_DIMENSION
_LEARNED = 2**CODE_BITS - 1
"""Centroids of a sub-quantiser besides zero."""
_TRAINING_ROUNDS = 20
_BLOCK_ROWS = 32
_LOGGER = logging.getLogger(__name__)


def learn_centroids(codes: Codes, seed: int = TRAINING_SEED) -> Codes:
    """Learn 15 centroids, besides zero, for every sub-quantiser: (sub-quantisers, 16, 4).

    codes: (n, 10, dimension); missing fingers are left out.
    Raises ValueError if a finger occurs too seldom to learn from.
    """
    present = np.any(codes != 0, axis=2)
    if present.sum(0).min() < _LEARNED:
        raise ValueError(f"a finger is present in fewer than {_LEARNED} of {len(codes)} people")
    step = SUBVECTOR_DIMENSION
    return np.stack(
        [
            _centroids(codes[present[:, finger], finger, first : first + step], seed)
            for finger in range(len(FINGERS))
            for first in range(0, codes.shape[2], step)
        ]
    )


def _centroids(points: Codes, seed: int) -> Codes:
    """Return zero and 15 learned centroids: (16, SUBVECTOR_DIMENSION)."""
    learned: Any = faiss.Kmeans(
        SUBVECTOR_DIMENSION,
        _LEARNED,
        niter=_TRAINING_ROUNDS,
        seed=seed,
        min_points_per_centroid=1,
    )
    learned.train(np.ascontiguousarray(points, np.float32))
    zero = np.zeros((1, SUBVECTOR_DIMENSION), np.float32)
    return np.concatenate([zero, np.asarray(learned.centroids, np.float32)])


@dataclass(frozen=True, eq=False)
class Quantiser:
    """Turns ten small codes into 40 bytes; the centroids identify the quantiser."""

    centroids: Codes
    """(80, 16, 4); the first of every sub-quantiser is zero."""

    @cached_property
    def version(self) -> str:
        """Name the centroids: codes of different versions must not meet."""
        digest = hashlib.sha256(np.ascontiguousarray(self.centroids, "<f4").tobytes())
        return f"pq80x4-{digest.hexdigest()[:8]}"

    def encode(self, codes: Codes) -> Packed:
        """Quantise (n, 10, CODE_DIMENSION) to (n, CODE_BYTES); a missing finger becomes zeros."""
        flat = np.ascontiguousarray(codes, np.float32).reshape(len(codes), _WIDTH)
        packed = np.empty((len(codes), CODE_BYTES), np.uint8)
        _quantise(flat, self._by_dimension, packed)
        return packed

    @cached_property
    def _by_dimension(self) -> Codes:
        """(80, 4, 16): values that are compared together lie together."""
        return np.ascontiguousarray(self.centroids.transpose(0, 2, 1), np.float32)


@cache
def load_quantiser(path: Path = QUANTISER_PATH) -> Quantiser:
    """Read the quantiser that ships with the package. Raises QuantiserVersionError."""
    with np.load(path) as data:
        found, made_for = int(data["format"]), str(data["vector_version"])
        centroids = np.ascontiguousarray(data["centroids"], np.float32)
    if found != QUANTISER_FORMAT:
        raise QuantiserVersionError(
            f"{path} has format {found}; {QUANTISER_FORMAT} is known: install matching versions"
        )
    if made_for != VECTOR_VERSION:
        raise QuantiserVersionError(
            f"{path} was made for vectors {made_for}, vectors here are {VECTOR_VERSION}: "
            "make it again with `python -m training.quantiser`, then rebuild the indexes"
        )
    return Quantiser(centroids)


class FastScan:
    """Exhaustive search over a list of codes, to which one writer appends; safe for many threads.

    Rows are numbered from 0 in the order in which their codes came. A person has the same
    similarity to a probe in every list, because FAISS rounds the probe's tables to whole numbers by
    the probe alone.
    """

    def __init__(self, quantiser: Quantiser, codes: Packed, capacity: int = 0) -> None:
        """Copy codes of shape (n, CODE_BYTES). capacity: rows to have room for, if more."""
        self._index: Any = faiss.IndexPQFastScan(
            _WIDTH, _WIDTH // SUBVECTOR_DIMENSION, CODE_BITS, faiss.METRIC_INNER_PRODUCT
        )
        faiss.copy_array_to_vector(quantiser.centroids.ravel(), self._index.pq.centroids)
        self._blocks = self._allocate(-(-max(capacity, len(codes)) // _BLOCK_ROWS))
        self._count = 0
        self.append(codes)

    @property
    def count(self) -> int:
        """How many rows there are; a search may find some more already."""
        return self._count

    def _allocate(self, block_count: int) -> Packed:
        """Allocate in FAISS's layout: (blocks, CODE_BYTES, 32), a view of FAISS's memory."""
        self._index.codes.resize(block_count * _BLOCK_ROWS * CODE_BYTES)
        self._index.is_trained = True
        size = self._index.codes.size()
        flat = faiss.rev_swig_ptr(self._index.codes.get(), size) if size else np.empty(0, np.uint8)
        ask_for_huge_pages(flat)
        flat[:] = 0
        return np.asarray(flat).reshape(block_count, CODE_BYTES, _BLOCK_ROWS)

    @property
    def resident_bytes(self) -> int:
        """Bytes of the codes in memory."""
        return int(self._blocks.nbytes)

    def search(self, probes: Codes, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Find the `k` most similar people of each probe, best first.

        probes: (m, 10, CODE_DIMENSION). Returns rows and inner products, each (m, min(k, count)).
        The rows of a probe of zeros are -1, because everybody would be equally near.
        Raises IndexFaultError if FAISS loses records twice.
        """
        wanted = min(k, self._count)
        flat = np.ascontiguousarray(probes, np.float32).reshape(len(probes), _WIDTH)
        if not wanted or not len(flat):
            return _nothing(len(flat), wanted)
        for _ in range(2):
            similarity, row = self._index.search(flat, max(wanted, LEAST_K))
            row, similarity = row[:, :wanted], similarity[:, :wanted]
            lost = int((row[np.any(flat != 0, axis=1)] < 0).sum())
            if not lost:
                return np.asarray(row, np.int64), np.asarray(similarity, np.float32)
            _LOGGER.warning("a segment's search lost %d of %d records", lost, row.size)
        raise IndexFaultError(f"the index lost {lost} of {row.size} records, twice: restart")

    def append(self, codes: Packed) -> None:
        """Add people behind the others, within the capacity: (n, CODE_BYTES).

        A search that began before may find them already. Nobody may append or erase meanwhile:
        rows share bytes.
        """
        count, room = self._count + len(codes), len(self._blocks) * _BLOCK_ROWS
        if count > room:
            raise ValueError(f"there is no room for {count} rows, but for {room}")
        _set_rows(self._blocks, self._count, codes)
        # FAISS scans up to `ntotal2` and takes rows below `ntotal`. So it takes no row before all
        # of it is written, and no search wants one that FAISS does not take yet.
        self._index.ntotal2 = -(-count // _BLOCK_ROWS) * _BLOCK_ROWS
        self._index.ntotal = count
        self._count = count

    def erase(self, row: int) -> None:
        """Give a person the null code; a concurrent search sees the person before or after this.

        Nobody may append or erase meanwhile.
        """
        _set_rows(self._blocks, row, np.zeros((1, CODE_BYTES), np.uint8))


def _nothing(probe_count: int, wanted: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    shape = probe_count, wanted
    return np.full(shape, -1, np.int64), np.zeros(shape, np.float32)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _quantise(flat: Codes, centroids: Codes, packed: Packed) -> None:
    """Find the nearest centroid of each four dimensions; of equals, the first.

    The result is FAISS's but for rounding, in half the time: a bulk load spends most time here.
    """
    distances = np.empty(1 << CODE_BITS, np.float32)
    for row in range(flat.shape[0]):
        for s in range(centroids.shape[0]):
            first = SUBVECTOR_DIMENSION * s
            for c in range(distances.shape[0]):
                one = flat[row, first] - centroids[s, 0, c]
                two = flat[row, first + 1] - centroids[s, 1, c]
                three = flat[row, first + 2] - centroids[s, 2, c]
                four = flat[row, first + 3] - centroids[s, 3, c]
                distances[c] = one * one + two * two + three * three + four * four
            nearest = 0
            for c in range(1, distances.shape[0]):
                if distances[c] < distances[nearest]:
                    nearest = c
            if s % 2:
                packed[row, s // 2] |= np.uint8(nearest << CODE_BITS)
            else:
                packed[row, s // 2] = np.uint8(nearest)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _set_rows(blocks: NDArray[np.uint8], first: int, codes: NDArray[np.uint8]) -> None:
    """Write people's codes into their blocks, from a row on: codes of shape (n, CODE_BYTES).

    A byte of a block holds one nibble of each of two people, 16 apart. People 0 to 15 of a block
    lie in the order 0, 8, 1, 9, … The low nibble of a code's byte comes first, then the high one.
    """
    for n in range(codes.shape[0]):
        block, within = (first + n) // 32, (first + n) % 32
        upper, place = within // 16, within % 16
        column = 2 * (place % 8) + place // 8
        shift = np.uint8(4 * upper)
        kept = np.uint8(0x0F if upper else 0xF0)
        for s in range(codes.shape[1]):
            code = codes[n, s]
            low, high = code & np.uint8(15), code >> np.uint8(4)
            blocks[block, s, column] = (blocks[block, s, column] & kept) | (low << shift)
            blocks[block, s, 16 + column] = (blocks[block, s, 16 + column] & kept) | (high << shift)
