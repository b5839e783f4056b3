"""Jurisdictions as a CSV file. A wrong line refuses the whole file."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from interop import fields
from interop.errors import JurisdictionFileError
from interop.jurisdictions.rules import ActivationPeriod, Jurisdiction
from interop.local_time import STATES, TIME_ZONES

COLUMNS = ("jurisdiction_id", "name", "us_state", "activation_date", "oris")
"""The columns that every file has."""
MORE_COLUMNS = ("deactivation_date", "earlier_activations", "time_zone")
"""All three, or none as in files of earlier versions. Earlier activations are two days each,
`2008-10-27/2009-06-01`, with spaces between; the second day is the first without activation."""

MAX_PERIOD_COUNT = 50


def read(text: str) -> list[Jurisdiction]:
    """Read a file. Raises JurisdictionFileError, which names the line."""
    reader = csv.DictReader(io.StringIO(text))
    heading = tuple(reader.fieldnames or ())
    if heading not in (COLUMNS, COLUMNS + MORE_COLUMNS):
        raise JurisdictionFileError(
            f"line 1: the heading must be {','.join(COLUMNS)}, or the same with "
            f"{','.join(MORE_COLUMNS)} behind"
        )
    found: dict[str, Jurisdiction] = {}
    owners: dict[str, str] = {}
    try:
        for row in reader:
            line = reader.line_num
            one = check(_jurisdiction(row, line, len(heading)), f"line {line}")
            if one.jurisdiction_id in found:
                raise JurisdictionFileError(f"line {line}: {one.jurisdiction_id} is there twice")
            found[one.jurisdiction_id] = one
            for ori in one.oris:
                if ori in owners:
                    raise JurisdictionFileError(
                        f"line {line}: agency {ori} already belongs to {owners[ori]}"
                    )
                owners[ori] = one.jurisdiction_id
    except csv.Error as error:
        raise JurisdictionFileError(f"line {reader.line_num}: {error}") from error
    return list(found.values())


def write(jurisdictions: Iterable[Jurisdiction]) -> str:
    """Write a file that `read` takes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS + MORE_COLUMNS)
    for one in jurisdictions:
        earlier = " ".join(
            f"{_day(period.activation_date)}/{_day(period.deactivation_date)}"
            for period in one.earlier_activations
        )
        known = (one.jurisdiction_id, one.name, one.us_state, _day(one.activation_date))
        more = (" ".join(one.oris), _day(one.deactivation_date), earlier, one.time_zone)
        writer.writerow((*known, *more))
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
    for fault in _faults(one):
        raise JurisdictionFileError(f"{place}: {fault}")
    return one


def _faults(one: Jurisdiction) -> Iterator[str]:
    """Say what is wrong with State, zone and periods: ordered, and only the last has no end."""
    if one.us_state not in STATES:
        known = ", ".join(sorted(STATES))
        yield f"us_state {one.us_state}: use a State or territory of the United States: {known}"
    if one.time_zone and one.time_zone not in TIME_ZONES:
        known = ", ".join(sorted(TIME_ZONES))
        yield f"time_zone {one.time_zone[:40]!r}: use a zone of the United States: {known}"
    if one.activation_date is None and one.deactivation_date is not None:
        yield f"deactivation_date {one.deactivation_date} needs an activation_date"
    if len(one.earlier_activations) > MAX_PERIOD_COUNT:
        yield f"earlier_activations: at most {MAX_PERIOD_COUNT} periods"
    for period in one.activations:
        end = period.deactivation_date
        if end is not None and end <= period.activation_date:
            yield f"deactivation_date {end} does not lie after {period.activation_date}"
    for before, after in pairwise(one.activations):
        end = before.deactivation_date
        if end is None or end > after.activation_date:
            yield f"the period from {before.activation_date} ends after {after.activation_date}"
    if any(period.deactivation_date is None for period in one.earlier_activations):
        yield "earlier_activations: each period needs both days"


def _jurisdiction(row: dict[str, str | None], line: int, width: int) -> Jurisdiction:
    # A short line leaves None; a long line leaves a list under the key None.
    if None in row or None in row.values():
        raise JurisdictionFileError(f"line {line}: the line must have {width} columns")
    values = dict.fromkeys(MORE_COLUMNS, "") | {key: value or "" for key, value in row.items()}
    return Jurisdiction(
        jurisdiction_id=values["jurisdiction_id"],
        name=values["name"],
        us_state=values["us_state"],
        activation_date=_date(values, "activation_date", line),
        oris=tuple(sorted(values["oris"].split())),
        deactivation_date=_date(values, "deactivation_date", line),
        earlier_activations=tuple(
            _period(text, line) for text in values["earlier_activations"].split()
        ),
        time_zone=values["time_zone"],
    )


def _period(text: str, line: int) -> ActivationPeriod:
    first, _, end = text.partition("/")
    days = {"first": first, "end": end}
    began = _date(days, "first", line)
    if began is None:
        raise JurisdictionFileError(f"line {line}: earlier_activations: {text[:40]!r} has no start")
    return ActivationPeriod(began, _date(days, "end", line))


def _date(values: dict[str, str], column: str, line: int) -> date | None:
    text = values[column]
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise JurisdictionFileError(f"line {line}: {column}: {error}") from error


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
