"""The same print in every format and every legal form gives the same pixels, or is refused."""

import io
import zlib

import numpy as np
import pytest
from PIL import Image

from matcher import errors
from matcher.codecs import Encoding, decode, read_header
from tests.matcher.containers import files, variants
from tests.matcher.containers.files import Pixels
from tests.matcher.containers.variants import the_print

ALL = variants.all_variants()
JPEGS = variants.jpeg_variants()


@pytest.mark.parametrize("name", ALL)
def test_each_legal_form_gives_the_same_pixels(name: str) -> None:
    encoding, data = ALL[name]
    height, width = the_print().shape
    header = read_header(data, encoding, width_px=width, height_px=height)
    assert (header.width_px, header.height_px) == (width, height)
    pixels = decode(data, encoding, width_px=width, height_px=height)
    assert pixels.dtype == np.uint8
    assert np.array_equal(pixels, the_print())


@pytest.mark.parametrize("name", JPEGS)
def test_what_a_jpeg_holds_beside_its_pixels_changes_none(name: str) -> None:
    plain = np.array(Image.open(io.BytesIO(JPEGS["plain"])))
    assert np.array_equal(decode(JPEGS[name], Encoding.JPEG), plain)
    assert np.abs(plain.astype(int) - the_print()).max() < 40


@pytest.mark.parametrize(
    "options",
    [{}, {"progressive": True}, {"subsampling": 0}, {"subsampling": 2}, {"keep_rgb": True}],
    ids=str,
)
def test_a_grey_jpeg_in_colour_differs_by_rounding(options: dict[str, object]) -> None:
    grey = decode(files.grey(the_print(), Encoding.JPEG, quality=95), Encoding.JPEG)
    coloured = Image.fromarray(the_print()).convert("RGB")
    data = files.save(coloured, Encoding.JPEG, quality=95, **options)
    difference = np.abs(decode(data, Encoding.JPEG).astype(int) - grey)
    # keep_rgb codes each channel with the table of luma too.
    assert difference.max() <= 2


def test_jpeg_inside_tiff_is_the_jpeg() -> None:
    inside = files.grey(the_print(), Encoding.TIFF, compression="jpeg", quality=95)
    difference = decode(inside, Encoding.TIFF).astype(int) - the_print()
    assert np.abs(difference).max() < 40


def low(bits: int) -> Pixels:
    """Coarsen the print to samples of so few bits."""
    return np.asarray(the_print() >> (8 - bits), np.uint8)


def packed(samples: Pixels, bits: int, *, multiple: int = 1) -> Pixels:
    """Pack samples into bytes, each row by itself, up to a multiple of bytes."""
    each = np.unpackbits(samples[..., None], axis=2)[..., 8 - bits :]
    rows = np.packbits(each.reshape(len(samples), -1), axis=1)
    return np.pad(rows, ((0, 0), (0, -rows.shape[1] % multiple)))


LOW_FORMS = [
    ("png", 1), ("png", 2), ("png", 4), ("png palette", 1), ("png palette", 2),
    ("png palette", 4), ("tiff", 1), ("tiff", 2), ("tiff", 4), ("tiff white is zero", 1),
    ("tiff white is zero", 2), ("tiff white is zero", 4), ("tiff palette", 1),
    ("tiff palette", 4), ("tiff group4", 1), ("bmp", 1), ("bmp", 4), ("bmp inverted", 1),
    ("bmp in 8 bits", 1), ("bmp in 4 bits", 1), ("bmp in 8 bits", 4),
]  # fmt: skip


@pytest.mark.parametrize(("form", "bits"), LOW_FORMS)
def test_few_bits_a_sample_give_the_greys_that_they_mean(form: str, bits: int) -> None:
    data = low_form(form, bits)
    greys = low(bits).astype(int) * 255 // (2**bits - 1)
    assert np.array_equal(decode(data, Encoding(form.partition(" ")[0])), greys)


def low_form(form: str, bits: int) -> bytes:
    """Write the coarsened print in a form: the format, then what is odd about it."""
    encoding, _, kind = form.partition(" ")
    write = {"png": low_png, "tiff": low_tiff, "bmp": low_bmp}[encoding]
    return write(kind, bits, low(bits), np.asarray(2**bits - 1 - low(bits), np.uint8))


def levels(bits: int) -> list[int]:
    return [value * 255 // (2**bits - 1) for value in range(2**bits)]


def low_png(kind: str, bits: int, samples: Pixels, inverted: Pixels) -> bytes:
    width = samples.shape[1]
    if kind != "palette":
        return files.png(packed(samples, bits), depth=bits, width=width)
    greys = np.array(levels(bits)[::-1], np.uint8)
    colours = files.png_chunk(b"PLTE", bytes(np.repeat(greys, 3)))
    rows = packed(inverted, bits)
    return files.png(rows, depth=bits, colour_type=3, before=[colours], width=width)


def low_tiff(kind: str, bits: int, samples: Pixels, inverted: Pixels) -> bytes:
    if kind == "group4":
        image = Image.fromarray(samples * np.uint8(255)).convert("1")
        return files.save(image, Encoding.TIFF, compression="group4")
    tags = {**files.grey_tags(the_print(), t258=bits)}
    if kind == "palette":
        tags |= {262: (3, [3]), 320: (3, [level * 257 for level in levels(bits)[::-1]] * 3)}
    elif kind == "white is zero":
        tags |= {262: (3, [0])}
    return files.tiff([packed(inverted if kind else samples, bits).tobytes()], tags)


def low_bmp(kind: str, bits: int, samples: Pixels, inverted: Pixels) -> bytes:
    height, width = samples.shape
    stored = int(kind.split()[1]) if kind.startswith("in ") else bits
    palette = levels(bits)[::-1] if kind == "inverted" else levels(bits)
    rows = packed(inverted if kind == "inverted" else samples, stored, multiple=4)
    return files.bmp(rows[::-1].tobytes(), width, height, stored, palette=palette)


def test_a_bmp_of_16_bits_a_pixel_has_greys_of_five() -> None:
    samples = the_print().astype(np.uint16) >> 3
    rows = np.pad(samples * (1 + 32 + 1024), ((0, 0), (0, samples.shape[1] % 2)))[::-1]
    height, width = samples.shape
    decoded = decode(files.bmp(rows.tobytes(), width, height, 16), Encoding.BMP)
    assert np.array_equal(decoded, samples.astype(int) * 255 // 31)


def refused_forms() -> dict[str, tuple[Encoding, bytes]]:
    pixels = the_print()
    height, width = pixels.shape
    index_of, greys = variants.palette()
    holed = np.full_like(pixels, 255)
    holed[height // 2, width // 2] = 254
    wide = pixels.astype(np.uint16) * 257
    rgb = np.repeat(pixels[..., None], 3, 2)
    some_grey = int(pixels[100, 100])
    colours = files.png_chunk(b"PLTE", bytes(np.repeat(np.array(greys, np.uint8), 3)))
    holes = files.png_chunk(b"tRNS", bytes(0 if grey == some_grey else 255 for grey in greys))
    big = wide.astype(">u2").tobytes()
    two_bytes = np.frombuffer(big, np.uint8).reshape(height, -1)
    rgb_wide = np.frombuffer(np.repeat(wide[..., None], 3, 2).astype(">u2").tobytes(), np.uint8)
    unsaid = {tag: value for tag, value in files.grey_tags(pixels).items() if tag != 262}
    alpha = {**files.grey_tags(pixels, t277=2, t338=2), 258: (3, [8, 8])}
    masks = (0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    image = Image.fromarray(pixels)
    upwards = np.dstack([pixels, pixels, pixels, holed])[::-1]
    png = {
        "transparent pixel in grey": files.png(
            np.dstack([pixels, holed]), colour_type=4, width=width
        ),
        "transparent pixel in rgb": files.png(np.dstack([rgb, holed]), colour_type=6, width=width),
        "transparent grey": files.png(
            pixels, before=[files.png_chunk(b"tRNS", bytes([0, some_grey]))]
        ),
        "transparent colour": files.png(
            rgb,
            colour_type=2,
            width=width,
            before=[files.png_chunk(b"tRNS", bytes([0, some_grey] * 3))],
        ),
        "transparent colour of a palette": files.png(
            index_of[pixels], colour_type=3, before=[colours, holes]
        ),
        "transparent grey of 4 bits": files.png(
            packed(low(4), 4), depth=4, width=width, before=[files.png_chunk(b"tRNS", b"\0\7")]
        ),
        "transparent grey of 1 bit": files.png(
            packed(low(1), 1), depth=1, width=width, before=[files.png_chunk(b"tRNS", b"\0\1")]
        ),
        "16 bits": files.png(two_bytes, depth=16, width=width),
        "rgb of 16 bits": files.png(
            rgb_wide.reshape(height, -1), depth=16, colour_type=2, width=width
        ),
        "grey and alpha of 16 bits": files.png(
            np.repeat(two_bytes, 2, 1), depth=16, colour_type=4, width=width
        ),
    }
    tiff = {
        "transparent pixel in grey": files.tiff([np.dstack([pixels, holed]).tobytes()], alpha),
        "transparent pixel in rgb": files.save(
            Image.fromarray(np.dstack([rgb, holed])), Encoding.TIFF
        ),
        "16 bits": files.save(Image.fromarray(wide), Encoding.TIFF),
        "rgb of 16 bits": files.tiff(
            [np.repeat(wide[..., None], 3, 2).tobytes()],
            {**files.grey_tags(pixels, t262=2, t277=3), 258: (3, [16] * 3)},
        ),
        "signed": files.tiff([pixels.tobytes()], files.grey_tags(pixels, t339=2)),
        "floating": files.save(image.convert("F"), Encoding.TIFF),
        "cmyk": files.save(image.convert("CMYK"), Encoding.TIFF),
        "lab": files.save(Image.new("LAB", (width, height)), Encoding.TIFF),
        "ycbcr": files.save(image.convert("YCbCr"), Encoding.TIFF),
        "black or white is zero": files.tiff([pixels.tobytes()], unsaid),
    }
    return {
        **{f"png, {name}": (Encoding.PNG, data) for name, data in png.items()},
        **{f"tiff, {name}": (Encoding.TIFF, data) for name, data in tiff.items()},
        "bmp, transparent pixel": (
            Encoding.BMP,
            files.bmp(upwards.tobytes(), width, height, 32, compression=3, masks=masks),
        ),
        "bmp, runs": (
            Encoding.BMP,
            files.bmp(b"\1\7" * 100, 10, 10, 8, palette=range(256), compression=1),
        ),
        "jpeg, cmyk": (Encoding.JPEG, files.save(image.convert("CMYK"), Encoding.JPEG)),
    }


REFUSED = refused_forms()


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_need_a_guess_is_refused(name: str) -> None:
    encoding, data = REFUSED[name]
    with pytest.raises(errors.PixelFormatError):
        decode(data, encoding)


def test_a_large_image_with_alpha_is_refused_by_its_size() -> None:
    # 25 megapixels: were the alpha looked at first, the pixels would have to be decoded.
    data = files.png(np.zeros((1, 1), np.uint8), colour_type=6, width=5_000)
    data = data[:20] + (5_000).to_bytes(4, "big") + data[24:]
    head = data[12:29]
    data = data[:29] + zlib.crc32(head).to_bytes(4, "big") + data[33:]
    with pytest.raises(errors.ImageTooLargeError):
        decode(data, Encoding.PNG)


@pytest.mark.parametrize("count", [6, 8])
def test_strips_that_do_not_fill_the_image_are_refused(count: int) -> None:
    pixels = the_print()  # 333 rows: seven strips of 50
    strips = [pixels[y : y + 50].tobytes() for y in range(0, 350, 50)]
    strips = (strips * 2)[:count]
    with pytest.raises(errors.TruncatedImageError):
        decode(files.tiff(strips, files.grey_tags(pixels, t278=50)), Encoding.TIFF)
