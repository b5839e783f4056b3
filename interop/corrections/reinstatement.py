"""Take a correction back: the match stands again everywhere it was withdrawn, in one transaction.

The prints go back to the identities from which they were split off, the pair leaves the list of
known non-mates, the LESC researches the match anew, and the case waits for the answer. No detainer
comes back: an officer must ask again, and an arrest has one detainer.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.gallery import Gallery
from gallery.people import ChangeRequest
from interop import names
from interop.audit import Act, Action
from interop.bookings import (
    ResponseCause,
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
from interop.corrections.tables import CorrectionRow
from interop.corrections.types import (
    Correction,
    CorrectionReason,
    Recipient,
    ReinstatementRequest,
)
from interop.corrections.withdrawal import LESC_ADDRESS
from interop.errors import CorrectionConflictError, CorrectionStateError

_MESSAGE = (
    "the correction of the match in IDENT is taken back: the match stands, and the LESC was asked "
    "again; its answer follows"
)


def reinstate(
    act: Act, asked: ReinstatementRequest, galleries: Mapping[str, Gallery]
) -> Correction:
    """Let a withdrawn match stand again; the same request again changes nothing.

    Raises CorrectionNotFoundError, CorrectionConflictError, CorrectionStateError,
    IdentityConflictError if the prints were moved since.
    """
    session = act.session
    row = correction_store.row_of(session, asked.correction_id)
    if _is_done(session, row, asked):
        return correction_store.find(session, asked.correction_id)
    if CorrectionReason(row.reason) is CorrectionReason.EXPUNGED:
        raise CorrectionStateError(
            f"correction {row.correction_id} expunged a record: the record is gone"
        )
    for gallery in galleries.values():
        _undo_split(act, gallery, row)
    known_non_mates.remove(session, row.correction_id)
    row.reinstate_time, row.reinstated_by = act.now, act.caller.ori
    row.reinstatement_id, row.reinstate_reason = asked.reinstatement_id, asked.reason
    kind = SecondResponseKind.SHARED_SERVICES_RESPONSE
    response = SecondResponse(row.tcn, kind, act.now, note=_MESSAGE)
    row.reinstate_ordinal = completion.give_back(session, response, ResponseCause.REINSTATEMENT)
    session.flush()
    _inform(act, row)
    act.log(Action.MATCH_REINSTATED, row.tcn)
    return correction_store.find(session, asked.correction_id)


def _is_done(session: Session, row: CorrectionRow, asked: ReinstatementRequest) -> bool:
    used = session.scalar(
        select(CorrectionRow).where(CorrectionRow.reinstatement_id == asked.reinstatement_id)
    )
    if used is not None:
        if (used.correction_id, used.reinstate_reason) != (asked.correction_id, asked.reason):
            raise CorrectionConflictError(
                f"reinstatement {asked.reinstatement_id} asked for something else before: choose "
                "another id"
            )
        return True
    if row.reinstate_time is not None:
        raise CorrectionStateError(f"correction {row.correction_id} was taken back before")
    return False


def _undo_split(act: Act, gallery: Gallery, row: CorrectionRow) -> None:
    """Give the booking's prints back to the identity from which the correction split them off."""
    again = names.split_request_id(names.reinstatement_message_id(row.correction_id))
    asked = ChangeRequest(again, act.caller, act.now)
    # The second id is that of earlier versions.
    for split in (names.split_request_id(row.correction_id), f"correction:{row.tcn}"):
        change = gallery.identities.undo_within(act.session, split, asked)
        if change is not None:
            changed = f"{gallery.name}:{change.from_identity_id}"
            act.log(Action.IDENTITY_CHANGED, changed, "reinstated")


def _inform(act: Act, row: CorrectionRow) -> None:
    """Ask the LESC again, open the case again, and write a notice to each recipient."""
    session, addresses = act.session, {Recipient.BOOKING_AGENCY: _agency(act.session, row.tcn)}
    query_id = names.query_id(row.tcn)
    if outbox.message(session, query_id).rejected_time is None:
        outbox.add_reinstatement(
            session,
            query_id=query_id,
            reinstatement_id=names.reinstatement_message_id(row.correction_id),
            now=act.now,
        )
        addresses[Recipient.LESC] = LESC_ADDRESS
    case = case_store.reinstate(session, row.tcn, act.now)
    if case is not None:
        addresses[Recipient.FIELD_OFFICE] = case.alerted_to or case.office or RESOURCE_CENTRE
    request = correction_store.find(session, row.correction_id).request
    for recipient, address in addresses.items():
        notice_store.add(session, request, recipient, address, act.now, reinstated=True)


def _agency(session: Session, tcn: str) -> str:
    return store.submission_row(session, tcn).ori
