"""One table bounds every time and every date that a request may hold. Nothing outside is believed.

A test finds the fields in the descriptors, and fails on a field without a row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from interop.clock import system_clock
from services.errors import InvalidFieldError
from services.wire.validation import calendar_date, read_time

MAX_AGE_YEARS = 130
"""Nobody alive was born before, and nothing that happened to somebody alive happened before."""
_YEAR = timedelta(days=365.25)
_FARTHEST_EAST = timedelta(hours=14)
"""The time zone in which days begin first, relative to UTC."""


@dataclass(frozen=True)
class Span:
    """How far a time may lie from now."""

    back: timedelta | None
    ahead: timedelta | None
    """None: as far as the calendar of records reaches."""

    def check(self, field: str, value: date | datetime, now: datetime) -> None:
        """Raise InvalidFieldError outside the span. A day that has begun somewhere is not ahead."""
        today = (now + _FARTHEST_EAST).date()
        present = now if isinstance(value, datetime) else today
        if self.ahead is not None and value > present + self.ahead:
            allowed = f", more than {_words(self.ahead)} ahead" if self.ahead else ""
            raise InvalidFieldError(field, f"{value} is in the future{allowed}: check the date")
        if self.back is not None and value < present - self.back:
            raise InvalidFieldError(
                field, f"{value} is more than {_words(self.back)} back: check the date"
            )


_LIFE = MAX_AGE_YEARS * _YEAR
HAPPENED = Span(_LIFE, timedelta(minutes=5))
"""Something happened to somebody, says a person, whose clock may differ a little from ours."""
REPORTED = Span(_LIFE, timedelta(days=1))
"""Another system did something by its own clock, which may have been set."""
PLANNED = Span(_LIFE, 50 * _YEAR)
"""Something begins or ends, perhaps in years."""
SOUGHT = Span(None, None)
"""What a list or a report is about: any time of the calendar of records."""

TABLE: dict[str, Span] = {
    "BookingSubmission.arrest_date": HAPPENED,
    "Subject.dates_of_birth": HAPPENED,
    "Charge.offense_date": HAPPENED,
    "ListBookingsRequest.received_from": SOUGHT,
    "ListBookingsRequest.received_before": SOUGHT,
    "EncounterRecord.encounter_time": HAPPENED,
    "Disposition.decision_time": HAPPENED,
    "RecordDeathRequest.deceased_date": HAPPENED,
    "RecordReleaseRequest.release_time": HAPPENED,
    "ConfirmReleaseRequest.release_time": HAPPENED,
    "ReportReleaseRequest.release_time": HAPPENED,
    "MovePersonRequest.move_time": HAPPENED,
    "DeliverAnswerRequest.answer_time": REPORTED,
    "Determination.determine_time": REPORTED,
    "Finding.look_up_time": REPORTED,
    "SubmitQueryRequest.match_time": REPORTED,
    "Fact.from_date": PLANNED,
    "Fact.until_date": PLANNED,
    "Conviction.date": HAPPENED,
    "Outage.from_time": PLANNED,
    "Outage.until_time": PLANNED,
    "Script.down_until": PLANNED,
    "GetActivationRequest.day": SOUGHT,
    "ListJurisdictionsRequest.active_on": SOUGHT,
    "Jurisdiction.activation_date": PLANNED,
    "Jurisdiction.deactivation_date": PLANNED,
    "ActivationPeriod.activation_date": PLANNED,
    "ActivationPeriod.deactivation_date": PLANNED,
    "CriminalEvent.date": HAPPENED,
    "Want.issue_date": HAPPENED,
    "Want.clear_date": HAPPENED,
    "ClearWantRequest.clear_date": HAPPENED,
    "IdentEncounter.encounter_time": HAPPENED,
    "BiographicData.date_of_birth": HAPPENED,
    "WatchListEntry.create_time": SOUGHT,
    "WatchListEntry.remove_time": SOUGHT,
    "SampleCasesRequest.first_day": SOUGHT,
    "SampleCasesRequest.last_day": SOUGHT,
    "ListAuditEntriesRequest.appended_from": SOUGHT,
    "ListAuditEntriesRequest.appended_before": SOUGHT,
}
"""By message and field. Fields that only answers fill are bounded too, where requests hold them."""

_TIME, _DATE = "google.protobuf.Timestamp", "google.type.Date"
_UNNAMED = "tenprint.v1.SubmitBookingRequest.booking"
"""Errors name the fields of a submission by themselves."""


def check_times(request: Message) -> None:
    """Check every time and date of a request. Raises InvalidFieldError, which names the field."""
    now = system_clock()
    for place, field, value in _times(request, ""):
        read = read_time if value.DESCRIPTOR.full_name == _TIME else calendar_date
        span_of(field).check(place, read(place, value), now)


def span_of(field: FieldDescriptor) -> Span:
    """Find the row of a field of type Timestamp or Date."""
    return TABLE[name_of(field)]


def name_of(field: FieldDescriptor) -> str:
    """Name a field as the table does."""
    assert field.containing_type is not None, "a field of a message"
    return f"{field.containing_type.name}.{field.name}"


@cache
def timed_fields(message: Descriptor) -> tuple[FieldDescriptor, ...]:
    """List the fields of a message that are, or may hold, a time or a date."""
    return tuple(field for field in message.fields if _is_timed(field, frozenset()))


def is_time(field: FieldDescriptor) -> bool:
    """Tell whether a field is a time or a date itself."""
    return field.message_type is not None and field.message_type.full_name in (_TIME, _DATE)


def _is_timed(field: FieldDescriptor, above: frozenset[str]) -> bool:
    inside = field.message_type
    if inside is None or inside.full_name in above:
        return False
    below = above | {inside.full_name}
    return is_time(field) or any(_is_timed(one, below) for one in inside.fields)


def _times(message: Message, place: str) -> Iterator[tuple[str, FieldDescriptor, Any]]:
    for field in timed_fields(message.DESCRIPTOR):
        named = place if field.full_name == _UNNAMED else f"{place}{field.name}"
        for where, value in _values(message, field, named):
            if is_time(field):
                yield where, field, value
            else:
                yield from _times(value, f"{where}." if where else "")


def _values(message: Message, field: FieldDescriptor, place: str) -> Iterator[tuple[str, Message]]:
    """Yield the messages of a field, each with its place; nothing for a field that is not set."""
    if field.is_repeated:
        for index, value in enumerate(getattr(message, field.name)):
            yield f"{place}[{index}]", value
    elif message.HasField(field.name):
        yield place, getattr(message, field.name)


def _words(span: timedelta) -> str:
    if span >= _YEAR:
        return f"{round(span / _YEAR)} years"
    return f"{span.days} day" if span.days else f"{span.seconds // 60} minutes"
