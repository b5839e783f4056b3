"""Records: the name and the templates by which a candidate is compared.

    offset  size
    0       4     length of the record, checksum included
    4       8     reference id
    12      2     length of the name
    14      20    lengths of ten templates; 0 for a missing finger
    34            name (UTF-8), templates as `matcher.template.encode` wrote them
            4     CRC-32 of all bytes before

An expunged record is zeros of the same length, with their CRC-32.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from gallery.index.types import ReferenceBatch
from matcher.types import FINGERS

_HEAD = struct.Struct(f"<IqH{len(FINGERS)}H")
_CRC = struct.Struct("<I")
_MOST = 2**16 - 1
_NONE = (b"",) * len(FINGERS)


@dataclass(frozen=True)
class Record:
    """The parts of a reference that a comparison needs."""

    reference_id: int
    name: str
    """The caller's name of the reference; "" if the database has the name."""
    templates: tuple[bytes, ...]
    """Ten; b"" for a missing finger."""


def encode(reference_id: int, name: str, templates: Sequence[bytes]) -> bytes:
    """Encode a record. Raises ValueError if a part is too long."""
    text, ten = name.encode(), tuple(templates) or _NONE
    sizes = [len(one) for one in ten]
    if max(len(text), *sizes) > _MOST:
        raise ValueError(f"reference {reference_id}: name or template of over {_MOST} bytes")
    length = _HEAD.size + len(text) + sum(sizes) + _CRC.size
    data = b"".join((_HEAD.pack(length, reference_id, len(text), *sizes), text, *ten))
    return data + _CRC.pack(zlib.crc32(data))


def encode_batch(batch: ReferenceBatch) -> list[bytes]:
    """Encode a batch's records."""
    ids = batch.reference_ids.tolist()
    return [encode(*one) for one in zip(ids, batch.names, batch.templates, strict=True)]


def encode_expunged(length: int) -> bytes:
    """Encode an expunged record of this length."""
    zeros = bytes(length - _CRC.size)
    return zeros + _CRC.pack(zlib.crc32(zeros))


def is_sound(data: bytes, reference_id: int | None) -> bool:
    """Return whether bytes are a sound record of a reference, or an expunged record (None)."""
    if reference_id is None:
        return data == encode_expunged(len(data))
    if len(data) < _HEAD.size + _CRC.size or zlib.crc32(data[:-4]) != _CRC.unpack(data[-4:])[0]:
        return False
    length, stated_id = _HEAD.unpack_from(data)[:2]
    return bool(length == len(data) and stated_id == reference_id)


def decode(data: bytes, reference_id: int) -> Record | None:
    """Decode a record; None if it is not a sound record of this reference."""
    if not is_sound(data, reference_id):
        return None
    _, _, name_length, *sizes = _HEAD.unpack_from(data)
    at = _HEAD.size + name_length
    name, templates = data[_HEAD.size : at].decode(), []
    for size in sizes:
        templates.append(data[at : at + size])
        at += size
    return Record(reference_id, name, tuple(templates))
