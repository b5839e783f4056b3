"""Reads sealed segments through, slowly and again and again, so that damage is known early.

A search checks each record and finer row that it is answered by, but a scan, which goes through
the finer codes of everybody, has no time for their checksums: a damaged row may hide its person
from searches by few fingers. Nor does anybody look at what no search has come by for months.
"""

import math
import time
from collections import deque
from collections.abc import Callable

from gallery.errors import DamagedSegmentError
from gallery.index.parameters import IndexParameters
from gallery.index.segment.sealed import SealedSegment
from gallery.index.writing import SegmentWriter

_ROWS_AT_ONCE = 128
"""One or two megabytes, for which an expungement waits some milliseconds."""


class Patrol:
    """Checks a few rows a step. One thread takes the steps, when they are due."""

    def __init__(
        self,
        writer: SegmentWriter,
        parameters: IndexParameters,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._writer = writer
        self._bytes_per_s = parameters.verified_bytes_per_s
        self._pass_s = parameters.verify_pass_s
        self._clock = clock
        self._due = self._next_pass = clock()
        self._names: deque[str] = deque()
        """Segments that this pass has not been through."""
        self._row = 0
        """Of the first of them."""

    @property
    def due_s(self) -> float:
        """How long until the next step is due."""
        return max(0.0, self._due - self._clock()) if self._bytes_per_s else math.inf

    def step(self) -> None:
        """Check the next rows, if it is time for them, and report what is damaged."""
        if self.due_s:
            return
        if not self._names:
            self._begin_pass()
        segment = self._current()
        if segment is None:
            self._due = self._next_pass
            return
        end = min(self._row + _ROWS_AT_ONCE, segment.count)
        self._check(segment, self._row, end)
        self._due = self._clock() + segment.stored_bytes(self._row, end) / self._bytes_per_s
        self._row = end
        if end == segment.count:
            self._leave()

    def give_up(self) -> None:
        """Leave this pass."""
        self._names.clear()
        self._due = self._clock() + self._pass_s

    def _begin_pass(self) -> None:
        self._next_pass = self._clock() + self._pass_s
        self._names.extend(segment.name for segment in self._writer.sealed)
        self._row = 0

    def _current(self) -> SealedSegment | None:
        """Find the segment to go on with; what was merged away meanwhile is left out."""
        there = {segment.name: segment for segment in self._writer.sealed}
        while self._names and self._names[0] not in there:
            self._leave()
        return there[self._names[0]] if self._names else None

    def _leave(self) -> None:
        self._names.popleft()
        self._row = 0
        if not self._names:
            self._due = max(self._due, self._next_pass)

    def _check(self, segment: SealedSegment, first: int, end: int) -> None:
        damage = segment.verify_rows(first, end)
        # Files of a segment that was merged away under our hands are gone, not damaged.
        if segment in self._writer.sealed:
            for one in damage:
                self._writer.report_damage(segment, DamagedSegmentError(one.file, one.where))
