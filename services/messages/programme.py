"""Jurisdictions and messages to the LESC: proto ↔ domain types."""

from collections.abc import Sequence

from interop.bookings import OutboundMessage, ParkedBooking
from interop.errors import JurisdictionFileError
from interop.flow import Activation
from interop.jurisdictions import ActivationPeriod, Jurisdiction, RecordedPeriod
from interop.jurisdictions import csv_file as jurisdictions_csv
from services.errors import InvalidFieldError
from services.wire import Writer, calendar_date, optional
from tenprint.v1 import programme_service_pb2 as pb2

MAX_ORI_COUNT = 1_000
MAX_FILE_BYTES = 8 * 1024 * 1024


def jurisdiction_from_proto(message: pb2.Jurisdiction) -> Jurisdiction:
    """Read a jurisdiction. Raises InvalidFieldError."""
    if len(message.oris) > MAX_ORI_COUNT or len(set(message.oris)) < len(message.oris):
        raise InvalidFieldError(
            "jurisdiction.oris", f"at most {MAX_ORI_COUNT} agencies, each named once"
        )
    found = Jurisdiction(
        jurisdiction_id=message.jurisdiction_id,
        name=message.name,
        us_state=message.us_state,
        activation_date=optional(calendar_date, "jurisdiction.activation_date", message),
        oris=tuple(sorted(message.oris)),
        deactivation_date=optional(calendar_date, "jurisdiction.deactivation_date", message),
        earlier_activations=tuple(map(_period, message.earlier_activations)),
        time_zone=message.time_zone,
    )
    try:
        return jurisdictions_csv.check(found, "as sent")
    except JurisdictionFileError as error:
        raise InvalidFieldError("jurisdiction", str(error)) from error


def _period(message: pb2.ActivationPeriod) -> ActivationPeriod:
    place = "jurisdiction.earlier_activations"
    first = optional(calendar_date, f"{place}.activation_date", message)
    if first is None:
        raise InvalidFieldError(f"{place}.activation_date", "each period needs both days")
    end = optional(calendar_date, f"{place}.deactivation_date", message)
    return ActivationPeriod(first, end)


def file_from_proto(data: bytes) -> list[Jurisdiction]:
    """Read a file of jurisdictions. Raises InvalidFieldError, JurisdictionFileError."""
    if len(data) > MAX_FILE_BYTES:
        raise InvalidFieldError("csv", f"{len(data):,} bytes: at most {MAX_FILE_BYTES:,}")
    try:
        return jurisdictions_csv.read(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise JurisdictionFileError(f"byte {error.start} is not UTF-8") from error


_period_to_proto = Writer(pb2.ActivationPeriod, ActivationPeriod)
jurisdiction_to_proto = Writer(pb2.Jurisdiction, Jurisdiction, _period_to_proto)
recorded_to_proto = Writer(pb2.RecordedPeriod, RecordedPeriod, _period_to_proto)
activation_to_proto = Writer(pb2.GetActivationResponse, Activation)
parked_to_proto = Writer(pb2.ParkedBooking, ParkedBooking)
message_to_proto = Writer(pb2.OutboundQuery, OutboundMessage)


def with_history(
    found: tuple[Jurisdiction, Sequence[RecordedPeriod]],
) -> pb2.GetJurisdictionResponse:
    """Write a jurisdiction with the history of its activation."""
    jurisdiction, history = found
    return pb2.GetJurisdictionResponse(
        jurisdiction=jurisdiction_to_proto(jurisdiction),
        activation_history=map(recorded_to_proto, history),
    )
