"""A record of prints that is expunged takes with it every match that rests on the record."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.witness import EXPUNGED, Deed, DeedKind
from interop.audit import Act, audit_log
from interop.bookings import store as bookings
from interop.cases import CaseRow
from interop.corrections import store as correction_store
from interop.corrections.types import CorrectionReason, CorrectionRequest
from interop.corrections.withdrawal import correct
from interop.names import BOOKING_PREFIX, IAFIS, IDENT, expungement_id


def witness(session: Session, deed: Deed) -> None:
    """Log a deed of a caller in a gallery, and withdraw what rests on an expunged record.

    This function is a `gallery.witness.Witness`: all happens in the transaction of the deed.
    """
    audit_log.witness(session, deed)
    if deed.kind is not DeedKind.DELETED or deed.reason != EXPUNGED:
        return
    act = Act(session, deed.caller, deed.time)
    for tcn in list(_resting_on(session, deed.gallery, deed.object_id)):
        if correction_store.of_booking(session, tcn) is None:
            asked = CorrectionRequest(expungement_id(tcn), tcn, CorrectionReason.EXPUNGED)
            correct(act, asked, {})


def withdrawn_with(session: Session, gallery: str, encounter_id: str) -> list[str]:
    """List the bookings whose match was withdrawn because an encounter was expunged."""
    return [
        tcn
        for tcn in _resting_on(session, gallery, encounter_id)
        if any(
            one.request.correction_id == expungement_id(tcn)
            for one in correction_store.all_of_bookings(session, [tcn])
        )
    ]


def _resting_on(session: Session, gallery: str, encounter_id: str) -> Iterator[str]:
    """List the bookings whose match rests on an encounter: as the probe, or as the reference."""
    if gallery == IDENT:
        matched = CaseRow.encounter_id == encounter_id
        yield from session.scalars(select(CaseRow.tcn).where(matched).order_by(CaseRow.sequence))
    tcn = encounter_id.removeprefix(BOOKING_PREFIX)
    booked = gallery == IAFIS and encounter_id != tcn
    if booked and bookings.find_query(session, tcn) is not None:
        yield tcn
