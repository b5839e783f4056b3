"""Everything on record about one person: bookings, cases, claims, holds, corrections, the log."""

from collections.abc import Collection, Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from database.caller import Caller
from gallery.store import EncounterRow, merged_identities
from interop import names
from interop.audit import ObjectKind, audit_log
from interop.bookings import SubmissionRow, lists, store
from interop.cases import Case, CaseRow, release_notices, rows
from interop.corrections import Correction
from interop.corrections import store as correction_store
from interop.reports.errors import PersonNotFoundError
from interop.reports.types import Dossier
from interop.roles import Operation, may

MAX_LOG_ENTRIES = 1_000


def compile_dossier(session: Session, person_id: str, viewer: Caller) -> Dossier:
    """Collect what is on record about the person of an identity, a booking or a case.

    A match that was withdrawn leads to its case, but not from one person to the other.
    Raises PersonNotFoundError.
    """
    tcns, ident, iafis = _person(session, person_id)
    cases = _cases(session, tcns)
    corrections = tuple(correction_store.all_of_bookings(session, tcns))
    may_read_log = may(viewer, Operation.READ_AUDIT_LOG)
    named = _objects(tcns, cases, corrections, ident, iafis)
    log = audit_log.entries_about(session, named, MAX_LOG_ENTRIES) if may_read_log else []
    return Dossier(
        person_id=person_id,
        ident_identity_ids=tuple(sorted(ident)),
        iafis_identity_ids=tuple(sorted(iafis)),
        bookings=tuple(lists.entries_of(session, tcns, viewer)),
        cases=tuple(cases),
        corrections=corrections,
        log=tuple(log),
        log_left_out=not may_read_log,
        release_notices=tuple(release_notices.of_cases(session, [one.case_id for one in cases])),
    )


def objects_of_person(session: Session, person_id: str) -> audit_log.Objects:
    """Name what the audit log says of the person of an identity, a booking or a case.

    Raises PersonNotFoundError.
    """
    tcns, ident, iafis = _person(session, person_id)
    corrections = correction_store.all_of_bookings(session, tcns)
    return _objects(tcns, _cases(session, tcns), corrections, ident, iafis)


def _person(session: Session, person_id: str) -> tuple[set[str], set[str], set[str]]:
    """Find the bookings of a person, and the person's identities in IDENT and in IAFIS.

    Raises PersonNotFoundError.
    """
    tcns = _bookings_of(session, person_id)
    ident, iafis = identities(session, tcns)
    if _enrolled(session, names.IDENT, person_id):
        ident.add(person_id)
    if _enrolled(session, names.IAFIS, person_id):
        iafis.add(person_id)
    tcns |= matched(session, ident) | booked(session, iafis)
    if not (tcns or ident or iafis):
        raise PersonNotFoundError(f"no identity, booking or case has the id {person_id}")
    more_ident, more_iafis = identities(session, tcns)
    ident, iafis = ident | more_ident, iafis | more_iafis
    tcns |= matched(session, ident) | booked(session, iafis)
    return tcns, ident, iafis


def _bookings_of(session: Session, person_id: str) -> set[str]:
    """Find the booking that an id names, itself or by its case."""
    of_case = select(CaseRow.tcn).where(CaseRow.case_id == person_id)
    either = or_(SubmissionRow.tcn == person_id, SubmissionRow.tcn.in_(of_case))
    return set(session.scalars(select(SubmissionRow.tcn).where(either)))


def identities(session: Session, tcns: Collection[str]) -> tuple[set[str], set[str]]:
    """Name the persons of bookings in IDENT, by matches that stand, and in IAFIS."""
    standing = select(CaseRow).where(CaseRow.tcn.in_(tcns), CaseRow.withdrawn_time.is_(None))
    ident = set(rows.current_identities(session, session.scalars(standing).all()).values())
    iafis = {store.criminal_identity(session, tcn) for tcn in tcns} - {""}
    return ident, iafis


def _enrolled(session: Session, gallery: str, identity_id: str) -> bool:
    """Tell whether a gallery or a case knows an identity, also by a name of before a merge."""
    if merged_identities(session, gallery, identity_id) or _prints(session, gallery, [identity_id]):
        return True
    return gallery == names.IDENT and bool(matched(session, [identity_id]))


def matched(session: Session, identity_ids: Collection[str]) -> set[str]:
    """List the bookings that were matched with persons in IDENT."""
    called = set(identity_ids).union(
        *(merged_identities(session, names.IDENT, one) for one in identity_ids)
    )
    prints = _prints(session, names.IDENT, called)
    either = or_(CaseRow.identity_id.in_(called), CaseRow.encounter_id.in_(prints))
    return set(session.scalars(select(CaseRow.tcn).where(either)))


def booked(session: Session, identity_ids: Collection[str]) -> set[str]:
    """List the bookings whose prints the criminal file keeps under persons."""
    prefix = names.BOOKING_PREFIX
    prints = _prints(session, names.IAFIS, identity_ids)
    named = {one.removeprefix(prefix) for one in prints if one.startswith(prefix)}
    return set(session.scalars(select(SubmissionRow.tcn).where(SubmissionRow.tcn.in_(named))))


def _prints(session: Session, gallery: str, identity_ids: Collection[str]) -> list[str]:
    found = select(EncounterRow.encounter_id).where(
        EncounterRow.gallery == gallery, EncounterRow.identity_id.in_(identity_ids)
    )
    return list(session.scalars(found))


def _cases(session: Session, tcns: Collection[str]) -> list[Case]:
    found = select(CaseRow).where(CaseRow.tcn.in_(tcns)).order_by(CaseRow.sequence)
    return rows.describe_all(session, session.scalars(found).all())


def _objects(
    tcns: Collection[str],
    cases: Collection[Case],
    corrections: Collection[Correction],
    ident: Collection[str],
    iafis: Collection[str],
) -> audit_log.Objects:
    """Name the person's objects as the audit log names them."""
    return {
        ObjectKind.BOOKING: set(tcns),
        ObjectKind.CASE: {case.case_id for case in cases},
        ObjectKind.QUERY: {case.query_id for case in cases},
        ObjectKind.DETAINER: {one.detainer_id for case in cases for one in case.detainers},
        ObjectKind.ALARM: {str(one.alarm_id) for case in cases for one in case.alarms},
        ObjectKind.CORRECTION: {one.request.correction_id for one in corrections},
        ObjectKind.NOTICE: {notice.notice_id for one in corrections for notice in one.notices},
        ObjectKind.IDENTITY: set(_qualified(names.IDENT, ident))
        | set(_qualified(names.IAFIS, iafis)),
    }


def _qualified(gallery: str, identity_ids: Collection[str]) -> Iterator[str]:
    return (f"{gallery}:{one}" for one in identity_ids)
