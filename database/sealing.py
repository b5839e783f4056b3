"""The form of every stored blob: a record header, then the payload.

Encryption needs no new format: the header has room for key, nonce and tag. Every blob of a
template, vector or image goes through `seal` and `open_record`.

    offset  size
    0       4     magic `TPRC`
    4       2     version (little-endian, like all numbers here)
    6       2     key id; 0 = in clear, nonce and tag are zero
    8       8     length of the payload
    16      12    nonce
    28      16    tag
    44      8     BLAKE2b-64 over everything before it and the payload
    52            payload
"""

import struct
from hashlib import blake2b

from matcher.errors import CorruptRecordError

MAGIC = b"TPRC"
VERSION = 1
CLEAR_KEY_ID = 0

_HEADER = struct.Struct("<4sHHQ12s16s")
CHECKSUM_OFFSET = _HEADER.size
CHECKSUM_SIZE_BYTES = 8
_PREFIX_BYTES = CHECKSUM_OFFSET + CHECKSUM_SIZE_BYTES


def seal(payload: bytes) -> bytes:
    """Wrap a payload in a record header."""
    header = _HEADER.pack(MAGIC, VERSION, CLEAR_KEY_ID, len(payload), bytes(12), bytes(16))
    return header + _checksum(header, payload) + payload


def open_record(record: bytes) -> bytes:
    """Return the payload of a record.

    Raises CorruptRecordError if the record is damaged, of an unknown version or under an unknown
    key.
    """
    if len(record) < _PREFIX_BYTES:
        raise CorruptRecordError(f"stored record of {len(record)} bytes is shorter than its header")
    header, payload = record[: _HEADER.size], record[_PREFIX_BYTES:]
    magic, version, key_id, length, _, _ = _HEADER.unpack(header)
    if magic != MAGIC:
        raise CorruptRecordError("stored record does not start with the magic bytes of a record")
    if version != VERSION:
        raise CorruptRecordError(
            f"stored record has version {version}; this program knows {VERSION}"
        )
    if length != len(payload):
        raise CorruptRecordError(f"stored record has {len(payload)} of {length} payload bytes")
    if record[_HEADER.size : _PREFIX_BYTES] != _checksum(header, payload):
        raise CorruptRecordError("stored record does not pass its checksum")
    if key_id != CLEAR_KEY_ID:
        raise CorruptRecordError(
            f"stored record is under key {key_id}, which this program does not know"
        )
    return payload


def _checksum(header: bytes, payload: bytes) -> bytes:
    digest = blake2b(header, digest_size=CHECKSUM_SIZE_BYTES)
    digest.update(payload)
    return digest.digest()
