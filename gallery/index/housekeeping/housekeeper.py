"""Seals, merges and writes manifests, beside searches and beside the writer.

Every state that a manifest names is whole: a segment is synced before its manifest is written, and
a folder is deleted once no kept manifest names it.
"""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from database.errors import CancelledError, StoreUnavailableError
from gallery.errors import DamagedSegmentError
from gallery.index.compaction import merge_all, next_merge
from gallery.index.folder import damaged_names, remove
from gallery.index.manifest import IndexKind, Manifest, SegmentEntry, named_segments, write_manifest
from gallery.index.parameters import IndexParameters, SegmentStatus
from gallery.index.quantiser import Quantiser
from gallery.index.recovery import Recovered
from gallery.index.segment import SealedSegment, Segment, merge
from gallery.index.writing import Growing, SegmentWriter, erase_references


class Housekeeper:
    """Maintains the segments of one index; its calls take turns."""

    def __init__(
        self,
        folder: Path,
        kind: IndexKind,
        quantiser: Quantiser,
        parameters: IndexParameters,
        writer: SegmentWriter,
        recovered: Recovered,
        *,
        source_position: str | None,
    ) -> None:
        self._folder = folder
        self._kind = kind
        self._quantiser = quantiser
        self._parameters = parameters
        self._writer = writer
        self._turn = threading.RLock()
        self._manifests = recovered.manifests
        self._next_manifest = recovered.next_number
        self.source_position = source_position
        """How far an import has come."""
        self._retired = named_segments(recovered.manifests[1:]) - {
            segment.name for segment in recovered.segments
        }
        self._to_erase: list[tuple[SealedSegment, NDArray[np.int64]]] = []
        """Expunged references that a segment made meanwhile still holds."""
        self._written_change = self._purged = 0
        self._stopping = False

    @property
    def manifest(self) -> Manifest | None:
        """The newest manifest."""
        return self._manifests[0] if self._manifests else None

    @property
    def settled_change(self) -> int:
        """The change above which every start continues, from whichever manifest."""
        with self._turn:
            return min((manifest.watermark for manifest in self._manifests), default=0)

    def seal(self, which: Callable[[Growing], bool] = lambda _: True) -> None:
        """Seal open segments, all or some, and frozen segments."""
        with self._turn:
            self._writer.freeze(which)
            self._seal_frozen()

    def compact(self, *, force: bool = False) -> None:
        """Merge if sizes and dead rows require it; with `force` to one segment a class."""
        with self._turn:
            if force:
                for names in merge_all(self._mergeable()):
                    self._merge(names)
            else:
                while names := next_merge(self._mergeable(), self._parameters):
                    self._merge(names)

    def snapshot(self) -> None:
        """Seal larger open segments and write a manifest."""
        with self._turn:
            self.seal(self._is_worth_sealing)
            if self._is_behind():
                self._write_manifest()

    def keep(self, *, snapshot: bool) -> None:
        """Do what is due."""
        with self._turn:
            self.seal(lambda growing: self._writer.lag(growing) > self._parameters.replay_count)
            self.compact()
            if snapshot:
                self.snapshot()
            self.purge()

    def stop_merging(self) -> None:
        """Abort the running merge, and begin no other: the index is being closed."""
        self._stopping = True

    def adopt(self, segments: Sequence[SealedSegment], source_position: str) -> None:
        """Add sealed segments made from a source, with the position reached in the source."""
        with self._turn:
            for segment in segments:
                self._writer.replace((), segment)
            self.source_position = source_position
            self._write_manifest()

    def drop_all(self) -> None:
        """Forget everything, with files that were set aside."""
        with self._turn:
            self._retired |= {segment.name for segment in self._writer.drop_all()}
            self._to_erase.clear()
            if self.source_position is not None:
                self.source_position = ""
            # Twice: no kept manifest may name a dropped segment.
            self._write_manifest()
            self._write_manifest()
            for name in damaged_names(self._folder):
                remove(self._folder / name)

    def purge(self) -> None:
        """Delete what may hold references that were expunged since the last call.

        These are segments that only the older manifest names, and files that were set aside.
        """
        with self._turn:
            if self._purged == self._writer.expunge_count:
                return
            purged = self._writer.expunge_count
            if self._retired or self._to_erase:
                self._write_manifest()
            for name in damaged_names(self._folder):
                remove(self._folder / name)
            self._purged = purged

    def _seal_frozen(self) -> None:
        waiting = self._writer.frozen
        for growing in waiting:
            segment = growing.segment
            self._replace([segment], segment.seal)
        if waiting:
            self._write_manifest()

    def _merge(self, names: Sequence[str]) -> None:
        old = [segment for segment in self._writer.sealed if segment.name in names]
        if any(segment.live_count for segment in old):
            folder = self._writer.new_folder(old[0].finger_class)
            self._replace(old, lambda: merge(old, folder, self._quantiser, self._go_on))
        else:
            self._writer.replace(old, None)
        self._retired |= {segment.name for segment in old}
        self._write_manifest()

    def _replace(self, old: Sequence[Segment], make: Callable[[], SealedSegment]) -> None:
        self._writer.begin_replacing()
        try:
            new = make()
        except DamagedSegmentError as error:
            missed = self._writer.give_up_replacing()
            # A row that is being erased fails its checksum for a moment.
            if not missed.expunged:
                self._report(old, error)
            raise
        except BaseException:
            self._writer.give_up_replacing()
            raise
        missed = self._writer.replace(old, new)
        self._to_erase += [(new, ids) for ids in missed.expunged]

    def _go_on(self) -> None:
        if self._stopping:
            raise CancelledError(f"index {self._folder} is being closed: a merge was abandoned")

    def _report(self, segments: Sequence[Segment], error: DamagedSegmentError) -> None:
        for segment in segments:
            if segment.folder in error.file.parents:
                self._writer.report_damage(segment, error)

    def _mergeable(self) -> list[SegmentStatus]:
        """Return the segments that may be merged; a damaged segment stays unchanged."""
        return [one for one in self._writer.statuses() if one.sealed and not one.damage]

    def _is_worth_sealing(self, growing: Growing) -> bool:
        p = self._parameters
        return growing.segment.count >= p.tail_count or self._writer.lag(growing) > p.replay_count

    def _is_behind(self) -> bool:
        return not self._manifests or self._writer.change_count != self._written_change

    def _write_manifest(self) -> None:
        while self._to_erase:
            erase_references(*self._to_erase[0])
            self._to_erase.pop(0)
        state = self._writer.captured()
        manifest = Manifest(
            self._next_manifest,
            self._kind,
            state.watermark,
            tuple(_entry(segment) for segment in state.sealed),
            self.source_position,
        )
        try:
            self._manifests = tuple(write_manifest(self._folder, manifest))
        except OSError as error:
            raise StoreUnavailableError(
                f"{self._folder / manifest.file_name} cannot be written ({error.strerror}): "
                "free space or repair the disk; the previous one stays valid"
            ) from error
        self._next_manifest += 1
        self._written_change = state.change_count
        for name in self._retired - named_segments(self._manifests):
            remove(self._folder / name)
            self._retired.discard(name)


def _entry(segment: SealedSegment) -> SegmentEntry:
    return SegmentEntry(segment.name, segment.finger_class, segment.count, segment.dead_ids())
