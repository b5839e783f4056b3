"""A sealed segment's small codes on disk, and their checksums in a file of their own.

`codes.sums` has a sum of 8 bytes for each MiB of codes, seeded with the number of the MiB, then one
sum over the sums.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gallery.errors import DamagedSegmentError
from gallery.index.quantiser import CODE_BYTES, Quantiser
from gallery.index.segment.checksums import chunk_sums, word_sum
from gallery.index.segment.files import (
    CODES,
    HEADER_BYTES,
    SUMS,
    Damage,
    FileMap,
    Header,
    create,
    read_header,
    write_at,
)
from gallery.index.segment.journal import Change
from gallery.index.types import FingerClass

Packed = NDArray[np.uint8]
Sums = NDArray[np.uint64]

CHUNK_BYTES = 2**20
"""Bytes of codes under one checksum."""
_WORD_BYTES = 8


def write_codes(
    folder: Path, finger_class: FingerClass, quantiser: Quantiser, parts: Iterable[Packed]
) -> None:
    """Write codes and their checksums, synced. parts: each (n, CODE_BYTES)."""
    count = 0
    empty = Header(CODES, CODE_BYTES, 0, finger_class, quantiser.version)
    descriptor = create(folder / CODES, empty, 0)
    try:
        for part in parts:
            write_at(descriptor, HEADER_BYTES + count * CODE_BYTES, part.tobytes())
            count += len(part)
        header = Header(CODES, CODE_BYTES, count, finger_class, quantiser.version)
        write_at(descriptor, 0, header.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    _write_sums(folder, finger_class, quantiser)


def read_codes(folder: Path) -> Packed:
    """Check the codes and map them: (count, CODE_BYTES). Raises DamagedSegmentError."""
    damage = damaged_codes(folder)
    if damage:
        raise DamagedSegmentError(damage[0].file, damage[0].where)
    return _content(folder, CODES).reshape(-1, CODE_BYTES)


def damaged_codes(folder: Path) -> list[Damage]:
    """List the mebibytes of codes that do not pass their checksums."""
    try:
        codes, stated = _content(folder, CODES), _stated_sums(folder)
    except DamagedSegmentError as error:
        return [Damage(error.file, error.where)]
    if _sum_of(stated[:-1]) != stated[-1]:
        return [Damage(folder / SUMS, "the content")]
    found = chunk_sums(codes.view("<u8"), CHUNK_BYTES // _WORD_BYTES)
    if len(found) != len(stated) - 1:
        return [Damage(folder / SUMS, "the number of sums")]
    return [_chunk_damage(folder, chunk) for chunk in np.flatnonzero(found != stated[:-1]).tolist()]


def erasure(folder: Path, which: Sequence[int]) -> list[Change]:
    """List the changes that give rows the null code.

    Raises DamagedSegmentError if the chunk is damaged: a new checksum must not hide the damage.
    """
    codes, sums = _content(folder, CODES), _stated_sums(folder).copy()
    if _sum_of(sums[:-1]) != sums[-1]:
        raise DamagedSegmentError(folder / SUMS, "the content")
    erased = np.array([row * CODE_BYTES + byte for row in which for byte in range(CODE_BYTES)])
    for chunk in np.unique(erased // CHUNK_BYTES).tolist():
        start = chunk * CHUNK_BYTES
        part = codes[start : start + CHUNK_BYTES].copy()
        if word_sum(part.view("<u8"), np.uint64(chunk)) != sums[chunk]:
            damage = _chunk_damage(folder, chunk)
            raise DamagedSegmentError(damage.file, damage.where)
        part[erased[erased // CHUNK_BYTES == chunk] - start] = 0
        sums[chunk] = word_sum(part.view("<u8"), np.uint64(chunk))
    sums[-1] = _sum_of(sums[:-1])
    nothing = bytes(CODE_BYTES)
    changes = [Change(CODES, HEADER_BYTES + row * CODE_BYTES, nothing) for row in which]
    return [*changes, Change(SUMS, HEADER_BYTES, sums.tobytes())]


def _write_sums(folder: Path, finger_class: FingerClass, quantiser: Quantiser) -> None:
    sums = chunk_sums(_content(folder, CODES).view("<u8"), CHUNK_BYTES // _WORD_BYTES)
    content = np.append(sums, _sum_of(sums))
    header = Header(SUMS, _WORD_BYTES, len(content), finger_class, quantiser.version)
    descriptor = create(folder / SUMS, header, content.nbytes)
    try:
        write_at(descriptor, HEADER_BYTES, content.tobytes())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stated_sums(folder: Path) -> Sums:
    return cast(Sums, _content(folder, SUMS).view("<u8"))


def _content(folder: Path, name: str) -> Packed:
    """Map a whole file. Raises DamagedSegmentError."""
    read_header(folder / name)
    return FileMap(folder / name).content


def _sum_of(sums: Sums) -> np.uint64:
    return np.uint64(word_sum(sums, np.uint64(len(sums))))


def _chunk_damage(folder: Path, chunk: int) -> Damage:
    return Damage(folder / CODES, f"the 1 MiB from byte {HEADER_BYTES + chunk * CHUNK_BYTES:,}")
