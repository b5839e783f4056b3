"""Images whose small headers hide how much work they are."""

import io
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from matcher.codecs import Encoding, decode
from matcher.containers import MAX_JPEG_SCANS
from matcher.errors import ImageTooLargeError, UndecodableImageError


def _jpeg(extra_scan_count: int) -> bytes:
    jpeg = io.BytesIO()
    Image.fromarray(np.full((64, 64), 128, np.uint8)).save(jpeg, "JPEG", progressive=True)
    whole, end = jpeg.getvalue()[:-2], jpeg.getvalue()[-2:]
    return whole + whole[whole.rfind(b"\xff\xda") :] * extra_scan_count + end


def _tiff(tile_px: int, tags: int = 0) -> bytes:
    """One tile in an image of 100 x 100 px, with so many tags of no meaning."""
    tile = zlib.compress(bytes(16))
    entries = {256: 100, 257: 100, 258: 8, 259: 8, 262: 1, 277: 1}
    entries |= {322: tile_px, 323: tile_px, 324: 8, 325: len(tile)}
    directory = b"".join(struct.pack("<HHLL", tag, 4, 1, entries[tag]) for tag in sorted(entries))
    # 1,000 bytes each, of a file that has fewer in all.
    directory += b"".join(struct.pack("<HHLL", 1000 + n, 1, 1000, 8) for n in range(tags))
    head = b"II*\0" + struct.pack("<L", 8 + len(tile)) + tile
    return head + struct.pack("<H", len(entries) + tags) + directory + bytes(4)


def test_a_jpeg_of_many_scans_is_refused() -> None:
    assert decode(_jpeg(20), Encoding.JPEG).shape == (64, 64)
    with pytest.raises(UndecodableImageError, match="scans"):
        decode(_jpeg(MAX_JPEG_SCANS), Encoding.JPEG)


def test_a_tiff_of_tiles_far_larger_than_the_image_is_refused() -> None:
    with pytest.raises(ImageTooLargeError, match="tiles"):
        decode(_tiff(16_384), Encoding.TIFF)


def test_an_image_cannot_write_to_standard_error() -> None:
    # In a process of its own: here warnings are errors.
    code = (
        "import sys\n"
        "from matcher import codecs\n"
        "try: codecs.read_header(sys.stdin.buffer.read(), codecs.Encoding.TIFF)\n"
        "except codecs.UndecodableImageError: pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=_tiff(128, tags=50), capture_output=True, check=True
    )
    assert done.stderr == b""
