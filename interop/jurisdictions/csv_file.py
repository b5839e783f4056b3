"""Jurisdictions as a CSV file. A wrong line refuses the whole file."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from interop import fields
from interop.errors import JurisdictionFileError
from interop.jurisdictions.rules import Jurisdiction

COLUMNS = ("jurisdiction_id", "name", "us_state", "activation_date", "oris")


def read(text: str) -> list[Jurisdiction]:
    """Read a file. Raises JurisdictionFileError, which names the line."""
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise JurisdictionFileError(f"line 1: the heading must be {','.join(COLUMNS)}")
    found: dict[str, Jurisdiction] = {}
    owners: dict[str, str] = {}
    try:
        for row in reader:
            one = check(_jurisdiction(row, reader.line_num), f"line {reader.line_num}")
            if one.jurisdiction_id in found:
                raise JurisdictionFileError(
                    f"line {reader.line_num}: {one.jurisdiction_id} is in the file twice"
                )
            found[one.jurisdiction_id] = one
            for ori in one.oris:
                if ori in owners:
                    raise JurisdictionFileError(
                        f"line {reader.line_num}: agency {ori} already belongs to {owners[ori]}"
                    )
                owners[ori] = one.jurisdiction_id
    except csv.Error as error:
        raise JurisdictionFileError(f"line {reader.line_num}: {error}") from error
    return list(found.values())


def write(jurisdictions: Iterable[Jurisdiction]) -> str:
    """Write a file that `read` takes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in jurisdictions:
        activated = one.activation_date.isoformat() if one.activation_date else ""
        writer.writerow(
            (one.jurisdiction_id, one.name, one.us_state, activated, " ".join(one.oris))
        )
    return out.getvalue()


def check(one: Jurisdiction, place: str) -> Jurisdiction:
    """Return the jurisdiction if its parts obey their rules. Raises JurisdictionFileError."""
    rules = (
        ("jurisdiction_id", one.jurisdiction_id, fields.ID),
        ("name", one.name, fields.JURISDICTION),
        ("us_state", one.us_state, fields.PLACE),
        *(("oris", ori, fields.ORI) for ori in one.oris),
    )
    for field, value, rule in rules:
        if not rule.allows(value):
            raise JurisdictionFileError(
                f"{place}: {value[:80]!r} breaks the rule of {field}: {rule.words}"
            )
    return one


def _jurisdiction(row: dict[str, str | None], line: int) -> Jurisdiction:
    # A short line leaves None; a long line leaves a list under the key None.
    if None in row or None in row.values():
        raise JurisdictionFileError(f"line {line}: the line must have {len(COLUMNS)} columns")
    values = {key: value or "" for key, value in row.items()}
    return Jurisdiction(
        jurisdiction_id=values["jurisdiction_id"],
        name=values["name"],
        us_state=values["us_state"],
        activation_date=_date(values["activation_date"], line),
        oris=tuple(sorted(values["oris"].split())),
    )


def _date(text: str, line: int) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise JurisdictionFileError(f"line {line}: activation_date: {error}") from error
