"""A file of several pictures is refused by name; smaller copies of one picture are not counted."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from matcher import errors
from matcher.codecs import Encoding, decode
from matcher.containers.tiff import MAX_DIRECTORIES
from tests.matcher.containers import files
from tests.matcher.containers.files import Entry, Pixels

PICTURE: Pixels = np.arange(48 * 64, dtype=np.uint8).reshape(48, 64)
JPEG = files.grey(PICTURE, Encoding.JPEG)


def page(subfile: int | None = None, old_subfile: int | None = None) -> list[Entry]:
    """List the entries of a page that shows the pixels of the first page again."""
    kinds: list[Entry] = [] if subfile is None else [(254, 4, [subfile])]
    kinds += [] if old_subfile is None else [(255, 3, [old_subfile])]
    return [*kinds, (256, 4, [64]), (257, 4, [48]), (258, 3, [8]), (259, 3, [1]), (262, 3, [1]),
            (273, 4, [8]), (277, 3, [1]), (278, 4, [48]), (279, 4, [64 * 48])]  # fmt: skip


def several(encoding: Encoding, **options: object) -> bytes:
    """Let Pillow write a file of three frames."""
    frames = [Image.fromarray(np.roll(PICTURE, n, 0)) for n in range(3)]
    return files.save(frames[0], encoding, save_all=True, append_images=frames[1:], **options)


REFUSED = {
    "pages": (Encoding.TIFF, several(Encoding.TIFF)),
    "pages, compressed": (Encoding.TIFF, several(Encoding.TIFF, compression="tiff_lzw")),
    "pages, 64 bits": (Encoding.TIFF, several(Encoding.TIFF, big_tiff=True)),
    "a second page": (Encoding.TIFF, files.grey_tiff(PICTURE, pages=[page()])),
    "a page of several": (Encoding.TIFF, files.grey_tiff(PICTURE, pages=[page(2)])),
    "a mask": (Encoding.TIFF, files.grey_tiff(PICTURE, pages=[page(4)])),
    "a page behind a copy": (Encoding.TIFF, files.grey_tiff(PICTURE, pages=[page(1), page()])),
    "a copy before the picture": (
        Encoding.TIFF,
        files.grey_tiff(PICTURE, extra=[(254, 4, [1])], pages=[page(0)]),
    ),
    "a copy of a picture elsewhere in the file": (
        Encoding.TIFF,
        files.grey_tiff(PICTURE, extra=[(254, 4, [1]), (330, 4, [8])]),
    ),
    "as many copies as no pyramid has": (
        Encoding.TIFF,
        files.grey_tiff(PICTURE, pages=[page(1)] * (MAX_DIRECTORIES - 1)),
    ),
    "animation": (Encoding.PNG, several(Encoding.PNG)),
    "animation behind another picture": (
        Encoding.PNG,
        several(Encoding.PNG, default_image=True),
    ),
    "one frame behind another picture": (
        Encoding.PNG,
        files.png(
            PICTURE,
            before=[files.animation(1)],
            after=[
                files.frame_control(0, 64, 48),
                files.png_chunk(b"fdAT", struct.pack(">I", 1) + zlib.compress(bytes(65 * 48))),
            ],
        ),
    ),
    "pictures": (
        Encoding.JPEG,
        files.with_segments(JPEG, files.picture_index([0x030000, 0x020002])) + JPEG,
    ),
    "pictures, big-endian": (
        Encoding.JPEG,
        files.with_segments(JPEG, files.picture_index([0x030000, 0, 0x010001], ">")) + JPEG,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_several_pictures_are_refused_by_name(name: str) -> None:
    encoding, data = REFUSED[name]
    with pytest.raises(errors.MultipleFramesError):
        decode(data, encoding)


def test_pictures_that_another_encoder_wrote_are_refused() -> None:
    data = io.BytesIO()
    frames = [Image.fromarray(np.roll(PICTURE, n, 0)) for n in range(2)]
    frames[0].save(data, "MPO", save_all=True, append_images=frames[1:])
    with pytest.raises(errors.MultipleFramesError):
        decode(data.getvalue(), Encoding.JPEG)


TAKEN = {
    "copies behind": files.grey_tiff(PICTURE, pages=[page(1), page(5)]),
    "a copy as old files say it": files.grey_tiff(PICTURE, pages=[page(old_subfile=2)]),
    "a lone page that calls itself a page": files.grey_tiff(PICTURE, extra=[(254, 4, [2])]),
    "a lone page that calls itself a copy": files.grey_tiff(PICTURE, extra=[(254, 4, [1])]),
}


@pytest.mark.parametrize("name", TAKEN)
def test_one_picture_is_taken(name: str) -> None:
    assert np.array_equal(decode(TAKEN[name], Encoding.TIFF), PICTURE)


def with_next(offset: int) -> bytes:
    """Write a TIFF whose only directory says where the next one is."""
    plain = files.grey_tiff(PICTURE)
    [first] = struct.unpack_from("<I", plain, 4)
    [count] = struct.unpack_from("<H", plain, first)
    at = first + 2 + 12 * count
    return plain[:at] + struct.pack("<I", offset or first) + plain[at + 4 :]


@pytest.mark.parametrize("offset", [0, 10_000_000, 2**32 - 1])
def test_a_chain_that_leads_back_or_nowhere_ends(offset: int) -> None:
    # 0: the directory names itself.
    assert np.array_equal(decode(with_next(offset), Encoding.TIFF), PICTURE)


@pytest.mark.parametrize("subfile", [0, 1])
def test_a_million_pages_are_not_counted(subfile: int) -> None:
    plain = with_next(len(with_next(0)))
    pages = np.zeros(1_000_000, "<u2, <u2, <u2, <u4, <u4, <u4")
    pages[:] = (1, 254, 4, 1, subfile, 0)
    pages["f5"] = len(plain) + pages.itemsize * np.arange(1, len(pages) + 1)
    with pytest.raises(errors.MultipleFramesError, match=f"{MAX_DIRECTORIES} pages"):
        decode(plain + pages.tobytes(), Encoding.TIFF)


def test_a_ring_of_pages_ends() -> None:
    plain = with_next(len(with_next(0)))
    ring = [struct.pack("<HHHIII", 1, 254, 4, 1, 1, at) for at in (len(plain) + 18, len(plain))]
    assert np.array_equal(decode(plain + b"".join(ring), Encoding.TIFF), PICTURE)
