"""The form of all that is stored of a person: in clear, or sealed under the key of its record.

Every blob of a template, vector, image or file is a record: a header, then the payload.

    offset  size
    0       4     magic `TPRC`
    4       2     version (little-endian, like all numbers here)
    6       2     key id; 0 = in clear, nonce and tag are zero; 1 = sealed under a record's key
    8       8     length of the payload
    16      12    nonce
    28      16    tag
    44      8     BLAKE2b-64 over everything before it and the payload
    52            payload; if sealed: the number of the key, 8 bytes, then the sealed bytes

A sealed text is U+0001, `s` and the Base64 of number, nonce, sealed bytes and tag. A text that is
searched by equality is U+0001, `d` and the Base64 of what AES-SIV makes of it: equal texts stay
equal. A text in clear that begins with U+0001 is stored behind U+0001 and `c`.
"""

import base64
import binascii
import os
import struct
from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from database.errors import MasterKeyRequiredError
from database.keys import NONCE_BYTES, Cipher, RecordKey
from matcher.errors import CorruptRecordError

MAGIC = b"TPRC"
VERSION = 1
CLEAR_KEY_ID, RECORD_KEY_ID = 0, 1

_HEADER = struct.Struct("<4sHHQ12s16s")
_START = struct.Struct("<4sHHQ")
_NUMBER = struct.Struct("<Q")
_SEALED_HEAD = struct.Struct("<16s12s16s8xQ")
"""Of a sealed record: what stands before the nonce, nonce, tag, and the number of the key."""
_Head = tuple[bytes, bytes, bytes, int]
_CUT_SHORT = "stored record is sealed, and ends before the number of its key"
_TAG_BYTES = 16
CHECKSUM_OFFSET = _HEADER.size
CHECKSUM_SIZE_BYTES = 8
_PREFIX_BYTES = CHECKSUM_OFFSET + CHECKSUM_SIZE_BYTES
_NUMBER_OFFSET, _SEALED_OFFSET = _PREFIX_BYTES, _PREFIX_BYTES + _NUMBER.size
KEY_ID = slice(_START.size - 10, _START.size - 8)
"""Where a record has its key id."""

MARK = "\x01"
"""The first character of a text that is not stored as it is."""
_SEALED, _SEARCHED, _CLEAR = MARK + "s", MARK + "d", MARK + "c"
SEALED_TEXTS = (_SEALED, _SEARCHED)
"""How sealed texts begin."""
_TEXT, _SEARCH = b"tenprint text", b"tenprint searched"


class Keys(Protocol):
    """What opening needs."""

    def cipher(self, number: int) -> Cipher:
        """Return the key of a number. Raises DestroyedKeyError."""

    def ciphers(self, numbers: Collection[int]) -> Mapping[int, Cipher]:
        """Return many keys; destroyed keys are left out."""

    def search_cipher(self) -> AESSIV:
        """Return the key of what is searched by equality."""


class StoredRecord(bytes):
    """A record as a sealed database stores it, with the keys that open it."""

    keys: Keys

    @classmethod
    def of(cls, record: bytes, keys: Keys) -> "StoredRecord":
        """Give a record the keys that open it."""
        made = cls(record)
        made.keys = keys
        return made


def seal(payload: bytes, key: RecordKey | None = None) -> bytes:
    """Wrap a payload in a record header. Without a key the payload stays in clear."""
    nonce, tag, key_id = bytes(NONCE_BYTES), bytes(_TAG_BYTES), CLEAR_KEY_ID
    if key is not None:
        nonce, key_id = os.urandom(NONCE_BYTES), RECORD_KEY_ID
        number = _NUMBER.pack(key.number)
        start = _START.pack(MAGIC, VERSION, key_id, len(payload) + len(number))
        sealed = key.cipher.encrypt(nonce, payload, start + number)
        payload, tag = number + sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
    header = _HEADER.pack(MAGIC, VERSION, key_id, len(payload), nonce, tag)
    return header + _checksum(header, payload) + payload


def open_record(record: bytes) -> bytes:
    """Return the payload of a record.

    Raises CorruptRecordError if the record is damaged or of an unknown version, DestroyedKeyError
    if its key was destroyed, and MasterKeyRequiredError if it is sealed and comes without keys.
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
    if key_id == CLEAR_KEY_ID:
        return payload
    if key_id != RECORD_KEY_ID:
        raise CorruptRecordError(
            f"stored record is under key {key_id}, which this program does not know"
        )
    if not isinstance(record, StoredRecord):
        raise MasterKeyRequiredError("stored record is sealed: give the master key")
    return open_sealed(record, record.keys)


def open_sealed(record: bytes, keys: Keys) -> bytes:
    """Return the payload of a sealed record, whose bytes were checked before: the key tells too.

    Raises CorruptRecordError, DestroyedKeyError.
    """
    head = _sealed_head(record)
    return _open(record, head, keys.cipher(head[3]))


def open_all_sealed(records: Sequence[bytes], keys: Keys) -> list[bytes | None]:
    """Do as `open_sealed` with many records; None where the key was destroyed.

    Searches open hundreds of records, whose keys are read together. Raises CorruptRecordError.
    """
    heads = [_sealed_head(one) for one in records]
    ciphers = keys.ciphers({head[3] for head in heads})
    return [
        None if (cipher := ciphers.get(head[3])) is None else _open(record, head, cipher)
        for record, head in zip(records, heads, strict=True)
    ]


def _sealed_head(record: bytes) -> _Head:
    try:
        head: _Head = _SEALED_HEAD.unpack_from(record)
        return head
    except struct.error:
        raise CorruptRecordError(_CUT_SHORT) from None


def _open(record: bytes, head: _Head, cipher: Cipher) -> bytes:
    start, nonce, tag, _ = head
    beside = start + record[_NUMBER_OFFSET:_SEALED_OFFSET]
    return _decrypt(cipher, nonce, record[_SEALED_OFFSET:] + tag, beside)


def is_clear(record: bytes) -> bool:
    """Tell whether a record is in clear."""
    return int.from_bytes(record[KEY_ID], "little") == CLEAR_KEY_ID


def seal_text(text: str, key: RecordKey) -> str:
    """Seal a text under the key of its record."""
    number, nonce = _NUMBER.pack(key.number), os.urandom(NONCE_BYTES)
    sealed = key.cipher.encrypt(nonce, text.encode(), _TEXT + number)
    return _SEALED + base64.b64encode(number + nonce + sealed).decode()


def searched_text(text: str, keys: Keys) -> str:
    """Seal a text so that equal texts stay equal, and nothing else of them shows."""
    return (
        _SEARCHED
        + base64.b64encode(keys.search_cipher().encrypt(text.encode(), [_SEARCH])).decode()
    )


def clear_text(text: str) -> str:
    """Store a text in clear."""
    return _CLEAR + text if text.startswith(MARK) else text


def open_text(stored: str, keys: Keys | None) -> str:
    """Read a stored text. Raises as `open_record`."""
    if not stored.startswith((_SEALED, _SEARCHED)):
        return stored.removeprefix(_CLEAR)
    if keys is None:
        raise MasterKeyRequiredError("stored text is sealed: give the master key")
    try:
        content = base64.b64decode(stored[len(_SEALED) :], validate=True)
        if stored.startswith(_SEARCHED):
            return keys.search_cipher().decrypt(content, [_SEARCH]).decode()
    except (binascii.Error, InvalidTag) as fault:
        raise CorruptRecordError("stored text is sealed, and damaged") from fault
    number, sealed = content[: _NUMBER.size], content[_NUMBER.size :]
    cipher = keys.cipher(_number(number))
    nonce, sealed = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    return _decrypt(cipher, nonce, sealed, _TEXT + number).decode()


def _number(packed: bytes) -> int:
    if len(packed) != _NUMBER.size:
        raise CorruptRecordError(_CUT_SHORT)
    return int(_NUMBER.unpack(packed)[0])


def _decrypt(cipher: Cipher, nonce: bytes, sealed: bytes, beside: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, sealed, beside)
    except (InvalidTag, ValueError):
        raise CorruptRecordError(
            "stored record does not open under its key: it was changed, or belongs elsewhere"
        ) from None


def _checksum(header: bytes, payload: bytes) -> bytes:
    digest = blake2b(header, digest_size=CHECKSUM_SIZE_BYTES)
    digest.update(payload)
    return digest.digest()
