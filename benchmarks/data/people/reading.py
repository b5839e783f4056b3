"""Your own ten-prints of real people, from a table, NIST's databases or EBTS files.

The source is a CSV file (see `table`), or a folder with such a file, or images with the
names of NIST Special Databases 300, 301 and 302, or a folder of EBTS files (see `transactions`).

The names, after the databases' user guides:

SD 300        00001000_roll_500_01.png              subject, impression, ppi, finger
SD 301        00002223_01_dryrun-A_500_roll_01.png  subject, encounter, device, ppi, capture, finger
SD 302a       00002302_A_roll_01.png                subject, device, capture, finger
SD 302b, d    00002302_U_500_roll_01.png            subject, device, ppi, capture, finger

Fingers are ANSI/NIST codes: 11 and 12 are plain thumbs; 13 and more are slaps and palms, which
are ignored, like captures called slap and palm. `slap-segmented` is one finger of a slap.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from benchmarks.data.datasets import ENCODINGS
from benchmarks.data.errors import MeasurementError
from benchmarks.data.people.prints import FoundPrints, PersonPrint
from benchmarks.data.people.table import OPTIONAL, REQUIRED, is_table, read_table
from benchmarks.data.people.transactions import read_transactions
from matcher.types import FingerPosition, ImpressionType

SUPPORTED = (
    f"a CSV file with the columns {','.join(REQUIRED)} and perhaps {','.join(OPTIONAL)}, or a "
    "folder of images named as NIST SD 300, 301 or 302, or a folder of EBTS files, each an "
    "encounter: the person is the sub-folder, or what stands before _ in the file's name"
)

_SUBJECT = r"(?P<person>\d{8})"
_CAPTURE = r"(?P<capture>[a-z]+(?:-segmented)?)"
_FINGER = r"(?P<finger>\d{2})"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_SUBJECT}_(?P<capture>roll|plain)_(?P<ppi>\d+)_{_FINGER}",
        rf"{_SUBJECT}_(?P<device>[A-Z])_{_CAPTURE}_{_FINGER}",
        rf"{_SUBJECT}_(?P<device>[A-Z])_(?P<ppi>\d+)_{_CAPTURE}_{_FINGER}",
        rf"{_SUBJECT}_(?P<encounter>\d+)_(?P<device>[\w-]+?)_(?P<ppi>\d+|variable)_{_CAPTURE}_{_FINGER}",
    )
)
_CAPTURES = {
    "roll": ImpressionType.LIVESCAN_ROLLED,
    "plain": ImpressionType.LIVESCAN_PLAIN,
    "slap-segmented": ImpressionType.LIVESCAN_PLAIN,
}
_OPERATED = frozenset("RSUV")
"""Devices of SD 302b with an operator; their prints are enrolled."""


def read_people(place: Path, *, default_ppi: int = 500) -> FoundPrints:
    """Find the prints of a CSV file or a folder. Raises MeasurementError.

    default_ppi: for images whose resolution is not stated.
    """
    table = place if place.is_file() else _table_in(place)
    if table:
        found = read_table(table, default_ppi)
    else:
        found = FoundPrints(_named_files(place, default_ppi))
        if not found.prints:
            found = read_transactions(place)
    if not (found.prints or found.skipped):
        raise MeasurementError(f"{place} holds no prints of people: give {SUPPORTED}")
    if not found.prints:
        first = found.skipped[0]
        where = (
            f"rows can be used; line {first.line}" if table else f"images can be used; {first.path}"
        )
        raise MeasurementError(
            f"{place}: none of {len(found.skipped)} {where}: {first.reason}, {first.detail}"
        )
    return found


def _table_in(folder: Path) -> Path | None:
    if not folder.is_dir():
        raise MeasurementError(f"{folder} is neither a file nor a folder: give {SUPPORTED}")
    tables = sorted(path for path in folder.glob("*.csv") if is_table(path))
    if len(tables) > 1:
        raise MeasurementError(f"{folder} holds {len(tables)} tables of people: name one of them")
    return tables[0] if tables else None


def _named_files(folder: Path, default_ppi: int) -> list[PersonPrint]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return parse_files(files, default_ppi=default_ppi)


def parse_files(files: Iterable[Path], *, default_ppi: int = 500) -> list[PersonPrint]:
    """Make prints of the files with known names; of several resolutions keep one.

    Slaps of several fingers, palms and latents are ignored.
    """
    nearest: dict[tuple[str, str, FingerPosition], PersonPrint] = {}
    for path in files:
        one = parse_name(path, default_ppi) if path.suffix.lower() in ENCODINGS else None
        if one is None:
            continue
        key = (one.person, one.encounter, one.position)
        if key not in nearest or _distance(one) < _distance(nearest[key]):
            nearest[key] = one
    return sorted(nearest.values(), key=lambda one: one.order)


def parse_name(path: Path, default_ppi: int) -> PersonPrint | None:
    """Parse a file's name; None unless it is a single finger of a known database."""
    found = next((match for one in _PATTERNS if (match := one.fullmatch(path.stem))), None)
    parts: dict[str, str | None] = found.groupdict() if found else {}
    capture, finger = parts.get("capture") or "", int(parts.get("finger") or 0)
    if capture not in _CAPTURES or not 1 <= finger <= 12:
        return None
    ppi = parts.get("ppi") or ""
    return PersonPrint(
        parts["person"] or "",
        _encounter(capture, parts.get("device") or "", parts.get("encounter") or ""),
        FingerPosition(finger).finger,
        _CAPTURES[capture],
        int(ppi) if ppi.isdigit() else default_ppi,
        path,
    )


def _encounter(capture: str, device: str, number: str) -> str:
    """Name an encounter so that the encounter to enrol sorts first."""
    rank = (0 if capture == "roll" else 1) + (0 if not device or device in _OPERATED else 2)
    return "-".join(part for part in (str(rank), number, device, capture) if part)


def _distance(one: PersonPrint) -> tuple[int, Path]:
    """Order by distance from 500 ppi; equals by name."""
    return abs(one.ppi - 500), one.path
