"""Reference sets of composed people on disk, in the gallery's format: built once, resumable.

A person's codes and finer codes are copied from the pool's fingers. In place of templates, a record
holds the pool's rows; `benchmarks.search.pooled_index` reads the templates from the pool.
"""

import base64
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import MeasurementError, progress_bar, write_atomically
from benchmarks.search import pool_blocks
from benchmarks.search.people import Composition, Ids
from benchmarks.search.pool import Pool
from gallery.index import (
    CODE_BYTES,
    FingerClass,
    IndexKind,
    Manifest,
    Quantiser,
    SegmentEntry,
    write_manifest,
)
from gallery.index.segment import (
    CODES,
    FINER,
    RECORDS,
    ROW,
    ROWS,
    SUMS,
    CodedRows,
    FinerCode,
    read_header,
    records,
    write_coded,
)
from matcher.errors import CorruptRecordError
from matcher.types import FINGERS
from matcher.vector import VECTOR_VERSION

GALLERY = "composed"
SEGMENT_PEOPLE = 8_388_608
"""The gallery's largest segment."""
FREE_BYTES = 8 * 2**30
"""Space that must stay free on the disk."""
RECORD_BYTES = 78
"""Bytes of a composed person: the record's own 38 and the pool's rows, three bytes each, in
base64."""

_AT_ONCE = 65_536
_FORMAT = 1
_EVERY_FINGER = (1 << len(FINGERS)) - 1


@dataclass(frozen=True, eq=False)
class ReferenceSet:
    """A set of composed people with the finer code."""

    people: Composition
    finer: FinerCode
    quantiser: Quantiser

    @property
    def person_bytes(self) -> int:
        """Bytes of a person on disk."""
        return self.finer.row_bytes + ROW.itemsize + CODE_BYTES + RECORD_BYTES

    @cached_property
    def digest(self) -> str:
        """Digest everything that the files depend on."""
        p = self.people
        stated = (p.pool.folder.name, p.records, p.planted, p.seed, p.pool_people, p.plain)
        whole = repr((_FORMAT, stated, self.finer.name, self.quantiser.version, SEGMENT_PEOPLE))
        return hashlib.blake2s(whole.encode(), digest_size=8).hexdigest()

    def folder(self, cache: Path) -> Path:
        """Return the set's folder, beside the pool."""
        name = f"set-{self.people.records}-{self.digest}"
        return pool_blocks.folder(cache) / name

    @cached_property
    def _codes(self) -> NDArray[np.uint8]:
        """Return (rows, 10, 4) small codes of the pool's fingers."""
        small = self.people.pool.small.transpose(1, 0, 2)
        return self.quantiser.encode(small).reshape(len(small), len(FINGERS), -1)

    @cached_property
    def _finer(self) -> NDArray[np.uint8]:
        """Return (rows, 10, bytes) finer codes of the pool's fingers."""
        pool = self.people.pool
        parts = [self.finer.encode(_whole(pool, rows)) for rows in _slices(pool.recipe.rows)]
        return np.concatenate(parts)

    def coded(self, first: int, count: int) -> Iterator[CodedRows]:
        """Give people in the form of a segment's files; reference id = number + 1."""
        fingers = np.arange(len(FINGERS))
        for start in range(first, first + count, _AT_ONCE):
            size = min(_AT_ONCE, first + count - start)
            ids = self.people.ids(start, size)
            references = np.arange(start + 1, start + size + 1)
            names = pool_names(ids)
            yield CodedRows(
                ids=references,
                masks=np.full(size, _EVERY_FINGER, np.uint16),
                finer=self._finer[ids, fingers],
                codes=self._codes[ids, fingers].reshape(size, CODE_BYTES),
                records=[
                    records.encode(*one, ()) for one in zip(references.tolist(), names, strict=True)
                ],
            )


def pool_names(ids: Ids) -> list[str]:
    """Encode the pool rows of people's fingers: 40 characters each."""
    three = ids.astype("<u4")[:, :, None].view(np.uint8).reshape(len(ids), -1, 4)[:, :, :3]
    text = base64.b64encode(np.ascontiguousarray(three).tobytes()).decode()
    return [text[at : at + 40] for at in range(0, len(text), 40)]


def pool_rows(name: str) -> NDArray[np.int32]:
    """Decode a name of `pool_names`: (10,)."""
    three = np.frombuffer(base64.b64decode(name, validate=True), np.uint8).reshape(-1, 3)
    return np.asarray(three @ (1, 2**8, 2**16), np.int32)


def build(wanted: ReferenceSet, cache: Path) -> Path:
    """Make the missing segments of a set; prints the remaining time. Returns the set's folder.

    A finished segment is not made again. Raises MeasurementError if the disk is too small.
    """
    folder = wanted.folder(cache)
    if any(folder.glob("manifest-*.json")):
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    firsts = range(0, wanted.people.records, SEGMENT_PEOPLE)
    sizes = [min(SEGMENT_PEOPLE, wanted.people.records - first) for first in firsts]
    names = [f"segment-{number:08d}-ten" for number in range(1, len(sizes) + 1)]
    missing = [
        (name, first, size)
        for name, first, size in zip(names, firsts, sizes, strict=True)
        if not _is_whole(folder / name, size)
    ]
    check_room(folder, sum(size for *_, size in missing) * wanted.person_bytes)
    started = time.monotonic()
    with progress_bar() as progress:
        task = progress.add_task("composing", total=sum(size for *_, size in missing))
        for name, first, size in missing:
            shutil.rmtree(folder / name, ignore_errors=True)
            parts = _told(wanted.coded(first, size), partial(progress.advance, task))
            write_coded(folder / name, FingerClass.TEN, wanted.finer, wanted.quantiser, parts)
    kind = IndexKind(GALLERY, VECTOR_VERSION, wanted.quantiser.version, wanted.finer.name)
    entries = [
        SegmentEntry(name, FingerClass.TEN, size) for name, size in zip(names, sizes, strict=True)
    ]
    write_manifest(folder, Manifest(len(names) + 1, kind, wanted.people.records, tuple(entries)))
    built = f"{time.monotonic() - started:.6f} {sum(size for *_, size in missing)}"
    write_atomically(folder / "built.txt", built + "\n")
    return folder


def built_per_second(folder: Path) -> float | None:
    """Return the people a second of the last build; None if it had nothing to do."""
    seconds, people = (float(one) for one in (folder / "built.txt").read_text().split())
    return people / seconds if people and seconds else None


def _told(parts: Iterator[CodedRows], tell: Callable[[int], object]) -> Iterator[CodedRows]:
    for part in parts:
        yield part
        tell(len(part.ids))


def _is_whole(folder: Path, count: int) -> bool:
    """Return whether a segment was finished: its headers are written last."""
    try:
        found = [read_header(folder / name) for name in (ROWS, FINER, CODES, RECORDS, SUMS)]
    except CorruptRecordError:
        return False
    return [header.count for header in found[:3]] == [count] * 3


def check_room(folder: Path, wanted: int) -> None:
    """Raise MeasurementError unless the wanted bytes leave enough free space."""
    free = shutil.disk_usage(folder).free
    if free - wanted < FREE_BYTES:
        raise MeasurementError(
            f"{folder} needs {wanted / 2**30:.1f} GiB and {FREE_BYTES / 2**30:.0f} GiB to spare, "
            f"{free / 2**30:.1f} GiB are free: make room, take fewer --records or a shorter --finer"
        )


def _slices(count: int) -> Iterator[slice]:
    for first in range(0, count, 4_096):
        yield slice(first, min(first + 4_096, count))


def _whole(pool: Pool, rows: slice) -> NDArray[np.float32]:
    """Return unit vectors of the pool's impressions, ten fingers each."""
    vectors = pool.vectors[:, rows] * pool.scale[:, rows, None]
    return np.ascontiguousarray(vectors.transpose(1, 0, 2), np.float32)
