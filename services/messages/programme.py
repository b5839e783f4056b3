"""Jurisdictions and messages to the LESC: proto ↔ domain types."""

from datetime import date

from google.type import date_pb2

from interop.bookings.outbox_view import OutboundMessage, OutboundState
from interop.errors import JurisdictionFileError
from interop.flow.operations import Activation
from interop.jurisdictions import csv_file as jurisdictions_csv
from interop.jurisdictions.rules import Jurisdiction
from services.messages.bookings import date_to_proto
from services.wire.conversion import timestamp
from services.wire.errors import InvalidFieldError
from services.wire.validation import calendar_date
from tenprint.v1 import programme_service_pb2 as pb2

MAX_ORI_COUNT = 1_000
MAX_FILE_BYTES = 8 * 1024 * 1024


def jurisdiction_from_proto(message: pb2.Jurisdiction) -> Jurisdiction:
    """Read a jurisdiction; raises InvalidFieldError."""
    if len(message.oris) > MAX_ORI_COUNT or len(set(message.oris)) < len(message.oris):
        raise InvalidFieldError("jurisdiction.oris", f"at most {MAX_ORI_COUNT}, each once")
    found = Jurisdiction(
        jurisdiction_id=message.jurisdiction_id,
        name=message.name,
        us_state=message.us_state,
        activation_date=_maybe_date(
            "jurisdiction.activation_date",
            message.activation_date if message.HasField("activation_date") else None,
        ),
        oris=tuple(sorted(message.oris)),
    )
    try:
        return jurisdictions_csv.check(found, "as sent")
    except JurisdictionFileError as error:
        raise InvalidFieldError("jurisdiction", str(error)) from error


def jurisdiction_to_proto(one: Jurisdiction) -> pb2.Jurisdiction:
    """Write a jurisdiction."""
    return pb2.Jurisdiction(
        jurisdiction_id=one.jurisdiction_id,
        name=one.name,
        us_state=one.us_state,
        activation_date=date_to_proto(one.activation_date) if one.activation_date else None,
        oris=one.oris,
    )


def file_from_proto(data: bytes) -> list[Jurisdiction]:
    """Read a file of jurisdictions; raises InvalidFieldError, JurisdictionFileError."""
    if len(data) > MAX_FILE_BYTES:
        raise InvalidFieldError("csv", f"{len(data):,} bytes: at most {MAX_FILE_BYTES:,}")
    try:
        return jurisdictions_csv.read(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise JurisdictionFileError(f"byte {error.start} is not UTF-8") from error


def activation_to_proto(found: Activation) -> pb2.GetActivationResponse:
    """Write how far activation is."""
    return pb2.GetActivationResponse(
        day=date_to_proto(found.day),
        jurisdiction_count=found.jurisdiction_count,
        active_count=found.active_count,
        state_count=found.state_count,
        active_state_count=found.active_state_count,
        nationwide=found.nationwide,
    )


def outbound_state(value: int) -> OutboundState | None:
    """Read a filter; zero filters nothing. Raises InvalidFieldError."""
    try:
        return OutboundState(value) if value else None
    except ValueError:
        raise InvalidFieldError("state", f"{value} is not known") from None


def message_to_proto(message: OutboundMessage) -> pb2.OutboundQuery:
    """Write how a message to the LESC stands."""
    due, acknowledged = message.next_attempt_time, message.acknowledge_time
    return pb2.OutboundQuery(
        message_id=message.message_id,
        kind=message.kind.value,
        tcn=message.tcn,
        state=f"OUTBOUND_STATE_{message.state.name}",
        attempt_count=message.attempt_count,
        error=message.error,
        rejected_field=message.rejected_field,
        create_time=timestamp(message.create_time),
        next_attempt_time=timestamp(due) if due else None,
        acknowledge_time=timestamp(acknowledged) if acknowledged else None,
    )


def _maybe_date(field: str, value: date_pb2.Date | None) -> date | None:
    return None if value is None else calendar_date(field, value)
