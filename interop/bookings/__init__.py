"""A booking in the database: its submission, its responses in versions, its messages."""

from interop.bookings import (
    completion,
    documents,
    first_response,
    lists,
    outbox,
    responses,
    second_response,
    store,
    visibility,
)
from interop.bookings.lists import BookingEntry, BookingFilter
from interop.bookings.outbox import OutboundMessage, OutboundState
from interop.bookings.tables import (
    TCN_LENGTH,
    OutboxRow,
    StateChangeRow,
    SubmissionRow,
    SubmissionSampleRow,
)
from interop.bookings.types import (
    Booking,
    BookingState,
    Charge,
    FirstResponse,
    MessageKind,
    ResponseCause,
    ResponseVersion,
    SecondResponse,
    SecondResponseKind,
    StateChange,
    Subject,
    Submission,
)

__all__ = [
    "Booking",
    "BookingEntry",
    "BookingFilter",
    "BookingState",
    "Charge",
    "FirstResponse",
    "MessageKind",
    "OutboundMessage",
    "OutboundState",
    "OutboxRow",
    "ResponseCause",
    "ResponseVersion",
    "SecondResponse",
    "SecondResponseKind",
    "StateChange",
    "StateChangeRow",
    "Subject",
    "Submission",
    "SubmissionRow",
    "SubmissionSampleRow",
    "TCN_LENGTH",
    "completion",
    "documents",
    "first_response",
    "lists",
    "outbox",
    "responses",
    "second_response",
    "store",
    "visibility",
]
