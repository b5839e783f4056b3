"""Cases as rows: read them, add a version, raise an alarm."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from database.documents import Codec
from database.paging import Page, read_page
from gallery.store import IdentityRow, identity_history
from gallery.store import rows as store
from interop import names
from interop.cases import detainer_store
from interop.cases.errors import CaseNotFoundError
from interop.cases.tables import AlarmRow, CaseRow, CaseVersionRow, ClaimRow, DetainerRow, LookUpRow
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

R = TypeVar("R", CaseVersionRow, DetainerRow, ClaimRow, LookUpRow, AlarmRow)
T = TypeVar("T")


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
    [case] = describe_all(session, [row])
    return case


def describe_all(session: Session, rows: Sequence[CaseRow]) -> list[Case]:
    """Put cases together, in as many statements as one case takes."""
    ids = [row.case_id for row in rows]
    version, detainer, look_up_row = CaseVersionRow, DetainerRow, LookUpRow
    newest = _of_cases(session, ids, version, _version, version.version)
    detainers = _of_cases(
        session, ids, detainer, detainer_store.detainer, detainer.request_time, detainer.detainer_id
    )
    claims = _of_cases(session, ids, ClaimRow, claim, ClaimRow.claim_time, ClaimRow.claim_id)
    look_ups = _of_cases(
        session, ids, look_up_row, look_up, look_up_row.look_up_time, look_up_row.look_up_id
    )
    alarms = _of_cases(session, ids, AlarmRow, alarm, AlarmRow.alarm_id)
    current = current_identities(session, rows)
    matched = {row.identity_id for row in rows}
    changes = identity_history.changes_of(session, GALLERY, matched, _CHANGE_LIMIT)
    return [
        Case(
            case_id=row.case_id,
            tcn=row.tcn,
            query_id=row.query_id,
            ori=row.ori,
            identity_id=row.identity_id,
            encounter_id=row.encounter_id,
            current_identity_id=current[row.case_id],
            us_state=row.us_state,
            office=row.office,
            open_time=row.open_time,
            alerted_to=row.alerted_to,
            alert_time=row.alert_time,
            withdrawn_time=row.withdrawn_time,
            withdrawn_reason=row.withdrawn_reason,
            current=newest[row.case_id][-1],
            detainers=tuple(detainers[row.case_id]),
            claims=tuple(claims[row.case_id]),
            look_ups=tuple(look_ups[row.case_id]),
            alarms=tuple(alarms[row.case_id]),
            identity_changes=tuple(
                change for change in changes[row.identity_id] if change.change_time >= row.open_time
            ),
        )
        for row in rows
    ]


def versions(session: Session, case_id: str, page: Page) -> tuple[list[CaseVersion], str]:
    """Read a page of a case's versions, oldest first, and the next page's token.

    Raises CaseNotFoundError.
    """
    case_row(session, case_id)
    found = select(CaseVersionRow).where(CaseVersionRow.case_id == case_id)
    rows, token = read_page(session, found, [CaseVersionRow.version], case_id, page)
    return [_version(row) for (row,) in rows], token


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


def _of_cases(
    session: Session,
    case_ids: Collection[str],
    table: type[R],
    read: Callable[[R], T],
    *order: InstrumentedAttribute[Any],
) -> Mapping[str, list[T]]:
    """Read what belongs to cases, by case, in one statement."""
    found: dict[str, list[T]] = defaultdict(list)
    rows = session.scalars(select(table).where(table.case_id.in_(case_ids)).order_by(*order))
    for row in rows:
        found[row.case_id].append(read(row))
    return found


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
    return current_identities(session, [row])[row.case_id]


def current_identities(session: Session, rows: Sequence[CaseRow]) -> dict[str, str]:
    """Tell the same of many cases, by case."""
    prints = {row.encounter_id for row in rows if row.encounter_id}
    holders = store.identities_of_encounters(session, GALLERY, prints)
    matched = {row.identity_id for row in rows}
    persons = store.current_identity_ids(session, GALLERY, matched)
    return {
        row.case_id: holders.get(row.encounter_id) or persons.get(row.identity_id, row.identity_id)
        for row in rows
    }
