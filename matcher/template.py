"""The stored form of a template. A promise: every version ever written must load for ever.

Version 1, little-endian:

    magic      4s   b"TPTM"
    version    u8   1
    digest     8s   of the extractor: weights, code version
    ppi        u16  500
    width      u16  px
    height     u16  px
    quality    u8   0 to 100
    outline    u8   number of points
    minutiae   u8   number of minutiae
    outline points: x u16, y u16 (px)
    minutiae, best quality first: x u16, y u16 (1/8 px), direction u16 (1/65536 turn),
                                  type u8 (0 bifurcation, 1 ending), quality u8 (1/255)

The checksum is in the record header that wraps every stored blob.
"""

import struct
from dataclasses import dataclass

import numpy as np

from matcher.errors import CorruptRecordError
from matcher.types import STANDARD_PPI, Template

MAGIC = b"TPTM"
VERSION = 1
MAX_MINUTIAE = 255

_HEADER = struct.Struct("<4sB8sHHHBBB")
_OUTLINE = np.dtype([("x", "<u2"), ("y", "<u2")])
_MINUTIA = np.dtype(
    [("x", "<u2"), ("y", "<u2"), ("direction", "<u2"), ("type", "u1"), ("quality", "u1")]
)
STEPS_PER_PX = 8
STEPS_PER_TURN = 65536
SIZES = (_HEADER.size, _OUTLINE.itemsize, _MINUTIA.itemsize)
"""Bytes of the header, an outline point and a minutia, for the compiled reader in `preparing`."""


def encode(template: Template) -> bytes:
    """Write version 1."""
    header = _HEADER.pack(
        MAGIC,
        VERSION,
        template.extractor_digest,
        STANDARD_PPI,
        template.width_px,
        template.height_px,
        template.quality,
        len(template.outline_px),
        template.minutia_count,
    )
    outline = np.empty(len(template.outline_px), _OUTLINE)
    outline["x"], outline["y"] = np.rint(template.outline_px).astype(np.uint16).T
    minutiae = np.empty(template.minutia_count, _MINUTIA)
    minutiae["x"] = np.rint(template.x_px * STEPS_PER_PX)
    minutiae["y"] = np.rint(template.y_px * STEPS_PER_PX)
    turns = template.direction_rad.astype(np.float64) / (2 * np.pi)
    minutiae["direction"] = np.rint(turns * STEPS_PER_TURN).astype(np.int64) % STEPS_PER_TURN
    minutiae["type"] = template.type
    minutiae["quality"] = np.rint(template.minutia_quality * 255)
    return header + outline.tobytes() + minutiae.tobytes()


def check(data: bytes) -> None:
    """Raise CorruptRecordError if `decode` would, in a fraction of the time."""
    _read_header(data)


@dataclass(frozen=True)
class TemplateSummary:
    """The header of a stored template."""

    width_px: int
    height_px: int
    quality: int
    minutia_count: int


def summarise(data: bytes) -> TemplateSummary:
    """Read the header only; raises CorruptRecordError if `decode` would."""
    _, width, height, quality, _, count = _read_header(data)
    return TemplateSummary(width, height, quality, count)


def decode(data: bytes) -> Template:
    """Decode any version; raises CorruptRecordError for other bytes."""
    digest, width, height, quality, points, count = _read_header(data)
    middle = _HEADER.size + points * _OUTLINE.itemsize
    outline = np.frombuffer(data, _OUTLINE, points, _HEADER.size)
    minutiae = np.frombuffer(data, _MINUTIA, count, middle)
    steps = minutiae["direction"].astype(np.int16).astype(np.float64)
    return Template(
        width_px=width,
        height_px=height,
        quality=quality,
        outline_px=np.stack([outline["x"], outline["y"]], 1).astype(np.float32),
        x_px=minutiae["x"].astype(np.float32) / np.float32(STEPS_PER_PX),
        y_px=minutiae["y"].astype(np.float32) / np.float32(STEPS_PER_PX),
        direction_rad=(steps * (2 * np.pi / STEPS_PER_TURN)).astype(np.float32),
        type=minutiae["type"].copy(),
        minutia_quality=minutiae["quality"].astype(np.float32) / np.float32(255),
        extractor_digest=digest,
    )


def _read_header(data: bytes) -> tuple[bytes, int, int, int, int, int]:
    """Return digest, width, height, quality, outline points and minutiae."""
    if len(data) < _HEADER.size:
        raise CorruptRecordError(f"a template of {len(data)} bytes is too short")
    magic, version, digest, ppi, *counts = _HEADER.unpack_from(data)
    if magic != MAGIC or version != VERSION or ppi != STANDARD_PPI:
        raise CorruptRecordError(
            f"no template of a known version: magic {magic!r}, version {version}, {ppi} ppi"
        )
    width, height, quality, points, count = counts
    size = _HEADER.size + points * _OUTLINE.itemsize + count * _MINUTIA.itemsize
    if len(data) != size:
        raise CorruptRecordError(f"a template of {len(data)} bytes does not fit its own counts")
    return digest, width, height, quality, points, count
