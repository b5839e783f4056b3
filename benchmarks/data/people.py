"""Your own ten-prints of real people, from a table or in the layouts of NIST's databases.

The source is a CSV file `person,encounter,position,impression,ppi,path`, or a folder with such a
file, or images with the names of NIST Special Databases 300, 301 and 302. The first encounter of a
person, in the order of names, is enrolled; the second searches.

The names, after the databases' user guides:

SD 300        00001000_roll_500_01.png              subject, impression, ppi, finger
SD 301        00002223_01_dryrun-A_500_roll_01.png  subject, encounter, device, ppi, capture, finger
SD 302a       00002302_A_roll_01.png                subject, device, capture, finger
SD 302b, d    00002302_U_500_roll_01.png            subject, device, ppi, capture, finger

Fingers are ANSI/NIST codes: 11 and 12 are plain thumbs; 13 and more are slaps and palms, which
are ignored, like captures called slap and palm. `slap-segmented` is one finger of a slap.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data.datasets import ENCODINGS
from benchmarks.data.errors import MeasurementError
from matcher.errors import TenprintError
from matcher.types import FingerPosition, ImpressionType

COLUMNS = ("person", "encounter", "position", "impression", "ppi", "path")
SUPPORTED = (
    f"a CSV file with the columns {','.join(COLUMNS)}, or images named as NIST SD 300, 301 or 302"
)

_EBTS = {".an2", ".ansi", ".ebt", ".ebts", ".eft", ".nist", ".nst", ".ntf", ".xml"}
_IMPRESSIONS = {
    "plain": ImpressionType.LIVESCAN_PLAIN,
    "rolled": ImpressionType.LIVESCAN_ROLLED,
    "roll": ImpressionType.LIVESCAN_ROLLED,
}

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


@dataclass(frozen=True, order=True)
class PersonPrint:
    """An image of one finger of a person; sorts by person, then encounter."""

    person: str
    encounter: str
    """Sorts in the order of use; of NIST's: operated devices first, rolled before plain."""
    position: FingerPosition
    impression: ImpressionType
    ppi: int
    path: Path


def read_people(place: Path, *, default_ppi: int = 500) -> list[PersonPrint]:
    """Find the prints of a CSV file or a folder, sorted. Raises MeasurementError.

    default_ppi: for images whose names do not give it.
    """
    if place.is_file():
        return _checked(_read_table(place), place)
    if not place.is_dir():
        raise MeasurementError(f"{place} is neither a file nor a folder: give {SUPPORTED}")
    tables = sorted(path for path in place.glob("*.csv") if _is_table(path))
    if len(tables) > 1:
        raise MeasurementError(f"{place} holds {len(tables)} tables of people: name one of them")
    if tables:
        return _checked(_read_table(tables[0]), place)
    files = sorted(path for path in place.rglob("*") if path.is_file())
    found = parse_files(files, default_ppi=default_ppi)
    if not found and any(path.suffix.lower() in _EBTS for path in files):
        raise MeasurementError(
            f"{place} holds ANSI/NIST transactions, which cannot be read here: give {SUPPORTED}"
        )
    return _checked(found, place)


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
    return sorted(nearest.values())


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


def _is_table(path: Path) -> bool:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return set(COLUMNS) <= set(next(csv.reader(file), []))


def _read_table(path: Path) -> list[PersonPrint]:
    if not _is_table(path):
        raise MeasurementError(f"{path} lacks a column: its first line is {','.join(COLUMNS)}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return [_row(row, path, number) for number, row in enumerate(rows, start=2)]


def _row(row: dict[str, str], table: Path, number: int) -> PersonPrint:
    try:
        if None in row.values():
            raise ValueError("a field is missing")
        return PersonPrint(
            row["person"],
            row["encounter"],
            FingerPosition(int(row["position"])).finger,
            _IMPRESSIONS[row["impression"].strip().lower()],
            int(row["ppi"]),
            table.parent / row["path"],
        )
    except (KeyError, TypeError, ValueError, TenprintError) as error:
        raise MeasurementError(
            f"{table}, line {number}: {error}; position is 1 to 12, impression plain or rolled"
        ) from error


def _checked(prints: Sequence[PersonPrint], place: Path) -> list[PersonPrint]:
    if not prints:
        raise MeasurementError(f"{place} holds no prints of people: give {SUPPORTED}")
    for one in prints:
        if not one.path.is_file():
            raise MeasurementError(f"{one.path} does not exist: correct the table's path")
        if one.path.suffix.lower() not in ENCODINGS:
            raise MeasurementError(f"{one.path}: {', '.join(ENCODINGS)} are read")
    return sorted(prints)
