"""Field offices as a CSV file. A wrong line refuses the whole file."""

import csv
import io
from collections.abc import Iterator
from datetime import time
from pathlib import Path

from interop import fields
from interop.cases.errors import OfficeFileError
from interop.cases.field_office import RESOURCE_CENTRE, RESOURCE_CENTRE_ORI, FieldOffice
from interop.local_time import TIME_ZONES

COLUMNS = ("office", "place", "areas", "opens", "closes")
"""The place is a State or a time zone; areas are beginnings of ORIs, with spaces between; hours are
HH:MM by the clock of the place."""
ORI_COLUMN = "ori"
"""May follow: with which ORI the office calls. An office without an ORI takes no tasks."""

MAX_OFFICE_COUNT = 500
MAX_FILE_BYTES = 1024 * 1024

_AREA = fields.Rule(r"[A-Z]{2}[A-Z0-9]{0,7}", "a State, or a longer beginning of an ORI")


def read_file(path: Path) -> tuple[FieldOffice, ...]:
    """Read a file. Raises OfficeFileError, which names the line."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OfficeFileError(f"{path}: {error}") from error
    if len(data) > MAX_FILE_BYTES:
        raise OfficeFileError(f"{path}: at most {MAX_FILE_BYTES:,} bytes")
    return read(text)


def read(text: str) -> tuple[FieldOffice, ...]:
    """Read the content of a file. Raises OfficeFileError, which names the line."""
    reader = csv.DictReader(io.StringIO(text))
    heading = tuple(reader.fieldnames or ())
    if heading not in (COLUMNS, (*COLUMNS, ORI_COLUMN)):
        raise OfficeFileError(
            f"line 1: the heading must be {','.join(COLUMNS)}, and may end with {ORI_COLUMN}"
        )
    offices: dict[str, FieldOffice] = {}
    owners: dict[str, str] = {}
    try:
        for row in reader:
            one = _office(row, f"line {reader.line_num}", len(heading))
            for fault in _repeated(one, offices, owners):
                raise OfficeFileError(f"line {reader.line_num}: {fault}")
            offices[one.name] = one
            owners |= dict.fromkeys(one.areas, one.name)
    except csv.Error as error:
        raise OfficeFileError(f"line {reader.line_num}: {error}") from error
    if not 0 < len(offices) <= MAX_OFFICE_COUNT:
        raise OfficeFileError(f"{len(offices)} offices: 1 to {MAX_OFFICE_COUNT}")
    return tuple(offices.values())


def _office(row: dict[str, str | None], place: str, column_count: int) -> FieldOffice:
    # A short line leaves None; a long line leaves a list under the key None.
    if None in row or None in row.values():
        raise OfficeFileError(f"{place}: the line must have {column_count} columns")
    values = {key: value or "" for key, value in row.items()}
    name, zone, areas = values["office"], values["place"], tuple(values["areas"].split())
    ori = values.get(ORI_COLUMN, "")
    rules = (
        ("office", name, fields.ID),
        *(("areas", area, _AREA) for area in areas),
        *((("ori", ori, fields.ORI),) if ori else ()),
        *(() if zone in TIME_ZONES else (("place", zone, fields.PLACE),)),
    )
    for column, value, rule in rules:
        if not rule.allows(value):
            raise OfficeFileError(f"{place}: {column}: {rule.fault(value)}")
    opens, closes = _time(values, "opens", place), _time(values, "closes", place)
    if opens >= closes:
        raise OfficeFileError(f"{place}: closes: {closes:%H:%M} does not lie after {opens:%H:%M}")
    return FieldOffice(name, zone, areas, opens, closes, ori)


def _repeated(
    one: FieldOffice, offices: dict[str, FieldOffice], owners: dict[str, str]
) -> Iterator[str]:
    if one.name in offices or one.name == RESOURCE_CENTRE:
        yield f"office: {one.name} is known already"
    callers = [RESOURCE_CENTRE_ORI, *(other.ori for other in offices.values())]
    if one.ori and one.ori in callers:
        yield f"ori: {one.ori} belongs to another office"
    yield from (f"areas: {area} belongs to {owners[area]}" for area in one.areas if area in owners)
    if len(set(one.areas)) < len(one.areas):
        yield "areas: an area is named twice"


def _time(values: dict[str, str], column: str, place: str) -> time:
    try:
        return time.fromisoformat(values[column])
    except ValueError as error:
        raise OfficeFileError(f"{place}: {column}: {error}") from error


AUDITED_OFFICES = read_file(Path(__file__).with_name("offices.csv"))
"""The nine offices that the audit visited, unless an operator gives another file. This simulation
chose their areas and hours."""
