"""Releases that somebody owes a confirmation: whom, since when, until when; the latest first."""

from datetime import UTC, datetime, timedelta

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from console.gateway import LABELS
from console.web import Cell, Column, Page, choices, enum, forms, read_all
from tenprint.v1 import detainer_service_pb2 as pb2

OUTCOMES = choices(pb2.ReleaseOutcome.DESCRIPTOR)[:3]
"""What whoever holds a person answers; only a supervisor notes."""
SUPERVISORS = "supervisor"
"""The address of notices to supervisors."""
MOST = 500
"""Of the notices that nobody has answered. They are hours old; a list of so many is an accident."""

_SOON = timedelta(hours=6)


async def owed(page: Page, address: str = "") -> list[pb2.ReleaseNotice]:
    """Read the notices that nobody has answered, in the order of lateness. Raises RpcError.

    address: of the recipient; empty: every recipient's.
    """
    request = pb2.ListReleaseNoticesRequest(address=address, open_only=True)
    found = await read_all(page, request, pb2.ListReleaseNoticesResponse, "notices", MOST)
    return sorted(found, key=lambda one: (one.deadline.seconds, one.create_time.seconds))


def confirm(page: Page, fields: forms.Fields) -> Message:
    """Answer a notice as whoever holds the person. Raises RefusedFormError."""
    outcome, freed = forms.choice(fields, "outcome", pb2.ReleaseOutcome), fields.get("freed_time")
    place = "ConfirmReleaseRequest.release_time"
    if outcome == "RELEASE_OUTCOME_RELEASED" and not freed:
        raise forms.RefusedFormError(LABELS[place], "say when the person left")
    return pb2.ConfirmReleaseRequest(
        notice_id=fields.get("notice_id", ""),
        outcome=outcome,
        release_time=forms.local_time(fields, "freed_time", page.zone, place) if freed else None,
        officer=page.person.person,
    )


def note(page: Page, fields: forms.Fields) -> Message:
    """Answer a notice as a supervisor, who knows."""
    return pb2.ConfirmReleaseRequest(
        notice_id=fields.get("notice_id", ""),
        outcome=pb2.RELEASE_OUTCOME_NOTED,
        officer=page.person.person,
    )


def owes(one: pb2.ReleaseNotice) -> Cell:
    """Say who owes the answer."""
    who = "" if one.recipient == pb2.HOLDER_KIND_SUPERVISOR else one.address
    return Cell(enum(one, "recipient"), note=who)


def left(time: Timestamp) -> Cell:
    """Say how much time is left until a time."""
    span = time.ToDatetime(UTC) - datetime.now(UTC)
    minutes = abs(int(span.total_seconds())) // 60
    words = f"{minutes // 60} h {minutes % 60:02} min"
    if span < timedelta():
        return Cell(f"over since {words}", tone="bad", order=time.seconds)
    return Cell(f"{words} left", tone="warn" if span < _SOON else "", order=time.seconds)


def _alarms(one: pb2.ReleaseNotice) -> Cell:
    alarms = f"{one.alarm_count} alarms" if one.alarm_count else ""
    return Cell(time=one.deadline, note=alarms)


COLUMNS = (
    Column("Time to answer", lambda one: left(one.deadline), "left"),
    Column("Answer by", _alarms, "by"),
    Column("Case", lambda one: Cell(one.case_id, kind="id"), "case", opens=True),
    Column("Owes the answer", owes, "owes"),
    Column("Why nobody may hold", lambda one: one.cause, "why"),
    Column("Told", lambda one: Cell(time=one.create_time), "told"),
)
