"""Bookings and their responses: proto ↔ domain types, each field by its rule."""

from collections.abc import Sequence
from datetime import date

from database.caller import Caller
from gallery.types import ReceivedSample
from interop import bookings, fields
from interop.lesc import GENERIC_OFFENSE, LescReceipt, described
from interop.purposes import TransactionType
from interop.records import CriminalEvent, RapSheet, Want
from services import wire
from services.errors import InvalidFieldError, NoContentError
from services.messages import samples
from tenprint.v1 import booking_service_pb2 as pb2

DEFAULT_PRIORITY = 9
_RETAIN = {"": True, "Y": True, "N": False}
MAX_CHARGE_COUNT = 40
MAX_BIRTH_DATE_COUNT = 5

_UNKNOWN = bookings.Subject()
_RULES = {
    "name": fields.NAME,
    "sex": fields.SEX,
    "place_of_birth": fields.PLACE,
    "citizenship": fields.PLACE,
    "fbi_number": fields.FBI_NUMBER,
    "state_id": fields.STATE_ID,
    "alien_number": fields.ALIEN_NUMBER,
}


def content_of(request: pb2.SubmitBookingRequest) -> pb2.BookingSubmission:
    """Return what is submitted field by field. Raises NoContentError."""
    if request.WhichOneof("content") == "booking":
        return request.booking
    raise NoContentError("the request has no content: send `booking` or `transaction_file`")


def submission_from_proto(
    request: pb2.SubmitBookingRequest, received: Sequence[ReceivedSample], caller: Caller
) -> bookings.Submission:
    """Read what is submitted field by field. Raises InvalidFieldError, MissingFingerSentError."""
    # A request that a file became has not passed the gate of requests.
    wire.check_times(request)
    content = request.booking
    # This bounds the list before the digest sorts it.
    missing = samples.missing_fingers(content.missing_fingers, received)
    arrested = wire.optional(wire.calendar_date, "arrest_date", content)
    subject = subject_from_proto(content.subject)
    _check_born_before(arrested, subject)
    case_number = wire.check("agency_case_number", content.agency_case_number, fields.CASE_NUMBER)
    return bookings.Submission(
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
        missing_fingers=missing,
        agency_case_number=case_number,
        type_of_transaction=_type_of_transaction(content.type_of_transaction),
        retain=_retain(content.retain),
        subject=subject,
        charges=charges_from_proto(content.charges),
        in_custody=content.in_custody if content.HasField("in_custody") else True,
        priority=wire.validation.count("priority", content.priority, DEFAULT_PRIORITY, 9),
    )


def subject_from_proto(message: pb2.Subject) -> bookings.Subject:
    """Read who was booked. Raises InvalidFieldError."""
    values = {
        field: wire.check(f"subject.{field}", getattr(message, field), rule, optional=True)
        or getattr(_UNKNOWN, field)
        for field, rule in _RULES.items()
    }
    if len(message.dates_of_birth) > MAX_BIRTH_DATE_COUNT:
        raise InvalidFieldError("subject.dates_of_birth", f"at most {MAX_BIRTH_DATE_COUNT}")
    born = [
        wire.calendar_date(f"subject.dates_of_birth[{index}]", one)
        for index, one in enumerate(message.dates_of_birth)
    ]
    return bookings.Subject(**values, dates_of_birth=tuple(born))


def charges_from_proto(messages: Sequence[pb2.Charge]) -> tuple[bookings.Charge, ...]:
    """Read the charges. Raises InvalidFieldError."""
    if len(messages) > MAX_CHARGE_COUNT:
        raise InvalidFieldError("charges", f"{len(messages)} charges: at most {MAX_CHARGE_COUNT}")
    return tuple(_charge(f"charges[{index}]", one) for index, one in enumerate(messages))


_second_response = wire.Writer(
    pb2.SecondResponse,
    bookings.ResponseVersion,
    wire.candidate,
    wire.search_report,
    within=["response"],
    immigration_status=lambda version: described(version.response.determination),
)
_rap_sheet = wire.Writer(
    pb2.FirstResponse.RapSheet,
    RapSheet,
    wire.Writer(pb2.FirstResponse.Entry, CriminalEvent, kind=lambda event: event.kind.name.lower()),
    wire.Writer(pb2.FirstResponse.Want, Want),
    entries="events",
)
booking_to_proto = wire.Writer(
    pb2.Booking,
    bookings.Booking,
    wire.Writer(pb2.StateChange, bookings.StateChange),
    wire.sample_report,
    wire.missing_finger,
    wire.Writer(
        pb2.FirstResponse, bookings.FirstResponse, wire.candidate, wire.search_report, _rap_sheet
    ),
    _second_response,
    wire.Writer(pb2.LescReceipt, LescReceipt),
    wire.slap_report,
    wire.sequence_report,
    second_response=lambda booking: next(reversed(booking.second_responses), None),
    # GetBooking writes them.
    response_files=lambda booking: (),
)
entry_to_proto = wire.Writer(pb2.BookingEntry, bookings.BookingEntry)


def filter_from_proto(request: pb2.ListBookingsRequest) -> bookings.BookingFilter:
    """Read which bookings the request asks for. Raises InvalidFieldError."""
    return bookings.BookingFilter(
        received_from=wire.optional(wire.read_time, "received_from", request),
        received_before=wire.optional(wire.read_time, "received_before", request),
        ori=request.ori and wire.check_ori(request.ori),
        state=wire.read_enum("state", bookings.BookingState, request.state),
        open_only=request.open_only,
        unacknowledged_only=request.unacknowledged_only,
    )


def _beside_prints(content: pb2.BookingSubmission) -> list[str]:
    """List what the digest covers beside prints. The list is empty if no such field is set.

    So an older booking system can repeat a submission that an older service has stored.
    """
    said = pb2.BookingSubmission()
    said.CopyFrom(content)
    for name in ("samples", "arrest_date", "agency_case_number"):
        said.ClearField(name)
    said.missing_fingers.sort(key=lambda one: one.position)
    text = said.SerializeToString(deterministic=True).hex()
    return [text] if text else []


def _check_born_before(arrested: date | None, subject: bookings.Subject) -> None:
    for index, born in enumerate(subject.dates_of_birth):
        if arrested is not None and arrested < born:
            raise InvalidFieldError(
                "arrest_date",
                f"{arrested} is before the birth, subject.dates_of_birth[{index}]: {born}",
            )


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


def _charge(place: str, message: pb2.Charge) -> bookings.Charge:
    code = wire.check(
        f"{place}.offense_code", message.offense_code, fields.OFFENSE_CODE, optional=True
    )
    return bookings.Charge(
        literal=wire.check(f"{place}.literal", message.literal, fields.CHARGE),
        offense_code=code or GENERIC_OFFENSE,
        offense_date=wire.optional(wire.calendar_date, f"{place}.offense_date", message),
    )
