"""Transaction files ↔ bookings: a file becomes what a client could have sent field by field."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from google.type import date_pb2

from ebts import codes, gate, responses
from ebts.booking import StatedBooking, stated_booking
from ebts.errors import FaultyTransactionError
from ebts.faults import Faults
from ebts.images import IMPRESSIONS, FingerImage
from ebts.reading import Reading, read
from ebts.records import TCN, Transaction
from ebts.responses import Finding
from ebts.validation import validate
from ebts.writing import write
from gallery.types import ReceivedSample
from interop import bookings
from interop.bookings import Finding as SearchFinding
from interop.bookings import ResponseCause, SecondResponseKind, TransactionFile
from interop.clock import system_clock
from interop.flow import ExportedFile
from interop.jurisdictions import NATIONWIDE
from interop.records import RapSheet
from matcher.errors import SampleError
from matcher.types import FingerPosition
from services.errors import InvalidFieldError, LocatedSampleError
from services.messages.bookings import booking_to_proto
from services.wire import advice_on
from tenprint.samples import none_is_usable
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1 import sample_pb2

_REASONS = {
    "XX": sample_pb2.MISSING_FINGER_REASON_AMPUTATED,
    "UP": sample_pb2.MISSING_FINGER_REASON_UNABLE_TO_PRINT,
}
PART_BYTES = 1024 * 1024
"""Of an exported file, in one message."""
_MAX_LINES = 2_000
"""Of a response's text: 2,000 lines of 72 characters are below EBTS's 200,000 characters."""


@dataclass(frozen=True, eq=False)
class SubmittedFile:
    """A sound file as a request."""

    request: pb2.SubmitBookingRequest
    """What the file says beside its prints, as `booking`."""
    samples: list[ReceivedSample]
    file: TransactionFile
    digest: bytes


def read_submission(request: pb2.SubmitBookingRequest) -> SubmittedFile:
    """Turn a file into a request. Raises EbtsError, InvalidFieldError, LocatedSampleError."""
    reading = read(request.transaction_file)
    images, faults = _judge(reading)
    if faults or reading.transaction is None:
        raise FaultyTransactionError(faults.all())
    stated = stated_booking(reading.transaction)
    _check_same("tcn", request.tcn, stated.tcn)
    _check_same("ori", request.ori, stated.controlling_agency)
    text = write(reading.transaction.without_images())
    return SubmittedFile(
        pb2.SubmitBookingRequest(
            tcn=stated.tcn, ori=stated.controlling_agency, booking=_booking(stated)
        ),
        [_received(index, image) for index, image in enumerate(images)],
        TransactionFile(request.transaction_file, text),
        hashlib.sha256(b"transaction file\n" + request.transaction_file).digest(),
    )


def check(request: pb2.CheckTransactionRequest) -> pb2.CheckTransactionResponse:
    """Judge a file. Raises UnsupportedFileError, TransactionTooLargeError."""
    reading = read(request.transaction_file)
    _, faults = _judge(reading)
    found, known = faults.all(), reading.transaction
    error = b""
    if found:
        error = write(responses.error_response(known, found, "errt", system_clock()))
    return pb2.CheckTransactionResponse(
        type_of_transaction=_printable(known.type_of_transaction) if known else "",
        tcn=_printable(known.header.value(TCN)) if known else "",
        faults=[
            pb2.TransactionFault(place=one.place, field=one.field, value=one.value, rule=one.rule)
            for one in found
        ],
        error_response_file=error,
    )


def booking_with_files(found: tuple[bookings.Booking, bytes]) -> pb2.Booking:
    """Write a booking, and its responses as files. found: the booking, and the text of its file."""
    booking, text = found
    files = list(_response_files(booking, text)) if text else []
    return booking_to_proto(booking, response_files=files)


def parts(files: Iterable[ExportedFile]) -> Iterator[pb2.ExportBookingResponse]:
    """Write files in parts, of which the first part of each says what the file is."""
    for one in files:
        head: pb2.ExportedFile | None = pb2.ExportedFile(
            kind=pb2.ExportedFileKind.Name(one.kind),
            name=one.name,
            position=sample_pb2.FingerPosition.Name(one.position or 0),
            size_bytes=one.size_bytes,
        )
        for begin in range(0, max(1, one.size_bytes), PART_BYTES):
            data = one.content[begin : begin + PART_BYTES]
            yield pb2.ExportBookingResponse(file=head, data=data)
            head = None


def _judge(reading: Reading) -> tuple[list[FingerImage], Faults]:
    images, faults = validate(reading, system_clock().date())
    known = reading.transaction
    if known and known.type_of_transaction in codes.OUT:
        rule = f"a response is no submission: {', '.join(codes.IN)} are"
        faults.add("record 1 (Type-1)", "1.004 TOT", known.type_of_transaction, rule)
    return images, faults


def _check_same(field: str, asked: str, stated: str) -> None:
    if asked and asked != stated:
        raise InvalidFieldError(field, f"{asked} is not what the transaction file says: {stated}")


def _received(index: int, image: FingerImage) -> ReceivedSample:
    position = FingerPosition(image.position)
    try:
        encoding = gate.encoding_of(image)
    except SampleError as error:
        raise LocatedSampleError(error, index, image.position) from error
    return ReceivedSample(
        position=position,
        impression=IMPRESSIONS[image.impression],
        image=image.data,
        encoding=encoding,
        resolution_ppi=image.resolution_ppi,
        width_px=image.width_px,
        height_px=image.height_px,
    )


def _booking(stated: StatedBooking) -> pb2.BookingSubmission:
    return pb2.BookingSubmission(
        arrest_date=_date(stated.arrest_day),
        agency_case_number=stated.case_number,
        type_of_transaction=f"TRANSACTION_TYPE_{stated.type_of_transaction}",
        retain="Y" if stated.retain else "N",
        subject=pb2.Subject(
            name=stated.name,
            dates_of_birth=[_date(day) for day in stated.birth_days],
            sex=stated.sex,
            place_of_birth=stated.place_of_birth,
            citizenship=stated.citizenship,
            fbi_number=stated.fbi_number,
            state_id=stated.state_id,
        ),
        charges=[
            pb2.Charge(literal=one.words, offense_date=_date(one.day)) for one in stated.charges
        ],
        in_custody=stated.in_custody,
        priority=stated.priority,
        missing_fingers=[
            sample_pb2.MissingFinger(
                position=sample_pb2.FingerPosition.Name(finger), reason=_REASONS[code]
            )
            for finger, code in stated.missing_fingers
        ],
    )


def _date(day: date | None) -> date_pb2.Date | None:
    return None if day is None else date_pb2.Date(year=day.year, month=day.month, day=day.day)


def _response_files(booking: bookings.Booking, text: bytes) -> Iterator[pb2.ResponseFile]:
    """Write the responses that the booking has got, oldest first."""
    submission = read(text).transaction
    assert submission is not None
    if not responses.answer_type(submission.type_of_transaction):
        return
    first, reserve = booking.first_response, _reserve(booking)
    if first is not None:
        finding = Finding(
            "first",
            first.response_time,
            first.finding is SearchFinding.IDENT,
            first.rap_sheet.fbi_number if first.rap_sheet else "",
            tuple(_rap_sheet(first.rap_sheet)),
            reserve=reserve,
        )
        yield _file(0, responses.response(submission, finding))
    for version in booking.second_responses:
        second, name = version.response, f"second {version.ordinal}"
        if second.kind is SecondResponseKind.ERROR:
            words = [f"{second.error_reason}: {second.error_message}"]
            error = responses.error_response(submission, words, name, second.response_time)
            yield _file(version.ordinal, error)
        elif second.kind is not SecondResponseKind.SHARED_SERVICES_RESPONSE:
            finding = _ident(name, version, reserve)
            yield _file(version.ordinal, responses.response(submission, finding))


def _reserve(booking: bookings.Booking) -> str:
    """Say that nobody could be found, if no print is good enough to find anybody by."""
    if not none_is_usable(booking.samples):
        return ""
    words = (
        "NOBODY COULD BE FOUND BY THESE PRINTS: no finger is good enough. "
        "This does not say that the person is unknown"
    )
    advice = {advice_on(one) for one in booking.samples}
    # The same advice for each finger comes from one fault, such as a wrong resolution.
    remedy = f"For each finger: {advice.pop()}" if len(advice) == 1 else "Capture them again"
    return f"{words}. {remedy}."


def _ident(name: str, version: bookings.ResponseVersion, reserve: str = "") -> Finding:
    second = version.response
    is_known = second.kind is SecondResponseKind.IDR_WITH_IAR
    was_searched = second.report is not None or version.cause is not ResponseCause.SEARCH
    unknown = "IDENT found nobody." if reserve else "IDENT does not know the prints."
    if not was_searched:
        unknown, reserve = "IDENT was not searched.", ""
    lines = [
        "IDENT DATA RESPONSE" + (" WITH IMMIGRATION ALIEN RESPONSE" if is_known else ""),
        "IDENT knows the prints." if is_known else unknown,
        f"LESC determination: {second.determination}" if second.determination else "",
        # How the service was started is no matter of the clerk who reads the file.
        "" if second.note == NATIONWIDE else second.note,
    ]
    found = tuple(line for line in lines if line)
    return Finding(
        name, second.response_time, is_known, lines=found, from_ident=True, reserve=reserve
    )


def _rap_sheet(sheet: RapSheet | None) -> Iterator[str]:
    if sheet is None:
        return
    yield f"FBI NUMBER {sheet.fbi_number}"
    for number in sheet.other_fbi_numbers:
        yield f"FORMER FBI NUMBER {number}"
    for event in sheet.events[:_MAX_LINES]:
        yield f"{event.date} {event.kind.name} {event.ori} {event.literal}"
    for want in sheet.wants[:_MAX_LINES]:
        yield f"WANTED BY {want.ori}: {want.literal}"


def _file(ordinal: int, transaction: Transaction) -> pb2.ResponseFile:
    return pb2.ResponseFile(
        type_of_transaction=transaction.type_of_transaction,
        type_of_transaction_code=f"RESPONSE_TRANSACTION_TYPE_{transaction.type_of_transaction}",
        ordinal=ordinal,
        file=write(transaction),
    )


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text[:64])
