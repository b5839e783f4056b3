"""A gallery's index: sealed segments, an open segment a finger class, and a manifest of them.

Searches work on a view that never changes, and take no lock. One writer (the follower) adds and
removes. One housekeeper seals and merges in the background, and swaps new segments into the view.

**Where a start continues.** Sealed segments are synced. Open segments are not: their rows come
again from the source. The open segments of the classes fill at different speeds, so consecutive
changes lie partly in sealed and partly in open segments. A manifest's watermark is therefore the
change before the oldest row that is in no sealed segment yet. All later changes are replayed,
although the index holds some of them already. So adding an id that exists does nothing, removing an
absent id does nothing, and replaying any sequence of changes in order again gives the same index.
The watermark must not lag far behind because of a class with few people: an open segment of any
size is sealed once `replay_count` changes have followed its first row.

Removals are marks in memory. The database has them before, the next manifest after. A set without a
database needs a snapshot after removals.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from database.errors import StoreUnavailableError
from database.stopping import Check, never_stop
from gallery.index.folder import FolderLock, damaged_names, remove
from gallery.index.gathering import Gatherer
from gallery.index.housekeeping import Housekeeper, HousekeepingThread
from gallery.index.importing import write_classes
from gallery.index.manifest import IndexKind
from gallery.index.memory import take_faults
from gallery.index.parameters import IndexParameters, IndexStatus
from gallery.index.quantiser import Quantiser, load_quantiser
from gallery.index.recovery import Recovered, recover, recover_source
from gallery.index.segment import FINER_CODES, Record, SealedSegment
from gallery.index.set_parts import Holds, write_part
from gallery.index.types import ReferenceBatch, Shortlist
from gallery.index.view import ShortlistQuery
from gallery.index.writing import SegmentWriter
from matcher.types import FINGERS
from matcher.vector import CODE_DIMENSION, VECTOR_DIMENSION, VECTOR_VERSION, small_code

Floats = NDArray[np.float32]
Ids = Sequence[int] | NDArray[np.int64]

_LOGGER = logging.getLogger(__name__)


class SegmentedIndex:
    """One folder of segments. Safe for threads: any number may search, one may write.

    imported: whether the folder is its own source, without a database behind it. Damage is an
    error then, and nothing is set aside.
    Raises StoreUnavailableError if the folder is in use or cannot be written.
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
        """Hold the folder and recover the segments that its manifest names.

        source: id of the followed database; an index of another database is not used.
        """
        self._folder = folder
        self._gallery = gallery
        self._source = source
        self._imported = imported
        self._closed = False
        self._parameters = parameters or IndexParameters()
        self._quantiser = quantiser or load_quantiser()
        self._lock = FolderLock(folder)
        take_faults()
        try:
            recovered = self._recover()
        except BaseException:
            self._lock.release()
            raise
        self._writer = SegmentWriter(
            folder,
            self._quantiser,
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
        """What made the index; every answer carries this name."""
        return self._kind.version

    @property
    def count(self) -> int:
        """How many references can be found."""
        return self._writer.view.count

    @property
    def resident_bytes(self) -> int:
        """Memory of codes and open segments, without cached pages of files."""
        return sum(segment.resident_bytes for segment in self._writer.view.segments)

    @property
    def settled_change(self) -> int:
        """The change above which every start continues, even if the newest manifest is damaged."""
        return self._housekeeper.settled_change

    @property
    def source_position(self) -> str | None:
        """How far an import has come: "" before its first piece; None beside a database."""
        return self._housekeeper.source_position

    def add(self, batch: ReferenceBatch, watermark: int) -> None:
        """Add references; searches find them once this returns. Existing references stay.

        Waits while segments fill faster than they are sealed. Raises StoreUnavailableError if the
        references cannot be stored: the watermark stays, and the batch may come again.
        """
        self._writer.add(batch, watermark)

    def remove(self, reference_ids: Ids, watermark: int) -> None:
        """Remove references; no search that begins afterwards finds them."""
        self._writer.remove(_ids(reference_ids), watermark)

    def expunge(self, reference_ids: Ids, watermark: int) -> None:
        """Remove references and overwrite all their data, even if they were removed before.

        The folder of a merged segment stays while the older manifest names it, so another manifest
        is written at once. Raises StoreUnavailableError if the disk refuses: searches do not find
        the references any more, but the watermark stays.
        """
        self._writer.expunge(_ids(reference_ids), watermark)

    def shortlist(self, probes: Floats, depth: int, check: Check = never_stop) -> list[Shortlist]:
        """Find the `depth` most similar references of each class, for each probe.

        probes: (m, 10, VECTOR_DIMENSION), scanned together with concurrent searches.
        """
        flat = probes.reshape(-1, VECTOR_DIMENSION)
        codes = small_code(flat).reshape(len(probes), len(FINGERS), CODE_DIMENSION)
        return self._gatherer.ask([ShortlistQuery(one, depth) for one in codes], check)

    def scan(self, probe: Floats, depth: int) -> Shortlist:
        """Find the `depth` most similar references of each class by finer codes, exhaustively.

        For few fingers: the scan reads each of them in every row. probe: (10, VECTOR_DIMENSION).
        """
        return self._writer.view.scan(probe, depth)

    def rescore(self, probe: Floats, reference_ids: Ids) -> Floats:
        """Sum cosines by finer codes: (k,), -inf for removed references.

        probe: (10, VECTOR_DIMENSION). Raises CorruptRecordError, as `records` does: an answer
        without a damaged person would be wrong.
        """
        return self._writer.view.rescore(probe, _ids(reference_ids))

    def records(self, reference_ids: Ids) -> dict[int, Record]:
        """Read names and templates; removed references are left out."""
        return self._writer.view.records(_ids(reference_ids))

    def contains(self, reference_ids: Ids) -> NDArray[np.bool_]:
        """Return which references can be found: (k,)."""
        return self._writer.view.present(_ids(reference_ids))

    def load(self, batches: Iterable[ReferenceBatch], source_position: str) -> int:
        """Load references in bulk into an imported set, in ascending order of ids.

        The references are durable when this returns, and so is `source_position`, which says where
        an interrupted import continues. A million at a time makes a good segment. An error of the
        batches ends the load, and nothing of them is kept. Returns how many were loaded.
        """
        return self._adopt(partial(write_classes, batches), source_position)

    def load_part(self, folder: Path, holds: Holds, source_position: str) -> int:
        """Load the references of an imported set that lie in a part, with their codes.

        They are durable when this returns, and so is `source_position`. Returns how many were
        loaded. Raises as `write_part` does.
        """
        return self._adopt(partial(write_part, folder, holds, self.version), source_position)

    def seal(self) -> None:
        """Seal every open segment, and write a manifest."""
        self._housekeeper.seal()

    def compact(self, *, force: bool = False) -> None:
        """Merge segments if sizes and dead rows require it; with `force` to one a class."""
        self._housekeeper.compact(force=force)

    def snapshot(self) -> None:
        """Seal larger open segments and write a manifest."""
        self._housekeeper.snapshot()

    def purge(self) -> None:
        """Delete files that may hold expunged references; the housekeeper does so by itself."""
        self._housekeeper.purge()

    def rebuild(self) -> None:
        """Drop everything, so that the follower or the import begins again."""
        self._housekeeper.drop_all()

    def status(self) -> IndexStatus:
        """Return the state of the index."""
        manifest = self._housekeeper.manifest
        return IndexStatus(
            gallery=self._gallery,
            version=self.version,
            watermark=self.watermark,
            manifest_number=manifest.number if manifest else 0,
            manifest_watermark=manifest.watermark if manifest else 0,
            source_position=self.source_position,
            segments=self._writer.statuses(),
            resident_bytes=self.resident_bytes,
            damaged=damaged_names(self._folder),
            failure=self._writer.failure,
        )

    def close(self) -> None:
        """Write a last manifest and release the folder; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        if self._thread:
            self._thread.stop()
        try:
            self._housekeeper.snapshot()
            self._housekeeper.purge()
        except StoreUnavailableError as error:
            if self._imported:
                raise
            _LOGGER.error("%s; the next start reads more from the database", error)
        finally:
            for segment in self._writer.sealed:
                segment.close()
            self._remove_unsealed()
            self._lock.release()

    def _adopt(self, write: Callable[..., list[SealedSegment]], source_position: str) -> int:
        if not self._imported:
            raise ValueError(
                f"index {self._folder} follows a database: nothing can be imported into it"
            )
        finer = FINER_CODES[self._parameters.finer]
        segments = write(self._writer.new_folder, finer, self._quantiser)
        self._housekeeper.adopt(segments, source_position)
        return sum(segment.count for segment in segments)

    def _remove_unsealed(self) -> None:
        """Remove open segments, which no start reads; copies of their sparse files fill disks."""
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


def _ids(reference_ids: Ids) -> NDArray[np.int64]:
    return np.asarray(reference_ids, np.int64).reshape(-1)
