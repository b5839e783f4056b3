"""What officers document: encounters, dispositions, closing, reopening (R32–R35, R42).

Nothing changes a closed version: a change after the close begins another version.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from interop.audit import Action
from interop.cases.documentation import check_disposition, missing
from interop.cases.errors import CaseIncompleteError, CaseStateError
from interop.cases.log import log_work
from interop.cases.rows import (
    DISPOSITION,
    ENCOUNTER,
    add_version,
    case_row,
    describe,
    set_state,
    version_row,
)
from interop.cases.tables import CaseRow, CaseVersionRow
from interop.cases.types import Actor, Case, CaseState, Disposition, EncounterRecord, VersionCause


def record_encounter(
    session: Session, case_id: str, record: EncounterRecord, actor: Actor, now: datetime
) -> Case:
    """Replace the record of the encounter, which may be a draft."""
    row = case_row(session, case_id)
    record = replace(record, officer=actor.officer)
    if record != ENCOUNTER.load(version_row(session, row).encounter):
        _editable(session, row, actor, now).encounter = ENCOUNTER.dump(record)
        log_work(session, actor, Action.ENCOUNTER_RECORDED, case_id, now)
    return describe(session, row)


def record_disposition(
    session: Session, case_id: str, disposition: Disposition, actor: Actor, now: datetime
) -> Case:
    """Replace the record of the decision and its reason, which may be a draft.

    Raises DispositionMismatchError if the reason does not fit the action.
    """
    check_disposition(disposition)
    row = case_row(session, case_id)
    disposition = replace(disposition, officer=actor.officer)
    if disposition != DISPOSITION.load(version_row(session, row).disposition):
        _editable(session, row, actor, now).disposition = DISPOSITION.dump(disposition)
        reason = disposition.reason.name if disposition.reason else ""
        log_work(session, actor, Action.DISPOSITION_RECORDED, case_id, now, reason)
    return describe(session, row)


def close(session: Session, case_id: str, version: int, actor: Actor, now: datetime) -> Case:
    """Close a version of a case; closing the same version again changes nothing.

    Raises CaseIncompleteError with the missing fields (R35), CaseStateError if there is a newer
    version.
    """
    row = case_row(session, case_id)
    _check_newest(row, version)
    if CaseState(row.state) is not CaseState.CLOSED:
        lacks = missing(describe(session, row))
        if lacks:
            raise CaseIncompleteError(case_id, lacks)
        set_state(session, row, CaseState.CLOSED)
        version_row(session, row).close_time = now
        log_work(session, actor, Action.CASE_CLOSED, case_id, now)
    return describe(session, row)


def reopen(session: Session, case_id: str, version: int, actor: Actor, now: datetime) -> Case:
    """Begin another version after a closed version; the same again changes nothing.

    Raises CaseStateError if that version is not closed or is not the newest.
    """
    row = case_row(session, case_id)
    newest = version_row(session, row)
    if row.version == version + 1 and newest.cause == VersionCause.EDITED.value:
        return describe(session, row)
    _check_newest(row, version)
    if CaseState(row.state) is not CaseState.CLOSED:
        raise CaseStateError(f"version {version} of {case_id} is open: edit this version")
    _editable(session, row, actor, now)
    return describe(session, row)


def _editable(session: Session, row: CaseRow, actor: Actor, now: datetime) -> CaseVersionRow:
    """Return the version to write to; after a closed version, begin another."""
    if CaseState(row.state) is not CaseState.CLOSED:
        return version_row(session, row)
    log_work(session, actor, Action.CASE_REOPENED, row.case_id, now, VersionCause.EDITED.value)
    state = CaseState.ALERTED if row.withdrawn_time is None else CaseState.WITHDRAWN
    return add_version(session, row, state, VersionCause.EDITED, now, actor.officer)


def _check_newest(row: CaseRow, version: int) -> None:
    if row.version != version:
        raise CaseStateError(
            f"{row.case_id} has version {row.version} now, not {version}: read the case again"
        )
