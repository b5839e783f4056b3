import struct
from hashlib import blake2b

import pytest

from database.sealing import open_record, seal
from matcher.errors import CorruptRecordError

GOLDEN_V1 = bytes.fromhex(
    "5450524301000000070000000000000000000000000000000000000000000000"
    "0000000000000000000000004299525b1990692972696467657321"
)


def with_header(payload: bytes, *, version: int = 1, key_id: int = 0) -> bytes:
    """Write a record as another version of tenprint would."""
    header = struct.pack("<4sHHQ12s16s", b"TPRC", version, key_id, len(payload), b"", b"")
    return header + blake2b(header + payload, digest_size=8).digest() + payload


@pytest.mark.parametrize("payload", [b"", b"ridges", bytes(range(256)) * 100])
def test_a_sealed_payload_comes_back(payload: bytes) -> None:
    assert open_record(seal(payload)) == payload


def test_version_1_opens_for_ever() -> None:
    assert open_record(GOLDEN_V1) == b"ridges!"
    assert seal(b"ridges!") == GOLDEN_V1


def test_any_flipped_bit_is_found() -> None:
    record = seal(b"ridges")
    for position in range(len(record) * 8):
        damaged = bytearray(record)
        damaged[position // 8] ^= 1 << position % 8
        with pytest.raises(CorruptRecordError):
            open_record(bytes(damaged))


def test_any_lost_or_added_byte_is_found() -> None:
    record = seal(b"ridges")
    for length in range(len(record)):
        with pytest.raises(CorruptRecordError):
            open_record(record[:length])
    with pytest.raises(CorruptRecordError, match="7 of 6 payload bytes"):
        open_record(record + b"x")


def test_unknown_version_and_key_are_named() -> None:
    assert open_record(with_header(b"ridges")) == b"ridges"
    with pytest.raises(CorruptRecordError, match="version 2"):
        open_record(with_header(b"ridges", version=2))
    with pytest.raises(CorruptRecordError, match="key 3"):
        open_record(with_header(b"ridges", key_id=3))
