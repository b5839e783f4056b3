"""The text of fields: which characters a transaction may use, and how they are encoded.

Type-1 is always 7-bit ASCII. Field 1.015 (DCS) may state UTF-8 for the other records; without the
field they are 7-bit ASCII too. Source: ANSI/NIST-ITL 1-2011, section 5.5, table 4 and annex A.

A log names a file by two of its fields, whatever else the file is: `heading_of` finds them.
"""

import re
from dataclasses import dataclass

from ebts.faults import Faults
from ebts.records import FS, GS, RS, US, Field, place_of

_SETS = {"000": "ascii", "003": "utf-8"}
"""Codecs by the index of the first item of 1.015."""
_NAMES = {"ascii": "7-bit ASCII, because field 1.015 states no other set", "utf-8": "UTF-8"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1b\x7f-\x9f]")
"""All control characters but TAB, LF and CR, which EBTS allows in addresses and rap sheets."""

_LOOKED_AT_BYTES = 64 * 1024
"""Type-1 and the fields of Type-2 before the long texts."""
_TCN = re.compile(rb"\x1d1\.0{0,2}9:([^\x1c-\x1f]+)(?=[\x1c\x1d])")
_AGENCY = re.compile(rb"\x1d2\.0{0,2}73:([A-Z0-9]{9})(?=[\x1c-\x1f])")


def character_set(stated: Field | None, faults: Faults) -> str:
    """Choose the codec that 1.015 states; a set that is not supported is a fault."""
    if stated is None:
        return "ascii"
    indices = [items[0].zfill(3) for items in stated.subfields]
    for index in indices:
        if index not in _SETS:
            rule = "the service reads the sets 000 (ASCII) and 003 (UTF-8)"
            faults.add(place_of(1, 1), "1.015 DCS", index, rule)
    return "utf-8" if "003" in indices else "ascii"


def items_of(
    raw: bytes, place: str, field: str, encoding: str, faults: Faults
) -> tuple[tuple[str, ...], ...]:
    """Split a field into subfields and items. Wrong characters are faults."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        offending = raw[error.start : error.start + 1]
        rule = f"byte 0x{offending.hex()} is no character: the text is {_NAMES[encoding]}"
        faults.add(place, field, raw[max(0, error.start - 20) : error.start + 20], rule)
        text = raw.decode("latin-1")
    if wrong := _CONTROL.search(text):
        rule = f"control character 0x{ord(wrong[0]):02x} is not allowed in text"
        faults.add(place, field, text[max(0, wrong.start() - 20) : wrong.start() + 20], rule)
    subfields = text.split(RS.decode())
    return tuple(tuple(one.split(US.decode())) for one in subfields)


@dataclass(frozen=True)
class FileHeading:
    """What a file says of itself; empty where the file does not say it in order."""

    tcn: str = ""
    """1.009, of any characters."""
    agency: str = ""
    """2.073, the controlling agency."""


def heading_of(data: bytes) -> FileHeading:
    """Find the heading of what may be no transaction."""
    start = data[:_LOOKED_AT_BYTES]
    header, _, rest = start.partition(FS)
    if not header.startswith(b"1."):
        return FileHeading()
    described = GS + rest.partition(FS)[0] + FS
    tcn, agency = _TCN.search(header + FS), _AGENCY.search(described)
    return FileHeading(
        tcn[1].decode("latin-1") if tcn else "", agency[1].decode() if agency else ""
    )
