"""The service's index of a run's people; the results between its stages can be examined.

Templates are prepared once and stay in memory. The service reads and prepares them in each search,
which takes longer and gives the same. The shard also remembers what its last search kept.
`tests/congruence` compares its answers with those of a gallery.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.identification.gallery import Gallery, Rows
from benchmarks.identification.packing import take
from database.stopping import Check, never_stop
from gallery.index import CLASSES, IndexParameters, ReferenceBatch, SegmentedIndex, Shortlist
from gallery.search import Ids, LocalShard, Probe, Wanted
from matcher.fusion import PackedFinger, PersonComparison, compare_packed
from matcher.types import FingerPosition

_ROWS_AT_ONCE = 1_000
_TEMPLATE = b"in memory"
"""Stands for a template in the index, because templates decide the finger class of a reference."""


@dataclass(frozen=True, eq=False)
class Kept:
    """The result of a stage."""

    identity: Rows
    """(k,) the person of each reference."""
    similarity: NDArray[np.float32]
    """(k,)"""
    class_codes: NDArray[np.uint8]
    """(k,)"""
    cpu_ms: float


NOBODY = np.zeros(0, np.int64)
NOTHING = Kept(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.uint8), 0.0)


class PackedShard(LocalShard):
    """References whose templates are in memory; for one thread."""

    def __init__(self, index: SegmentedIndex, gallery: Gallery) -> None:
        """Take the index of a gallery: row r has the id r + 1."""
        super().__init__(index, self._names_of)
        self._gallery = gallery
        self._present = gallery.people.present
        self._left_out = NOBODY
        self.shortlisted = self.rescored = NOTHING

    def begin(self, left_out: int = -1) -> int:
        """Forget the last search, before the next begins.

        left_out: a person whose references the next search does not find, or -1.
        Returns how many references these are.
        """
        self.shortlisted = self.rescored = NOTHING
        self._left_out = NOBODY
        if left_out >= 0:
            self._left_out = np.flatnonzero(self._gallery.identity == left_out) + 1
        return len(self._left_out)

    @property
    def count(self) -> int:
        """How many references the search goes through."""
        return super().count - len(self._left_out)

    def shortlist(self, probe: Probe, depth: int, check: Check = never_stop) -> Shortlist:
        """Find the most similar, as the service does.

        As many more are asked for as are left out, so that the others move up as they would if the
        person were not enrolled.
        """
        started = time.thread_time()
        found = super().shortlist(probe, depth + len(self._left_out), check)
        if len(self._left_out):
            found = _without(found, self._left_out, depth)
        self.shortlisted = self._kept(found.reference_ids, found, found.similarity, started)
        return found

    def rescore(self, probe: Probe, reference_ids: Ids) -> NDArray[np.float32]:
        """Sum cosines by finer codes, as the service does."""
        started = time.thread_time()
        similarity = super().rescore(probe, reference_ids)
        self.rescored = self._kept(reference_ids, self.shortlisted, similarity, started)
        return similarity

    def compare(
        self, probe: Probe, wanted: Wanted, check: Check = never_stop
    ) -> dict[int, PersonComparison]:
        """Compare at once; a reference without any of the fingers is left out."""
        check()
        found: dict[int, PersonComparison] = {}
        for fingers, reference_ids in wanted.items():
            found |= self._compare(probe, reference_ids, fingers)
        return found

    def _compare(
        self, probe: Probe, reference_ids: Ids, fingers: Sequence[FingerPosition]
    ) -> dict[int, PersonComparison]:
        rows = np.asarray(reference_ids, np.int64) - 1
        asked = {one: probe.prepared[one] for one in sorted(fingers) if one in probe.prepared}
        packed = {finger: self._packed(finger, rows) for finger in asked}
        compared = compare_packed(asked, packed, len(rows))
        return {
            row + 1: one for row, one in zip(rows.tolist(), compared, strict=True) if one.fingers
        }

    def _packed(self, finger: FingerPosition, rows: Rows) -> PackedFinger:
        there = np.flatnonzero(self._present[rows, finger - 1])
        prepared = self._gallery.people.features.fingers[finger - 1]
        return PackedFinger(take(prepared, rows[there]), there.tolist())

    def _names_of(self, reference_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        return {one: (str(self._gallery.identity[one - 1]), str(one)) for one in reference_ids}

    def _kept(
        self,
        reference_ids: Ids,
        of: Shortlist | Kept,
        similarity: NDArray[np.float32],
        started: float,
    ) -> Kept:
        identity = self._gallery.identity[np.asarray(reference_ids, np.int64) - 1]
        cpu_ms = 1_000 * (time.thread_time() - started)
        return Kept(identity, similarity, of.class_codes, cpu_ms)


@contextmanager
def enrolled(gallery: Gallery) -> Iterator[PackedShard]:
    """Load a gallery into an index, which is deleted afterwards."""
    with TemporaryDirectory(prefix="tenprint-benchmark-") as folder:
        parameters = IndexParameters(background=False)
        index = SegmentedIndex(
            Path(folder), gallery="benchmark", parameters=parameters, imported=True
        )
        try:
            index.load(_batches(gallery), "all")
            yield PackedShard(index, gallery)
        finally:
            index.close()


def _without(found: Shortlist, left_out: Rows, depth: int) -> Shortlist:
    """Drop references, and keep the first `depth` of each class, which lie best first."""
    others = np.flatnonzero(~np.isin(found.reference_ids, left_out))
    classes = found.class_codes[others]
    kept = [others[classes == code][:depth] for code in range(len(CLASSES))]
    rows = np.concatenate(kept)
    return Shortlist(found.reference_ids[rows], found.similarity[rows], found.class_codes[rows])


def _batches(gallery: Gallery) -> Iterator[ReferenceBatch]:
    people, present = gallery.people, gallery.people.present
    for start in range(0, gallery.reference_count, _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        vectors = people.vectors(rows)
        templates = [[_TEMPLATE if one else b"" for one in ten] for ten in present[rows].tolist()]
        ids = start + 1 + np.arange(len(vectors))
        yield ReferenceBatch(ids, vectors, templates, [""] * len(vectors))
