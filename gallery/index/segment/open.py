"""The segment that new references go to.

An open segment is not opened again after a restart: its references come from the database again.
"""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gallery.index.folder import sync_folder
from gallery.index.quantiser import CODE_BYTES, FastScan, Quantiser
from gallery.index.segment import records, rows
from gallery.index.segment.codes_file import write_codes
from gallery.index.segment.files import (
    CODES,
    FINER,
    HEADER_BYTES,
    RECORDS,
    ROWS,
    SUMS,
    FileMap,
    Header,
    create,
    write_at,
    writing,
)
from gallery.index.segment.finer import FinerCode
from gallery.index.segment.interface import Numbers, Segment
from gallery.index.segment.sealed import SealedSegment
from gallery.index.types import FingerClass, ReferenceBatch, finger_class

_FIRST_RECORD_BYTES = 16 * 2**20
"""First room for records, doubled when full; unused room takes no space on disk."""


class RowFiles:
    """The files of rows, finer codes and records of a new segment, which are appended to."""

    def __init__(
        self,
        folder: Path,
        finger_class: FingerClass,
        finer: FinerCode,
        *,
        capacity: int = 0,
        record_room: int = 0,
    ) -> None:
        """Make the files with room for rows, and for some bytes of records."""
        self.count = self.record_end = 0
        self._finger_class, self._finer = finger_class, finer
        self._row_bytes = {ROWS: rows.ROW.itemsize, FINER: finer.row_bytes, RECORDS: 1}
        room = {ROWS: capacity, FINER: capacity, RECORDS: record_room}
        self._files: dict[str, int] = {}
        for name, size in self._row_bytes.items():
            self._files[name] = create(folder / name, self._header(name), room[name] * size)

    def __del__(self) -> None:
        """Close the files; readers have maps of their own."""
        self.close()

    def append(
        self,
        ids: Numbers,
        masks: NDArray[np.uint16],
        finer: NDArray[np.uint8],
        encoded: Sequence[bytes],
    ) -> None:
        """Write rows behind the others. finer: from `FinerCode.encode`; encoded: their records."""
        data, lengths = b"".join(encoded), np.array([len(one) for one in encoded], np.int64)
        offsets = self.record_end + np.cumsum(lengths) - lengths
        entries = rows.make_rows(ids, offsets, lengths, masks)
        self.write(RECORDS, self.record_end, data)
        self.write_row(FINER, self.count, self._finer.rows(finer, self.count).data)
        self.write_row(ROWS, self.count, rows.seal_rows(entries, self.count).tobytes())
        self.count += len(ids)
        self.record_end += len(data)

    def write_row(self, name: str, row: int, data: bytes | memoryview) -> None:
        """Write rows of a table, from a row on."""
        self.write(name, row * self._row_bytes[name], data)

    def write(self, name: str, offset: int, data: bytes | memoryview) -> None:
        """Write at a place of a file's content."""
        write_at(self._files[name], HEADER_BYTES + offset, data)

    def make_room(self, record_bytes: int) -> None:
        """Lengthen the file of records."""
        os.ftruncate(self._files[RECORDS], HEADER_BYTES + record_bytes)

    def finish(self) -> None:
        """Write the number of rows into the headers, cut unused room, and sync."""
        for name, descriptor in self._files.items():
            header = self._header(name)
            write_at(descriptor, 0, header.encode())
            os.ftruncate(descriptor, header.file_bytes)
            os.fsync(descriptor)

    def close(self) -> None:
        """Close the files."""
        while self._files:
            _, descriptor = self._files.popitem()
            with suppress(OSError):
                os.close(descriptor)

    def _header(self, name: str) -> Header:
        count = self.record_end if name == RECORDS else self.count
        size = self._row_bytes[name]
        return Header(name, size, count, self._finger_class, self._finer.name)


class OpenSegment(Segment):
    """One writer appends; any number of threads read the rows appended before they began."""

    def __init__(
        self,
        folder: Path,
        finger_class: FingerClass,
        finer: FinerCode,
        quantiser: Quantiser,
        capacity: int,
    ) -> None:
        """Make the files of a new segment. See `create`."""
        super().__init__(folder, finger_class, finer, capacity)
        self.capacity = capacity
        self._record_bytes = 0
        self._record_room = _FIRST_RECORD_BYTES
        self._frozen = self._sealing = False
        self._erase_later: list[int] = []
        self._sealed: SealedSegment | None = None
        self._quantiser = quantiser
        self._codes = np.zeros((capacity, CODE_BYTES), np.uint8)
        self._scan = FastScan(quantiser, self._codes[:0], capacity)
        self._files = RowFiles(
            folder, finger_class, finer, capacity=capacity, record_room=_FIRST_RECORD_BYTES
        )
        self._row_map = FileMap(folder / ROWS)
        self._rows = self._row_map.content.view(rows.ROW)
        self._record_map = FileMap(folder / RECORDS, at_random=True)
        self._map_finer(capacity)

    @classmethod
    def create(
        cls,
        folder: Path,
        finger_class: FingerClass,
        finer: FinerCode,
        quantiser: Quantiser,
        capacity: int,
    ) -> "OpenSegment":
        """Make a new segment in a new folder. Raises StoreUnavailableError."""
        with writing(folder):
            folder.mkdir(parents=True)
            try:
                return cls(folder, finger_class, finer, quantiser, capacity)
            except OSError:
                shutil.rmtree(folder)
                raise

    @property
    def count(self) -> int:
        """How many rows can be read."""
        return self._scan.count

    @property
    def record_bytes(self) -> int:
        """The length of the records that were appended."""
        return self._record_bytes

    @property
    def resident_bytes(self) -> int:
        """The codes, packed and as they will be stored, and a mark for each row."""
        return self._scan.resident_bytes + self._codes.nbytes + self._dead.nbytes

    def append(self, batch: ReferenceBatch) -> None:
        """Add references; searches find them once this returns.

        Raises DamagedSegmentError if a file was cut short.
        Adds none and raises ValueError if they do not belong here: ids that do not ascend, another
        finger class, no room, a frozen segment. Adds none and raises StoreUnavailableError if the
        disk is full; the same call may be tried again.
        """
        self._refuse(batch)
        first, end = self.count, self.count + batch.count
        made, finer = records.encode_batch(batch), self.finer.encode(batch.vectors)
        codes = self._quantiser.encode(batch.small_codes())
        # Writing would lengthen a file that was cut short, and hide what is lost.
        self.check_files()
        with writing(self.folder):
            self._make_room(self._files.record_end + sum(map(len, made)))
            self._files.append(batch.reference_ids, batch.masks, finer, made)
        self._codes[first:end] = codes
        self._record_bytes = self._files.record_end
        # Last: whoever finds a row, or reads the new count, finds all data of it.
        with self._lock:
            self._scan.append(codes)

    def erase_all(self, which: Sequence[int]) -> None:
        """Overwrite rows in memory and on disk; during sealing, as soon as sealing is done."""
        with self._lock:
            for row in which:
                self.mark_dead(row)
            if self._sealed is not None:
                self._sealed.erase_all(which)
            elif self._sealing:
                self._erase_later += which
            else:
                for row in which:
                    self._erase(row)

    def mark_dead(self, row: int) -> None:
        """Hide a row from every search that begins from now on, also after sealing."""
        with self._lock:
            super().mark_dead(row)
            if self._sealed is not None:
                self._sealed.mark_dead(row)

    def freeze(self) -> None:
        """Take no more references."""
        self._frozen = True

    def seal(self) -> SealedSegment:
        """Finish and sync the files; return a sealed segment of them. This object stays readable.

        Removals and erasures meanwhile apply to both. Raises StoreUnavailableError if the disk is
        full: nothing is lost, and sealing can be tried again.
        """
        self.freeze()
        with self._lock:
            self._sealing = True
        try:
            with writing(self.folder):
                self._finish()
            sealed = SealedSegment.open(self.folder, self._quantiser)
        except BaseException:
            self._end_sealing(None)
            raise
        self._end_sealing(sealed)
        self._files.close()
        return sealed

    def _finish(self) -> None:
        """Write the codes, cut unused room from the other files, sync all."""
        for name in (CODES, SUMS):
            (self.folder / name).unlink(missing_ok=True)
        codes = self._codes[: self.count]
        write_codes(self.folder, self.finger_class, self._quantiser, [codes])
        self._files.finish()
        sync_folder(self.folder)

    def _end_sealing(self, sealed: SealedSegment | None) -> None:
        with self._lock:
            self._sealing, later = False, self._erase_later
            self._sealed, self._erase_later = sealed, []
            if sealed is not None:
                for row in np.flatnonzero(self._dead[: self.count]).tolist():
                    sealed.mark_dead(row)
            self.erase_all(later)

    def _erase(self, row: int) -> None:
        entry = self._rows[row]
        if entry["expunged"]:
            return
        offset, length = int(entry["offset"]), int(entry["length"])
        with writing(self.folder):
            self._codes[row] = 0
            self._scan.erase(row)
            self._files.write(RECORDS, offset, records.encode_expunged(length))
            self._files.write_row(FINER, row, self._erased_finer(row))
            self._files.write_row(ROWS, row, self._erased_row(row))

    def _refuse(self, batch: ReferenceBatch) -> None:
        """Raise ValueError unless a batch can be appended."""
        if self._frozen:
            raise ValueError(f"segment {self.name} is frozen")
        if self.count + batch.count > self.capacity:
            raise ValueError(f"segment {self.name} has no room for {batch.count} more references")
        if batch.count and self.count and batch.reference_ids[0] <= self.ids[-1]:
            raise ValueError(f"reference {batch.reference_ids[0]} is not above {self.ids[-1]}")
        refuse_other_classes(batch, self.finger_class)

    def _make_room(self, record_bytes: int) -> None:
        """Lengthen the records' file; a reader that began before keeps the shorter map."""
        if record_bytes <= self._record_room:
            return
        room = max(2 * self._record_room, record_bytes)
        self._files.make_room(room)
        self._record_map = FileMap(self.folder / RECORDS, at_random=True)
        self._record_room = room


def refuse_other_classes(batch: ReferenceBatch, expected: FingerClass) -> None:
    """Raise ValueError if a reference of a batch is of another finger class."""
    for mask in np.unique(batch.masks).tolist():
        if finger_class(mask) is not expected:
            raise ValueError(f"fingers {mask:010b} make no reference of class {expected}")
