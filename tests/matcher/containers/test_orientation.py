"""One rule turns the images of all formats; a tag without a meaning is refused, never guessed."""

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from matcher import errors
from matcher.codecs import Encoding, decode, read_header
from tests.matcher.containers import files
from tests.matcher.containers.files import ORIENTATION, Entry, Pixels
from tests.matcher.containers.variants import the_print

SHOWN = {
    1: [[1, 2, 3], [4, 5, 6]],
    2: [[3, 2, 1], [6, 5, 4]],
    3: [[6, 5, 4], [3, 2, 1]],
    4: [[4, 5, 6], [1, 2, 3]],
    5: [[1, 4], [2, 5], [3, 6]],
    6: [[4, 1], [5, 2], [6, 3]],
    7: [[6, 3], [5, 2], [4, 1]],
    8: [[3, 6], [2, 5], [1, 4]],
}
"""What the stored rows 1 2 3 and 4 5 6 show. TIFF 6.0, section 8: 6, for instance, says that the
first stored row is the right side as shown, and the first stored column the top."""

JPEG = files.grey(the_print(), Encoding.JPEG, quality=95)

Write = Callable[[Pixels, Entry], bytes]


def png_before(pixels: Pixels, entry: Entry) -> bytes:
    return files.png(pixels, before=[files.png_chunk(b"eXIf", files.exif([entry]))])


def png_after(pixels: Pixels, entry: Entry) -> bytes:
    return files.png(pixels, after=[files.png_chunk(b"eXIf", files.exif([entry], ">"))])


def jpeg_little_endian(pixels: Pixels, entry: Entry) -> bytes:
    plain = files.grey(pixels, Encoding.JPEG, quality=95)
    return files.with_segments(plain, files.exif_segment(files.exif([entry])))


def jpeg_big_endian(pixels: Pixels, entry: Entry) -> bytes:
    plain = files.grey(pixels, Encoding.JPEG, quality=95)
    others: list[Entry] = [(271, 2, list(b"maker\0")), entry, (282, 5, [500, 1])]
    return files.with_segments(plain, files.exif_segment(files.exif(others, ">")))


def tiff_raw(pixels: Pixels, entry: Entry) -> bytes:
    return files.grey_tiff(pixels, extra=[entry])


def tiff_big_endian(pixels: Pixels, entry: Entry) -> bytes:
    return files.grey_tiff(pixels, order=">", extra=[entry])


def tiff_deflate(pixels: Pixels, entry: Entry) -> bytes:
    tags = files.grey_tags(pixels, t259=8)
    return files.tiff([zlib.compress(pixels.tobytes())], tags, extra=[entry])


WRITERS: dict[str, tuple[Encoding, Write]] = {
    "png, before the pixels": (Encoding.PNG, png_before),
    "png, behind the pixels": (Encoding.PNG, png_after),
    "jpeg, little-endian": (Encoding.JPEG, jpeg_little_endian),
    "jpeg, big-endian": (Encoding.JPEG, jpeg_big_endian),
    "tiff, little-endian": (Encoding.TIFF, tiff_raw),
    "tiff, big-endian": (Encoding.TIFF, tiff_big_endian),
    "tiff, deflate": (Encoding.TIFF, tiff_deflate),
}
every_writer = pytest.mark.parametrize("writer", WRITERS)


@pytest.mark.parametrize("value", SHOWN)
def test_each_value_means_what_tiff_says(value: int) -> None:
    stored = np.array([[1, 2, 3], [4, 5, 6]], np.uint8)
    for writer in ("png, before the pixels", "tiff, little-endian", "tiff, deflate"):
        encoding, write = WRITERS[writer]
        shown = decode(write(stored, (ORIENTATION, 3, [value])), encoding)
        assert shown.tolist() == SHOWN[value], writer
    assert decode(files.big_tiff(stored, value), Encoding.TIFF).tolist() == SHOWN[value]


@every_writer
@pytest.mark.parametrize("value", SHOWN)
def test_a_tag_turns_the_print_alike_in_every_format(writer: str, value: int) -> None:
    encoding, write = WRITERS[writer]
    upright = decode(write(the_print(), (ORIENTATION, 3, [1])), encoding)
    shown = decode(write(the_print(), (ORIENTATION, 3, [value])), encoding)
    places = np.array(SHOWN[value]) - 1
    stored_places = np.arange(6).reshape(2, 3)
    assert np.array_equal(shown, turned_like(upright, stored_places, places))
    assert shown.flags.c_contiguous


def turned_like(pixels: Pixels, before: NDArray[np.int_], after: NDArray[np.int_]) -> Pixels:
    """Turn pixels in the one of the eight ways that turns `before` into `after`."""
    ways = [
        (turns, mirrored)
        for turns in range(4)
        for mirrored in (False, True)
        if np.array_equal(np.rot90(before.T if mirrored else before, turns), after)
    ]
    [(turns, mirrored)] = ways
    return np.asarray(np.rot90(pixels.T if mirrored else pixels, turns))


@every_writer
@pytest.mark.parametrize("value", [3, 6])
def test_a_stated_size_is_the_size_before_turning(writer: str, value: int) -> None:
    encoding, write = WRITERS[writer]
    height, width = the_print().shape
    data = write(the_print(), (ORIENTATION, 3, [value]))
    header = read_header(data, encoding, width_px=width, height_px=height)
    assert (header.width_px, header.height_px) == (width, height)
    shape = (width, height) if value == 6 else (height, width)
    assert decode(data, encoding, width_px=width, height_px=height).shape == shape
    with pytest.raises(errors.ImageSizeMismatchError):
        decode(data, encoding, width_px=height, height_px=width)


@every_writer
def test_a_long_number_means_what_a_short_one_means(writer: str) -> None:
    encoding, write = WRITERS[writer]
    long, short = ((ORIENTATION, kind, [3]) for kind in (4, 3))
    assert np.array_equal(
        decode(write(the_print(), long), encoding), decode(write(the_print(), short), encoding)
    )


MEANINGLESS: list[Entry] = [
    *((ORIENTATION, 3, [value]) for value in (0, 9, 255, 65_535)),
    (ORIENTATION, 4, [2**32 - 1]),
    (ORIENTATION, 3, [3, 3]),
    (ORIENTATION, 3, []),
    (ORIENTATION, 1, [3]),
    (ORIENTATION, 2, list(b"3\0")),
    (ORIENTATION, 5, [3, 1]),
    (ORIENTATION, 7, [3]),
    (ORIENTATION, 3, [3] * 2_000),
]


@every_writer
@pytest.mark.parametrize("entry", MEANINGLESS, ids=lambda entry: str(entry)[:30])
def test_a_tag_without_a_meaning_is_refused_by_name(writer: str, entry: Entry) -> None:
    encoding, write = WRITERS[writer]
    with pytest.raises(errors.OrientationError):
        decode(write(the_print(), entry), encoding)


def test_two_tags_are_refused_even_if_they_agree() -> None:
    twice: list[Entry] = [(ORIENTATION, 3, [3])] * 2
    block = files.exif(twice)
    tagged_files = {
        Encoding.TIFF: files.grey_tiff(the_print(), extra=twice),
        Encoding.JPEG: files.with_segments(JPEG, files.exif_segment(block)),
        Encoding.PNG: files.png(the_print(), before=[files.png_chunk(b"eXIf", block)]),
    }
    for encoding, data in tagged_files.items():
        with pytest.raises(errors.OrientationError, match="twice"):
            decode(data, encoding)


def test_two_blocks_are_refused() -> None:
    block = files.orientation_exif(3)
    chunk = files.png_chunk(b"eXIf", block)
    with pytest.raises(errors.OrientationError, match="2 Exif blocks"):
        decode(files.png(the_print(), before=[chunk], after=[chunk]), Encoding.PNG)
    with pytest.raises(errors.OrientationError, match="2 Exif blocks"):
        decode(files.with_segments(JPEG, *[files.exif_segment(block)] * 2), Encoding.JPEG)


BROKEN = {
    "empty": b"",
    "cut": files.orientation_exif(3)[:-6],
    "no header": b"no tags at all, but long enough",
    "points beyond": files.header(first_offset=1_000_000),
    "points at itself": files.header(first_offset=2**32 - 1),
    "65,535 tags, of which none follows": files.header() + b"\xff\xff",
    "2,000 tags": files.exif([(n, 3, [1]) for n in range(300, 2_300)]),
    "64 bits, 2**64 tags": b"II" + struct.pack("<HHHQQ", 43, 8, 0, 16, 2**64 - 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_block_that_cannot_be_read_is_refused_by_name(name: str) -> None:
    block = BROKEN[name]
    with pytest.raises(errors.OrientationError, match="Exif"):
        decode(files.with_segments(JPEG, files.exif_segment(block)), Encoding.JPEG)
    with pytest.raises(errors.OrientationError, match="Exif"):
        decode(files.png(the_print(), before=[files.png_chunk(b"eXIf", block)]), Encoding.PNG)


def test_a_damaged_chunk_is_not_believed() -> None:
    chunk = bytearray(files.png_chunk(b"eXIf", files.orientation_exif(3)))
    chunk[-1] ^= 1
    with pytest.raises(errors.OrientationError, match="damaged"):
        decode(files.png(the_print(), before=[bytes(chunk)]), Encoding.PNG)


def test_the_preview_in_an_exif_block_turns_nothing() -> None:
    preview = files.directory([(ORIENTATION, 3, [6])], 22)
    main = files.header() + files.directory([(271, 3, [1])], 8, next_offset=26)
    with_preview = files.with_segments(JPEG, files.exif_segment(main + preview))
    assert np.array_equal(decode(with_preview, Encoding.JPEG), decode(JPEG, Encoding.JPEG))


def test_pillow_reads_the_same_tags() -> None:
    """Our files are what another reader takes for tagged files, wherever it looks at all."""
    for writer, (_, write) in WRITERS.items():
        for value in SHOWN:
            image = Image.open(io.BytesIO(write(the_print(), (ORIENTATION, 3, [value]))))
            assert image.getexif()[ORIENTATION] == value, writer


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]))
def test_any_block_turns_the_image_or_is_refused(body: bytes, start: bytes) -> None:
    chunk = files.png_chunk(b"eXIf", start + body)
    stored = np.array([[1, 2, 3], [4, 5, 6]], np.uint8)
    try:
        shown = decode(files.png(stored, before=[chunk]), Encoding.PNG)
    except errors.OrientationError:
        return
    assert shown.tolist() in SHOWN.values()
