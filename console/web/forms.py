"""What people type becomes values of requests, or a refusal that names the field and its rule."""

from collections.abc import Mapping
from datetime import date, datetime, time
from http import HTTPStatus
from zoneinfo import ZoneInfo

from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

from console.gateway import LABELS, Failure
from tenprint.calls import random_id, to_date

Fields = Mapping[str, str]


class RefusedFormError(Exception):
    """A form, or an address, that cannot become a request."""

    def __init__(self, field: str, rule: str) -> None:
        """Name the field and its rule."""
        super().__init__(field)
        self.failure = Failure(
            f"{field.replace('_', ' ')}: {rule}",
            "Nothing was sent to the service.",
            "What you filled in is still there: change it and send it again.",
            HTTPStatus.BAD_REQUEST,
            "INVALID_FIELD",
        )


def form_id(fields: Fields) -> str:
    """Take the id that the page was made with, so that sending a form twice acts once."""
    return fields.get("request_id") or random_id()


def number(fields: Fields, name: str, most: int = 2**31 - 1) -> int:
    """Read a number of at least 0. Raises RefusedFormError."""
    stated = fields.get(name, "")
    if not (stated.isdecimal() and stated.isascii() and int(stated) <= most):
        raise RefusedFormError(name, f"a number from 0 to {most:,}")
    return int(stated)


def choice(fields: Fields, name: str, kind: EnumTypeWrapper) -> str:
    """Read a value of an enum, and name it. Raises RefusedFormError."""
    stated = fields.get(name, "")
    value = int(stated) if stated.isdecimal() and len(stated) < 4 else 0
    if not value or value not in kind.values():
        raise RefusedFormError(name, "choose one")
    return kind.Name(value)


def chosen(query: Fields, name: str, kind: EnumTypeWrapper) -> str:
    """Read a filter by an enum; nothing chosen filters nothing. Raises RefusedFormError."""
    return choice(query, name, kind) if query.get(name) else kind.Name(0)


def local_time(fields: Fields, name: str, zone: ZoneInfo, place: str) -> Timestamp:
    """Read a time by the agency's clock. place: in LABELS. Raises RefusedFormError."""
    try:
        return _stamp(datetime.fromisoformat(fields.get(name, "")), zone)
    except (ValueError, OverflowError) as error:
        rule = "YYYY-MM-DDTHH:MM by your agency's clock"
        raise RefusedFormError(LABELS[place], rule) from error


def local_now(zone: ZoneInfo) -> str:
    """Write the present minute by the agency's clock, as a field of a form has it."""
    return f"{datetime.now(zone):%Y-%m-%dT%H:%M}"


def day(fields: Fields, name: str, place: str = "") -> date_pb2.Date | None:
    """Read a day; empty: none. place: in LABELS, if a form has it. Raises RefusedFormError."""
    found = _date(fields, name, LABELS[place] if place else name)
    return to_date(found) if found else None


def day_start(query: Fields, name: str, zone: ZoneInfo) -> Timestamp | None:
    """Read a day, and say when it begins by the agency's clock. Raises RefusedFormError."""
    found = _date(query, name, name)
    try:
        return _stamp(datetime.combine(found, time()), zone) if found else None
    except (ValueError, OverflowError) as error:
        raise RefusedFormError(name, "YYYY-MM-DD, from the year 2 on") from error


def _date(fields: Fields, name: str, label: str) -> date | None:
    if not fields.get(name):
        return None
    try:
        return date.fromisoformat(fields[name])
    except ValueError as error:
        raise RefusedFormError(label, "YYYY-MM-DD") from error


def _stamp(there: datetime, zone: ZoneInfo) -> Timestamp:
    found = Timestamp()
    found.FromDatetime(there.replace(tzinfo=zone))
    return found
