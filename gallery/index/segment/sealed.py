"""A finished segment: files that stay, and small codes packed in memory."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gallery.errors import DamagedSegmentError, QuantiserVersionError
from gallery.index.quantiser import FastScan, Quantiser
from gallery.index.segment import codes_file, journal, records, rows
from gallery.index.segment.checksums import first_damaged
from gallery.index.segment.coded_rows import CodedRows
from gallery.index.segment.codes_file import damaged_codes, read_codes
from gallery.index.segment.files import (
    CODES,
    FILES,
    FINER,
    HEADER_BYTES,
    RECORDS,
    ROWS,
    Damage,
    FileMap,
    Header,
    read_header,
    touch,
)
from gallery.index.segment.finer import FINER_CODES, SUM_BYTES
from gallery.index.segment.interface import Numbers, Segment
from gallery.index.segment.journal import Change
from gallery.index.types import FingerClass
from matcher.types import FINGERS

_VERIFIED_AT_ONCE = 1_024


class SealedSegment(Segment):
    """A segment that changes only by expungement; see `open`."""

    def __init__(self, folder: Path, headers: dict[str, Header], quantiser: Quantiser) -> None:
        """Map files whose headers were read. See `open`."""
        finer = FINER_CODES[headers[FINER].coding]
        self._count = headers[ROWS].count
        super().__init__(folder, FingerClass(headers[ROWS].finger_class), finer, self._count)
        self._closed = False
        self._row_map = FileMap(folder / ROWS)
        self._rows = self._row_map.content.view(rows.ROW)
        self._record_map = FileMap(folder / RECORDS, at_random=True)
        self._record_bytes = headers[RECORDS].count
        self._map_finer(self._count)
        self._check_rows()
        self._scan = FastScan(quantiser, self.stored_codes())
        for row in np.flatnonzero(self._rows["expunged"]).tolist():
            self.mark_dead(row)

    @classmethod
    def open(cls, folder: Path, quantiser: Quantiser, *, writable: bool = True) -> "SealedSegment":
        """Map a segment, load its codes and check headers, rows and codes.

        An interrupted erasure is finished first, unless the segment belongs to another process
        (`writable` is False), which may be erasing right now. Finer codes and records are checked
        when they are read. Raises DamagedSegmentError; QuantiserVersionError if another quantiser
        made the codes.
        """
        if writable:
            journal.recover(folder)
        headers = {name: read_header(folder / name) for name in FILES}
        _check_headers(folder, headers)
        made_by = headers[CODES].coding
        if made_by != quantiser.version:
            raise QuantiserVersionError(
                f"{folder / CODES} was made by quantiser {made_by}, here is {quantiser.version}: "
                "rebuild the index"
            )
        return cls(folder, headers, quantiser)

    @property
    def count(self) -> int:
        """How many rows the segment has, including dead rows."""
        return self._count

    @property
    def record_bytes(self) -> int:
        """The length of all records."""
        return self._record_bytes

    @property
    def resident_bytes(self) -> int:
        """The packed codes and a mark for each row."""
        return self._scan.resident_bytes + self._dead.nbytes

    def erase_all(self, which: Sequence[int]) -> None:
        """Overwrite all data of rows except their ids, on disk as a whole or not at all.

        Raises StoreUnavailableError, DamagedSegmentError; the rows are dead even then.
        """
        with self._lock:
            for row in which:
                self.mark_dead(row)
            if self._closed:
                raise ValueError(f"segment {self.name} is closed")
            left = [row for row in dict.fromkeys(which) if not self._rows["expunged"][row]]
            if left:
                journal.carry_out(self.folder, self._erasure(left))
            for row in left:
                self._scan.erase(row)

    def live_rows(self) -> Numbers:
        """Return the rows that are not dead."""
        return np.flatnonzero(~self._dead)

    def stored_codes(self) -> NDArray[np.uint8]:
        """Check and return the stored codes: (count, CODE_BYTES), a view of the file."""
        with self._lock:
            return read_codes(self.folder)

    def stored(self, which: Numbers, codes: NDArray[np.uint8]) -> CodedRows:
        """Read and check the stored rows, except rows that have died.

        codes: of all rows, from `stored_codes`. Raises DamagedSegmentError.
        """
        # An erasure must not overwrite rows being read: it waits a few milliseconds.
        with self._lock:
            which = which[~self._dead[which]]
            damage = [one for row in which.tolist() for one in self._verify_row(row)]
            if damage:
                raise DamagedSegmentError(damage[0].file, damage[0].where)
            finer = self._finer_table[which, :-SUM_BYTES].reshape(len(which), len(FINGERS), -1)
            return CodedRows(
                self._rows["reference_id"][which],
                self._rows["mask"][which],
                finer,
                codes[which],
                [self._stored_record(row) for row in which.tolist()],
            )

    def verify(self) -> list[Damage]:
        """Read everything and list the places with wrong checksums."""
        damage = self._verify_headers()
        if damage:
            return damage
        with self._lock:
            damage = damaged_codes(self.folder)
        for first in range(0, self._count, _VERIFIED_AT_ONCE):
            damage += self.verify_rows(first, min(first + _VERIFIED_AT_ONCE, self._count))
        return damage

    def verify_rows(self, first: int, end: int) -> list[Damage]:
        """List the damage in some rows, their finer codes and their records."""
        with self._lock:
            unreadable = self._unreadable(first, end)
            if unreadable:
                return unreadable
            return [one for row in range(first, end) for one in self._verify_row(row)]

    def stored_bytes(self, first: int, end: int) -> int:
        """Return the bytes of these rows, with their finer codes and records."""
        return sum(length for _, _, length in self._extents(first, end))

    def close(self) -> None:
        """Accept no more changes; the last search that reads the segment frees memory and maps."""
        self._closed = True

    def _verify_headers(self) -> list[Damage]:
        try:
            for name in FILES:
                read_header(self.folder / name)
        except DamagedSegmentError as error:
            return [Damage(error.file, error.where)]
        return []

    def _unreadable(self, first: int, end: int) -> list[Damage]:
        """Read with calls that can fail: through a map, a bad sector would end the process."""
        damage = []
        for name, offset, length in self._extents(first, end):
            try:
                touch(self.folder / name, offset, length)
            except OSError as error:
                where = f"{self._place(first, offset)} or after it: {error.strerror}"
                damage.append(Damage(self.folder / name, where))
        return damage

    def _extents(self, first: int, end: int) -> list[tuple[str, int, int]]:
        """Return the place and the length of the rows in the content of each file."""
        start, last = self._rows[first], self._rows[end - 1]
        offset = int(start["offset"])
        row, finer = rows.ROW.itemsize, self.finer.row_bytes
        return [
            (ROWS, first * row, (end - first) * row),
            (FINER, first * finer, (end - first) * finer),
            (RECORDS, offset, int(last["offset"]) + int(last["length"]) - offset),
        ]

    def _verify_row(self, row: int) -> list[Damage]:
        """List the damage in a row, its finer codes and its record."""
        if first_damaged(rows.words(self._rows[row : row + 1]), row) >= 0:
            return [self._damage(ROWS, row, row * rows.ROW.itemsize)]
        damage = []
        if first_damaged(self._finer_table[row : row + 1].view("<u8"), row) >= 0:
            damage.append(self._damage(FINER, row, row * self.finer.row_bytes))
        entry, data = self._rows[row], self._stored_record(row)
        if not records.is_sound(data, None if entry["expunged"] else int(entry["reference_id"])):
            damage.append(self._damage(RECORDS, row, int(entry["offset"])))
        return damage

    def _stored_record(self, row: int) -> bytes:
        entry = self._rows[row]
        offset, length = int(entry["offset"]), int(entry["length"])
        return self._record_map.content[offset : offset + length].tobytes()

    def _damage(self, file: str, row: int, offset: int) -> Damage:
        return Damage(self.folder / file, self._place(row, offset))

    def _check_rows(self) -> None:
        """Raise DamagedSegmentError unless every row is sound, in order, and has its record."""
        path, table = self.folder / ROWS, rows.words(self._rows)
        row = first_damaged(table, 0)
        if row >= 0:
            raise DamagedSegmentError(path, self._place(row, row * rows.ROW.itemsize))
        row = rows.first_misplaced(self._rows, len(self._record_map.content))
        if row >= 0:
            what = "has an id or a record that does not follow on the row before"
            raise DamagedSegmentError(path, f"row {row}", what)

    def _erasure(self, which: Sequence[int]) -> list[Change]:
        """List the changes that erase rows."""
        changes = codes_file.erasure(self.folder, which)
        for row in which:
            entry, size = self._rows[row], self.finer.row_bytes
            offset, length = int(entry["offset"]), int(entry["length"])
            changes += [
                Change(RECORDS, HEADER_BYTES + offset, records.encode_expunged(length)),
                Change(FINER, HEADER_BYTES + row * size, self._erased_finer(row)),
                Change(ROWS, HEADER_BYTES + row * rows.ROW.itemsize, self._erased_row(row)),
            ]
        return changes


def _check_headers(folder: Path, headers: dict[str, Header]) -> None:
    """Raise DamagedSegmentError unless the files belong together."""
    whole = headers[ROWS]
    for name, header in headers.items():
        if header.finger_class != whole.finger_class:
            raise DamagedSegmentError(folder / name, "the header", "is of another segment's class")
    for name in (FINER, CODES):
        if headers[name].count != whole.count:
            stated = f"states {headers[name].count} rows, {ROWS} {whole.count}"
            raise DamagedSegmentError(folder / name, "the header", stated)
    finer = FINER_CODES.get(headers[FINER].coding)
    if finer is None or finer.row_bytes != headers[FINER].row_bytes:
        stated = f"names an unknown code {headers[FINER].coding!r}"
        raise DamagedSegmentError(folder / FINER, "the header", stated)
