"""Which states a watcher is told of."""

from datetime import UTC, datetime

from interop.types import Booking, BookingState, SecondResponse, SecondResponseKind, StateChange
from services.booking import unseen_states

NOW = datetime(2012, 1, 1, tzinfo=UTC)
STATES = (
    BookingState.RECEIVED,
    BookingState.EXTRACTED,
    BookingState.SEARCHED_IN_IAFIS,
    BookingState.SECOND_RESPONSE_READY,
)


def _booking() -> Booking:
    return Booking(
        tcn="TEST-0000001",
        ori="WVTEST000",
        state=STATES[-1],
        receive_time=NOW,
        history=tuple(StateChange(state, NOW) for state in STATES),
        samples=(),
        first_response=None,
        second_response=SecondResponse(
            "TEST-0000001", SecondResponseKind.IDR_NO_MATCH, (), None, "", "", "", NOW
        ),
        lesc_receipt=None,
    )


def test_the_first_thing_told_is_the_booking_as_it_is() -> None:
    assert unseen_states(_booking(), 0) == [_booking()]


def test_states_passed_between_two_looks_are_told_one_by_one() -> None:
    told = unseen_states(_booking(), 1)
    assert [booking.state for booking in told] == list(STATES[1:])
    assert [len(booking.history) for booking in told] == [2, 3, 4]
    assert [booking.second_response is not None for booking in told] == [False, False, True]


def test_nothing_new_tells_nothing() -> None:
    assert unseen_states(_booking(), len(STATES)) == []
