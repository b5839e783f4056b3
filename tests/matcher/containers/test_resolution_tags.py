"""The resolution that a file states: read in every format, believed in none."""

import struct

import numpy as np
import pytest
from PIL import Image

from matcher.codecs import Encoding, encode_wsq, read_header
from matcher.sampling import contradicting_ppi, make_sample
from matcher.types import FingerPosition
from tests.images import print_pixels
from tests.matcher.containers import files


def tagged(encoding: Encoding, ppi: object) -> float:
    return read_header(files.grey(print_pixels(3), encoding, dpi=ppi), encoding).tagged_ppi


@pytest.mark.parametrize("encoding", [Encoding.PNG, Encoding.TIFF, Encoding.BMP, Encoding.JPEG])
def test_a_tag_is_read(encoding: Encoding) -> None:
    assert tagged(encoding, (1000, 1000)) == pytest.approx(1000, rel=1e-3)
    assert tagged(encoding, (500, 1000)) == 0  # Another resolution down than across.


def test_units() -> None:
    stored = files.grey(print_pixels(3), Encoding.JPEG, dpi=(197, 197))
    at = stored.index(b"JFIF\0") + 7
    for unit, wanted in [(0, 0), (1, 197), (2, 500.38), (9, 0)]:
        data = stored[:at] + bytes([unit]) + stored[at + 1 :]
        assert read_header(data, Encoding.JPEG).tagged_ppi == pytest.approx(wanted)
    for unit, wanted in [(1, 0), (2, 197), (3, 500.38)]:
        data = files.grey(
            print_pixels(3), Encoding.TIFF, x_resolution=197, y_resolution=197, resolution_unit=unit
        )
        assert read_header(data, Encoding.TIFF).tagged_ppi == pytest.approx(wanted)
    shape = files.png_chunk(b"pHYs", struct.pack(">IIB", 19685, 19685, 0))
    assert read_header(files.png(print_pixels(3), before=[shape]), Encoding.PNG).tagged_ppi == 0


def test_a_tag_that_cannot_be_read_says_nothing() -> None:
    pixels = print_pixels(3)
    whole = files.grey(pixels, Encoding.TIFF, dpi=(500, 500))
    block = bytearray(whole)
    for code in (282, 283):
        at = block.index(struct.pack("<HHI", code, 5, 1)) + 8
        struct.pack_into("<I", block, at, 2**31)
    assert read_header(bytes(block), Encoding.TIFF).tagged_ppi == 0
    short = files.png_chunk(b"pHYs", b"\0\0")
    assert read_header(files.png(pixels, before=[short]), Encoding.PNG).tagged_ppi == 0


@pytest.mark.parametrize(
    ("file_ppi", "stated_ppi", "wanted"),
    [(1000, 500, 1000), (500, 1000, 500), (600, 500, 600), (508, 500, 0), (499.999, 500, 0),
     (72, 500, 0), (96, 500, 0), (0, 500, 0), (249.9, 500, 0), (300, 500, 300), (549, 500, 0)],
)  # fmt: skip
def test_what_contradicts(file_ppi: float, stated_ppi: int, wanted: int) -> None:
    assert contradicting_ppi(file_ppi, stated_ppi) == wanted


def test_the_stated_resolution_is_believed() -> None:
    sample = make_sample(
        encode_wsq(print_pixels(3)),
        Encoding.WSQ,
        resolution_ppi=600,
        position=FingerPosition.RIGHT_INDEX,
    )
    assert sample.tagged_ppi == 500
    assert np.allclose(sample.pixels.shape, np.array(print_pixels(3).shape) * 500 / 600, atol=1)


def test_raw_grey_states_nothing() -> None:
    pixels = np.asarray(Image.fromarray(print_pixels(3)))
    height, width = pixels.shape
    header = read_header(pixels.tobytes(), Encoding.RAW_GREY8, width_px=width, height_px=height)
    assert header.tagged_ppi == 0
