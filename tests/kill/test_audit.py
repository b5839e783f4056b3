"""The audit sees what it is there to see."""

import pytest

from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1.audit_service_pb2 import AuditEntry
from tenprint.v1.booking_service_pb2 import Booking
from tests.kill import audit
from tests.kill.audit import Ledger
from tests.kill.people import Subject

KNOWN = Subject(0, in_iafis=True, in_ident=True, by_image=False)
STRANGER = Subject(1, in_iafis=False, in_ident=False, by_image=False)


def booking(tcn: str, identity_id: str, *, match: bool) -> Booking:
    kind = (
        booking_pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR
        if match
        else booking_pb2.SECOND_RESPONSE_KIND_IDR_NO_MATCH
    )
    states = [booking_pb2.BOOKING_STATE_RECEIVED, booking_pb2.BOOKING_STATE_SECOND_RESPONSE_READY]
    return Booking(
        tcn=tcn,
        state=booking_pb2.BOOKING_STATE_SECOND_RESPONSE_READY,
        history=[booking_pb2.StateChange(state=state) for state in states],
        first_response=booking_pb2.FirstResponse(
            identity_id=identity_id, encounter_id=f"tcn:{tcn}"
        ),
        second_response=booking_pb2.SecondResponse(kind=kind),
        lesc_receipt=booking_pb2.LescReceipt(query_id=f"iaq:{tcn}") if match else None,
    )


@pytest.fixture
def ledger() -> Ledger:
    return Ledger({"A": KNOWN, "B": STRANGER}, {0: "IAFIS-0"})


@pytest.fixture
def bookings() -> dict[str, Booking]:
    return {"A": booking("A", "IAFIS-0", match=True), "B": booking("B", "IAFIS-1", match=False)}


def queries(*tcns: str) -> list[lesc_pb2.Query]:
    return [lesc_pb2.Query(tcn=tcn, query_id=f"iaq:{tcn}") for tcn in tcns]


def test_it_is_silent_where_all_is_well(ledger: Ledger, bookings: dict[str, Booking]) -> None:
    assert audit.audit_bookings(ledger, bookings) == []
    assert audit.audit_people(ledger, bookings) == []
    assert audit.audit_queries(bookings, queries("A")) == []
    assert audit.false_positive_count(ledger, bookings) == 0


@pytest.mark.parametrize("on_record", [(), ("A", "A"), ("A", "B"), ("A", "C")])
def test_it_sees_queries_that_are_missing_double_or_without_cause(
    bookings: dict[str, Booking], on_record: tuple[str, ...]
) -> None:
    assert audit.audit_queries(bookings, queries(*on_record))


def test_it_sees_a_receipt_that_is_missing(bookings: dict[str, Booking]) -> None:
    bookings["A"].ClearField("lesc_receipt")
    assert audit.audit_queries(bookings, queries("A"))


def test_it_sees_a_person_with_two_identities(ledger: Ledger, bookings: dict[str, Booking]) -> None:
    bookings["A"].first_response.identity_id = "IAFIS-2"
    assert audit.audit_people(ledger, bookings)


def test_it_sees_a_booking_that_failed_or_found_nobody(
    ledger: Ledger, bookings: dict[str, Booking]
) -> None:
    bookings["A"].second_response.kind = booking_pb2.SECOND_RESPONSE_KIND_IDR_NO_MATCH
    bookings["B"].state = booking_pb2.BOOKING_STATE_FAILED
    assert len(audit.audit_bookings(ledger, bookings)) == 2


def test_it_sees_states_out_of_order(ledger: Ledger, bookings: dict[str, Booking]) -> None:
    bookings["A"].history.add(state=booking_pb2.BOOKING_STATE_RECEIVED)
    assert audit.audit_bookings(ledger, bookings)


def test_it_counts_strangers_that_matched(ledger: Ledger, bookings: dict[str, Booking]) -> None:
    bookings["B"] = booking("B", "IAFIS-1", match=True)
    assert audit.false_positive_count(ledger, bookings) == 1


def entries(*done: tuple[str, str]) -> list[AuditEntry]:
    return [AuditEntry(action=action, object_id=object_id) for action, object_id in done]


LOGGED = (
    ("booking_submitted", "A"),
    ("booking_submitted", "B"),
    ("query_sent", "iaq:A"),
    ("case_opened", "case:A"),
)


def test_it_is_silent_where_the_log_says_what_was_done(bookings: dict[str, Booking]) -> None:
    assert audit.audit_log(bookings, entries(*LOGGED)) == []


@pytest.mark.parametrize("one", LOGGED)
def test_it_sees_what_is_logged_twice_or_not(
    bookings: dict[str, Booking], one: tuple[str, str]
) -> None:
    [doubled] = audit.audit_log(bookings, entries(*LOGGED, one))
    assert doubled.startswith(audit.DOUBLED)
    [lost] = audit.audit_log(bookings, entries(*(other for other in LOGGED if other != one)))
    assert lost.startswith(audit.LOST)


def test_it_sees_a_second_response_that_came_twice(
    ledger: Ledger, bookings: dict[str, Booking]
) -> None:
    cause = booking_pb2.RESPONSE_CAUSE_ANSWER
    bookings["A"].second_responses.extend([booking_pb2.SecondResponse(cause=cause)] * 2)
    [fault] = audit.audit_bookings(ledger, bookings)
    assert fault.startswith(audit.DOUBLED)


def test_it_sees_an_answer_that_is_not_the_lescs(bookings: dict[str, Booking]) -> None:
    [query] = queries("A")
    query.determination = "lawful status"
    [fault] = audit.audit_queries(bookings, [query])
    assert fault.startswith(audit.WRONG)
    query.determination, query.answer_count = "", 2
    [fault] = audit.audit_queries(bookings, [query])
    assert fault.startswith(audit.DOUBLED)
