"""What a search sees of an index: the segments of one moment. A view never changes.

A writer puts another view in its place; a search ends in the view in which it began. Files that
were deleted meanwhile stay readable through their maps.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gallery.index.segment import Found, Record, Segment, best_places
from gallery.index.types import CLASSES, FingerClass, Shortlist
from matcher.errors import CorruptRecordError

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
_SPREADS = 4
"""Standard deviations added to a segment's expected share of the best; people are spread over
segments by chance."""
_ROOM = 64

Report = Callable[[Segment, CorruptRecordError], None]
"""Receives damage that a reader met; the reader gets the error too."""


@dataclass(frozen=True)
class ShortlistQuery:
    """A probe and how many references of each class it asks for."""

    codes: Floats
    """(10, CODE_DIMENSION)"""
    depth: int


@dataclass(frozen=True, eq=False)
class View:
    """The segments of one moment."""

    segments: tuple[Segment, ...]
    report: Report

    @property
    def count(self) -> int:
        """How many references can be found."""
        return sum(segment.live_count for segment in self.segments)

    def shortlist(self, queries: Sequence[ShortlistQuery]) -> list[Shortlist]:
        """Find the most similar references by small codes; read the codes once for all queries.

        Finding and sorting many references costs much. So each segment is first asked for somewhat
        more than its share of a class, and for the full depth only if it may have more than that.
        """
        probes = np.stack([query.codes for query in queries])
        deepest = max(query.depth for query in queries)
        asked = [
            share_of_best(deepest, s.live_count, self._live_count_beside(s)) for s in self.segments
        ]
        found = [
            self._nearest(segment, probes, depth)
            for segment, depth in zip(self.segments, asked, strict=True)
        ]
        kept = self._merged(queries, found)
        cut_short = self._cut_short(found, asked, queries, kept)
        for place in cut_short:
            found[place] = self._nearest(self.segments[place], probes, deepest)
        return self._merged(queries, found) if cut_short else kept

    def _nearest(self, segment: Segment, probes: Floats, depth: int) -> list[Found]:
        """Return reference ids and similarities of the nearest in one segment, by probe."""
        with self._watching(segment):
            by_probe = segment.shortlist(probes, depth)
            return [(segment.ids_of(rows), similarity) for rows, similarity in by_probe]

    def _live_count_beside(self, segment: Segment) -> int:
        """Count the references of a segment's class."""
        return sum(s.live_count for s in self.segments if s.finger_class == segment.finger_class)

    def _merged(
        self, queries: Sequence[ShortlistQuery], found: Sequence[Sequence[Found]]
    ) -> list[Shortlist]:
        merged = []
        for number, query in enumerate(queries):
            classes: dict[FingerClass, list[Found]] = {}
            for segment, by_probe in zip(self.segments, found, strict=True):
                classes.setdefault(segment.finger_class, []).append(by_probe[number])
            merged.append(best_of_classes(classes, query.depth))
        return merged

    def _cut_short(
        self,
        found: Sequence[Sequence[Found]],
        asked: Sequence[int],
        queries: Sequence[ShortlistQuery],
        kept: Sequence[Shortlist],
    ) -> list[int]:
        """Return the segments that may hold more of the best than they were asked for."""
        return [
            place
            for place, segment in enumerate(self.segments)
            if asked[place] < segment.live_count
            and any(
                asked[place] < query.depth
                and len(nearest) >= asked[place]
                and nearest.min() >= worst_kept(one, segment.finger_class, query.depth)
                for (_, nearest), query, one in zip(found[place], queries, kept, strict=True)
            )
        ]

    def scan(self, probe: Floats, depth: int) -> Shortlist:
        """Find the most similar references by finer codes. probe: (10, VECTOR_DIMENSION)."""
        found: dict[FingerClass, list[Found]] = {}
        for segment in self.segments:
            with self._watching(segment):
                rows, similarity = segment.scan(probe, depth)
                found.setdefault(segment.finger_class, []).append(
                    (segment.ids_of(rows), similarity)
                )
        return best_of_classes(found, depth)

    def rescore(self, probe: Floats, reference_ids: Numbers) -> Floats:
        """Sum cosines by finer codes: (k,), -inf for absent references."""
        similarity = np.full(len(reference_ids), -np.inf, np.float32)
        for segment, rows, where in self.locate(reference_ids):
            with self._watching(segment):
                similarity[where] = segment.rescore(probe, rows)
        return similarity

    def records(self, reference_ids: Numbers) -> dict[int, Record]:
        """Read records; absent references are left out."""
        found: dict[int, Record] = {}
        for segment, rows, _ in self.locate(reference_ids):
            with self._watching(segment):
                there = [record for record in segment.record(rows) if record is not None]
            found |= {record.reference_id: record for record in there}
        return found

    def locate(self, reference_ids: Numbers) -> Iterator[tuple[Segment, Numbers, Numbers]]:
        """Give each segment that holds live references of these, their rows, and their places."""
        left = np.arange(len(reference_ids))
        for segment in self.segments:
            if not len(left):
                return
            with self._reporting(segment):
                rows = segment.find(reference_ids[left])
            there = rows >= 0
            if there.any():
                yield segment, rows[there], left[there]
                left = left[~there]

    def present(self, reference_ids: Numbers) -> NDArray[np.bool_]:
        """Return which of the references can be found: (k,)."""
        there = np.zeros(len(reference_ids), np.bool_)
        for _, _, where in self.locate(reference_ids):
            there[where] = True
        return there

    @contextmanager
    def _watching(self, segment: Segment) -> Iterator[None]:
        """Report damage, also of files that were cut short: what was read of them does not hold."""
        with self._reporting(segment):
            yield
            segment.check_files()

    @contextmanager
    def _reporting(self, segment: Segment) -> Iterator[None]:
        try:
            yield
        except CorruptRecordError as error:
            self.report(segment, error)
            raise


def best_of_classes(found: dict[FingerClass, list[Found]], depth: int) -> Shortlist:
    """Keep the `depth` best of each class, class after class.

    found: reference ids and similarities. Of equals, the lower id comes first.
    """
    ids, similarity, classes = [np.empty(0, np.int64)], [np.empty(0, np.float32)], [0]
    for code, finger_class in enumerate(CLASSES):
        parts = found.get(finger_class, [])
        if parts:
            of_class = np.concatenate([part[0] for part in parts])
            nearness = np.concatenate([part[1] for part in parts])
            best = best_places(of_class, nearness, depth)
            ids.append(of_class[best])
            similarity.append(nearness[best])
            classes += [code] * len(best)
    return Shortlist(
        cast(Numbers, np.concatenate(ids)),
        cast(Floats, np.concatenate(similarity)),
        np.array(classes[1:], np.uint8),
    )


def best_of_shortlists(shortlists: Sequence[Shortlist], depth: int) -> Shortlist:
    """Keep the `depth` best of each class over shortlists of different references."""
    return best_of_classes(
        {
            finger_class: [
                (one.reference_ids[chosen], one.similarity[chosen])
                for one in shortlists
                for chosen in [one.class_codes == code]
            ]
            for code, finger_class in enumerate(CLASSES)
        },
        depth,
    )


def share_of_best(depth: int, part: int, whole: int, room: int = _ROOM) -> int:
    """Return a number of the `depth` best that a part hardly ever exceeds.

    part, whole: how large the part is, and all parts together. room: references added on top.
    """
    expected = depth * part / max(whole, 1)
    return min(depth, math.ceil(expected + _SPREADS * math.sqrt(expected)) + room)


def worst_kept(kept: Shortlist, finger_class: FingerClass, depth: int) -> float:
    """Return the least similarity that was kept of a class; -inf if the class is not full."""
    of_class = kept.similarity[kept.class_codes == CLASSES.index(finger_class)]
    return float(of_class.min()) if len(of_class) >= depth else -math.inf
