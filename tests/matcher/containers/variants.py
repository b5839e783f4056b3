"""One print in every legal form: each must decode to the same pixels."""

import struct
import zlib
from functools import cache

import numpy as np

from matcher.codecs import Encoding
from tests.images import print_pixels
from tests.matcher.containers import files
from tests.matcher.containers.files import Pixels

Variant = tuple[Encoding, bytes]

SEED = 21
UNUSED = 7
"""A grey that does not occur in the print: as good as transparent."""
XMP = b'<rdf:Description tiff:Orientation="3"/>'


@cache
def the_print() -> Pixels:
    """Render the print, without one grey. Its sides are no multiples of each other or of 16."""
    pixels = print_pixels(SEED)[:333, :245]
    return np.where(pixels == UNUSED, UNUSED + 1, pixels).astype(np.uint8)


def palette() -> tuple[Pixels, list[int]]:
    """Give each grey another index. Returns the index of each grey, and the grey of each index."""
    greys = np.random.default_rng(1).permutation(256)
    return np.argsort(greys).astype(np.uint8), [int(grey) for grey in greys]


def all_variants() -> dict[str, Variant]:
    """Build every variant, by its name."""
    return {
        **_png(),
        **_tiff(),
        **_tiff_colour(),
        **_bmp(),
        "raw": (Encoding.RAW_GREY8, the_print().tobytes()),
    }


def _png() -> dict[str, Variant]:
    pixels = the_print()
    height, width = pixels.shape
    index_of, greys = palette()
    colours = files.png_chunk(b"PLTE", bytes(np.repeat(np.array(greys, np.uint8), 3)))
    indices = index_of[pixels]
    opaque = bytes(0 if grey == UNUSED else 255 for grey in greys)
    rgb = np.repeat(pixels[..., None], 3, 2)
    alpha = np.full_like(pixels, 255)
    text = files.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)
    profile = files.png_chunk(b"iCCP", b"odd\0\0" + zlib.compress(bytes(200)))
    made = {
        "grey": files.png(pixels),
        "interlaced": _interlaced(pixels),
        "rgb": files.png(rgb, colour_type=2, width=width),
        "palette": files.png(indices, colour_type=3, before=[colours]),
        "palette, an unused colour transparent": files.png(
            indices, colour_type=3, before=[colours, files.png_chunk(b"tRNS", opaque)]
        ),
        "palette, all opaque": files.png(
            indices, colour_type=3, before=[colours, files.png_chunk(b"tRNS", b"\xff" * 256)]
        ),
        "grey, an unused grey transparent": files.png(
            pixels, before=[files.png_chunk(b"tRNS", struct.pack(">H", UNUSED))]
        ),
        "rgb, an unused colour transparent": files.png(
            rgb,
            colour_type=2,
            width=width,
            before=[files.png_chunk(b"tRNS", struct.pack(">HHH", 1, 2, 3))],
        ),
        "grey, opaque alpha": files.png(np.dstack([pixels, alpha]), colour_type=4, width=width),
        "rgb, opaque alpha": files.png(np.dstack([rgb, alpha]), colour_type=6, width=width),
        "gamma 1.0": files.png(
            pixels, before=[files.png_chunk(b"gAMA", struct.pack(">I", 100_000))]
        ),
        "profile": files.png(pixels, before=[profile]),
        "orientation in XMP": files.png(pixels, before=[text], after=[text]),
        "orientation 1": files.png(
            pixels, before=[files.png_chunk(b"eXIf", files.orientation_exif(1))]
        ),
        "an animation of one frame": files.png(
            pixels, before=[files.animation(1), files.frame_control(0, width, height)]
        ),
        "an animation of which nothing follows": files.png(
            pixels, before=[files.animation(3), files.frame_control(0, 10, 10)]
        ),
    }
    return {f"png, {name}": (Encoding.PNG, data) for name, data in made.items()}


def _interlaced(pixels: Pixels) -> bytes:
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
              (1, 0, 2, 1)]  # fmt: skip
    rows = b"".join(
        np.pad(pixels[y::down, x::across], ((0, 0), (1, 0))).tobytes()
        for y, x, down, across in passes
    )
    head = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 0, 0, 0, 1)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            files.png_chunk(b"IHDR", head),
            files.png_chunk(b"IDAT", zlib.compress(rows)),
            files.png_chunk(b"IEND", b""),
        )
    )


def _tiff() -> dict[str, Variant]:
    pixels = the_print()
    height, width = pixels.shape
    rows = [pixels[y : y + 50].tobytes() for y in range(0, height, 50)]
    in_strips = files.grey_tags(pixels, t278=50)
    reversed_bits = np.packbits(np.unpackbits(pixels[..., None], axis=2)[..., ::-1], axis=2)[..., 0]
    tile_tags = files.grey_tags(pixels, t322=64, t323=32)
    del tile_tags[278]
    padded = np.pad(pixels, ((0, -height % 32), (0, -width % 64)))
    tiles = [
        padded[y : y + 32, x : x + 64].tobytes()
        for y in range(0, height, 32)
        for x in range(0, width, 64)
    ]
    squeezed = {**tile_tags, 259: (3, [8])}
    made = {
        "little-endian": files.grey_tiff(pixels),
        "big-endian": files.grey_tiff(pixels, order=">"),
        "64-bit": files.big_tiff(pixels),
        "strips": files.tiff(rows, in_strips),
        "tiles": files.tiff(tiles, tile_tags, tiled=True),
        "tiles, deflate": files.tiff([zlib.compress(one) for one in tiles], squeezed, tiled=True),
        "white is zero": files.tiff([(255 - pixels).tobytes()], files.grey_tags(pixels, t262=0)),
        "white is zero, deflate": files.tiff(
            [zlib.compress((255 - pixels).tobytes())], files.grey_tags(pixels, t262=0, t259=8)
        ),
        "reversed bits": files.tiff([reversed_bits.tobytes()], files.grey_tags(pixels, t266=2)),
        "unnamed extra sample": files.tiff(
            [np.dstack([pixels, pixels[::-1]]).tobytes()],
            {**files.grey_tags(pixels, t277=2, t338=0), 258: (3, [8, 8])},
        ),
        "a smaller copy behind": files.grey_tiff(pixels, pages=[_page(width // 8, height // 8, 1)]),
        "a pyramid behind": files.grey_tiff(
            pixels, pages=[_page(width >> n, height >> n, 1) for n in range(1, 6)]
        ),
        "orientation 1": files.grey_tiff(pixels, extra=[(files.ORIENTATION, 3, [1])]),
        "orientation in XMP": files.grey_tiff(pixels, extra=[(700, 1, list(XMP))]),
        "profile": files.grey_tiff(pixels, extra=[(34675, 7, [1] * 300)]),
        "predictor": files.tiff(
            [zlib.compress(np.diff(pixels, axis=1, prepend=np.uint8(0)).tobytes())],
            files.grey_tags(pixels, t259=8, t317=2),
        ),
        **{
            compression: files.grey(pixels, Encoding.TIFF, compression=compression)
            for compression in ("tiff_lzw", "packbits", "tiff_adobe_deflate", "lzma")
        },
    }
    return {f"tiff, {name}": (Encoding.TIFF, data) for name, data in made.items()}


def _page(width: int, height: int, subfile: int) -> list[files.Entry]:
    """List the entries of a page whose pixels are those of the first."""
    return [(254, 4, [subfile]), (256, 4, [width]), (257, 4, [height]), (258, 3, [8]),
            (259, 3, [1]), (262, 3, [1]), (273, 4, [8]), (277, 3, [1]), (278, 4, [height]),
            (279, 4, [width * height])]  # fmt: skip


def _tiff_colour() -> dict[str, Variant]:
    pixels = the_print()
    index_of, greys = palette()
    rgb = np.repeat(pixels[..., None], 3, 2)
    alpha = np.full_like(pixels, 255)
    colour = {**files.grey_tags(pixels, t262=2, t277=3), 258: (3, [8, 8, 8])}
    with_alpha = {**files.grey_tags(pixels, t262=2, t277=4), 258: (3, [8] * 4)}
    grey_alpha = {**files.grey_tags(pixels, t277=2), 258: (3, [8, 8])}
    colours = (3, [grey * 257 for grey in greys] * 3)
    made = {
        "rgb": files.tiff([rgb.tobytes()], colour),
        "rgb in planes": files.tiff([pixels.tobytes()] * 3, {**colour, 284: (3, [2])}),
        "palette": files.tiff(
            [index_of[pixels].tobytes()], {**files.grey_tags(pixels, t262=3), 320: colours}
        ),
        "rgb, opaque alpha": files.tiff(
            [np.dstack([rgb, alpha]).tobytes()], {**with_alpha, 338: (3, [2])}
        ),
        "rgb, opaque premultiplied alpha": files.tiff(
            [np.dstack([rgb, alpha]).tobytes()], {**with_alpha, 338: (3, [1])}
        ),
        "grey, opaque alpha": files.tiff(
            [np.dstack([pixels, alpha]).tobytes()], {**grey_alpha, 338: (3, [2])}
        ),
        "grey, opaque premultiplied alpha": files.tiff(
            [np.dstack([pixels, alpha]).tobytes()], {**grey_alpha, 338: (3, [1])}
        ),
        "palette, opaque alpha": files.tiff(
            [np.dstack([index_of[pixels], alpha]).tobytes()],
            {**grey_alpha, 262: (3, [3]), 338: (3, [2]), 320: colours},
        ),
    }
    return {f"tiff, {name}": (Encoding.TIFF, data) for name, data in made.items()}


def _bmp() -> dict[str, Variant]:
    pixels = the_print()
    height, width = pixels.shape
    index_of, greys = palette()
    upwards, padding = pixels[::-1], ((0, 0), (0, -width % 4))
    rgbx = np.dstack([upwards, upwards, upwards, np.zeros_like(upwards)])
    opaque = np.dstack([upwards, upwards, upwards, np.full_like(upwards, 255)])
    masks = (0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    plain = np.pad(upwards, padding).tobytes()
    identity = range(256)
    made = {
        "grey": files.bmp(plain, width, height, 8, palette=identity),
        "palette": files.bmp(
            np.pad(index_of[upwards], padding).tobytes(), width, height, 8, palette=greys
        ),
        "downwards": files.bmp(
            np.pad(pixels, padding).tobytes(), width, -height, 8, palette=identity
        ),
        "24 bits": files.grey(np.repeat(pixels[..., None], 3, 2), Encoding.BMP),
        "32 bits": files.bmp(rgbx.tobytes(), width, height, 32),
        "opaque alpha": files.bmp(opaque.tobytes(), width, height, 32, compression=3, masks=masks),
    }
    return {f"bmp, {name}": (Encoding.BMP, data) for name, data in made.items()}


def jpeg_variants() -> dict[str, bytes]:
    """Write the same coded pixels with everything that a JPEG may hold beside them."""
    plain = files.grey(the_print(), Encoding.JPEG, quality=95)
    preview = files.grey(the_print()[::8, ::8], Encoding.JPEG)
    profile = files.segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(300))
    return {
        "plain": plain,
        "comment": files.with_segments(plain, files.segment(0xFE, b"a comment")),
        "profile": files.with_segments(plain, profile),
        "orientation 1": files.with_segments(plain, files.exif_segment(files.orientation_exif(1))),
        "exif without orientation": files.with_segments(
            plain, files.exif_segment(files.exif([(282, 5, [500, 1])]))
        ),
        "orientation in XMP": files.with_segments(
            plain, files.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
        ),
        "preview in Exif": files.with_segments(
            plain, files.exif_segment(files.orientation_exif(1) + preview)
        ),
        "large thumbnails": files.with_segments(
            plain, files.picture_index([0x030000, 0x010001, 0x010002])
        )
        + preview * 2,
        "an index that cannot be read": files.with_segments(
            plain, files.segment(0xE2, b"MPF\0II*\0\xff\xff\xff\xff")
        ),
        "fill bytes": plain[:2] + b"\xff" * 100 + plain[2:],
        "bytes behind the end": plain + bytes(1000),
    }
