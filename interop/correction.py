"""Withdraw a match that was sent on: everything that follows from it, in one transaction.

The booking agency gets a corrected second response, the LESC a withdrawal, the field office a
withdrawn case without its detainer; the pair enters the list of known non-mates, and where the
criminal file was wrong too the booking's encounter becomes a person of its own. Each recipient
gets a notice that stands until it is acknowledged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gallery import store as gallery_store
from gallery.gallery import Gallery
from gallery.types import Caller
from interop import (
    audit_log,
    case_store,
    correction_store,
    documents,
    iafis,
    known_non_mates,
    lesc,
    notice_store,
    outbox,
    responses,
    store,
)
from interop.audit_log import Action, ObjectKind
from interop.case_types import Case
from interop.correction_types import Correction, CorrectionRequest
from interop.errors import NoMatchToCorrectError
from interop.field_office import RESOURCE_CENTRE
from interop.known_non_mates import NonMates
from interop.lesc import LescQuery
from interop.notice_types import NoticeDeadlines, Recipient
from interop.tables import OutboxRow, SubmissionRow
from interop.types import BookingState, ResponseCause, SecondResponse, SecondResponseKind

IAFIS = "iafis"
IDENT = "ident"
LESC_ADDRESS = "LESC"

_WITHDRAWAL_PREFIX = "withdrawal:"
_UNDER_WAY = (
    BookingState.SEARCHED_IN_IDENT,
    BookingState.IN_REVIEW,
    BookingState.QUERY_SENT_TO_LESC,
)


@dataclass(frozen=True)
class Owners:
    """Whose the booking's prints are in the criminal file, and whose they were said to be."""

    identity_id: str
    """Empty where they were not retained."""
    left_identity_id: str = ""
    """Empty where they were not split off."""


def withdrawal_id(correction_id: str) -> str:
    """Name the one message to the LESC that a correction causes."""
    return f"{_WITHDRAWAL_PREFIX}{correction_id}"


def correct(
    session: Session,
    request: CorrectionRequest,
    *,
    galleries: Mapping[str, Gallery],
    caller: Caller,
    now: datetime,
    deadlines: NoticeDeadlines,
) -> Correction:
    """Withdraw the match of a booking; the same request again gives the stored answer.

    Raises BookingNotFoundError, NoMatchToCorrectError, CorrectionConflictError.
    """
    done = correction_store.done_before(session, request)
    if done is not None:
        return done
    booking = store.submission_row(session, request.tcn)
    message = _message(session, request.tcn)
    query = documents.load_query(message.payload)
    for name in (IDENT, IAFIS) if request.iafis_match_false else (IDENT,):
        _split_off(session, galleries[name], request, caller, now)
    owners = _owners(session, booking, request)
    ordinal = _respond(session, booking, request, now)
    correction_store.insert(session, request, caller, now, owners, query, ordinal)
    _remember_non_mates(session, request, owners, query, now)
    case = case_store.withdraw(session, request.tcn, request.reason.code, now)
    addresses = {Recipient.BOOKING_AGENCY: booking.ori}
    if message.rejected_time is None:
        # Otherwise the LESC never took it.
        _withdraw_query(session, request, query, now)
        addresses[Recipient.LESC] = LESC_ADDRESS
    if case is not None:
        addresses[Recipient.FIELD_OFFICE] = case.alerted_to or case.office or RESOURCE_CENTRE
    _notify(session, request, addresses, now, deadlines)
    _log(session, request, caller, ordinal, now)
    return correction_store.find(session, request.correction_id)


def corrected_response(request: CorrectionRequest, response_time: datetime) -> SecondResponse:
    """Compose the response that takes back the one before; it does not repeat the stranger."""
    message = (
        "correction: the match in IDENT that was reported before is withdrawn "
        f"({request.reason.code}); do not act on it"
    )
    if request.iafis_match_false:
        message += "; the identification in the first response is withdrawn too"
    return SecondResponse(
        tcr=request.tcn,
        kind=SecondResponseKind.IDR_NO_MATCH,
        candidates=(),
        report=None,
        determination="",
        error_reason="",
        error_message=message,
        response_time=response_time,
    )


def _message(session: Session, tcn: str) -> OutboxRow:
    """Read the message by which the match was sent on."""
    row = session.get(OutboxRow, lesc.query_id(tcn))
    if row is None:
        raise NoMatchToCorrectError(f"booking {tcn} has no match that was sent on")
    return row


def _split_off(
    session: Session, gallery: Gallery, request: CorrectionRequest, caller: Caller, now: datetime
) -> None:
    """Give the booking's encounter an identity of its own, if it shares one with others."""
    encounter_id = iafis.encounter_id(request.tcn)
    row = gallery_store.find_encounter(session, gallery.name, encounter_id)
    if row is None:
        return
    others = gallery_store.encounters_of(session, gallery.name, row.identity_id, after=0, limit=2)
    if len(others) < 2:
        return
    change = gallery.identities.split_within(
        session,
        row.identity_id,
        [encounter_id],
        request_id=_split_request_id(request),
        caller=caller,
        now=now,
    )
    audit_log.record(
        session,
        caller,
        Action.IDENTITY_CHANGED,
        ObjectKind.IDENTITY,
        f"{gallery.name}:{change.from_identity_id}",
        now,
        reason=request.reason.code,
    )


def _split_request_id(request: CorrectionRequest) -> str:
    return f"correction:{request.tcn}"


def _owners(session: Session, booking: SubmissionRow, request: CorrectionRequest) -> Owners:
    encounter = gallery_store.find_encounter(session, IAFIS, iafis.encounter_id(request.tcn))
    said = ""
    if booking.first_response is not None:
        said = documents.load_first_response(booking.first_response).identity_id
    if encounter is None:
        # Not retained: who was found there, unless that was a mistake too.
        return Owners("" if request.iafis_match_false else said)
    left = said if request.iafis_match_false and said != encounter.identity_id else ""
    return Owners(encounter.identity_id, left)


def _respond(
    session: Session, booking: SubmissionRow, request: CorrectionRequest, now: datetime
) -> int:
    """Add the corrected response; a booking that still waited for the LESC is complete by it."""
    state = BookingState(booking.state)
    if state in _UNDER_WAY:
        store.advance(session, request.tcn, state, BookingState.SECOND_RESPONSE_READY, now)
        store.drop_prints(session, request.tcn)
    response = corrected_response(request, now)
    return responses.append(session, request.tcn, response, ResponseCause.CORRECTION)


def _remember_non_mates(
    session: Session, request: CorrectionRequest, owners: Owners, query: LescQuery, now: datetime
) -> None:
    if not owners.identity_id:
        return
    pair = NonMates(
        iafis_identity_id=owners.identity_id,
        ident_identity_id=query.identity_id,
        iafis_encounter_id=iafis.encounter_id(request.tcn),
        ident_encounter_id=query.encounter_id,
    )
    known_non_mates.add(session, pair, request.correction_id, now)


def _withdraw_query(
    session: Session, request: CorrectionRequest, query: LescQuery, now: datetime
) -> None:
    outbox.add_withdrawal(
        session,
        query_id=query.query_id,
        withdrawal_id=withdrawal_id(request.correction_id),
        reason=request.reason.code,
        now=now,
    )


def _notify(
    session: Session,
    request: CorrectionRequest,
    addresses: Mapping[Recipient, str],
    now: datetime,
    deadlines: NoticeDeadlines,
) -> None:
    for recipient, address in addresses.items():
        notice_store.add(
            session, request.correction_id, request.tcn, recipient, address, now, deadlines
        )


def _log(
    session: Session,
    request: CorrectionRequest,
    caller: Caller,
    ordinal: int,
    now: datetime,
) -> None:
    done = [
        (Action.MATCH_CORRECTED, ObjectKind.BOOKING, request.tcn),
        (Action.RESPONSE_RELEASED, ObjectKind.RESPONSE, f"{request.tcn}:{ordinal}"),
    ]
    for action, kind, object_id in done:
        audit_log.record(session, caller, action, kind, object_id, now, reason=request.reason.code)
