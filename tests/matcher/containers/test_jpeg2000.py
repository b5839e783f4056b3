"""JPEG 2000: boxes and codestreams as writers make them, and as only an attacker does."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from matcher import errors
from matcher.codecs import Encoding, decode, read_header
from matcher.containers import read_jpeg2000
from tests.images import print_pixels

J2K = Encoding.JPEG2000


def encoded(mode: str = "L", **options: object) -> bytes:
    data = io.BytesIO()
    Image.fromarray(print_pixels(3)).convert(mode).save(data, "JPEG2000", **options)
    return data.getvalue()


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


def stream() -> bytes:
    return encoded(no_jp2=True)


def file_of(*boxes: bytes) -> bytes:
    return box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 \0\0\0\0jp2 ") + b"".join(boxes)


def with_size(offset: int, form: str, *values: int) -> bytes:
    """Overwrite numbers of the size segment, counted from its marker."""
    data = bytearray(stream())
    struct.pack_into(form, data, 2 + offset, *values)
    return bytes(data)


@pytest.mark.parametrize("mode", ["L", "RGB", "LA", "RGBA"])
@pytest.mark.parametrize("no_jp2", [True, False])
def test_grey_and_colour(mode: str, no_jp2: bool) -> None:
    pixels = decode(encoded(mode, no_jp2=no_jp2), J2K)
    assert np.array_equal(pixels, print_pixels(3))


def test_more_than_8_bits() -> None:
    data = io.BytesIO()
    Image.fromarray(print_pixels(3).astype(np.uint16) * 16).save(data, "JPEG2000")
    with pytest.raises(errors.PixelFormatError, match="16 bits"):
        decode(data.getvalue(), J2K)


def test_signed_and_shrunk_components() -> None:
    with pytest.raises(errors.PixelFormatError, match="signed"):
        decode(with_size(40, ">B", 0x87), J2K)
    with pytest.raises(errors.PixelFormatError, match="different sizes"):
        decode(with_size(41, ">BB", 2, 2), J2K)


def test_a_box_to_the_end_and_a_box_of_64_bits() -> None:
    to_the_end = file_of(struct.pack(">I4s", 0, b"jp2c") + stream())
    wide = file_of(struct.pack(">I4sQ", 1, b"jp2c", 16 + len(stream())) + stream())
    for data in (to_the_end, wide):
        assert np.array_equal(decode(data, J2K), print_pixels(3))


@pytest.mark.parametrize("power", [0, -2, 3])
def test_the_capture_resolution_is_read_before_that_of_display(power: int) -> None:
    def resolution(ppi: float) -> bytes:
        ppm = round(ppi / 0.0254 / 10.0**power)
        return struct.pack(">HHHHbb", ppm, 1, ppm, 1, power, power)

    for boxes, wanted in [
        ([(b"resd", 508), (b"resc", 1016)], 1016),
        ([(b"resd", 508)], 508),
        ([], 0),
    ]:
        if power == -2 and wanted:
            continue  # 16 bits hold 655 pixels a metre.
        inner = b"".join(box(name, resolution(ppi)) for name, ppi in boxes)
        data = file_of(box(b"jp2h", box(b"res ", inner)), box(b"jp2c", stream()))
        assert read_jpeg2000(data).tagged_ppi == pytest.approx(wanted, rel=0.02)


@pytest.mark.parametrize(
    "body", [b"", bytes(10), struct.pack(">HHHHbb", 1, 0, 1, 0, 0, 0),
             struct.pack(">HHHHbb", 1, 1, 1, 1, 127, 127), struct.pack(">HHHHbb", 1, 1, 2, 1, 4, 4)]
)  # fmt: skip
def test_a_resolution_without_a_meaning_says_nothing(body: bytes) -> None:
    data = file_of(box(b"jp2h", box(b"res ", box(b"resc", body))), box(b"jp2c", stream()))
    assert read_jpeg2000(data).tagged_ppi == 0
    assert np.array_equal(decode(data, J2K), print_pixels(3))


def test_boxes_that_are_refused() -> None:
    with pytest.raises(errors.MultipleFramesError, match="2 codestreams"):
        decode(file_of(box(b"jp2c", stream()), box(b"jp2c", stream())), J2K)
    with pytest.raises(errors.PixelFormatError, match="palette"):
        decode(file_of(box(b"jp2h", box(b"pclr", b"\0\1\1\7\0")), box(b"jp2c", stream())), J2K)
    with pytest.raises(errors.PixelFormatError, match="colour space 18"):
        colour = box(b"colr", struct.pack(">BBBI", 1, 0, 0, 18))
        decode(file_of(box(b"jp2h", colour), box(b"jp2c", stream())), J2K)
    with pytest.raises(errors.TruncatedImageError, match="no codestream"):
        decode(file_of(), J2K)
    with pytest.raises(errors.UndecodableImageError, match="boxes"):
        decode(file_of(*[box(b"free", b"")] * 1_001), J2K)
    for length in (1, 2, 7):
        with pytest.raises(errors.SampleFormError):
            decode(file_of(struct.pack(">I4s", length, b"jp2c") + stream()), J2K)


def test_size_is_read_before_anything_is_decoded() -> None:
    header = read_header(stream(), J2K)
    assert (header.height_px, header.width_px) == print_pixels(3).shape
    with pytest.raises(errors.ImageTooLargeError):
        decode(with_size(6, ">II", 2**32 - 1, 2**32 - 1), J2K)
    for numbers in ((0, 0), (5, 0), (0, 5)):
        with pytest.raises(errors.UndecodableImageError, match="no area"):
            decode(with_size(6, ">II", *numbers), J2K)


def test_tiles_are_bounded() -> None:
    with pytest.raises(errors.UndecodableImageError, match="tiles"):
        decode(with_size(22, ">II", 1, 1), J2K)
    with pytest.raises(errors.UndecodableImageError, match="no area"):
        decode(with_size(22, ">II", 0, 0), J2K)
    half = print_pixels(3).shape[1] // 2 + 1
    with pytest.raises(errors.TruncatedImageError, match="1 of its 2 tiles"):
        decode(with_size(22, ">I", half), J2K)


def test_components_are_bounded() -> None:
    for count in (0, 5, 16_384):
        data = with_size(2, ">H", 38 + 3 * count)
        data = data[:40] + struct.pack(">H", count) + data[42:]
        with pytest.raises(errors.SampleFormError):
            decode(data, J2K)


def test_a_part_of_a_tile_whose_length_lies() -> None:
    at = stream().index(b"\xff\x90")
    for size in (1, 13, 5_000, 2**31, 2**32 - 1):
        data = bytearray(stream())
        struct.pack_into(">I", data, at + 6, size)
        with pytest.raises(errors.SampleFormError):
            decode(bytes(data), J2K)
    data = bytearray(stream())
    struct.pack_into(">I", data, at + 6, 0)  # Up to the end marker.
    assert np.array_equal(decode(bytes(data), J2K), print_pixels(3))
    struct.pack_into(">H", data, at + 4, 7)
    with pytest.raises(errors.UndecodableImageError, match="tile 7"):
        decode(bytes(data), J2K)
