"""Reads all sealed segments slowly, over and over, so that damage is found early.

A search checks each record and finer row that its answer uses. But a scan, which reads the finer
codes of everybody, has no time for their checksums: a damaged row may hide its person from searches
by few fingers. And some rows are in no search's answer for months.
"""

import math
import time
from collections import deque
from collections.abc import Callable

from gallery.errors import DamagedSegmentError
from gallery.index.parameters import IndexParameters
from gallery.index.segment import SealedSegment
from gallery.index.writing import SegmentWriter

_ROWS_AT_ONCE = 128
"""One or two megabytes; an expungement waits some milliseconds for them."""


class Patrol:
    """Checks a few rows a step. One thread takes the steps when they are due."""

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
        """Segments that this pass has still to check; the first of them is being checked."""
        self._row = 0
        """The next row to check, in the first of those segments."""

    @property
    def due_s(self) -> float:
        """How many seconds remain until the next step is due."""
        return max(0.0, self._due - self._clock()) if self._bytes_per_s else math.inf

    def step(self) -> None:
        """Check the next rows if the step is due, and report damage."""
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
        """End this pass; the next begins later."""
        self._names.clear()
        self._due = self._clock() + self._pass_s

    def _begin_pass(self) -> None:
        self._next_pass = self._clock() + self._pass_s
        self._names.extend(segment.name for segment in self._writer.sealed)
        self._row = 0

    def _current(self) -> SealedSegment | None:
        """Find the segment to go on with; skip segments that were merged away meanwhile."""
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
        # Files of a segment that was merged away during the check are deleted, not damaged.
        if segment in self._writer.sealed:
            for one in damage:
                self._writer.report_damage(segment, DamagedSegmentError(one.file, one.where))
