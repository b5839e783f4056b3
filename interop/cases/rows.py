"""Cases as rows: read them, add a version, raise an alarm."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.documents import Codec
from gallery.store import identity_history
from gallery.store import rows as store
from gallery.store.tables import IdentityRow
from gallery.types import IdentityChange
from interop import names
from interop.cases import detainer_store
from interop.cases.errors import CaseNotFoundError
from interop.cases.tables import AlarmRow, CaseRow, CaseVersionRow, ClaimRow, LookUpRow
from interop.cases.types import (
    AlarmKind,
    Case,
    CaseAlarm,
    CaseState,
    CaseVersion,
    CitizenshipClaim,
    ClaimState,
    Disposition,
    EncounterRecord,
    LookUp,
    VersionCause,
)

GALLERY = names.IDENT
ENCOUNTER = Codec(EncounterRecord, strict=False, empty=EncounterRecord())
DISPOSITION = Codec(Disposition, strict=False, empty=Disposition())
"""An empty text says that nobody has written anything down: the empty case of R36."""

_CHANGE_LIMIT = 100


def case_row(session: Session, case_id: str) -> CaseRow:
    """Read the row of a case. Raises CaseNotFoundError."""
    row = session.scalar(select(CaseRow).where(CaseRow.case_id == case_id))
    if row is None:
        raise CaseNotFoundError(f"no case {case_id}")
    return row


def row_of_query(session: Session, query_id: str) -> CaseRow | None:
    """Find the row of the case that a query to the LESC is about."""
    return session.scalar(select(CaseRow).where(CaseRow.query_id == query_id))


def row_of_booking(session: Session, tcn: str) -> CaseRow | None:
    """Find the row of the case that a booking caused."""
    return session.scalar(select(CaseRow).where(CaseRow.tcn == tcn))


def version_row(session: Session, row: CaseRow) -> CaseVersionRow:
    """Read the newest version of a case, the only one that may be written to."""
    return session.get_one(CaseVersionRow, (row.case_id, row.version))


def set_state(session: Session, row: CaseRow, state: CaseState) -> None:
    """Say where a case stands, in its row and in its newest version."""
    row.state = version_row(session, row).state = int(state)


def add_version(
    session: Session,
    row: CaseRow,
    state: CaseState,
    cause: VersionCause,
    now: datetime,
    officer: str = "",
) -> CaseVersionRow:
    """Begin a version with what the one before it says; that one stays as it is."""
    before = version_row(session, row)
    row.version, row.state = before.version + 1, int(state)
    after = CaseVersionRow(
        case_id=row.case_id,
        version=row.version,
        state=int(state),
        cause=str(cause),
        officer=officer,
        answer_version=before.answer_version,
        create_time=now,
        encounter=before.encounter,
        disposition=before.disposition,
    )
    session.add(after)
    session.flush()
    return after


def raise_alarm(session: Session, case_id: str, kind: AlarmKind, now: datetime) -> None:
    """Record what somebody has to know of."""
    session.add(AlarmRow(case_id=case_id, kind=str(kind), alarm_time=now))
    session.flush()


def read_case(session: Session, case_id: str) -> Case:
    """Read a case with all that belongs to it. Raises CaseNotFoundError."""
    return describe(session, case_row(session, case_id))


def describe(session: Session, row: CaseRow) -> Case:
    """Put a case together."""
    return Case(
        case_id=row.case_id,
        tcn=row.tcn,
        query_id=row.query_id,
        ori=row.ori,
        identity_id=row.identity_id,
        encounter_id=row.encounter_id,
        current_identity_id=current_identity(session, row),
        us_state=row.us_state,
        office=row.office,
        open_time=row.open_time,
        alerted_to=row.alerted_to,
        alert_time=row.alert_time,
        withdrawn_time=row.withdrawn_time,
        withdrawn_reason=row.withdrawn_reason,
        current=_version(version_row(session, row)),
        detainers=detainer_store.of_case(session, row.case_id),
        claims=_claims(session, row.case_id),
        look_ups=_look_ups(session, row.case_id),
        alarms=alarms(session, row.case_id),
        identity_changes=_identity_changes(session, row),
    )


def versions(session: Session, case_id: str) -> list[CaseVersion]:
    """Read all versions of a case, oldest first. Raises CaseNotFoundError."""
    case_row(session, case_id)
    rows = session.scalars(
        select(CaseVersionRow)
        .where(CaseVersionRow.case_id == case_id)
        .order_by(CaseVersionRow.version)
    )
    return list(map(_version, rows))


def alarms(session: Session, case_id: str) -> tuple[CaseAlarm, ...]:
    """Read the alarms about a case, oldest first."""
    rows = session.scalars(
        select(AlarmRow).where(AlarmRow.case_id == case_id).order_by(AlarmRow.alarm_id)
    )
    return tuple(map(alarm, rows))


def alarm(row: AlarmRow) -> CaseAlarm:
    """Describe an alarm."""
    return CaseAlarm(
        row.alarm_id,
        row.case_id,
        AlarmKind(row.kind),
        row.alarm_time,
        row.acknowledge_time,
        row.acknowledged_by,
    )


def claim(row: ClaimRow) -> CitizenshipClaim:
    """Describe a claim."""
    return CitizenshipClaim(
        claim_id=row.claim_id,
        case_id=row.case_id,
        state=ClaimState(row.state),
        officer=row.officer,
        claim_time=row.claim_time,
        deadline=row.deadline,
        answer_version=row.answer_version,
        end_time=row.end_time,
        end_reason=row.end_reason,
    )


def look_up(row: LookUpRow) -> LookUp:
    """Describe a look-up."""
    return LookUp(
        row.look_up_id, row.source, row.outcome, row.look_up_time, row.officer, row.repeated
    )


def _version(row: CaseVersionRow) -> CaseVersion:
    return CaseVersion(
        version=row.version,
        state=CaseState(row.state),
        cause=VersionCause(row.cause),
        officer=row.officer,
        answer_version=row.answer_version,
        create_time=row.create_time,
        close_time=row.close_time,
        encounter=ENCOUNTER.load(row.encounter),
        disposition=DISPOSITION.load(row.disposition),
    )


def _claims(session: Session, case_id: str) -> tuple[CitizenshipClaim, ...]:
    rows = session.scalars(
        select(ClaimRow)
        .where(ClaimRow.case_id == case_id)
        .order_by(ClaimRow.claim_time, ClaimRow.claim_id)
    )
    return tuple(map(claim, rows))


def _look_ups(session: Session, case_id: str) -> tuple[LookUp, ...]:
    rows = session.scalars(
        select(LookUpRow)
        .where(LookUpRow.case_id == case_id)
        .order_by(LookUpRow.look_up_time, LookUpRow.look_up_id)
    )
    return tuple(map(look_up, rows))


def names_of(session: Session, identity_id: str) -> frozenset[str]:
    """List an identity and those that were merged into it, directly or through others."""
    names, new = frozenset[str](), frozenset({identity_id})
    while new:
        names |= new
        merged = session.scalars(
            select(IdentityRow.identity_id).where(
                IdentityRow.gallery == GALLERY, IdentityRow.merged_into.in_(new)
            )
        )
        new = frozenset(merged) - names
    return names


def current_identity(session: Session, row: CaseRow) -> str:
    """Tell whose the matched prints are now, or, if they are not known, who the person became."""
    if row.encounter_id:
        encounter = store.find_encounter(session, GALLERY, row.encounter_id)
        if encounter is not None:
            return encounter.identity_id
    return store.current_identity_id(session, GALLERY, row.identity_id) or row.identity_id


def _identity_changes(session: Session, row: CaseRow) -> tuple[IdentityChange, ...]:
    found = identity_history.changes(session, GALLERY, row.identity_id, 0, _CHANGE_LIMIT)
    return tuple(change for change in found if change.change_time >= row.open_time)
