"""A table of people's prints: a CSV file with a row for each print.

| column | content |
|---|---|
| `person` | any name |
| `encounter` | any name; encounters are used in the order of their names, e2 before e10 |
| `position` | ANSI/NIST code: 1 to 10, or 11 and 12 for plain thumbs |
| `path` | of the image, from the folder of the table; empty if the finger is missing |
| `ppi` (optional) | resolution; `--ppi` where it is empty |
| `impression` (optional) | plain, rolled, or ANSI/NIST code 0 to 3; plain where it is empty |

Columns come in any order, and others are ignored. Fields are separated by commas, semicolons or
tabs. The text is UTF-8.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.data.datasets import ENCODINGS
from benchmarks.data.errors import MeasurementError
from benchmarks.data.people.prints import FoundPrints, PersonPrint, Skipped
from matcher.errors import SlapError, TenprintError
from matcher.types import FingerPosition, ImpressionType

REQUIRED = ("person", "encounter", "position", "path")
OPTIONAL = ("ppi", "impression")

_MOST_FAULTS = 10
"""Faults of a table that are named at once."""
_LONGEST_NAME = 200
_IMPRESSIONS = {
    "": ImpressionType.LIVESCAN_PLAIN,
    "plain": ImpressionType.LIVESCAN_PLAIN,
    "rolled": ImpressionType.LIVESCAN_ROLLED,
    "roll": ImpressionType.LIVESCAN_ROLLED,
    **{str(int(one)): one for one in ImpressionType},
}

Row = Mapping[str, str]


def is_table(path: Path) -> bool:
    """Tell whether a file begins as a table of people's prints."""
    try:
        return _separator(path) is not None
    except MeasurementError:
        return False


def read_table(path: Path, default_ppi: int) -> FoundPrints:
    """Read a table; rows that cannot be meant are an error, rows that cannot be used are skipped.

    Raises MeasurementError, which names the lines.
    """
    separator = _separator(path)
    if separator is None:
        raise MeasurementError(
            f"{path} lacks a column: its first line names {','.join(REQUIRED)}, "
            f"and {' and '.join(OPTIONAL)} if they are known"
        )
    prints, skipped, faults = list[PersonPrint](), list[Skipped](), list[str]()
    for line, row in _rows(path, separator):
        try:
            made = _print(row, path.parent, line, default_ppi)
        except (ValueError, TenprintError) as error:
            faults.append(f"line {line}: {error}")
            if len(faults) == _MOST_FAULTS:
                break
            continue
        if isinstance(made, Skipped):
            skipped.append(made)
        else:
            prints.append(made)
    if faults:
        raise MeasurementError(f"{path}, " + "\n  ".join(faults))
    kept, repeated = _once(prints)
    return FoundPrints(sorted(kept, key=lambda one: one.order), [*skipped, *repeated])


def _separator(path: Path) -> str | None:
    """Find what separates the names of the columns; None if columns are missing."""
    for separator in ",;\t":
        names = _names(next(_lines(path, separator), (0, []))[1])
        if set(REQUIRED) <= set(names):
            doubled = {one for one in names if names.count(one) > 1} & {*REQUIRED, *OPTIONAL}
            if doubled:
                raise MeasurementError(f"{path}, line 1: column {doubled.pop()} is there twice")
            return separator
    return None


def _names(columns: Sequence[str]) -> list[str]:
    return [name.strip().lower() for name in columns]


def _lines(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the fields of each line. Raises MeasurementError."""
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=separator, strict=True)
            for fields in reader:
                number = reader.line_num
                yield number, fields
    except UnicodeDecodeError as error:
        raise MeasurementError(f"{path}, after line {number}: the text is not UTF-8") from error
    except csv.Error as error:
        raise MeasurementError(f"{path}, after line {number}: {error}") from error
    except OSError as error:
        raise MeasurementError(f"{path} cannot be read: {error.strerror}") from error


def _rows(path: Path, separator: str) -> Iterator[tuple[int, Row | None]]:
    """Yield rows by the names of their columns; None has more or fewer fields than the head."""
    lines = _lines(path, separator)
    names = _names(next(lines)[1])
    for number, fields in lines:
        if any(one.strip() for one in fields):
            fits = len(fields) == len(names)
            yield number, dict(zip(names, map(str.strip, fields), strict=True)) if fits else None


def _print(row: Row | None, folder: Path, line: int, default_ppi: int) -> PersonPrint | Skipped:
    """Read a row. Raises ValueError or a TenprintError for what cannot be meant."""
    if row is None:
        raise ValueError("the row has more or fewer fields than the first line")
    for name in ("person", "encounter"):
        if not 0 < len(row[name]) <= _LONGEST_NAME:
            raise ValueError(f"{name} has 1 to {_LONGEST_NAME} characters, got {len(row[name])}")
    impression = row.get("impression", "").lower()
    if impression not in _IMPRESSIONS:
        raise ValueError(f"impression {impression!r} is none of plain, rolled, 0, 1, 2, 3")
    ppi = _whole(row, "ppi", default_ppi)
    if ppi <= 0:
        raise ValueError(f"ppi is above 0, got {ppi}")
    path = folder / row["path"]
    position = _whole(row, "position")
    if not 0 <= position <= max(FingerPosition):
        raise ValueError(f"position is 1 to 12, got {position}")
    if not row["path"]:
        return Skipped("NO_IMAGE", Path(), line, "the row names no image")
    try:
        finger = FingerPosition(position).finger
    except SlapError as error:
        return Skipped(error.reason, path, line, "an image of several fingers")
    if path.suffix.lower() not in ENCODINGS:
        return Skipped("UNSUPPORTED_ENCODING", path, line, f"{', '.join(ENCODINGS)} are read")
    kind = _IMPRESSIONS[impression]
    return PersonPrint(row["person"], row["encounter"], finger, kind, ppi, path, line)


def _whole(row: Row, name: str, default: int | None = None) -> int:
    """Read a whole number; scripts also write 500.0. Raises ValueError."""
    text = row.get(name, "")
    if not text and default is not None:
        return default
    whole, _, rest = text.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) < 10) or rest.strip("0"):
        raise ValueError(f"{name} is a whole number, got {text!r}")
    return int(whole)


def _once(prints: Sequence[PersonPrint]) -> tuple[list[PersonPrint], list[Skipped]]:
    """Keep the first row of each file."""
    return keep_first(prints, lambda one: one.path, "SAME_FILE")


def keep_first(
    prints: Sequence[PersonPrint], same: Callable[[PersonPrint], object], reason: str
) -> tuple[list[PersonPrint], list[Skipped]]:
    """Keep the first of the prints that `same` cannot tell apart, and say where the first is.

    An image that stands for two encounters would be its own mate.
    """
    first: dict[object, PersonPrint] = {}
    skipped = []
    for one in prints:
        kept = first.setdefault(same(one), one)
        if kept is one:
            continue
        repeated = kept.key == one.key
        what = "the same print" if repeated else f"{kept.person}, {kept.encounter}, {kept.position}"
        where = f"line {kept.line}" if kept.line else kept.path.name
        why = "DUPLICATE_ROW" if repeated and kept.path == one.path else reason
        skipped.append(Skipped(why, one.path, one.line, f"{where} has it: {what}"))
    return list(first.values()), skipped
