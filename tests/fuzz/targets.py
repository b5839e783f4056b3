"""What is fuzzed: readers of bytes that anybody may send, each with real files to begin with.

A reader may refuse its input with a SampleError. Whatever else happens is a finding.
"""

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from matcher.codecs import Encoding, encode_wsq
from matcher.containers import (
    read_bmp,
    read_jpeg,
    read_jpeg2000,
    read_png,
    read_tiff,
    read_wsq,
)
from matcher.errors import SampleError
from matcher.interchange import TemplateFormat, import_template
from matcher.types import FingerPosition

READERS = (read_bmp, read_jpeg, read_jpeg2000, read_png, read_tiff, read_wsq)
_BY_SUFFIX = {".tif": Encoding.TIFF, ".wsq": Encoding.WSQ, ".png": Encoding.PNG}
_MOST_FILES = 8
_IAFIS_FILE = "type-9-4-iafis.an2"


@dataclass(frozen=True)
class Target:
    """A reader and what it is fed with first."""

    modules: tuple[str, ...]
    """Packages whose coverage guides the search."""
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]


def _read_container(data: bytes) -> None:
    """The first byte chooses the reader."""
    if not data:
        return
    try:
        READERS[data[0] % len(READERS)](data[1:])
    except SampleError:
        return


def _importer(form: TemplateFormat) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        try:
            import_template(data, form, FingerPosition.RIGHT_INDEX)
        except SampleError:
            return

    return run


def real_images() -> Iterator[tuple[Encoding, bytes]]:
    """Yield real prints, where the environment names their folder."""
    folder = os.environ.get("TENPRINT_DATA", "")
    if not folder:
        return
    for place in ("wsq/*.wsq", "fvc2002_db1_b/*_1.tif", "fvc2004_db2_b/*_1.tif"):
        for path in sorted(Path(folder).glob(place))[:_MOST_FILES]:
            yield _BY_SUFFIX[path.suffix], path.read_bytes()


def drawn_images() -> Iterator[tuple[Encoding, bytes]]:
    """Yield small pictures in every encoding and in variants of each."""
    y, x = np.mgrid[0:96, 0:80]
    pixels = np.asarray(128 + 100 * np.sin(x / 3 + y / 7), np.uint8)
    yield Encoding.WSQ, encode_wsq(pixels)
    variants: list[tuple[Encoding, dict[str, object]]] = [
        (Encoding.BMP, {}),
        (Encoding.JPEG, {"dpi": (500, 500)}),
        (Encoding.JPEG, {"progressive": True}),
        (Encoding.JPEG2000, {}),
        (Encoding.JPEG2000, {"no_jp2": True, "tile_size": (32, 32)}),
        (Encoding.PNG, {"dpi": (500, 500)}),
        (Encoding.TIFF, {"dpi": (500, 500)}),
        (Encoding.TIFF, {"compression": "tiff_lzw"}),
    ]
    for encoding, options in variants:
        data = io.BytesIO()
        Image.fromarray(pixels).save(data, encoding.name, **options)
        yield encoding, data.getvalue()


def _container_seeds() -> Iterator[bytes]:
    order = [Encoding.BMP, Encoding.JPEG, Encoding.JPEG2000, Encoding.PNG, Encoding.TIFF]
    order.append(Encoding.WSQ)
    for encoding, data in (*drawn_images(), *real_images()):
        yield bytes([order.index(encoding)]) + data


def _record_seeds(form: TemplateFormat) -> Callable[[], Iterator[bytes]]:
    def seeds() -> Iterator[bytes]:
        from tests.matcher.interchange import records

        if form is TemplateFormat.ISO_19794_2_2005:
            yield records.iso(records.view(), records.view(position=7, extended=bytes(5)))
        elif form is TemplateFormat.ANSI_378_2004:
            yield records.ansi(records.view())
            yield records.ansi(records.view(), long=True)
        else:
            yield records.type9(records.m1())
            yield records.type9(records.standard())
            path = Path(os.environ.get("TENPRINT_DATA", "")) / "an2k" / _IAFIS_FILE
            if path.is_file():
                data = path.read_bytes()
                start = data.index(b"9.001:")
                yield data[start : data.index(b"\x1c", start) + 1]

    return seeds


TARGETS = {
    "containers": Target(("matcher.containers",), _read_container, _container_seeds),
    **{
        name: Target(("matcher.interchange",), _importer(form), _record_seeds(form))
        for name, form in (
            ("iso", TemplateFormat.ISO_19794_2_2005),
            ("ansi", TemplateFormat.ANSI_378_2004),
            ("type9", TemplateFormat.TYPE_9),
        )
    },
}
