"""Rows of cases: read cases, add a version, raise an alarm."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from database.documents import Codec
from database.paging import Listed, Page, read_page
from database.rows import from_row, required
from gallery.store import identity_history, merged_identities
from gallery.store import rows as store
from interop import names
from interop.audit import Act
from interop.cases import detainer_store
from interop.cases.errors import CaseNotFoundError, CaseStateError
from interop.cases.priorities import Advice
from interop.cases.tables import (
    AlarmRow,
    CaseRow,
    CaseVersionRow,
    ClaimRow,
    DecisionRow,
    DetainerRow,
    LookUpRow,
)
from interop.cases.types import (
    AlarmKind,
    Case,
    CaseAlarm,
    CaseDecision,
    CaseState,
    CaseVersion,
    CitizenshipClaim,
    DecisionBasis,
    Disposition,
    EncounterRecord,
    LookUp,
    VersionCause,
)

GALLERY = names.IDENT
WORK = (CaseState.ALERTED, CaseState.WITHDRAWN)
"""The states in which officers have work on a case."""

BASIS = Codec(DecisionBasis, strict=False)
ENCOUNTER = Codec(EncounterRecord, strict=False, empty=EncounterRecord())
DISPOSITION = Codec(Disposition, strict=False, empty=Disposition())
"""An empty text says that no officer has documented anything: the empty case of R36."""

_CHANGE_LIMIT = 100


def case_row(session: Session, case_id: str) -> CaseRow:
    """Read the row of a case. Raises CaseNotFoundError."""
    row = session.scalar(select(CaseRow).where(CaseRow.case_id == case_id))
    return required(row, CaseNotFoundError, f"no case {case_id}")


def row_of_query(session: Session, query_id: str) -> CaseRow | None:
    """Find the row of the case that a query to the LESC is about."""
    return session.scalar(select(CaseRow).where(CaseRow.query_id == query_id))


def row_of_booking(session: Session, tcn: str) -> CaseRow | None:
    """Find the row of the case that a booking caused."""
    return session.scalar(select(CaseRow).where(CaseRow.tcn == tcn))


def version_row(session: Session, row: CaseRow) -> CaseVersionRow:
    """Read the newest version of a case, the only one that may be written to."""
    return session.get_one(CaseVersionRow, (row.case_id, row.version))


def check_open(row: CaseRow) -> None:
    """Check that officers have work on a case. Raises CaseStateError."""
    state = CaseState(row.state)
    if state is CaseState.CLOSED:
        raise CaseStateError(f"{row.case_id} is closed: begin another version first")
    if state not in WORK:
        raise CaseStateError(
            f"{row.case_id} is {state.name}: it is no work of officers yet, wait for the alert"
        )


def set_state(session: Session, row: CaseRow, state: CaseState) -> None:
    """Write the state of a case into its row and its newest version."""
    row.state = version_row(session, row).state = int(state)
    row.order_time = None


def add_version(act: Act, row: CaseRow, state: CaseState, cause: VersionCause) -> CaseVersionRow:
    """Begin a version with the content of the version before, which stays as it is."""
    before = version_row(act.session, row)
    row.version, row.state = before.version + 1, int(state)
    row.order_time = None
    after = CaseVersionRow(
        case_id=row.case_id,
        version=row.version,
        state=int(state),
        cause=str(cause),
        officer=act.actor_id,
        answer_version=before.answer_version,
        create_time=act.now,
        encounter=before.encounter,
        disposition=before.disposition,
    )
    act.session.add(after)
    act.session.flush()
    return after


def raise_alarm(
    session: Session,
    case_id: str,
    kind: AlarmKind,
    now: datetime,
    caused_by: str = names.SERVICE_NAME,
) -> None:
    """Raise an alarm about a case. caused_by: the officer whose action raised the alarm."""
    session.add(AlarmRow(case_id=case_id, kind=str(kind), alarm_time=now, caused_by=caused_by))
    session.flush()


def read_case(session: Session, case_id: str) -> Case:
    """Read a case with its detainers, claims, look-ups and alarms. Raises CaseNotFoundError."""
    return describe(session, case_row(session, case_id))


def describe(session: Session, row: CaseRow) -> Case:
    """Read what belongs to a case."""
    [case] = describe_all(session, [row])
    return case


def advice_of(row: CaseRow) -> dict[str, Any]:
    """Read the advice that lists show and its time; neither if the case has changed since."""
    if row.advice is None or row.order_time is None:
        return {"advice": None, "advice_time": None}
    return {"advice": Advice(row.advice), "advice_time": row.order_time}


def describe_all(session: Session, rows: Sequence[CaseRow]) -> list[Case]:
    """Read what belongs to cases, in as many statements as for a single case."""
    ids = [row.case_id for row in rows]
    parts = [_of_cases(session, ids, *part) for part in _PARTS]
    versions, detainers, claims, look_ups, alarms, decisions = parts
    current = current_identities(session, rows)
    matched = {row.identity_id for row in rows}
    changes = identity_history.changes_of(session, GALLERY, matched, _CHANGE_LIMIT)
    return [
        from_row(
            Case,
            row,
            **advice_of(row),
            current_identity_id=current[row.case_id],
            current=versions[row.case_id][-1],
            detainers=tuple(detainers[row.case_id]),
            claims=tuple(claims[row.case_id]),
            look_ups=tuple(look_ups[row.case_id]),
            alarms=tuple(alarms[row.case_id]),
            decisions=tuple(decisions[row.case_id]),
            identity_changes=tuple(
                change for change in changes[row.identity_id] if change.change_time >= row.open_time
            ),
        )
        for row in rows
    ]


def versions(session: Session, case_id: str, page: Page) -> Listed[CaseVersion]:
    """Read a page of a case's versions, oldest first, and the next page's token.

    Raises CaseNotFoundError.
    """
    case_row(session, case_id)
    found = select(CaseVersionRow).where(CaseVersionRow.case_id == case_id)
    rows, token = read_page(session, found, [CaseVersionRow.version], case_id, page)
    return [_version(row) for (row,) in rows], token


def _version(row: CaseVersionRow) -> CaseVersion:
    encounter, disposition = ENCOUNTER.load(row.encounter), DISPOSITION.load(row.disposition)
    return from_row(CaseVersion, row, encounter=encounter, disposition=disposition)


def _decision(row: DecisionRow) -> CaseDecision:
    return from_row(CaseDecision, row, basis=BASIS.load(row.document))


_PARTS: Sequence[tuple[Callable[[Any], Any], Sequence[InstrumentedAttribute[Any]]]] = (
    (_version, [CaseVersionRow.version]),
    (detainer_store.detainer, [DetainerRow.request_time, DetainerRow.detainer_id]),
    (partial(from_row, CitizenshipClaim), [ClaimRow.claim_time, ClaimRow.claim_id]),
    (partial(from_row, LookUp), [LookUpRow.look_up_time, LookUpRow.look_up_id]),
    (partial(from_row, CaseAlarm), [AlarmRow.alarm_id]),
    (_decision, [DecisionRow.decision_id]),
)
"""What belongs to a case: how a row is read, and the columns that order the rows of a case."""


def _of_cases(
    session: Session,
    case_ids: Collection[str],
    read: Callable[[Any], Any],
    order: Sequence[InstrumentedAttribute[Any]],
) -> Mapping[str, list[Any]]:
    """Read what belongs to cases, by case, in one statement."""
    table = order[0].class_
    found: dict[str, list[Any]] = defaultdict(list)
    rows = session.scalars(select(table).where(table.case_id.in_(case_ids)).order_by(*order))
    for row in rows:
        found[row.case_id].append(read(row))
    return found


def names_of(session: Session, identity_id: str) -> frozenset[str]:
    """List an identity and the identities merged into it, directly or through others."""
    return frozenset({identity_id, *merged_identities(session, GALLERY, identity_id)})


def current_identity(session: Session, row: CaseRow) -> str:
    """Tell which identity holds the matched prints now.

    If the prints are unknown: which identity the matched identity was merged into.
    """
    return current_identities(session, [row])[row.case_id]


def current_identities(session: Session, rows: Sequence[CaseRow]) -> dict[str, str]:
    """Tell the current identity of many cases, by case."""
    prints = {row.encounter_id for row in rows if row.encounter_id}
    holders = store.identities_of_encounters(session, GALLERY, prints)
    matched = {row.identity_id for row in rows}
    persons = store.current_identity_ids(session, GALLERY, matched)
    return {
        row.case_id: holders.get(row.encounter_id) or persons.get(row.identity_id, row.identity_id)
        for row in rows
    }
