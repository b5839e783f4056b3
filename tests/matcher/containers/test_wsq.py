"""WSQ: what NIST's file decodes to, and what the decoder in C must never see."""

import struct
from pathlib import Path

import numpy as np
import pytest

from matcher import errors
from matcher.codecs import Encoding, decode, encode_wsq, read_header
from matcher.containers import read_wsq
from tests.images import print_pixels


def whole() -> bytes:
    return encode_wsq(print_pixels(3))


def segments(data: bytes | bytearray) -> dict[int, list[tuple[int, int]]]:
    """Find start and end of each segment of an encoded image by its marker."""
    found: dict[int, list[tuple[int, int]]] = {}
    at = 2
    while data[at + 1] != 0xA1:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        found.setdefault(data[at + 1], []).append((at, end))
        while data[at + 1] == 0xA3 and not (data[end] == 0xFF and data[end + 1]):
            end += 1
        at = end
    return found


FRAME, BLOCK, FILTERS, STEPS, CODES, COMMENT = 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA8


def changed(marker: int, offset: int, value: bytes) -> bytes:
    """Overwrite bytes of the first segment of a kind, counted from its marker."""
    data = bytearray(whole())
    [start, _] = segments(data)[marker][0]
    data[start + offset : start + offset + len(value)] = value
    return bytes(data)


def without(marker: int) -> bytes:
    data = whole()
    start, end = segments(data)[marker][0]
    return data[:start] + data[end:]


def test_the_reference_file_decodes_to_its_reference_picture(real_prints: Path) -> None:
    pixels = decode((real_prints / "wsq" / "sample.wsq").read_bytes(), Encoding.WSQ)
    wanted = decode((real_prints / "wsq" / "sample.png").read_bytes(), Encoding.PNG)
    assert np.abs(pixels.astype(int) - wanted).max() <= 1


def test_a_print_survives_encoding() -> None:
    pixels = print_pixels(3)
    data = encode_wsq(pixels)
    assert len(data) * 8 < pixels.size
    assert np.abs(decode(data, Encoding.WSQ).astype(int) - pixels).mean() < 6


def test_the_header_states_size_and_resolution() -> None:
    header = read_header(whole(), Encoding.WSQ)
    assert (header.height_px, header.width_px) == print_pixels(3).shape
    assert header.tagged_ppi == 500
    with pytest.raises(errors.ImageSizeMismatchError):
        read_header(whole(), Encoding.WSQ, width_px=header.width_px + 1)


def test_too_small_to_encode() -> None:
    with pytest.raises(errors.ImageTooSmallError, match="31 x 40 px"):
        encode_wsq(np.zeros((40, 31), np.uint8))


def test_comments_do_not_reach_the_decoder() -> None:
    comment = b"\xff\xa8" + struct.pack(">H", 2 + 11) + b"NIST_COM 9\n"
    data = whole()
    seen = read_wsq(data[:2] + comment * 3 + data[2:])
    assert b"NIST_COM" not in seen.data
    assert np.array_equal(decode(seen.data, Encoding.WSQ), decode(data, Encoding.WSQ))


@pytest.mark.parametrize(
    ("marker", "name"),
    [(FILTERS, "transform table"), (STEPS, "quantization table"), (CODES, "Huffman table 0"),
     (FRAME, "frame header")],
)  # fmt: skip
def test_no_table_is_taken_from_the_image_before(marker: int, name: str) -> None:
    """NBIS keeps its tables between images and would decode with those of another person."""
    decode(whole(), Encoding.WSQ)
    with pytest.raises(errors.UndecodableImageError, match=f"before its {name}"):
        decode(without(marker), Encoding.WSQ)


def test_a_filter_of_no_coefficients() -> None:
    """NBIS would write 256 values into a buffer of none."""
    for sizes in (b"\0\7", b"\t\0", b"\0\0", b"\x21\7"):
        with pytest.raises(errors.UndecodableImageError, match="coefficients"):
            decode(changed(FILTERS, 4, sizes), Encoding.WSQ)
    with pytest.raises(errors.UndecodableImageError, match="needs 62"):
        decode(changed(FILTERS, 4, b"\t\t"), Encoding.WSQ)


@pytest.mark.parametrize("marker", [FRAME, BLOCK, FILTERS, STEPS, CODES])
@pytest.mark.parametrize("length", [0, 1, 2, 9, 60_000])
def test_a_length_that_lies(marker: int, length: int) -> None:
    with pytest.raises((errors.UndecodableImageError, errors.TruncatedImageError)):
        decode(changed(marker, 2, struct.pack(">H", length)), Encoding.WSQ)


@pytest.mark.parametrize(
    ("offset", "value"),
    [(4, b"\x08"), (5, b"\xff"), (5, bytes(16)), (5, b"\3")],
    ids=["number 8", "255 codes of 1 bit", "no codes", "3 codes of 1 bit"],
)
def test_a_huffman_table_that_cannot_be(offset: int, value: bytes) -> None:
    with pytest.raises(errors.UndecodableImageError, match="Huffman table"):
        decode(changed(CODES, offset, value), Encoding.WSQ)


def test_a_block_with_a_table_that_is_not_there() -> None:
    with pytest.raises(errors.UndecodableImageError, match="Huffman table 5"):
        decode(changed(BLOCK, 4, b"\5"), Encoding.WSQ)


def test_sizes() -> None:
    with pytest.raises(errors.ImageTooLargeError, match="65535 x 65535 px"):
        decode(changed(FRAME, 6, b"\xff" * 4), Encoding.WSQ)
    for size in (b"\0\0\1\0", b"\1\0\0\0", b"\0\x1f\1\0"):
        with pytest.raises(errors.UndecodableImageError, match="fewer than 32"):
            decode(changed(FRAME, 6, size), Encoding.WSQ)


def test_markers_that_do_not_belong() -> None:
    data = whole()
    for marker in (b"\xff\xa7", b"\xff\xa0", b"\xff\xd8", b"\0\0", b"\xff\xb0"):
        with pytest.raises(errors.UndecodableImageError, match="where a marker"):
            decode(data[:2] + marker + data[2:], Encoding.WSQ)
    frame = data[slice(*segments(data)[FRAME][0])]
    with pytest.raises(errors.UndecodableImageError, match="two frame headers"):
        decode(data[:2] + frame + data[2:], Encoding.WSQ)


def test_endless_parts() -> None:
    data = whole()
    comment = b"\xff\xa8\0\2"
    with pytest.raises(errors.UndecodableImageError, match="parts"):
        decode(data[:2] + comment * 1_000 + data[2:], Encoding.WSQ)
    block = b"\xff\xa3\0\3\0"
    with pytest.raises(errors.UndecodableImageError, match="blocks"):
        decode(data[:-2] + block * 256 + data[-2:], Encoding.WSQ)


def test_an_image_without_coded_data() -> None:
    with pytest.raises(errors.UndecodableImageError, match="no block"):
        decode(b"\xff\xa0\xff\xa1", Encoding.WSQ)
