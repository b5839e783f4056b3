import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gallery.index.segment.records import Record, decode, encode, encode_expunged, is_sound

TEMPLATES = st.lists(st.binary(max_size=300), min_size=10, max_size=10)


@given(st.integers(1, 2**63 - 1), st.text(max_size=60), TEMPLATES)
@settings(max_examples=30, deadline=None)
def test_what_was_written_is_read(reference_id: int, name: str, templates: list[bytes]) -> None:
    data = encode(reference_id, name, templates)
    assert decode(data, reference_id) == Record(reference_id, name, tuple(templates))
    assert decode(data, reference_id - 1) is None


def test_templates_may_be_missing_altogether() -> None:
    record = decode(encode(7, "", ()), 7)
    assert record is not None
    assert record.templates == (b"",) * 10


def test_every_flipped_byte_shows() -> None:
    data = encode(5, "näme", [b"abc"] * 10)
    for at in range(len(data)):
        damaged = bytearray(data)
        damaged[at] ^= 1
        assert decode(bytes(damaged), 5) is None
    assert all(decode(data[:length], 5) is None for length in range(len(data)))


def test_an_expunged_record_is_sound_zeros_of_the_same_length() -> None:
    gone = encode_expunged(100)
    assert len(gone) == 100
    assert not any(gone[:-4])
    assert gone[-4:] == zlib.crc32(bytes(96)).to_bytes(4, "little")
    assert is_sound(gone, None)
    assert not is_sound(gone, 1)
    assert not is_sound(encode(1, "", ()), None)


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="reference 3"):
        encode(3, "x" * 2**16, ())
