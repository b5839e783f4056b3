"""How a booking ends, and how the agency gets responses before the end."""

from datetime import datetime

from sqlalchemy.orm import Session

from interop.audit import Act, Action
from interop.bookings import responses, store
from interop.bookings.types import BookingState, ResponseCause, SecondResponse
from interop.names import SERVICE, response_id

_UNDER_WAY = (
    BookingState.SEARCHED_IN_IDENT,
    BookingState.IN_REVIEW,
    BookingState.QUERY_SENT_TO_LESC,
)


def complete(
    session: Session, source: BookingState, response: SecondResponse, cause: ResponseCause
) -> bool:
    """End a booking with the second response, if a response is due; forget the prints."""
    tcn = response.tcr
    answered = _is_answered(session, tcn)
    if not close(session, tcn, source, response.response_time, answered=answered):
        return False
    if answered and not responses.is_corrected(session, tcn):
        release(session, response, cause)
    return True


def close(
    session: Session, tcn: str, source: BookingState, now: datetime, *, answered: bool = False
) -> bool:
    """End a booking, and forget the prints. answered: whether it gets a second response."""
    target = BookingState.SECOND_RESPONSE_READY if answered else BookingState.COMPLETE
    if not store.advance(session, tcn, source, target, now):
        return False
    store.drop_prints(session, tcn)
    return True


def fail(session: Session, source: BookingState, response: SecondResponse) -> bool:
    """Answer prints that cannot be searched. Prints that may be kept stay, to show the reason."""
    tcn, now = response.tcr, response.response_time
    submission = store.read_submission(session, tcn)
    if not store.advance(session, tcn, source, BookingState.FAILED, now):
        return False
    release(session, response, ResponseCause.SEARCH)
    if not submission.retain:
        store.drop_prints(session, tcn)
    return True


def tell_meanwhile(session: Session, response: SecondResponse, cause: ResponseCause) -> None:
    """Give a response that is not the last, if responses are due."""
    if _is_answered(session, response.tcr):
        release(session, response, cause)


def answer_again(session: Session, response: SecondResponse) -> None:
    """Give the LESC's new answer, unless the match has been withdrawn."""
    row = store.submission_row(session, response.tcr)
    if BookingState(row.state) is not BookingState.SECOND_RESPONSE_READY:
        return
    if not responses.is_corrected(session, response.tcr):
        release(session, response, ResponseCause.ANSWER)


def take_back(session: Session, response: SecondResponse) -> int:
    """Give the response that corrects earlier responses, and end a booking that is under way.

    Returns the response's ordinal; 0 if the agency gets no responses.
    """
    tcn, now = response.tcr, response.response_time
    state = BookingState(store.submission_row(session, tcn).state)
    answered = _is_answered(session, tcn)
    if state in _UNDER_WAY:
        close(session, tcn, state, now, answered=answered)
    return release(session, response, ResponseCause.CORRECTION) if answered else 0


def give_back(session: Session, response: SecondResponse, cause: ResponseCause) -> int:
    """Tell that a match stands again; returns the ordinal, 0 if the agency gets no responses."""
    return release(session, response, cause) if _is_answered(session, response.tcr) else 0


def release(session: Session, response: SecondResponse, cause: ResponseCause) -> int:
    """Append a version of the second response, and log in the audit log that it went out."""
    ordinal = responses.append(session, response.tcr, response, cause)
    log_release(session, response_id(response.tcr, ordinal), response.response_time, str(cause))
    return ordinal


def log_release(session: Session, response_id: str, now: datetime, reason: str = "") -> None:
    """Log in the audit log that a response went out."""
    Act(session, SERVICE, now).log(Action.RESPONSE_RELEASED, response_id, reason)


def _is_answered(session: Session, tcn: str) -> bool:
    return store.handling_of(session, tcn).answered
