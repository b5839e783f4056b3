"""Bytes of every kind: decoded as they are, or refused by name; never a crash, never half."""

import base64
import gzip
import io
import resource
import struct
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from ebts.writing import write
from matcher import errors
from matcher.codecs import Encoding, decode, encode_wsq, read_header
from matcher.containers import MAX_DECODED_PIXELS
from tenprint.samples import guess_encoding
from tenprint.v1 import sample_pb2
from tests.images import encode, png_header
from tests.matcher.containers import files
from tests.transactions import card

# Pillow warns of damaged tags that it can do without; what counts here is what comes out.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

FILES = tuple(one for one in Encoding if one is not Encoding.RAW_GREY8)
MIB = 2**20


def pattern(width: int = 80, height: int = 60) -> NDArray[np.uint8]:
    y, x = np.mgrid[0:height, 0:width]
    return np.asarray(128 + 100 * np.sin(x / 3 + y / 7), np.uint8)


def image_bytes(encoding: Encoding, **options: object) -> bytes:
    if encoding is Encoding.WSQ:
        return encode_wsq(pattern())
    data = io.BytesIO()
    Image.fromarray(pattern()).save(data, encoding.name, **options)
    return data.getvalue()


VARIANTS = {
    "png": image_bytes(Encoding.PNG),
    "tiff": image_bytes(Encoding.TIFF),
    "tiff-lzw": image_bytes(Encoding.TIFF, compression="tiff_lzw"),
    "tiff-deflate": image_bytes(Encoding.TIFF, compression="tiff_adobe_deflate"),
    "tiff-packbits": image_bytes(Encoding.TIFF, compression="packbits"),
    "bmp": image_bytes(Encoding.BMP),
    "jpeg": image_bytes(Encoding.JPEG),
    "jpeg-progressive": image_bytes(Encoding.JPEG, progressive=True),
    "wsq": image_bytes(Encoding.WSQ),
    "jpeg2000": image_bytes(Encoding.JPEG2000),
    "jpeg2000-raw": image_bytes(Encoding.JPEG2000, no_jp2=True),
    "jpeg2000-tiles": image_bytes(Encoding.JPEG2000, tile_size=(32, 32)),
    "jpeg2000-lossy": image_bytes(
        Encoding.JPEG2000, irreversible=True, quality_mode="rates", quality_layers=[10]
    ),
    # What else stands in a file is damaged here too. The tag turns by half.
    "png-turned": image_bytes(Encoding.PNG, exif=files.orientation_exif(3)),
    "jpeg-turned": image_bytes(Encoding.JPEG, exif=b"Exif\0\0" + files.orientation_exif(3)),
    "jpeg-thumbnail": files.with_segments(
        image_bytes(Encoding.JPEG), files.picture_index([0x030000, 0x010001])
    ),
    "tiff-turned": image_bytes(Encoding.TIFF, tiffinfo={files.ORIENTATION: 3}),
    "png-alpha": encode(np.dstack([pattern()] * 3 + [np.full_like(pattern(), 255)])),
}


LOSSY = {"wsq": 100, "jpeg2000-lossy": 80} | {
    name: 40 for name in VARIANTS if name.startswith("jpeg") and "2000" not in name
}
"""The most that a grey level may change, where the encoder loses anything."""


OTHERS = {
    b"%PDF-1.7\n": "a PDF",
    b"PK\x03\x04" + bytes(40): "a ZIP archive",
    gzip.compress(VARIANTS["png"]): "a compressed file",
    b"GIF89a" + bytes(40): "a GIF image",
    write(card()): "an EBTS transaction",
    b"FMR\0 20\0" + bytes(40): "a finger record of ISO or ANSI",
    b"\n<!DOCTYPE html><html>": "an HTML page",
    b"<?xml version='1.0'?>": "an XML file",
    base64.b64encode(VARIANTS["wsq"]): "a WSQ image in base64",
    b"data:image/png;base64," + base64.b64encode(VARIANTS["png"]): "a PNG image in base64",
}
"""What is sent in place of an image, and its name."""


def encoding_of(variant: str) -> Encoding:
    return Encoding(variant.partition("-")[0])


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_kind_of_file_decodes(variant: str) -> None:
    pixels = decode(VARIANTS[variant], encoding_of(variant))
    assert pixels.dtype == np.uint8
    assert pixels.shape == (60, 80)
    shown = np.rot90(pattern(), 2) if variant.endswith("turned") else pattern()
    difference = np.abs(pixels.astype(int) - shown).max()
    assert difference <= LOSSY.get(variant, 0)


def test_raw_grey_is_taken_row_by_row() -> None:
    data = pattern().tobytes()
    pixels = decode(data, Encoding.RAW_GREY8, width_px=80, height_px=60)
    assert np.array_equal(pixels, pattern())


def test_grey_in_colour_is_the_same_grey() -> None:
    data = encode(np.repeat(pattern()[:, :, None], 3, 2))
    assert np.array_equal(decode(data, Encoding.PNG), pattern())


def test_a_palette_is_looked_up() -> None:
    image = Image.fromarray(np.array([[0, 1], [1, 0]], np.uint8), "P")
    image.putpalette([10, 10, 10, 200, 200, 200])
    data = io.BytesIO()
    image.save(data, "PNG")
    assert decode(data.getvalue(), Encoding.PNG).tolist() == [[10, 200], [200, 10]]


@pytest.mark.parametrize("encoding", Encoding)
def test_no_bytes(encoding: Encoding) -> None:
    with pytest.raises(errors.EmptyImageError):
        decode(b"", encoding, width_px=1, height_px=1)


@pytest.mark.parametrize("encoding", FILES)
def test_bytes_that_are_no_image(encoding: Encoding) -> None:
    with pytest.raises(errors.UndecodableImageError):
        decode(b"not an image at all, but long enough to look", encoding)


@pytest.mark.parametrize("stated", Encoding)
@pytest.mark.parametrize("variant", VARIANTS)
def test_an_image_of_another_encoding_is_named(variant: str, stated: Encoding) -> None:
    """Every pair of what is stated and what is sent, whatever size is stated."""
    sent = encoding_of(variant)
    for width, height in ((80, 60), (0, 0)) if stated in FILES else ((80, 60), (7, 3)):
        if sent is stated:
            assert decode(VARIANTS[variant], stated).shape in {(60, 80), (80, 60)}
            continue
        with pytest.raises(errors.UndecodableImageError) as refused:
            decode(VARIANTS[variant], stated, width_px=width, height_px=height)
        told = str(refused.value)
        assert f"image, but `encoding` says {stated.name}: state {sent.name}" in told


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_client_states_what_the_service_names(variant: str) -> None:
    stated = sample_pb2.ImageEncoding.Name(guess_encoding(VARIANTS[variant]))
    assert stated == f"IMAGE_ENCODING_{encoding_of(variant).name}"


@pytest.mark.parametrize("stated", FILES)
@pytest.mark.parametrize("grey", [0, 100, 255])
def test_raw_grey_that_is_stated_as_a_file_is_named(stated: Encoding, grey: int) -> None:
    """Grey 100 is the letter d, so that a dark image could be taken for a text."""
    for pixels in (pattern(), np.full_like(pattern(), grey)):
        with pytest.raises(errors.UndecodableImageError, match="state RAW_GREY8"):
            decode(pixels.tobytes(), stated, width_px=80, height_px=60)


@pytest.mark.parametrize("variant", VARIANTS)
def test_raw_grey_of_the_stated_size_may_begin_as_any_file_does(variant: str) -> None:
    pixels = (VARIANTS[variant] + bytes(4800))[:4800]
    decoded = decode(pixels, Encoding.RAW_GREY8, width_px=80, height_px=60)
    assert decoded.tobytes() == pixels


@pytest.mark.parametrize("stated", Encoding)
def test_another_kind_of_file_is_named(stated: Encoding) -> None:
    for data, words in OTHERS.items():
        with pytest.raises(errors.UndecodableImageError) as refused:
            decode(data, stated, width_px=80, height_px=60)
        assert f"the bytes are {words}, but `encoding` says {stated.name}" in str(refused.value)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("LA", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG"), ("I;16", "TIFF"),
     ("CMYK", "TIFF"), ("F", "TIFF")],
)  # fmt: skip
def test_formats_that_are_not_converted(mode: str, kind: str) -> None:
    data = io.BytesIO()
    Image.new(mode, (80, 60)).save(data, kind)
    with pytest.raises(errors.PixelFormatError):
        decode(data.getvalue(), Encoding[kind])


@pytest.mark.parametrize(("width", "height"), [(0, 60), (80, 0), (-80, 60), (0, 0), (-80, -60)])
def test_raw_grey_without_a_size(width: int, height: int) -> None:
    with pytest.raises(errors.ImageSizeMismatchError):
        decode(pattern().tobytes(), Encoding.RAW_GREY8, width_px=width, height_px=height)


def test_raw_grey_of_another_size() -> None:
    data = pattern().tobytes()
    with pytest.raises(errors.TruncatedImageError):
        decode(data[:-1], Encoding.RAW_GREY8, width_px=80, height_px=60)
    with pytest.raises(errors.ImageSizeMismatchError):
        decode(data + b"\0", Encoding.RAW_GREY8, width_px=80, height_px=60)


def test_a_stated_size_that_the_file_contradicts() -> None:
    assert decode(VARIANTS["png"], Encoding.PNG, width_px=80, height_px=60).shape == (60, 80)
    with pytest.raises(errors.ImageSizeMismatchError):
        decode(VARIANTS["png"], Encoding.PNG, width_px=80, height_px=61)


def bomb(encoding: Encoding) -> bytes:
    """A small file that states 20,000 x 20,000 px."""
    if encoding is Encoding.PNG:
        return png_header(20_000, 20_000)
    if encoding is Encoding.BMP:
        data = bytearray(image_bytes(Encoding.BMP))
        struct.pack_into("<ii", data, 18, 20_000, 20_000)
        return bytes(data)
    if encoding is Encoding.WSQ:
        data = bytearray(image_bytes(Encoding.WSQ))
        struct.pack_into(">HH", data, data.index(b"\xff\xa2\0\x11") + 6, 20_000, 20_000)
        return bytes(data)
    if encoding is Encoding.JPEG2000:
        data = bytearray(image_bytes(Encoding.JPEG2000))
        struct.pack_into(">II", data, data.index(b"\xff\x51") + 6, 20_000, 20_000)
        return bytes(data)
    if encoding is Encoding.JPEG:
        data = bytearray(image_bytes(Encoding.JPEG))
        at = data.index(b"\xff\xc0") + 5
        struct.pack_into(">HH", data, at, 20_000, 20_000)
        return bytes(data)
    # A strip of zeros that inflates to the whole picture, 400 kB as it stands.
    blob = zlib.compressobj(9)
    strip = b"".join(blob.compress(bytes(MIB)) for _ in range(382)) + blob.flush()
    tags = {256: 20_000, 257: 20_000, 258: 8, 259: 8, 262: 1, 277: 1, 278: 20_000, 279: len(strip)}
    entries = sorted({**tags, 273: 8 + 2 + 12 * 9 + 4}.items())
    directory = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    return b"II*\0" + struct.pack("<IH", 8, 9) + directory + bytes(4) + strip


@pytest.mark.parametrize("encoding", FILES)
def test_a_bomb_is_refused_from_its_header(encoding: Encoding) -> None:
    data = bomb(encoding)
    assert len(data) < MIB
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(errors.ImageTooLargeError):
        decode(data, encoding)
    grown_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib) / 1024
    # Decoded, it would be 381 MiB.
    assert grown_mib < 50


def test_raw_grey_over_the_limit_is_refused() -> None:
    with pytest.raises(errors.ImageTooLargeError):
        read_header(
            bytes(MAX_DECODED_PIXELS + 6_000), Encoding.RAW_GREY8, width_px=6_000, height_px=4_001
        )


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_file_cut_anywhere_is_refused_or_loses_nothing(variant: str) -> None:
    data, encoding = VARIANTS[variant], encoding_of(variant)
    whole = decode(data, encoding)
    for length in range(1, len(data), 7):
        try:
            pixels = decode(data[:length], encoding)
        except errors.SampleError:
            continue
        # Only trailers (a checksum, an end marker) may be missing without a loss.
        assert np.array_equal(pixels, whole), f"{length} of {len(data)} bytes gave other pixels"


@pytest.mark.parametrize("encoding", FILES)
def test_half_a_file_is_called_truncated(encoding: Encoding) -> None:
    data = image_bytes(encoding)
    with pytest.raises(errors.TruncatedImageError):
        decode(data[: len(data) * 2 // 3], encoding)


FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def decodes_or_refuses(data: bytes, encoding: Encoding, width: int = 0, height: int = 0) -> None:
    try:
        pixels = decode(data, encoding, width_px=width, height_px=height)
    except errors.SampleError:
        return
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 2


@FUZZ
@given(st.binary(max_size=300), st.sampled_from(Encoding), st.integers(-5, 20), st.integers(-5, 20))
def test_random_bytes_never_crash(data: bytes, encoding: Encoding, width: int, height: int) -> None:
    decodes_or_refuses(data, encoding, width, height)


@FUZZ
@given(st.binary(max_size=200), st.sampled_from(sorted(VARIANTS)), st.integers(4, 60))
def test_random_bytes_after_a_sound_start_never_crash(data: bytes, variant: str, kept: int) -> None:
    decodes_or_refuses(VARIANTS[variant][:kept] + data, encoding_of(variant))


@FUZZ
@given(
    st.sampled_from(sorted(VARIANTS)),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6),
    st.booleans(),
)
def test_mutated_images_never_crash(
    variant: str, changes: list[tuple[int, int]], header_only: bool
) -> None:
    data = bytearray(VARIANTS[variant])
    for place, value in changes:
        data[place % (150 if header_only else len(data))] = value
    decodes_or_refuses(bytes(data), encoding_of(variant))
