"""How a booking is answered for good, or for the time being."""

from datetime import datetime

from sqlalchemy.orm import Session

from interop.audit import Action, ObjectKind
from interop.audit import log as audit_log
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
    """Give the second response, where one is due, and forget the prints."""
    tcn, now = response.tcr, response.response_time
    answered = _is_answered(session, tcn)
    target = BookingState.SECOND_RESPONSE_READY if answered else BookingState.COMPLETE
    if not store.advance(session, tcn, source, target, now):
        return False
    if answered and not responses.is_corrected(session, tcn):
        release(session, response, cause)
    store.drop_prints(session, tcn)
    return True


def close(session: Session, tcn: str, source: BookingState, now: datetime) -> bool:
    """End a booking that gets no second response, and forget the prints."""
    if not store.advance(session, tcn, source, BookingState.COMPLETE, now):
        return False
    store.drop_prints(session, tcn)
    return True


def fail(session: Session, source: BookingState, response: SecondResponse) -> bool:
    """Answer prints that cannot be searched. They stay to show why, if they may be kept."""
    tcn, now = response.tcr, response.response_time
    submission = store.read_submission(session, tcn)
    if not store.advance(session, tcn, source, BookingState.FAILED, now):
        return False
    release(session, response, ResponseCause.SEARCH)
    if not submission.retain:
        store.drop_prints(session, tcn)
    return True


def tell_meanwhile(session: Session, response: SecondResponse, cause: ResponseCause) -> None:
    """Give a response that is not the last, where responses are due."""
    if _is_answered(session, response.tcr):
        release(session, response, cause)


def answer_again(session: Session, response: SecondResponse) -> None:
    """Give what the LESC answered anew, unless the match has been withdrawn."""
    row = store.submission_row(session, response.tcr)
    if BookingState(row.state) is not BookingState.SECOND_RESPONSE_READY:
        return
    if not responses.is_corrected(session, response.tcr):
        release(session, response, ResponseCause.ANSWER)


def take_back(session: Session, response: SecondResponse) -> int:
    """Give the response that corrects what was said; a booking under way is complete by it.

    Returns its ordinal; 0 where the agency gets no responses.
    """
    tcn, now = response.tcr, response.response_time
    state = BookingState(store.submission_row(session, tcn).state)
    answered = _is_answered(session, tcn)
    if state in _UNDER_WAY:
        target = BookingState.SECOND_RESPONSE_READY if answered else BookingState.COMPLETE
        store.advance(session, tcn, state, target, now)
        store.drop_prints(session, tcn)
    return release(session, response, ResponseCause.CORRECTION) if answered else 0


def release(session: Session, response: SecondResponse, cause: ResponseCause) -> int:
    """Append a version of the second response, and note in the audit log that it went out."""
    ordinal = responses.append(session, response.tcr, response, cause)
    log_release(session, response_id(response.tcr, ordinal), response.response_time, str(cause))
    return ordinal


def log_release(session: Session, response_id: str, now: datetime, reason: str = "") -> None:
    """Note that a response went out."""
    audit_log.record(
        session,
        SERVICE,
        Action.RESPONSE_RELEASED,
        ObjectKind.RESPONSE,
        response_id,
        now,
        reason=reason,
    )


def _is_answered(session: Session, tcn: str) -> bool:
    row = store.submission_row(session, tcn)
    return store.handling_of(row, store.read_submission(session, tcn)).answered
