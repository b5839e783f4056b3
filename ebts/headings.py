"""Whose a file is, and its number, found without judging the file: a log names refused files."""

import re
from dataclasses import dataclass

from ebts.records import FS, GS

_LOOKED_AT_BYTES = 64 * 1024
"""Type-1 and the fields of Type-2 before the long texts."""
_TCN = re.compile(rb"\x1d1\.0{0,2}9:([^\x1c-\x1f]+)(?=[\x1c\x1d])")
_AGENCY = re.compile(rb"\x1d2\.0{0,2}73:([A-Z0-9]{9})(?=[\x1c-\x1f])")


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
