"""Values in words: enums, fingers, dates, and times in the agency's zone and in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from google.protobuf.descriptor import EnumDescriptor
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

from tenprint.enums import enum_name
from tenprint.v1.research_pb2 import Fact
from tenprint.v1.sample_pb2 import FingerPosition

_DATE = re.compile(r"\b(\d{4})(\d{2})(\d{2})\b")
_TIME = re.compile(r"\b\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\+00:00|Z)(?!\w)")
"""A time of UTC, as the service writes one inside a sentence."""
_SHORT = {
    **dict(zip(range(1, 6), ("R thumb", "R index", "R middle", "R ring", "R little"), strict=True)),
    **dict(
        zip(range(6, 11), ("L thumb", "L index", "L middle", "L ring", "L little"), strict=True)
    ),
    11: "plain R thumb",
    12: "plain L thumb",
    13: "right four",
    14: "left four",
    15: "thumbs",
}


@dataclass(frozen=True)
class Moment:
    """A time as people read it, twice."""

    local: str
    """In the zone of the agency, such as `2026-03-04 14:05 CST`."""
    utc: str
    """Such as `2026-03-04 20:05Z`."""
    iso: str


def moment(time: Timestamp | datetime, zone: ZoneInfo) -> Moment:
    """Write a time. time: a message, or a datetime with a zone."""
    at = time if isinstance(time, datetime) else time.ToDatetime(UTC)
    there = at.astimezone(zone)
    return Moment(
        f"{there:%Y-%m-%d %H:%M} {there.tzname()}",
        f"{at.astimezone(UTC):%Y-%m-%d %H:%M}Z",
        at.astimezone(UTC).isoformat(timespec="seconds"),
    )


def time_words(time: Timestamp, zone: ZoneInfo) -> str:
    """Write a time twice, inside a sentence."""
    found = moment(time, zone)
    return f"{found.local} ({found.utc})"


def by_clock(text: str, zone: ZoneInfo) -> str:
    """Write the times of UTC inside a sentence of the service by the agency's clock."""
    return _TIME.sub(lambda found: _there(found[0], zone), text)


def _there(stated: str, zone: ZoneInfo) -> str:
    try:
        return moment(datetime.fromisoformat(stated), zone).local
    except (ValueError, OverflowError):
        # No such day, or none at that place: the service's words stay.
        return stated


def day(value: date_pb2.Date | date) -> str:
    """Write a date; an absent date is empty."""
    return f"{value.year:04}-{value.month:02}-{value.day:02}" if value.year else ""


def dates(text: str) -> str:
    """Write dates of the form YYYYMMDD, one or several, as people read them; the rest stays."""
    return _DATE.sub(r"\1-\2-\3", text)


def enum(message: Message, field: str) -> str:
    """Write the value of an enum's field in words; unspecified is empty."""
    kind = message.DESCRIPTOR.fields_by_name[field].enum_type
    return enum_value(cast(EnumDescriptor, kind), getattr(message, field))


def enum_value(kind: EnumDescriptor, value: int) -> str:
    """Write a value of an enum in words; unspecified is empty."""
    return enum_name(EnumTypeWrapper(kind), value).replace("_", " ") if value else ""


def choices(kind: EnumDescriptor) -> list[tuple[str, str]]:
    """List the values of an enum, for a field of a form: the number, and words."""
    return [(str(one.number), enum_value(kind, one.number)) for one in kind.values if one.number]


def finger(position: FingerPosition | int) -> str:
    """Name a finger in few letters."""
    return _SHORT.get(int(position), str(int(position)))


def fact_words(fact: Fact) -> str:
    """Write what a source holds, with its days."""
    days = day(fact.from_date) + (f" to {day(fact.until_date)}" if fact.until_date.year else "")
    words = " ".join(filter(None, (fact.kind.replace("_", " "), days)))
    crime = fact.conviction
    more = [fact.details, crime.literal or crime.category]
    if crime.maximum_sentence_months:
        more.append(f"at most {crime.maximum_sentence_months} months")
    return "; ".join([words, *filter(None, more)])
