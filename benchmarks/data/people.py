"""Your own ten-prints of real people, from a table or in the layouts of NIST's databases.

The source is a CSV file `person,encounter,position,impression,ppi,path`, or a folder with such a
file, or images with the names of NIST Special Databases 300, 301 and 302. The first encounter of a
person, in the order of names, is enrolled; the second searches.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data.datasets import ENCODINGS
from benchmarks.data.errors import MeasurementError
from benchmarks.data.people_names import parse_name
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


@dataclass(frozen=True, order=True)
class PersonPrint:
    """An image of one finger of a person; sorts by person, then encounter."""

    person: str
    encounter: str
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
        name = parse_name(path.stem) if path.suffix.lower() in ENCODINGS else None
        if name is None:
            continue
        ppi = name.ppi or default_ppi
        one = PersonPrint(
            name.person, name.encounter, name.position, _IMPRESSIONS[name.impression], ppi, path
        )
        key = (one.person, one.encounter, one.position)
        if key not in nearest or _distance(one) < _distance(nearest[key]):
            nearest[key] = one
    return sorted(nearest.values())


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
