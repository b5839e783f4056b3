"""What the clerk of an agency reads in the files of responses."""

from datetime import UTC, datetime

import pytest

from ebts.reading import read
from ebts.records import Transaction
from ebts.responses import response
from ebts.writing import write
from gallery.types import SampleSummary, SearchReport
from interop.bookings import (
    Booking,
    BookingState,
    Finding,
    FirstResponse,
    ResponseCause,
    ResponseVersion,
    SecondResponse,
    SecondResponseKind,
)
from interop.jurisdictions import NATIONWIDE
from matcher.interchange import TemplateFormat
from matcher.types import FingerPosition
from services.messages.transactions import _ident, booking_with_files
from tests.transactions import AGENCY, TIME, Change, card, faults_of, image

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SHEET, NOTE, REPOSITORY = 75, 88, 98
REPORT = SearchReport("ident", 1, 1e-3, 30.0, "matcher", "index", "calibration")


def answered(
    note: str, report: SearchReport | None, cause: ResponseCause = ResponseCause.SEARCH
) -> Transaction:
    kind = SecondResponseKind.IDR_NO_MATCH
    second = SecondResponse("TEST-0000001", kind, NOW, report=report, note=note)
    return response(card(), _ident("second 1", ResponseVersion(1, second, cause, NOW)))


def test_how_the_service_was_started_is_not_told_to_the_agency() -> None:
    sheet = answered(NATIONWIDE, REPORT).description.value(SHEET)
    assert "IDENT does not know the prints." in sheet
    assert "jurisdictions" not in sheet


def test_a_search_that_was_not_made_found_nobody_and_does_not_say_so() -> None:
    sheet = answered("the county was not activated", None).description.value(SHEET)
    assert "IDENT was not searched." in sheet
    assert "does not know" not in sheet
    withdrawn = answered("withdrawn", None, ResponseCause.CORRECTION).description.value(SHEET)
    assert "IDENT does not know the prints." in withdrawn


def test_the_answer_of_ident_names_its_repository() -> None:
    assert answered("", REPORT).description.value(REPOSITORY) == "9"


NOBODY = "NOBODY COULD BE FOUND BY THESE PRINTS"
NO_STATEMENT = "does not say that the person is unknown"
ECHOED: Change = {6: ("DET PUBLIC",), 7: (AGENCY,), 39: ("WORK",), 40: ("NONE",), 41: ("WV",)}
"""Fields that SRT returns."""
KINDS = {"CAR": SHEET, "CPNU": SHEET, "RPIS": NOTE, "TPIS": NOTE}
"""The field of the answer that holds text."""


def files_of(
    kind: str,
    *qualities: int,
    identified: bool = False,
    searched: bool = True,
    form: TemplateFormat | None = None,
) -> list[Transaction]:
    """The files that answer a booking with fingers of these qualities."""
    samples = tuple(
        SampleSummary(FingerPosition(place), quality, 5, template_format=form)
        for place, quality in enumerate(qualities, 1)
    )
    finding = Finding.IDENT if identified else Finding.NON_IDENT
    ident = SecondResponseKind.IDR_WITH_IAR if identified else SecondResponseKind.IDR_NO_MATCH
    second = SecondResponse("T", ident, TIME, report=REPORT if searched else None)
    booking = Booking(
        tcn="TEST-CARD-0001",
        ori="WVTEST000",
        state=BookingState.SECOND_RESPONSE_READY,
        receive_time=TIME,
        history=(),
        samples=samples,
        first_response=FirstResponse("T", finding, "", "", (), REPORT, TIME),
        lesc_receipt=None,
        second_responses=(ResponseVersion(1, second, ResponseCause.SEARCH, TIME),),
    )
    submission = card(
        {**ECHOED, 98: ("6",)}, kind=kind, images=[image(one) for one in range(1, 11)]
    )
    made = booking_with_files((booking, write(submission))).response_files
    assert [faults_of(one.file) for one in made] == [(), ()]
    return [one for one in (read(one.file).transaction for one in made) if one is not None]


def unwrapped(answer: Transaction, field: int) -> str:
    return " ".join(answer.description.value(field).split())


@pytest.mark.parametrize("kind", KINDS)
def test_who_could_not_be_found_is_not_called_unknown(kind: str) -> None:
    """Prints at twice their resolution have quality 0: the search found nobody, and could not."""
    first, second = files_of(kind, 0, 0, 9)
    for answer in (first, second):
        told = unwrapped(answer, KINDS[kind])
        assert NOBODY in told and NO_STATEMENT in told
        assert "does not know" not in told
        assert max(map(len, answer.description.value(KINDS[kind]).split("\r\n"))) <= 72


def test_what_is_wrong_with_all_fingers_alike_is_said() -> None:
    first, second = files_of("CAR", 0, 0)
    for answer in (first, second):
        assert "the stated resolution is wrong" in unwrapped(answer, SHEET)
    assert unwrapped(second, SHEET).startswith("IDENT DATA RESPONSE IDENT found nobody.")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("qualities", [(0, 0, 10), (80, 90), ()])
def test_prints_that_somebody_could_be_found_by_carry_no_reserve(
    kind: str, qualities: tuple[int, ...]
) -> None:
    for answer in files_of(kind, *qualities):
        assert NOBODY not in unwrapped(answer, KINDS[kind])


def test_templates_of_other_systems_are_taken_at_their_word() -> None:
    for answer in files_of("CAR", 0, form=TemplateFormat.ISO_19794_2_2005):
        assert NOBODY not in unwrapped(answer, SHEET)


@pytest.mark.parametrize("kind", KINDS)
def test_who_was_found_was_found(kind: str) -> None:
    for answer in files_of(kind, 0, 0, identified=True):
        assert NOBODY not in unwrapped(answer, KINDS[kind])


def test_a_search_that_was_not_made_says_only_that() -> None:
    first, second = files_of("CAR", 0, 0, searched=False)
    assert NOBODY in unwrapped(first, SHEET)
    assert "IDENT was not searched." in unwrapped(second, SHEET)
    assert NOBODY not in unwrapped(second, SHEET)
