"""Withdraw a match that was sent on, with all consequences, in one transaction.

The booking agency gets a corrected second response, the LESC a withdrawal, and the field office a
withdrawn case without its detainer. The pair enters the list of known non-mates. If the criminal
file was wrong too, the booking's encounter becomes a person of its own. Each recipient gets a
notice, which stays open until the recipient acknowledges the notice.

An expunged record is no false match: nothing is split off, nobody is remembered as a non-mate, and
what the LESC had found about the person is forgotten on both sides.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from database.rows import required
from gallery.gallery import Gallery
from gallery.people import ChangeRequest
from gallery.store import rows as gallery_store
from interop import names
from interop.audit import Act, Action
from interop.bookings import (
    OutboxRow,
    SecondResponse,
    SecondResponseKind,
    completion,
    outbox,
    store,
)
from interop.cases import RESOURCE_CENTRE
from interop.cases import events as case_store
from interop.corrections import known_non_mates
from interop.corrections import notices as notice_store
from interop.corrections import store as correction_store
from interop.corrections.known_non_mates import NonMates
from interop.corrections.types import (
    Correction,
    CorrectionReason,
    CorrectionRequest,
    Recipient,
)
from interop.errors import NoMatchToCorrectError
from interop.lesc import documents
from interop.names import IAFIS, IDENT, query_id, split_request_id, withdrawal_id

LESC_ADDRESS = "LESC"


def correct(act: Act, request: CorrectionRequest, galleries: Mapping[str, Gallery]) -> Correction:
    """Withdraw the match of a booking; the same request again gives the same correction.

    Raises BookingNotFoundError, NoMatchToCorrectError, CorrectionConflictError.
    """
    session = act.session
    done = correction_store.done_before(session, request)
    if done is not None:
        return done
    booking = store.submission_row(session, request.tcn)
    message = _message(session, request.tcn)
    query = documents.QUERY.load(message.payload)
    before = store.criminal_identity(session, request.tcn)
    expunged = request.reason is CorrectionReason.EXPUNGED
    for name in () if expunged else (IDENT, IAFIS) if request.iafis_match_false else (IDENT,):
        _split_off(act, galleries[name], request)
    holder, left = _holders(session, request, before)
    correction = Correction(
        request=request,
        caller=act.caller,
        correct_time=act.now,
        iafis_identity_id=holder,
        left_iafis_identity_id=left,
        ident_identity_id=query.identity_id,
        ident_encounter_id=query.encounter_id,
        response_ordinal=completion.take_back(session, _corrected_response(request, act.now)),
    )
    correction_store.insert(session, correction)
    if not expunged:
        _remember_non_mates(session, correction)
    _inform(session, request, booking.ori, message, act.now)
    if expunged:
        outbox.forget(session, query_id(request.tcn))
        case_store.forget(session, request.tcn)
    act.log(Action.MATCH_CORRECTED, request.tcn, request.reason.code)
    return correction_store.find(session, request.correction_id)


def _corrected_response(request: CorrectionRequest, response_time: datetime) -> SecondResponse:
    """Compose the response that withdraws the match; the response does not name the stranger."""
    message = (
        "correction: the match in IDENT that was reported before is withdrawn "
        f"({request.reason.code}); do not act on it"
    )
    if request.iafis_match_false:
        message += "; the identification in the first response is withdrawn too"
    kind = SecondResponseKind.IDR_NO_MATCH
    return SecondResponse(request.tcn, kind, response_time, error_message=message)


def _message(session: Session, tcn: str) -> OutboxRow:
    """Read the message that sent the match on."""
    row = session.get(OutboxRow, query_id(tcn))
    return required(row, NoMatchToCorrectError, f"booking {tcn} has no match that was sent on")


def _split_off(act: Act, gallery: Gallery, request: CorrectionRequest) -> None:
    """Give the booking's encounter an identity of its own, if it shares its identity."""
    encounter_id = names.encounter_id(request.tcn)
    row = gallery_store.find_encounter(act.session, gallery.name, encounter_id)
    if row is None:
        return
    others = gallery_store.encounters_of(act.session, gallery.name, row.identity_id, limit=2)
    if len(others) < 2:
        return
    change = gallery.identities.split_within(
        act.session,
        row.identity_id,
        [encounter_id],
        ChangeRequest(split_request_id(request.correction_id), act.caller, act.now),
    )
    changed = f"{gallery.name}:{change.from_identity_id}"
    act.log(Action.IDENTITY_CHANGED, changed, request.reason.code)


def _holders(session: Session, request: CorrectionRequest, before: str) -> tuple[str, str]:
    """Tell which identity holds the booking's prints, and from which identity they were split off.

    If the prints were not retained: which identity was found. Empty: no identity.
    """
    after = store.criminal_identity(session, request.tcn)
    if after != before:
        return after, before
    encounter_id = names.encounter_id(request.tcn)
    retained = gallery_store.find_encounter(session, IAFIS, encounter_id) is not None
    return after if retained or not request.iafis_match_false else "", ""


def _remember_non_mates(session: Session, correction: Correction) -> None:
    request = correction.request
    if not correction.iafis_identity_id:
        return
    pair = NonMates(
        iafis_identity_id=correction.iafis_identity_id,
        ident_identity_id=correction.ident_identity_id,
        iafis_encounter_id=names.encounter_id(request.tcn),
        ident_encounter_id=correction.ident_encounter_id,
    )
    known_non_mates.add(session, pair, request.correction_id, correction.correct_time)


def _inform(
    session: Session, request: CorrectionRequest, ori: str, message: OutboxRow, now: datetime
) -> None:
    """Withdraw the query and the case, and write a notice to each recipient."""
    addresses, reason = {Recipient.BOOKING_AGENCY: ori}, request.reason.code
    if message.rejected_time is None:
        # The LESC has taken, or will take, the query: the withdrawal leaves after the query.
        outbox.add_withdrawal(
            session,
            query_id=query_id(request.tcn),
            withdrawal_id=withdrawal_id(request.correction_id),
            reason=reason,
            now=now,
        )
        addresses[Recipient.LESC] = LESC_ADDRESS
    case = case_store.withdraw(session, request.tcn, reason, now)
    if case is not None:
        addresses[Recipient.FIELD_OFFICE] = case.alerted_to or case.office or RESOURCE_CENTRE
    for recipient, address in addresses.items():
        notice_store.add(session, request, recipient, address, now)
