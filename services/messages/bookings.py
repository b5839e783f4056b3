"""Bookings and their responses: proto ↔ domain types."""

from collections.abc import Sequence
from datetime import date, timedelta

from google.type import date_pb2

from database.caller import Caller
from gallery.types import ReceivedSample
from interop.bookings.lists import BookingEntry, BookingFilter
from interop.bookings.types import (
    Booking,
    BookingState,
    FirstResponse,
    ResponseVersion,
    Submission,
)
from interop.clock import system_clock
from interop.lesc.messages import LescReceipt
from interop.purposes import TransactionType
from interop.records.criminal_types import CriminalEvent, RapSheet, Want
from services.messages import samples
from services.messages import subject as subject_messages
from services.messages.cases import read_enum
from services.messages.research import read_time
from services.wire import validation
from services.wire.conversion import candidates, sample_report, search_report, timestamp
from services.wire.errors import InvalidFieldError, NoContentError, TransactionFileError
from tenprint.v1 import booking_service_pb2 as pb2

DEFAULT_PRIORITY = 9
_FARTHEST_EAST = timedelta(hours=14)
"""Where days begin first, before UTC's."""
_RETAIN = {"": True, "Y": True, "N": False}


def content_of(request: pb2.SubmitBookingRequest) -> pb2.BookingSubmission:
    """Pick what is submitted; raises NoContentError, TransactionFileError."""
    kind = request.WhichOneof("content")
    if kind == "booking":
        return request.booking
    if kind == "transaction_file":
        raise TransactionFileError("transaction files are not read yet: send `booking`")
    raise NoContentError("the request has no content: send `booking`")


def submission_from_proto(
    request: pb2.SubmitBookingRequest, received: Sequence[ReceivedSample], caller: Caller
) -> Submission:
    """Read a submission whose samples have passed the gate; raises InvalidFieldError."""
    content = request.booking
    arrested = _arrest_date(content.arrest_date) if content.HasField("arrest_date") else None
    case_number = validation.check_case_number(content.agency_case_number)
    return Submission(
        tcn=request.tcn,
        ori=request.ori,
        caller=caller,
        samples=tuple(received),
        content_digest=samples.content_digest(
            received,
            request.ori,
            arrested.isoformat() if arrested else "",
            case_number,
            *_beside_prints(content),
        ),
        arrest_date=arrested,
        agency_case_number=case_number,
        type_of_transaction=_type_of_transaction(content.type_of_transaction),
        retain=_retain(content.retain),
        subject=subject_messages.subject_from_proto(content.subject),
        charges=subject_messages.charges_from_proto(content.charges),
        in_custody=content.in_custody if content.HasField("in_custody") else True,
        priority=validation.count("priority", content.priority, DEFAULT_PRIORITY, 9),
    )


def booking_to_proto(entry: Booking) -> pb2.Booking:
    """Write a booking as it stands."""
    versions = [_version(one) for one in entry.second_responses]
    return pb2.Booking(
        tcn=entry.tcn,
        ori=entry.ori,
        state=_state(entry.state),
        receive_time=timestamp(entry.receive_time),
        history=[
            pb2.StateChange(state=_state(change.state), change_time=timestamp(change.change_time))
            for change in entry.history
        ],
        samples=[sample_report(sample) for sample in entry.samples],
        first_response=_first_response(entry.first_response) if entry.first_response else None,
        second_response=versions[-1] if versions else None,
        lesc_receipt=_lesc_receipt(entry.lesc_receipt) if entry.lesc_receipt else None,
        type_of_transaction=f"TRANSACTION_TYPE_{entry.type_of_transaction.value}",
        second_responses=versions,
    )


def filter_from_proto(request: pb2.ListBookingsRequest) -> BookingFilter:
    """Read which bookings are asked for; raises InvalidFieldError."""
    times = {
        name: read_time(name, getattr(request, name))
        for name in ("received_from", "received_before")
        if request.HasField(name)
    }
    return BookingFilter(
        ori=request.ori and validation.check_ori(request.ori),
        state=read_enum("state", BookingState, request.state),
        open_only=request.open_only,
        unacknowledged_only=request.unacknowledged_only,
        **times,
    )


def entry_to_proto(entry: BookingEntry) -> pb2.BookingEntry:
    """Write a booking of a list."""
    return pb2.BookingEntry(
        tcn=entry.tcn,
        ori=entry.ori,
        state=_state(entry.state),
        receive_time=timestamp(entry.receive_time),
        type_of_transaction=f"TRANSACTION_TYPE_{entry.type_of_transaction.value}",
        agency_case_number=entry.agency_case_number,
    )


def date_to_proto(day: date) -> date_pb2.Date:
    """Write a date."""
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


def _beside_prints(content: pb2.BookingSubmission) -> list[str]:
    """List what the digest covers beside prints; nothing, where nothing of it is said.

    So a booking system of before may repeat its submissions to a service of now.
    """
    said = pb2.BookingSubmission()
    said.CopyFrom(content)
    for name in ("samples", "arrest_date", "agency_case_number"):
        said.ClearField(name)
    text = said.SerializeToString(deterministic=True).hex()
    return [text] if text else []


def _arrest_date(value: date_pb2.Date) -> date:
    """Read a date that is past somewhere: by a later one an agency would count as activated."""
    arrested = validation.calendar_date("arrest_date", value)
    if arrested > (system_clock() + _FARTHEST_EAST).date():
        raise InvalidFieldError("arrest_date", f"{arrested} is in the future")
    return arrested


def _type_of_transaction(value: int) -> TransactionType:
    if value == pb2.TRANSACTION_TYPE_UNSPECIFIED:
        return TransactionType.CAR
    try:
        name = pb2.TransactionType.Name(value)
    except ValueError:
        raise InvalidFieldError("type_of_transaction", f"{value} is not known") from None
    return TransactionType(name.removeprefix("TRANSACTION_TYPE_"))


def _retain(text: str) -> bool:
    if text not in _RETAIN:
        raise InvalidFieldError("retain", 'RET is "Y" or "N"')
    return _RETAIN[text]


def _first_response(response: FirstResponse) -> pb2.FirstResponse:
    return pb2.FirstResponse(
        tcr=response.tcr,
        finding=pb2.SearchResultFinding.Name(int(response.finding)),
        identity_id=response.identity_id,
        encounter_id=response.encounter_id,
        candidates=candidates(response.candidates),
        report=search_report(response.report),
        response_time=timestamp(response.response_time),
        retained_in=response.retained_in,
        rap_sheet=_rap_sheet(response.rap_sheet) if response.rap_sheet else None,
    )


def _rap_sheet(sheet: RapSheet) -> pb2.FirstResponse.RapSheet:
    return pb2.FirstResponse.RapSheet(
        fbi_number=sheet.fbi_number,
        other_fbi_numbers=sheet.other_fbi_numbers,
        entries=[_entry(event) for event in sheet.events],
        wants=[_want(want) for want in sheet.wants],
    )


def _entry(event: CriminalEvent) -> pb2.FirstResponse.Entry:
    return pb2.FirstResponse.Entry(
        kind=event.kind.name.lower(),
        date=date_to_proto(event.date),
        ori=event.ori,
        literal=event.literal,
        offense_code=event.offense_code,
        statute=event.statute,
        disposition=event.disposition,
        maximum_sentence_months=event.maximum_sentence_months,
        imposed_sentence_months=event.imposed_sentence_months,
    )


def _want(want: Want) -> pb2.FirstResponse.Want:
    return pb2.FirstResponse.Want(
        want_id=want.want_id,
        ori=want.ori,
        literal=want.literal,
        issue_date=date_to_proto(want.issue_date),
        extradition=want.extradition,
    )


def _version(version: ResponseVersion) -> pb2.SecondResponse:
    response, acknowledged = version.response, version.acknowledge_time
    return pb2.SecondResponse(
        tcr=response.tcr,
        kind=pb2.SecondResponseKind.Name(int(response.kind)),
        candidates=candidates(response.candidates),
        report=search_report(response.report) if response.report else None,
        determination=response.determination,
        error_reason=response.error_reason,
        error_message=response.error_message,
        response_time=timestamp(response.response_time),
        ordinal=version.ordinal,
        cause=f"RESPONSE_CAUSE_{version.cause.name}",
        note=response.note,
        acknowledge_time=timestamp(acknowledged) if acknowledged else None,
    )


def _lesc_receipt(receipt: LescReceipt) -> pb2.LescReceipt:
    return pb2.LescReceipt(
        query_id=receipt.query_id,
        receipt_id=receipt.receipt_id,
        acknowledge_time=timestamp(receipt.acknowledge_time),
    )


def _state(code: int) -> str:
    return pb2.BookingState.Name(int(code))
