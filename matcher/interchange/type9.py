"""Type-9 records of ANSI/NIST-ITL transactions, in the traditional encoding.

Three blocks of fields describe minutiae; a record has one of them.

    block     fields         coordinates               angle
    standard  9.005 - 9.012  0.01 mm, from lower left  degrees, away from the ridge
    IAFIS     9.013 - 9.023  0.01 mm, from upper left  degrees, into the ridge
    M1        9.126 - 9.137  px, from upper left       2°, into the ridge (as ANSI 378)

Source of the standard block: ANSI/NIST-ITL 1-2000, clause 17, and NIST's converter to ANSI 378
(usnistgov/biomdi, `an2k2fmr`). Source of the M1 block: ANSI/NIST-ITL 1-2011, clause 8.9.5. Origin
and sense of the IAFIS block were measured on NIST's `type-9-4-iafis.an2`: 46 of its 48 minutiae lie
within 8 px of extracted ones, with angles that differ by 2° in the median.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from matcher.errors import InvalidTemplateError
from matcher.interchange.fmr import direction
from matcher.interchange.records import (
    UNKNOWN_QUALITY,
    FingerView,
    extent,
    impression_of,
    in_range,
    scale_of,
)
from matcher.types import STANDARD_PPI, ImpressionType, Minutia, MinutiaType

MAX_RECORD_SIZE = 1_000_000
MAX_MINUTIAE = 255

_FS, _GS, _RS, _US = "\x1c", "\x1d", "\x1e", "\x1f"
_FIELD = re.compile(r"9\.0*([0-9]{1,4}):")
_HUNDREDTHS = STANDARD_PPI / 2_540
"""Pixels at 500 ppi in 0.01 mm."""
_STANDARD, _IAFIS, _M1 = 12, 23, 137
_LETTERS = {"A": MinutiaType.RIDGE_ENDING, "B": MinutiaType.BIFURCATION}
_NUMBERS = {"1": MinutiaType.RIDGE_ENDING, "2": MinutiaType.BIFURCATION}
_LOCATION = re.compile(r"([0-9]{4})([0-9]{4})([0-9]{3})")

_Fields = Mapping[int, str]


def read_type9(data: bytes) -> FingerView:
    """Read one record, from `9.001:` to its end. Raises InvalidTemplateError."""
    fields = _split(data)
    blocks: dict[int, Callable[[_Fields], FingerView]] = {
        _M1: _read_m1,
        _IAFIS: _read_iafis,
        _STANDARD: _read_standard,
    }
    for number, read in blocks.items():
        if number in fields:
            return read(fields)
    raise InvalidTemplateError(
        "the Type-9 record has no minutiae: none of the fields 9.012, 9.023 and 9.137"
    )


def _split(data: bytes) -> _Fields:
    if len(data) > MAX_RECORD_SIZE:
        raise InvalidTemplateError(
            f"the Type-9 record has {len(data):,} bytes, at most {MAX_RECORD_SIZE:,} are read"
        )
    text = data.decode("latin-1").removesuffix(_FS)
    if _FS in text:
        raise InvalidTemplateError("the Type-9 record is followed by another record")
    found: dict[int, str] = {}
    for part in text.split(_GS):
        tag = _FIELD.match(part)
        if tag is None:
            raise InvalidTemplateError(f"no field of a Type-9 record begins with {part[:16]!r}")
        if int(tag[1]) in found:
            raise InvalidTemplateError(f"field 9.{int(tag[1]):03} stands twice")
        found[int(tag[1])] = part[tag.end() :]
    if found.get(1) != str(len(data)) and found.get(1) != str(len(text) + 1):
        raise InvalidTemplateError(
            f"field 9.001 says {found.get(1, '')[:16]!r}, the record has {len(data)} bytes"
        )
    return found


def _read_standard(fields: _Fields) -> FingerView:
    rows = _rows(fields, _STANDARD, least=4)
    located = [_location(row[1], _STANDARD, number) for number, row in enumerate(rows, 1)]
    height = extent([y for _, y, _ in located])
    minutiae = [
        # The record's angle points away from the ridge.
        Minutia(x, height - y, direction((degrees + 180) / 360), _kind(row[3]), UNKNOWN_QUALITY)
        for row, (x, y, degrees) in zip(rows, located, strict=True)
    ]
    return _view(fields, 6, 10, minutiae, height, any(row[3] in _LETTERS for row in rows))


def _read_iafis(fields: _Fields) -> FingerView:
    rows = _rows(fields, _IAFIS, least=4)
    located = [_location(row[1], _IAFIS, number) for number, row in enumerate(rows, 1)]
    minutiae = [
        Minutia(x, y, direction(degrees / 360), _kind(row[3]), UNKNOWN_QUALITY)
        for row, (x, y, degrees) in zip(rows, located, strict=True)
    ]
    height = extent([one.y_px for one in minutiae])
    return _view(fields, 14, 15, minutiae, height, any(row[3] in _LETTERS for row in rows))


def _read_m1(fields: _Fields) -> FingerView:
    width = _number(fields, 128, 1, 16_384)
    height = _number(fields, 129, 1, 16_384)
    per_cm = 2.54 if _number(fields, 130, 1, 2) == 1 else 1.0
    across = scale_of("field 9.131", _number(fields, 131, 1, 9_999) / per_cm)
    down = scale_of("field 9.132", _number(fields, 132, 1, 9_999) / per_cm)
    rows = _rows(fields, _M1, least=6)
    minutiae = []
    for number, row in enumerate(rows, 1):
        name = f"field 9.137, minutia {number}"
        x, y = _item(f"{name}: x", row[1], 0, width - 1), _item(f"{name}: y", row[2], 0, height - 1)
        steps = _item(f"{name}: angle", row[3], 0, 179)
        quality = _item(f"{name}: quality", row[5], 0, 100)
        kind = _NUMBERS.get(row[4].lstrip("0") or "0", MinutiaType.RIDGE_ENDING)
        minutiae.append(
            Minutia(
                x * across,
                y * down,
                direction(steps / 180),
                kind,
                quality / 100 if quality else UNKNOWN_QUALITY,
            )
        )
    known = any(row[4].lstrip("0") in _NUMBERS for row in rows)
    return FingerView(
        _number(fields, 134, 0, 10),
        _impression(fields),
        0,
        max(1, round(width * across)),
        max(1, round(height * down)),
        _counted(fields, 136, minutiae),
        known,
    )


def _view(
    fields: _Fields,
    position_field: int,
    count_field: int,
    minutiae: Sequence[Minutia],
    height_px: int,
    kinds_known: bool,
) -> FingerView:
    position = _item(f"field 9.{position_field:03}", _first(fields, position_field), 0, 10)
    return FingerView(
        position,
        _impression(fields),
        0,
        extent([one.x_px for one in minutiae]),
        height_px,
        _counted(fields, count_field, minutiae),
        kinds_known,
    )


def _rows(fields: _Fields, number: int, least: int) -> list[list[str]]:
    """Split a field of minutiae into items."""
    rows = [row.split(_US) for row in fields[number].split(_RS)]
    if len(rows) > MAX_MINUTIAE:
        raise InvalidTemplateError(
            f"field 9.{number:03} has {len(rows)} minutiae, at most {MAX_MINUTIAE} are read"
        )
    for index, row in enumerate(rows, 1):
        if len(row) < least:
            raise InvalidTemplateError(
                f"field 9.{number:03}, minutia {index} has {len(row)} items, {least} are needed"
            )
    return rows


def _location(text: str, number: int, index: int) -> tuple[float, float, int]:
    """Read x, y in pixels at 500 ppi and an angle in degrees."""
    found = _LOCATION.fullmatch(text)
    name = f"field 9.{number:03}, minutia {index}"
    if found is None:
        raise InvalidTemplateError(
            f"{name}: location {text[:16]!r} is not 4 digits of x, 4 of y and 3 of angle"
        )
    degrees = in_range(f"{name}: angle", int(found[3]), 0, 359)
    return int(found[1]) * _HUNDREDTHS, int(found[2]) * _HUNDREDTHS, degrees


def _kind(letter: str) -> MinutiaType:
    """Read A (ending) or B (bifurcation); C (compound) and D (undetermined) say neither."""
    return _LETTERS.get(letter, MinutiaType.RIDGE_ENDING)


def _impression(fields: _Fields) -> ImpressionType:
    return impression_of(_number(fields, 3, 0, 99))


def _counted(fields: _Fields, count_field: int, minutiae: Sequence[Minutia]) -> tuple[Minutia, ...]:
    """Check the stated number of minutiae."""
    stated = _number(fields, count_field, 0, 9_999)
    if stated != len(minutiae):
        raise InvalidTemplateError(
            f"field 9.{count_field:03} says {stated} minutiae, the record has {len(minutiae)}"
        )
    return tuple(minutiae)


def _number(fields: _Fields, number: int, low: int, high: int) -> int:
    return _item(f"field 9.{number:03}", fields.get(number, ""), low, high)


def _first(fields: _Fields, number: int) -> str:
    return re.split(f"[{_RS}{_US}]", fields.get(number, ""))[0]


def _item(name: str, text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise InvalidTemplateError(f"{name} is {text[:16]!r}: a number {low} to {high} is needed")
    return in_range(name, int(text), low, high)
