"""Finger minutiae records of ISO/IEC 19794-2:2005 and ANSI INCITS 378-2004, which are cousins.

    field                    ISO            ANSI
    magic, version           "FMR\\0" " 20\\0"
    length of the record     4 bytes        2 bytes; 0 and 4 more if it is longer than 65,535
    product identifier       none           2 + 2 bytes
    capture equipment        2 bytes
    width, height            2 + 2 bytes, px
    resolution x, y          2 + 2 bytes, px a centimetre
    views, reserved          1 + 1 bytes
    of each view: position, view and impression (4 + 4 bits), quality, minutiae: 4 bytes
        of each minutia: type (2 bits) and x (14), 0 and y, angle, quality: 6 bytes
        length of extended data, and those data

All numbers are big-endian. The origin is the upper left corner. The angle counts 1.40625° in ISO
and 2° in ANSI, counter-clockwise from +x; of an ending along its ridge, of a fork up its valley.
Source: ISO/IEC 19794-2:2005, clause 7; ANSI INCITS 378-2004, clause 6; NIST's own readers and
writers of both (usnistgov/biomdi, `fingerminutia`).
"""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from matcher.errors import InvalidTemplateError
from matcher.interchange.formats import TemplateFormat
from matcher.interchange.records import (
    MAX_VIEWS,
    UNKNOWN_QUALITY,
    FingerView,
    impression_of,
    in_range,
    scale_of,
)
from matcher.types import Minutia, MinutiaType

MAX_RECORD_SIZE = 1_000_000
"""176 views of 255 minutiae are 270,000 bytes."""
MAX_COORDINATE = 2**14 - 1

_MAGIC = b"FMR\0 20\0"
_WRITTEN_PPCM = 197
_SHORT_SIZE = 65_535
_VIEW = struct.Struct(">BBBB")
_MINUTIA = struct.Struct(">HHBB")
_IMAGE = struct.Struct(">HHHHBB")
_KINDS = {1: MinutiaType.RIDGE_ENDING, 2: MinutiaType.BIFURCATION}
_CODES = {kind: code for code, kind in _KINDS.items()}
_OTHER = 0


@dataclass(frozen=True)
class _Dialect:
    """What differs between the two standards."""

    name: str
    steps_per_turn: int
    """Of angles."""


_DIALECTS = {
    TemplateFormat.ISO_19794_2_2005: _Dialect("ISO/IEC 19794-2:2005", 256),
    TemplateFormat.ANSI_378_2004: _Dialect("ANSI 378-2004", 180),
}


class _Reader:
    """Reads fields one after another; each error names the field and the byte."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name, self.at = data, name, 0

    def unpack(self, form: struct.Struct, field: str) -> tuple[int, ...]:
        end = self.at + form.size
        if end > len(self._data):
            raise InvalidTemplateError(
                f"the {self._name} record ends at byte {len(self._data)}, within {field}"
            )
        found = form.unpack_from(self._data, self.at)
        self.at = end
        return found

    def number(self, code: str, field: str) -> int:
        return self.unpack(struct.Struct(">" + code), field)[0]

    def skip(self, size: int, field: str) -> None:
        if self.at + size > len(self._data):
            raise InvalidTemplateError(
                f"{field}: {size} bytes are stated, {len(self._data) - self.at} are there"
            )
        self.at += size


def read_record(data: bytes, form: TemplateFormat) -> list[FingerView]:
    """Read all views of a record. Raises InvalidTemplateError."""
    dialect = _DIALECTS[form]
    if len(data) > MAX_RECORD_SIZE:
        raise InvalidTemplateError(
            f"the template has {len(data):,} bytes, at most {MAX_RECORD_SIZE:,} are read"
        )
    if not data.startswith(_MAGIC):
        raise InvalidTemplateError(
            f"the template begins with {data[:8].hex()}, not with the magic FMR and version 20 of "
            f"{dialect.name}"
        )
    reader = _Reader(data, dialect.name)
    reader.skip(len(_MAGIC), "magic")
    length = _read_length(reader, form)
    if length != len(data):
        raise InvalidTemplateError(
            f"record length is {length}, the template has {len(data)} bytes: check the format, "
            f"which is stated as {dialect.name}"
        )
    if form is TemplateFormat.ANSI_378_2004:
        reader.skip(4, "product identifier")
    reader.skip(2, "capture equipment")
    width, height, across, down, count, _ = reader.unpack(_IMAGE, "image size and resolution")
    scales = scale_of("x resolution", across), scale_of("y resolution", down)
    size = (
        in_range("image width", width, 1, MAX_COORDINATE + 1),
        in_range("image height", height, 1, MAX_COORDINATE + 1),
    )
    views = [
        _read_view(reader, dialect, size, scales, f"view {number}")
        for number in range(1, in_range("number of views", count, 1, MAX_VIEWS) + 1)
    ]
    if reader.at != len(data):
        raise InvalidTemplateError(f"{len(data) - reader.at} bytes follow the last view")
    return views


def _read_length(reader: _Reader, form: TemplateFormat) -> int:
    if form is TemplateFormat.ISO_19794_2_2005:
        return reader.number("I", "record length")
    return reader.number("H", "record length") or reader.number("I", "record length")


def _read_view(
    reader: _Reader,
    dialect: _Dialect,
    size: tuple[int, int],
    scales: tuple[float, float],
    name: str,
) -> FingerView:
    position, kind, quality, count = reader.unpack(_VIEW, f"the header of {name}")
    in_range(f"{name}: finger position", position, 0, 10)
    in_range(f"{name}: finger quality", quality, 0, 100)
    found = [
        _read_minutia(reader, dialect, size, scales, f"{name}, minutia {number}")
        for number in range(1, count + 1)
    ]
    reader.skip(reader.number("H", f"{name}: length of extended data"), f"{name}: extended data")
    return FingerView(
        position,
        impression_of(kind & 0x0F),
        quality,
        max(1, round(size[0] * scales[0])),
        max(1, round(size[1] * scales[1])),
        tuple(minutia for minutia, _ in found),
        any(known for _, known in found),
    )


def _read_minutia(
    reader: _Reader,
    dialect: _Dialect,
    size: tuple[int, int],
    scales: tuple[float, float],
    name: str,
) -> tuple[Minutia, bool]:
    """Read a minutia, and whether its type is stated."""
    first, second, angle, quality = reader.unpack(_MINUTIA, name)
    kind = in_range(f"{name}: type", first >> 14, 0, 2)
    x = in_range(f"{name}: x", first & MAX_COORDINATE, 0, size[0] - 1)
    y = in_range(f"{name}: y", second & MAX_COORDINATE, 0, size[1] - 1)
    in_range(f"{name}: angle", angle, 0, dialect.steps_per_turn - 1)
    in_range(f"{name}: quality", quality, 0, 100)
    minutia = Minutia(
        x * scales[0],
        y * scales[1],
        direction(angle / dialect.steps_per_turn),
        _KINDS.get(kind, MinutiaType.RIDGE_ENDING),
        quality / 100 if quality else UNKNOWN_QUALITY,
    )
    return minutia, kind != _OTHER


def direction(turns: float) -> float:
    """Return an angle of so many turns in [-pi, pi)."""
    return ((turns + 0.5) % 1.0 - 0.5) * 2 * math.pi


def write_record(views: Sequence[FingerView], form: TemplateFormat) -> bytes:
    """Write a record of views of one size at 500 ppi. Raises InvalidTemplateError."""
    dialect = _DIALECTS[form]
    sizes = {(view.width_px, view.height_px) for view in views}
    if len(sizes) != 1:
        raise InvalidTemplateError(f"a record holds images of one size, not of {len(sizes)}")
    [(width, height)] = sizes
    in_range("image width", width, 1, MAX_COORDINATE)
    in_range("image height", height, 1, MAX_COORDINATE)
    image = _IMAGE.pack(width, height, _WRITTEN_PPCM, _WRITTEN_PPCM, len(views), 0)
    body = image + b"".join(_write_view(view, number, dialect) for number, view in enumerate(views))
    if form is TemplateFormat.ISO_19794_2_2005:
        return _MAGIC + struct.pack(">IH", len(_MAGIC) + 6 + len(body), 0) + body
    tail = bytes(6) + body  # No product, no equipment.
    length = len(_MAGIC) + 2 + len(tail)
    if length <= _SHORT_SIZE:
        return _MAGIC + struct.pack(">H", length) + tail
    return _MAGIC + struct.pack(">HI", 0, length + 4) + tail


def _write_view(view: FingerView, number: int, dialect: _Dialect) -> bytes:
    in_range("number of minutiae", len(view.minutiae), 0, 255)
    kind = number << 4 | int(view.impression)
    head = _VIEW.pack(view.position, kind, view.quality, len(view.minutiae))
    rows = [_write_minutia(one, view, dialect) for one in view.minutiae]
    return head + b"".join(rows) + bytes(2)


def _write_minutia(one: Minutia, view: FingerView, dialect: _Dialect) -> bytes:
    x = min(max(round(one.x_px), 0), view.width_px - 1)
    y = min(max(round(one.y_px), 0), view.height_px - 1)
    turns = one.direction_rad / (2 * math.pi)
    angle = round(turns * dialect.steps_per_turn) % dialect.steps_per_turn
    quality = min(max(round(one.quality * 100), 1), 100)
    return _MINUTIA.pack(_CODES[one.type] << 14 | x, y, angle, quality)
