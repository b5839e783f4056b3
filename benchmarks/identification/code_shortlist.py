"""The shortlist of a national gallery: small codes of ten fingers, four bytes a finger."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.identification.code_index import CodeIndex
from benchmarks.identification.gallery import Floats, Gallery, People, Rows
from benchmarks.identification.recipe import Mask
from benchmarks.identification.shortlists import ROWS_AT_ONCE, Shortlisted
from matcher.types import FINGERS
from matcher.vector import small_code

_TRAINING_PEOPLE = 20_000


class CodeShortlist:
    """Searches the small codes of ten fingers in four bytes a finger."""

    name = "4-bit codes"

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery
        people = gallery.people
        step = max(1, people.count // _TRAINING_PEOPLE)
        sample = small_codes(people, np.arange(0, people.count, step))
        self._index = CodeIndex(sample.shape[2])
        self._index.train(sample)
        for start in range(0, people.count, ROWS_AT_ONCE):
            rows = np.arange(start, min(start + ROWS_AT_ONCE, people.count))
            self._index.add(small_codes(people, rows))

    def search(self, probes: People, masks: Mask, mates: Rows, depth: int) -> Shortlisted:
        """Search some probes; a mate's rank is known within the depth only."""
        codes = small_codes(probes, np.arange(probes.count)) * masks[:, :, None]
        rows, _ = self._index.search(codes, depth)
        # To a probe without vectors everybody is equally near: it finds nobody.
        searchable = np.any(codes != 0, axis=(1, 2))
        own = (self._gallery.identity[rows] == mates[:, None]) & searchable[:, None]
        rank = np.where(own.any(1), own.argmax(1) + 1, rows.shape[1] + 1)
        return Shortlisted(rows, np.where(mates >= 0, rank, 0), self._near(codes, mates))

    def similarities(self, probes: People, masks: Mask) -> Floats:
        """Multiply out what the index knows of everybody."""
        codes = small_codes(probes, np.arange(probes.count)) * masks[:, :, None]
        flat = codes.reshape(len(codes), -1)
        result = np.empty((len(codes), self._index.count), np.float32)
        for start in range(0, self._index.count, ROWS_AT_ONCE):
            count = min(ROWS_AT_ONCE, self._index.count - start)
            decoded = self._index.decoded(start, count).reshape(count, -1)
            result[:, start : start + count] = flat @ decoded.T
        return result

    def _near(self, codes: Floats, mates: Rows) -> Floats:
        """Multiply each probe with what the index knows of its mate's references."""
        near = np.full(len(codes), -np.inf, np.float32)
        mated = np.flatnonzero(mates >= 0)
        for probe, own in zip(mated, self._gallery.rows_by_person[mates[mated]], strict=True):
            decoded = np.concatenate([self._index.decoded(int(row), 1) for row in own])
            near[probe] = (decoded * codes[probe]).sum((1, 2)).max()
        return near


def small_codes(people: People, rows: Rows) -> NDArray[np.float32]:
    """Derive the small codes of people from their full vectors: (rows, 10, CODE_DIMENSION)."""
    vectors = people.unit_vectors(rows, range(len(FINGERS)))
    codes = small_code(vectors.reshape(-1, vectors.shape[2]))
    return np.asarray(codes.reshape(len(rows), len(FINGERS), -1), np.float32)
