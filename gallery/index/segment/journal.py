"""A change of several places in a segment's files that happens as a whole or not at all.

The changes are first noted in a file of their own, which is synced. If a note exists when a
segment is opened, it is carried out (again); an unfinished note is ignored.

    magic `TPSJ`, version u16, changes u32, then for each: file name 16 bytes, offset u64,
    length u32, bytes; CRC-32 of all bytes before
"""

import os
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gallery.index.folder import sync_folder
from gallery.index.segment.files import write_at, writing

JOURNAL = "erase.journal"

_MAGIC = b"TPSJ"
_VERSION = 1
_HEAD = struct.Struct("<4sHI")
_CHANGE = struct.Struct("<16sQI")
_CRC_BYTES = 4


@dataclass(frozen=True)
class Change:
    """Bytes to write at a place of a file."""

    file: str
    offset: int
    """From the start of the file."""
    data: bytes


def carry_out(folder: Path, changes: Sequence[Change]) -> None:
    """Note changes, make them and delete the note; all is synced when this returns.

    Raises StoreUnavailableError; nothing is changed unless the note was finished.
    """
    with writing(folder):
        _note(folder, changes)
        _apply(folder, changes)


def recover(folder: Path) -> bool:
    """Finish an interrupted change. Returns whether there was one."""
    path = folder / JOURNAL
    if not path.is_file():
        return False
    with writing(folder):
        changes = _decode(path.read_bytes())
        if changes is None:
            path.unlink()
            sync_folder(folder)
            return False
        _apply(folder, changes)
    return True


def _note(folder: Path, changes: Sequence[Change]) -> None:
    path = folder / JOURNAL
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        write_at(descriptor, 0, _encode(changes))
        os.fsync(descriptor)
    except OSError:
        path.unlink()
        raise
    finally:
        os.close(descriptor)
    sync_folder(folder)


def _apply(folder: Path, changes: Sequence[Change]) -> None:
    """Make changes, file by file, and delete the note.

    If the note reappears after a crash, carrying it out again changes nothing: a later note
    replaces it before any of the later changes is made.
    """
    for name in dict.fromkeys(change.file for change in changes):
        descriptor = os.open(folder / name, os.O_WRONLY)
        try:
            for change in changes:
                if change.file == name:
                    write_at(descriptor, change.offset, change.data)
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)
    (folder / JOURNAL).unlink()


def _encode(changes: Sequence[Change]) -> bytes:
    data = _HEAD.pack(_MAGIC, _VERSION, len(changes)) + b"".join(
        _CHANGE.pack(one.file.encode(), one.offset, len(one.data)) + one.data for one in changes
    )
    return data + zlib.crc32(data).to_bytes(_CRC_BYTES, "little")


def _decode(data: bytes) -> list[Change] | None:
    """Read a note; None if it was not finished."""
    body = data[:-_CRC_BYTES]
    if len(data) < _HEAD.size or zlib.crc32(body) != int.from_bytes(data[-_CRC_BYTES:], "little"):
        return None
    _, _, count = _HEAD.unpack_from(body)
    at, changes = _HEAD.size, []
    for _ in range(count):
        name, offset, length = _CHANGE.unpack_from(body, at)
        at += _CHANGE.size
        changes.append(Change(name.rstrip(b"\0").decode(), offset, body[at : at + length]))
        at += length
    return changes
