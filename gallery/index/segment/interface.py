"""What open and sealed segments have in common: reading, and dead rows."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gallery.errors import DamagedSegmentError
from gallery.index.quantiser import FastScan
from gallery.index.segment import records, rows
from gallery.index.segment.files import FINER, HEADER_BYTES, RECORDS, FileMap
from gallery.index.segment.finer import FinerCode
from gallery.index.segment.records import Record
from gallery.index.types import FingerClass

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
Found = tuple[Numbers, Floats]
"""Rows and their similarity, best first."""

_SLACK = 64
"""Rows to request beyond the share that is expected to be dead."""
_SCANNED_AT_ONCE = 4_096
"""Rows of one step; meanwhile the disk reads the next rows."""


class Segment(ABC):
    """A folder of references of one finger class. Many threads may read without a lock."""

    def __init__(
        self, folder: Path, finger_class: FingerClass, finer: FinerCode, capacity: int
    ) -> None:
        self.folder = folder
        self.finger_class = finger_class
        self.finer = finer
        self._lock = threading.RLock()
        self._dead = np.zeros(capacity, np.bool_)
        self._dead_count = 0
        self._finer_map: FileMap
        self._finer_table: NDArray[np.uint8]
        self._record_map: FileMap
        self._scan: FastScan
        self._row_map: FileMap
        self._rows: rows.Rows

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    @abstractmethod
    def count(self) -> int:
        """How many rows can be read; never falls."""

    @property
    @abstractmethod
    def resident_bytes(self) -> int:
        """Bytes in memory, besides the operating system's cache of the files."""

    @abstractmethod
    def erase_all(self, which: Sequence[int]) -> None:
        """Overwrite all data of rows except their ids; the rows are dead from now on."""

    @property
    @abstractmethod
    def record_bytes(self) -> int:
        """How many bytes of records can be read; never falls."""

    def check_files(self) -> None:
        """Raise DamagedSegmentError if a file was cut short: what was read does not hold."""
        count, record_bytes = self.count, self.record_bytes
        self._check_rows_are_there()
        self._finer_map.check(count * self.finer.row_bytes)
        self._record_map.check(record_bytes)

    @property
    def ids(self) -> Numbers:
        """Reference ids in rows' order, ascending: (count,), a view of the file."""
        return cast(Numbers, self._rows["reference_id"][: self.count])

    def ids_of(self, which: Numbers) -> Numbers:
        """Return the reference ids of rows that a search has found: (k,)."""
        # Without `count`: a search may find a row a moment before it is counted.
        return cast(Numbers, self._rows["reference_id"][which])

    @property
    def dead_count(self) -> int:
        """How many rows are removed or expunged."""
        return self._dead_count

    @property
    def live_count(self) -> int:
        """How many rows a search can find."""
        return self.count - self._dead_count

    def dead_ids(self) -> Numbers:
        """Reference ids of dead rows, ascending. Raises DamagedSegmentError."""
        dead = np.flatnonzero(self._dead[: self.count])
        found = cast(Numbers, self._rows["reference_id"][dead])
        self._check_rows_are_there()
        return found

    def find(self, ids: Numbers, *, dead: bool = False) -> Numbers:
        """Return the row of each id, -1 if absent (or dead, unless `dead`): (k,).

        Raises DamagedSegmentError if the table was cut short.
        """
        found = rows.find(self._rows, self.count, ids)
        self._check_rows_are_there()
        if not dead:
            there = np.flatnonzero(found >= 0)
            found[there[self._dead[found[there]]]] = -1
        return found

    def mark_dead(self, row: int) -> None:
        """Hide a row from every search that begins from now on."""
        with self._lock:
            if not self._dead[row]:
                self._dead[row] = True
                self._dead_count += 1

    def shortlist(self, probes: Floats, k: int) -> list[Found]:
        """Find the `k` live rows nearest to each probe by small codes; of equals, the first.

        probes: (m, 10, CODE_DIMENSION). A probe that is zero throughout finds nothing.
        FAISS leaves any out of those that are as near as the last row that it returns. So more rows
        are requested than are kept; among more equals than that, FAISS chooses. If too many of the
        found rows are dead, more are requested, at most as many as are dead.
        """
        searchable = np.flatnonzero(np.any(probes != 0, axis=(1, 2)))
        nothing = np.empty(0, np.int64), np.empty(0, np.float32)
        found: list[Found] = [nothing] * len(probes)
        wanted, spare = min(k, self.live_count), k + _SLACK
        count = self.count
        most = min(count, spare + self._dead_count)
        asked = min(most, spare + 2 * k * self._dead_count // max(1, count))
        while len(searchable) and wanted > 0:
            nearest, similarity = self._scan.search(probes[searchable], asked)
            for at, probe in enumerate(searchable):
                found[probe] = self._living(nearest[at], similarity[at], k)
            if asked >= most:
                break
            searchable = np.array([p for p in searchable if len(found[p][0]) < wanted], np.int64)
            asked = min(most, 4 * asked)
        return found

    def _living(self, found: Numbers, similarity: Floats, k: int) -> Found:
        """Leave dead rows out, and put equal rows in order of their number (FAISS does not)."""
        alive = ~self._dead[found]
        found, similarity = found[alive], similarity[alive]
        order = best_places(found, similarity, k)
        return found[order], similarity[order]

    def scan(self, probe: Floats, k: int) -> Found:
        """Find the `k` nearest of all live rows by finer codes.

        probe: (10, VECTOR_DIMENSION), of few fingers: each finger is read of every row.
        """
        count, parts = self.count, [np.empty(0, np.float32)]
        for first in range(0, count, _SCANNED_AT_ONCE):
            part = self._finer_table[first : min(first + _SCANNED_AT_ONCE, count)]
            ahead = (first + len(part)) * self.finer.row_bytes
            length = min(_SCANNED_AT_ONCE, count - first - len(part)) * self.finer.row_bytes
            if length:
                self._finer_map.will_need(ahead, length)
            parts.append(self.finer.scan(probe, part, len(part)))
        return best(np.concatenate(parts), self._dead[:count], k)

    def rescore(self, probe: Floats, which: Numbers) -> Floats:
        """Sum cosines by finer codes: (k,), -inf for dead rows.

        probe: (10, VECTOR_DIMENSION). Raises DamagedSegmentError.
        """
        size = self.finer.row_bytes
        table, failed = self._finer_map.read_rows(size, which)
        similarity = self.finer.similarity(probe, table, which)
        if failed >= 0:
            similarity[failed] = np.nan
        # Only now: a row that was erased during the reading fails its checksum, but is dead.
        similarity[self._dead[which]] = -np.inf
        damaged = np.isnan(similarity)
        if damaged.any():
            row = int(which[damaged.argmax()])
            raise DamagedSegmentError(self.folder / FINER, self._place(row, row * size))
        return similarity

    def record(self, which: Sequence[int] | Numbers) -> list[Record | None]:
        """Read records, None for dead rows. Raises DamagedSegmentError."""
        entries = self._rows[np.asarray(which, np.int64)]
        places = list(zip(entries["offset"].tolist(), entries["length"].tolist(), strict=True))
        for offset, length in places:
            self._record_map.will_need(offset, length)
        ids = entries["reference_id"].tolist()
        found = []
        for row, one, (offset, length) in zip(which, ids, places, strict=True):
            data = self._record_map.content[offset : offset + length].tobytes()
            record = records.decode(data, one)
            if record is None and not self._dead[row]:
                raise DamagedSegmentError(self.folder / RECORDS, self._place(int(row), offset))
            found.append(None if self._dead[row] else record)
        return found

    def _check_rows_are_there(self) -> None:
        self._row_map.check(self.count * rows.ROW.itemsize)

    def _map_finer(self, row_count: int) -> None:
        """Read finer codes through a map from now on."""
        self._finer_map = FileMap(self.folder / FINER, at_random=True)
        size = row_count * self.finer.row_bytes
        table = self._finer_map.content[:size]
        self._finer_table = table.reshape(row_count, self.finer.row_bytes)

    def _erased_finer(self, row: int) -> bytes:
        """Return the bytes that replace a row of finer codes."""
        nothing = np.zeros((1, self.finer.row_bytes - 8), np.uint8)
        return self.finer.rows(nothing, row).tobytes()

    def _erased_row(self, row: int) -> bytes:
        """Return the bytes that replace a row. The id stays, because rows are found by id."""
        entry = self._rows[row : row + 1].copy()
        entry["mask"], entry["expunged"] = 0, 1
        return rows.seal_rows(entry, row).tobytes()

    def _place(self, row: int, offset: int) -> str:
        return f"row {row} (byte {HEADER_BYTES + offset:,})"


def best(similarity: Floats, dead: NDArray[np.bool_], k: int) -> Found:
    """Return the `k` best live rows, best first; of equals, the first rows.

    similarity: (n,); may be overwritten.
    """
    similarity[dead] = -np.inf
    chosen = best_places(np.arange(len(similarity)), similarity, k)
    chosen = chosen[np.isfinite(similarity[chosen])]
    return chosen, similarity[chosen]


def best_places(ids: Numbers, similarity: Floats, k: int) -> Numbers:
    """Return the places of the `k` best, best first; of equals, those of the lower ids."""
    there = np.arange(len(ids))
    if len(ids) > k:
        there = np.flatnonzero(similarity >= np.partition(similarity, -k)[-k])
    order = np.lexsort((ids[there], -similarity[there]))
    return there[order[:k]]
