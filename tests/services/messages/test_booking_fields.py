"""What a clerk may get wrong in a booking, and how the error names it."""

from datetime import date, timedelta

import pytest

from database.caller import Caller
from interop.clock import system_clock
from services.errors import InvalidFieldError
from services.messages.bookings import submission_from_proto
from tenprint.calls import to_date
from tenprint.v1.booking_service_pb2 import BookingSubmission, Charge, Subject, SubmitBookingRequest
from tenprint.v1.sample_pb2 import MissingFinger

TODAY = system_clock().date()
BORN = Subject(dates_of_birth=[to_date(date(1980, 2, 29))])
GOOD = Charge(literal="THEFT", offense_code="2399", offense_date=to_date(date(2020, 1, 1)))


def _read(said: BookingSubmission) -> None:
    request = SubmitBookingRequest(tcn="TEST-FIELDS-1", ori="WVTEST000", booking=said)
    submission_from_proto(request, [], Caller("WVTEST000"))


def _born(*days: date) -> Subject:
    return Subject(dates_of_birth=map(to_date, days))


@pytest.mark.parametrize(
    ("field", "word", "said"),
    [
        ("charges[2].offense_code", "'A'", [GOOD, GOOD, Charge(literal="X", offense_code="A")]),
        ("charges[1].literal", "empty", [GOOD, Charge(offense_code="2399")]),
        ("charges[0].offense_date", "future", [
            Charge(literal="X", offense_date=to_date(TODAY + timedelta(days=2)))
        ]),
    ],
)  # fmt: skip
def test_charges_are_named_by_index(field: str, word: str, said: list[Charge]) -> None:
    with pytest.raises(InvalidFieldError) as caught:
        _read(BookingSubmission(charges=said))
    assert caught.value.field == field
    assert word in str(caught.value)


@pytest.mark.parametrize(
    ("field", "word", "said"),
    [
        ("subject.dates_of_birth[0]", "future", {"subject": _born(TODAY + timedelta(days=2))}),
        ("subject.dates_of_birth[1]", "130 years", {"subject": _born(TODAY, date(1850, 1, 1))}),
        ("arrest_date", "dates_of_birth[0]", {
            "subject": BORN, "arrest_date": to_date(date(1980, 2, 28))
        }),
        ("subject.name", "'Í'", {"subject": Subject(name="GARCÍA,JOSÉ")}),
        ("missing_fingers[1]", "no finger", {
            "missing_fingers": [MissingFinger(position=3, reason=1), MissingFinger(position=0)]  # type: ignore[arg-type]
        }),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(field: str, word: str, said: dict[str, object]) -> None:
    with pytest.raises(InvalidFieldError) as caught:
        _read(BookingSubmission(**said))  # type: ignore[arg-type]
    assert caught.value.field == field
    assert word in str(caught.value)


def test_what_can_be_is_taken() -> None:
    old = TODAY - timedelta(days=130 * 365)
    _read(BookingSubmission(subject=_born(old, TODAY), charges=[GOOD]))
    _read(BookingSubmission(subject=BORN, arrest_date=to_date(date(1980, 2, 29))))
