"""What the clerk of an agency reads in the files of responses."""

from datetime import UTC, datetime

from ebts.records import Transaction
from ebts.responses import response
from gallery.types import SearchReport
from interop.bookings import ResponseCause, ResponseVersion, SecondResponse, SecondResponseKind
from interop.jurisdictions import NATIONWIDE
from services.messages.transactions import _ident
from tests.transactions import card

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SHEET, REPOSITORY = 75, 98
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
