"""A gallery's index: sealed segments, an open one a finger class, and a manifest that names them.

Searches work on a view that is never changed and take no lock. One writer (the follower) adds and
removes; one housekeeper seals and merges in the background and swaps what it made into the view.

**What a start can go on from.** Sealed segments are synced, open ones are not: their rows come
again from the source. The classes' open segments fill at different speeds, so changes that follow
each other lie partly in sealed segments and partly in open ones. A manifest's watermark is
therefore the change before the oldest row that is in no sealed segment yet. What follows it is
replayed, some of it though it is there: so an added id that is there is passed over, a removal of
what is absent is nothing, and replaying any stretch of changes in order again gives the same
index. That the watermark does not lag far behind for the sake of a class that hardly anybody is
in, an open segment is sealed, however small, once `replay_count` changes followed its first row.

Removals are marks in memory: in the database before, in the next manifest after. A set without a
database is to be snapshot after removals.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from database.errors import StoreUnavailableError
from database.stopping import Check, never_stop
from gallery.index.folder import FolderLock, damaged_names, remove
from gallery.index.gathering import Gatherer
from gallery.index.housekeeping.housekeeper import Housekeeper
from gallery.index.housekeeping.thread import HousekeepingThread
from gallery.index.importing import write_classes
from gallery.index.inspection import verify_segments
from gallery.index.manifest import IndexKind
from gallery.index.parameters import IndexParameters, IndexStatus, SegmentStatus
from gallery.index.quantiser import Quantiser, load_quantiser
from gallery.index.recovery import Recovered, recover, recover_source
from gallery.index.segment.files import Damage
from gallery.index.segment.finer import FINER_CODES
from gallery.index.segment.records import Record
from gallery.index.segment.sealed import Progress
from gallery.index.types import ReferenceBatch, Shortlist
from gallery.index.view import ShortlistQuery
from gallery.index.writing import SegmentWriter
from matcher.types import FINGERS
from matcher.vector import CODE_DIMENSION, VECTOR_DIMENSION, VECTOR_VERSION, small_code

Floats = NDArray[np.float32]
Ids = Sequence[int] | NDArray[np.int64]

_LOGGER = logging.getLogger(__name__)


class SegmentedIndex:
    """One folder of segments. Safe for threads: any number search, one writes.

    imported: whether the folder is its own source, without a database behind it. Damage is an
    error then, and nothing is set aside.
    Raises StoreUnavailableError where the folder is in use or cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        *,
        gallery: str,
        source: str = "",
        parameters: IndexParameters | None = None,
        quantiser: Quantiser | None = None,
        imported: bool = False,
    ) -> None:
        """Hold the folder and bring back what its manifest names.

        source: id of the database that is followed; an index of another one is not used.
        """
        self._folder = folder
        self._gallery = gallery
        self._source = source
        self._imported = imported
        self._closed = False
        self._parameters = parameters or IndexParameters()
        self._quantiser = quantiser or load_quantiser()
        self._lock = FolderLock(folder)
        try:
            recovered = self._recover()
        except BaseException:
            self._lock.release()
            raise
        self._writer = SegmentWriter(
            folder,
            self._parameters,
            recovered.segments,
            recovered.watermark,
            recovered.next_number,
        )
        self._housekeeper = Housekeeper(
            folder,
            self._kind,
            self._quantiser,
            self._parameters,
            self._writer,
            recovered,
            source_position=recovered.source_position if imported else None,
        )
        self.on_settled: Callable[[int], object] = lambda _: None
        """Called in the background with `settled_change` now and then."""
        self._gatherer = Gatherer(self._shortlist_now, self._parameters)
        self._thread: HousekeepingThread | None = None
        if self._parameters.background:
            self._thread = HousekeepingThread(
                self._housekeeper, self._writer, self._parameters, self._tell_settled
            )
            self._writer.on_work = self._thread.wake

    @property
    def watermark(self) -> int:
        """The last change that a search sees."""
        return self._writer.watermark

    @property
    def version(self) -> str:
        """What made the index: it goes with every answer."""
        return self._kind.version

    @property
    def count(self) -> int:
        """How many references can be found."""
        return self._writer.view.count

    @property
    def resident_bytes(self) -> int:
        """What codes and open segments take in memory; pages of files apart."""
        return sum(segment.resident_bytes for segment in self._writer.view.segments)

    @property
    def settled_change(self) -> int:
        """The change above which every start goes on, be the newest manifest damaged."""
        return self._housekeeper.settled_change

    @property
    def source_position(self) -> str | None:
        """How far an import has come: "" before its first piece; None beside a database."""
        return self._housekeeper.source_position

    def add(self, batch: ReferenceBatch, watermark: int) -> None:
        """Add references, which are found when this returns; those that are there stay.

        Waits while segments are not sealed as fast as they fill. Raises StoreUnavailableError
        where they cannot be stored: the watermark stays, and the batch may come again.
        """
        self._writer.add(batch, watermark)

    def remove(self, reference_ids: Ids, watermark: int) -> None:
        """Take references out; no search that begins afterwards finds them."""
        self._writer.remove(_ids(reference_ids), watermark)

    def expunge(self, reference_ids: Ids, watermark: int) -> None:
        """Take references out and overwrite all that is kept of them, removed before or not.

        A folder that a merge has left stays for as long as the older manifest names it; another
        manifest is written at once. Raises StoreUnavailableError where the disk refuses: they are
        not found any more, but the watermark stays.
        """
        self._writer.expunge(_ids(reference_ids), watermark)

    def shortlist(self, probes: Floats, depth: int, check: Check = never_stop) -> list[Shortlist]:
        """Find the `depth` most similar references of each class, for each probe.

        probes: (m, 10, VECTOR_DIMENSION). Scanned together with what others ask at the same time.
        """
        flat = probes.reshape(-1, VECTOR_DIMENSION)
        codes = small_code(flat).reshape(len(probes), len(FINGERS), CODE_DIMENSION)
        return self._gatherer.ask([ShortlistQuery(one, depth) for one in codes], check)

    def scan(self, probe: Floats, depth: int) -> Shortlist:
        """Find the `depth` most similar of each class by finer codes, exhaustively.

        For few fingers: each is read of every row. probe: (10, VECTOR_DIMENSION).
        """
        return self._writer.view.scan(probe, depth)

    def rescore(self, probe: Floats, reference_ids: Ids) -> Floats:
        """Sum cosines by finer codes: (k,), -inf for what is gone.

        probe: (10, VECTOR_DIMENSION). Raises CorruptRecordError, as `records` does: an answer
        without a person would be wrong.
        """
        return self._writer.view.rescore(probe, _ids(reference_ids))

    def records(self, reference_ids: Ids) -> dict[int, Record]:
        """Read names and templates; what is gone is left out."""
        return self._writer.view.records(_ids(reference_ids))

    def contains(self, reference_ids: Ids) -> NDArray[np.bool_]:
        """Tell which references can be found: (k,)."""
        return self._writer.view.present(_ids(reference_ids))

    def load(self, batches: Iterable[ReferenceBatch], source_position: str) -> int:
        """Take in references in bulk, in ascending order of ids, of an imported set.

        They last when this returns, and so does `source_position`, which says where an import
        that was interrupted goes on. A million at a time makes a good segment. What the batches
        raise ends it, and nothing of them is kept. Returns how many there were.
        """
        if not self._imported:
            raise ValueError(f"index {self._folder} follows a database and is not imported to")
        finer = FINER_CODES[self._parameters.finer]
        segments = write_classes(batches, self._writer.new_folder, finer, self._quantiser)
        self._housekeeper.adopt(segments, source_position)
        return sum(segment.count for segment in segments)

    def seal(self) -> None:
        """Seal every open segment, and write a manifest."""
        self._housekeeper.seal()

    def compact(self, *, force: bool = False) -> None:
        """Merge segments as sizes and dead rows ask for; with `force` to one a class."""
        self._housekeeper.compact(force=force)

    def snapshot(self) -> None:
        """Write a manifest, with larger open segments sealed before."""
        self._housekeeper.snapshot()

    def rebuild(self) -> None:
        """Drop everything: the follower, or the import, begins anew."""
        self._housekeeper.drop_all()

    def verify(self, progress: Progress | None = None) -> list[Damage]:
        """Read every sealed segment and list all damage. progress: told of rows."""
        return verify_segments(self._writer.sealed, progress)

    def status(self) -> IndexStatus:
        """Tell how the index is."""
        manifest = self._housekeeper.manifest
        return IndexStatus(
            gallery=self._gallery,
            version=self.version,
            reference_count=self.count,
            watermark=self.watermark,
            manifest_number=manifest.number if manifest else 0,
            manifest_watermark=manifest.watermark if manifest else 0,
            source_position=self.source_position,
            segments=self._segment_status(),
            resident_bytes=self.resident_bytes,
            damaged=damaged_names(self._folder),
            failure=self._writer.failure,
        )

    def close(self) -> None:
        """Write a last manifest and let go of the folder; once more does no harm."""
        if self._closed:
            return
        self._closed = True
        if self._thread:
            self._thread.stop()
        try:
            self._housekeeper.snapshot()
        except StoreUnavailableError as error:
            if self._imported:
                raise
            _LOGGER.error("%s; the next start reads more from the database", error)
        finally:
            for segment in self._writer.sealed:
                segment.close()
            self._remove_unsealed()
            self._lock.release()

    def _remove_unsealed(self) -> None:
        """Take away what no start reads; a copy of its sparse files would fill a disk."""
        sealed = {segment.name for segment in self._writer.sealed}
        for segment in self._writer.view.segments:
            if segment.name not in sealed:
                remove(segment.folder)

    @property
    def _kind(self) -> IndexKind:
        finer = self._parameters.finer
        return IndexKind(
            self._gallery, VECTOR_VERSION, self._quantiser.version, finer, self._source
        )

    def _recover(self) -> Recovered:
        try:
            bring_back = recover_source if self._imported else recover
            return bring_back(self._folder, self._kind, self._quantiser)
        except OSError as error:
            raise StoreUnavailableError(
                f"index folder {self._folder} cannot be read: {error.strerror}"
            ) from error

    def _shortlist_now(self, queries: Sequence[ShortlistQuery]) -> list[Shortlist]:
        return self._writer.view.shortlist(queries)

    def _tell_settled(self) -> None:
        self.on_settled(self.settled_change)

    def _segment_status(self) -> tuple[SegmentStatus, ...]:
        sealed = {segment.name for segment in self._writer.sealed}
        return tuple(
            SegmentStatus(
                one.name,
                one.finger_class,
                one.count,
                one.dead_count,
                one.name in sealed,
                self._writer.suspects.get(one.name, ""),
            )
            for one in self._writer.view.segments
        )


def _ids(reference_ids: Ids) -> NDArray[np.int64]:
    return np.asarray(reference_ids, np.int64).reshape(-1)
