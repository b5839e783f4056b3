"""The writer's side of an index: open segments, frozen segments, and the view for searches.

One lock keeps writer and housekeeper apart. Neither holds the lock for longer than it takes to
write a batch; no search takes it. While the housekeeper makes a new segment of old segments
(sealing, merging), removals and expungements change the old segments, which are still searched,
and are noted. The swap applies the noted ones to the new segment.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from database.errors import StoreUnavailableError
from gallery.index.parameters import IndexParameters, SegmentStatus
from gallery.index.quantiser import Quantiser
from gallery.index.segment import FINER_CODES, OpenSegment, SealedSegment, Segment
from gallery.index.types import FingerClass, ReferenceBatch
from gallery.index.view import View
from matcher.errors import CorruptRecordError

Numbers = NDArray[np.int64]

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Growing:
    """A segment that is not sealed yet."""

    segment: OpenSegment
    watermark_before: int
    """The index's watermark before the segment's first row."""


@dataclass(frozen=True, eq=False)
class Missed:
    """Removals and expungements while a new segment was made of old segments."""

    removed: list[Numbers] = field(default_factory=list)
    expunged: list[Numbers] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Captured:
    """The content of a manifest, without its number."""

    watermark: int
    sealed: tuple[SealedSegment, ...]
    change_count: int


class SegmentWriter:
    """Adds and removes references and swaps segments. One thread writes, another swaps."""

    def __init__(
        self,
        folder: Path,
        quantiser: Quantiser,
        parameters: IndexParameters,
        sealed: Sequence[SealedSegment],
        watermark: int,
        next_number: int,
    ) -> None:
        self._folder = folder
        self._quantiser = quantiser
        self._parameters = parameters
        self._next_number = next_number
        self._changed = threading.Condition(threading.RLock())
        self._open: dict[FingerClass, Growing] = {}
        self._missed: Missed | None = None
        self._suspects: dict[str, str] = {}
        """Damage that readers met, by segment."""
        self.watermark = watermark
        """The last change that a search sees."""
        self.sealed = tuple(sealed)
        """The segments that a manifest can name."""
        self.frozen: tuple[Growing, ...] = ()
        """The segments that wait to be sealed."""
        self.change_count = self.expunge_count = 0
        """Rise with every change, and with every expungement."""
        self.failure = ""
        """Why frozen segments cannot be sealed now."""
        self.on_work: Callable[[], None] = lambda: None
        """Called when the housekeeper has something to do."""
        self._look_anew()

    def statuses(self) -> tuple[SegmentStatus, ...]:
        """Return the states of all segments."""
        sealed = {segment.name for segment in self.sealed}
        return tuple(
            SegmentStatus(
                one.name,
                one.finger_class,
                one.count,
                one.dead_count,
                one.name in sealed,
                self._suspects.get(one.name, ""),
            )
            for one in self.view.segments
        )

    def add(self, batch: ReferenceBatch, watermark: int) -> None:
        """Add references that are not there yet; searches find them once this returns.

        Raises StoreUnavailableError if they cannot be stored: the watermark stays. When the batch
        comes again, its references that were stored are skipped.
        """
        with self._changed:
            self._check_ascending(watermark)
            self._wait_for_room()
            new = np.flatnonzero(~self.view.present(batch.reference_ids))
            added = batch if len(new) == batch.count else batch.take(new)
            for one, part in added.by_class():
                self._append(one, part)
            self._advance(watermark)

    def remove(self, reference_ids: Numbers, watermark: int) -> None:
        """Remove references; absent references are ignored."""
        with self._changed:
            self._check_ascending(watermark)
            self._remove(reference_ids)
            self._advance(watermark)

    def expunge(self, reference_ids: Numbers, watermark: int) -> None:
        """Remove references and overwrite their data, even if they were removed before."""
        with self._changed:
            self._check_ascending(watermark)
            self._remove(reference_ids)
            for segment in self.view.segments:
                erase_references(segment, reference_ids)
            if self._missed is not None:
                self._missed.expunged.append(reference_ids)
            self.expunge_count += 1
            self._advance(watermark)
            self.on_work()

    def freeze(self, which: Callable[[Growing], bool]) -> None:
        """Freeze open segments; the next row opens another segment."""
        with self._changed:
            for one in [one for one in self._open.values() if one.segment.count and which(one)]:
                self._freeze(one.segment.finger_class)

    def lag(self, growing: Growing) -> int:
        """Return how many changes a segment's first row is behind."""
        return self.watermark - growing.watermark_before

    def new_folder(self, finger_class: FingerClass) -> Path:
        """Name a folder that never existed."""
        with self._changed:
            number, self._next_number = self._next_number, self._next_number + 1
        return self._folder / f"segment-{number:08d}-{finger_class.value}"

    def begin_replacing(self) -> None:
        """Begin to note removals while a new segment is being made."""
        with self._changed:
            self._missed = Missed()

    def give_up_replacing(self) -> Missed:
        """Stop noting removals; return the noted ones."""
        with self._changed:
            missed, self._missed = self._missed or Missed(), None
            return missed

    def replace(self, old: Sequence[Segment], new: SealedSegment | None) -> Missed:
        """Swap segments for a segment made of them since `begin_replacing`; apply removals to it.

        Returns what was noted: expunged references are dead in the new segment, and still have to
        be erased from it.
        """
        with self._changed:
            missed = self.give_up_replacing()
            if new is not None:
                for ids in missed.removed:
                    _mark_dead(new, new.find(ids))
            gone = {id(segment) for segment in old}
            self.frozen = tuple(one for one in self.frozen if id(one.segment) not in gone)
            kept = [segment for segment in self.sealed if id(segment) not in gone]
            self.sealed = (*kept, new) if new is not None else tuple(kept)
            self.change_count += 1
            self._look_anew()
            self._changed.notify_all()
            return missed

    def drop_all(self) -> list[Segment]:
        """Forget everything and begin again at watermark 0; return the dropped segments."""
        with self._changed:
            dropped = list(self.view.segments)
            self.sealed, self.frozen, self._open = (), (), {}
            self.watermark = 0
            self.change_count += 1
            self._suspects.clear()
            self._look_anew()
            self._changed.notify_all()
            return dropped

    def captured(self) -> Captured:
        """Return a state from which a start can continue: see `gallery.index.segmented_index`."""
        with self._changed:
            waiting = [*self.frozen, *self._open.values()]
            before = [one.watermark_before for one in waiting if one.segment.count]
            return Captured(min([self.watermark, *before]), self.sealed, self.change_count)

    def report_failure(self, failure: str) -> None:
        """Set why frozen segments cannot be sealed, "" once they can; writers stop waiting."""
        with self._changed:
            self.failure = failure
            self._changed.notify_all()

    def report_damage(self, segment: Segment, error: CorruptRecordError) -> None:
        """Note a segment in which a reader met damage; log it the first time."""
        if segment.name not in self._suspects:
            _LOGGER.error(
                "segment %s is damaged: %s; `tenprint gallery verify` lists all damage, "
                "`tenprint gallery rebuild` builds the index again",
                segment.name,
                error,
            )
        self._suspects[segment.name] = str(error)

    def _check_ascending(self, watermark: int) -> None:
        if watermark < self.watermark:
            raise ValueError(f"watermark {watermark} after {self.watermark}")

    def _advance(self, watermark: int) -> None:
        self.watermark = watermark
        self.change_count += 1

    def _wait_for_room(self) -> None:
        if not self._parameters.background:
            return
        while len(self.frozen) >= self._parameters.most_frozen:
            if self.failure:
                raise StoreUnavailableError(
                    f"index {self._folder} takes no more references, because a segment cannot be "
                    f"sealed: {self.failure}"
                )
            self._changed.wait()

    def _append(self, finger_class: FingerClass, batch: ReferenceBatch) -> None:
        first = 0
        while first < batch.count:
            growing = self._growing(finger_class, int(batch.reference_ids[first]))
            room = self._parameters.seal_count - growing.segment.count
            some = np.arange(first, min(first + room, batch.count))
            growing.segment.append(batch.take(some))
            first += len(some)
            if growing.segment.count >= self._parameters.seal_count:
                self._freeze(finger_class)

    def _growing(self, finger_class: FingerClass, next_id: int) -> Growing:
        """Return the open segment of a class. Ids ascend in it, so a lower id opens another."""
        growing = self._open.get(finger_class)
        if growing and growing.segment.count and growing.segment.ids[-1] >= next_id:
            self._freeze(finger_class)
        elif growing:
            return growing
        segment = OpenSegment.create(
            self.new_folder(finger_class),
            finger_class,
            FINER_CODES[self._parameters.finer],
            self._quantiser,
            self._parameters.seal_count,
        )
        growing = self._open[finger_class] = Growing(segment, self.watermark)
        self._look_anew()
        return growing

    def _freeze(self, finger_class: FingerClass) -> None:
        growing = self._open.pop(finger_class)
        growing.segment.freeze()
        self.frozen = (*self.frozen, growing)
        self._look_anew()
        self.on_work()

    def _remove(self, reference_ids: Numbers) -> None:
        for segment, rows, _ in self.view.locate(reference_ids):
            _mark_dead(segment, rows)
        if self._missed is not None:
            self._missed.removed.append(reference_ids)

    def _look_anew(self) -> None:
        waiting = [*self.frozen, *self._open.values()]
        segments = (*self.sealed, *(one.segment for one in waiting))
        self.view = View(segments, self.report_damage)
        """What a search that begins now sees."""


def erase_references(segment: Segment, reference_ids: Numbers) -> None:
    """Overwrite a segment's data of references, dead or not."""
    rows = segment.find(reference_ids, dead=True)
    there = rows[rows >= 0].tolist()
    if there:
        segment.erase_all(there)


def _mark_dead(segment: Segment, rows: Numbers) -> None:
    for row in rows[rows >= 0].tolist():
        segment.mark_dead(row)
